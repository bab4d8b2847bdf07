// Patience with a bad connection.
