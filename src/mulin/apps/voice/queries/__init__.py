"""Reading in `voice`: no transaction, every list paginated, the same number of queries for any number of rows."""
