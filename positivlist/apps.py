"""The app of the positive lists."""

from django.apps import AppConfig


class PositivlistConfig(AppConfig):
    """Joins in where meetings lets it (meetings/extensions.py)."""

    name = "positivlist"
    verbose_name = "Positivlister"

    def ready(self) -> None:
        """Fill the registry: what happens to a round when its item is decided, and where the lists are shown."""
        from positivlist import joining

        joining.join()
