"""Proof that every check of a right is tested: `make mutants` removes each of them once, and a test must turn red."""
