DROP TABLE lot_receipts;
DROP TABLE lot_comments;
DROP TABLE lot_responses;
DROP TABLE lots;
DROP TABLE imports;
