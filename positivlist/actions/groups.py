"""The occupational groups as data: loaded at each release, like the councils."""

from django.db import transaction

from positivlist.models import OccupationalGroup
from positivlist.sources import groups


@transaction.atomic
def load_groups() -> int:
    """The groups as data/erhvervsgrupper.csv has them; returns how many. One that is gone there stays."""
    rows = groups.read()
    for place, (name, code) in enumerate(rows, 1):
        OccupationalGroup.objects.update_or_create(name=name, defaults={"position": place, "jobnet_code": code})
    return len(rows)
