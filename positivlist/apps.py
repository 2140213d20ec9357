"""The app of the positive lists."""

from django.apps import AppConfig


class PositivlistConfig(AppConfig):
    """Named so that settings and contracts can point at it."""

    name = "positivlist"
    verbose_name = "Positivlister"
