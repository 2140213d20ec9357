"""*Opsætning*: what a secretariat sets up for its councils, a module a subject."""
