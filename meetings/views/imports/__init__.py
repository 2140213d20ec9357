"""*Hent eksisterende dokument*: files are read, put right line by line, and taken in."""
