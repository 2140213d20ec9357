"""The core that everybody may use."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CoreConfig(AppConfig):
    """Connects Celery and lets every app register its errands."""

    name = "rarportal.core"
    label = "core"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Import the Celery app: a task in a process without it falls back to amqp on localhost without a word."""
        from rarportal import celery  # noqa: F401  needs the settings, which are ready only now

        autodiscover_modules("tasks")
