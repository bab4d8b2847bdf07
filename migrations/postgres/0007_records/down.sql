DROP TABLE released_comments;
DROP TABLE complaints;
DROP TABLE actions;
DROP TABLE targets;
DROP TABLE visits;
