DROP TABLE receipts;
DROP TABLE comments;
DROP TABLE released_responses;
DROP TABLE responses;
