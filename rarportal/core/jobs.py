"""What beat starts in core (rarportal/celery.py names these as strings). Each may run twice without harm."""

from datetime import timedelta
from importlib import import_module

from django.conf import settings

from rarportal.celery import app
from rarportal.core import clock
from rarportal.core.models import Errand

KEEP_DONE = timedelta(days=30)


@app.task(name="rarportal.core.jobs.clear_expired_sessions")
def clear_expired_sessions() -> None:
    """Delete the sessions that nobody can use any more: they name users, and are of no use."""
    import_module(settings.SESSION_ENGINE).SessionStore.clear_expired()


@app.task(name="rarportal.core.jobs.prune_done_errands")
def prune_done_errands() -> int:
    """Delete errands done more than 30 days ago; returns how many.

    Their keys are free again. That is safe, because an effect of an errand is itself inserted once (a
    rendition per publication, kind and template version), whatever the queue remembers.
    """
    done = Errand.objects.filter(state=Errand.State.DONE, done_at__lt=clock.now() - KEEP_DONE)
    return done.delete()[0]
