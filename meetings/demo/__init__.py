"""What the demo shows: two real documents as plain data, and the invented people who act."""
