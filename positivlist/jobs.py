"""The clock: what beat starts here (rarportal/celery.py names it as a string). It may run twice without harm."""

from positivlist.actions.publishing import publish
from positivlist.models import ListRound
from rarportal.celery import app
from rarportal.core.clock import today
from rarportal.core.permissions import SYSTEM
from rarportal.core.refusal import Refusal


@app.task(name="positivlist.jobs.publish_lists")
def publish_lists() -> int:
    """Publish the decided lists whose day has come; returns how many. What is stopped waits for the secretariat."""
    due = ListRound.objects.filter(
        state=ListRound.State.DECIDED, in_force_from__lte=today(), council__has_positive_list=True
    )
    done = 0
    for round in due.values_list("pk", flat=True):
        try:
            publish(round_id=round, actor=SYSTEM)
        except Refusal:
            continue
        done += 1
    return done
