DROP TABLE review_documents;
DROP TABLE reviews;
