"""One module per outside file format, to plain data, without the database."""
