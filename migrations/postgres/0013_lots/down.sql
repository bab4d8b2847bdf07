DROP TABLE held_receipts;
DROP TABLE held_comments;
DROP TABLE held_responses;
DROP TABLE lots;
DROP TABLE imports;
