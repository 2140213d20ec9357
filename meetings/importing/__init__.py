"""Outside files as plain data. Pure Python: nothing here asks the database."""
