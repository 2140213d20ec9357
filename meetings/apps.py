"""The app of councils, meetings, agendas, minutes and publications."""

from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    """Meetings and everything that is published from them."""

    name = "meetings"
    verbose_name = "Møder"
