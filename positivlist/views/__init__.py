"""Pages of rounds and lists: HTTP in, queries and actions, HTML out."""
