"""Every write: one transaction, with lock, right, state and log inside."""
