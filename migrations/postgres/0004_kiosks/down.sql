DROP TABLE contacts;
DROP TABLE pairings;
DROP TABLE kiosks;
