DROP TABLE closes;
DROP TABLE ticks;
DROP TABLE blocks;
