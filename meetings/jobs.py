"""The clock: what beat starts here (rarportal/celery.py names it as a string). Each may run twice without harm."""

from datetime import timedelta

from meetings.actions.contact import remove_contact
from meetings.actions.outline import forget_deleted_items
from meetings.models import sweep
from meetings.queries.people import due_for_removal
from rarportal.celery import app
from rarportal.core.clock import now
from rarportal.core.permissions import SYSTEM
from rarportal.core.refusal import Refusal

KEEP_CUT_OFF = timedelta(days=1)


@app.task(name="meetings.jobs.remove_contact_data")
def remove_contact_data() -> int:
    """Remove the contact data of everybody whose last seat or post ended long enough ago; returns of how many."""
    removed = 0
    for person in due_for_removal():
        try:
            remove_contact(person_id=person, actor=SYSTEM)
        except Refusal:  # given a seat this moment: the others go on
            continue
        removed += 1
    return removed


@app.task(name="meetings.jobs.forget_deleted_items")
def forget_items() -> int:
    """Forget the deleted items that nobody can have back any more; returns how many rows went."""
    return forget_deleted_items(at=now())


@app.task(name="meetings.jobs.sweep_files")
def sweep_files() -> int:
    """Remove what a crash has left of uploads and files cut off more than a day ago; returns how many."""
    return sweep(now() - KEEP_CUT_OFF)
