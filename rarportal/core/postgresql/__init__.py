"""The database backend of settings.py: Django's own, with a cheaper question whether a kept connection still lives."""
