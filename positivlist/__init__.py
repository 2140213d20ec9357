"""Positive lists: job titles, courses and SIRI submissions. May import meetings, never the other way round.

The room stands ready with its contract (pyproject.toml) and its test (no key from meetings to here); the
lists themselves come with their own issue.
"""
