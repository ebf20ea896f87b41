"""What is legal and what follows from what: pure functions, no database, no clock of their own."""
