"""The decided list is frozen, chained and published: a publication of kind LIST, without a meeting."""

from django.db import transaction

from meetings.actions.issuing import chain
from meetings.models import AgendaItem, Council, Publication
from meetings.queries.agenda import agenda_of
from positivlist.actions.acting import locked, move_round, open_round, roles_at
from positivlist.models import ListRound, PublishedList
from positivlist.queries.lists import compared_with
from positivlist.queries.rounds import courses_of
from positivlist.rendering.document import article
from positivlist.rendering.snapshot import Decided, snapshot
from positivlist.rules.periods import PUBLICATION
from positivlist.workflow import IMPORT, PUBLISH
from rarportal.core.clock import now, today
from rarportal.core.errands import ask
from rarportal.core.permissions import SYSTEM, Actor, Can, Role

Kind, Audience = Publication.Kind, Publication.Audience


@transaction.atomic
def publish(*, round_id: int, actor: Actor) -> PublishedList:
    """Publish the decided list. Before the day on which it begins it stands as the coming one.

    Raises Forbidden without the right, Refusal with every reason why not.
    """
    if actor is SYSTEM:
        round, roles = locked(round_id), frozenset({Role.SECRETARIAT})
    else:
        round, roles = open_round(round_id=round_id, actor=actor, can=Can.EDIT_ROUND)
    move_round(round, PUBLISH, roles, actor)
    return _freeze(round, decided_of(round), actor)


@transaction.atomic
def take_in_finished_list(*, round_id: int, decided: Decided | None, note: str, actor: Actor) -> PublishedList:
    """A list from before the portal: published as it is, with what is known of its decision."""
    round = locked(round_id)
    round.decided_on = decided.on if decided else None
    move_round(round, IMPORT, roles_at(round, actor), actor, also=("decided_on",))
    return _freeze(round, decided, actor, note=note)


def _freeze(round: ListRound, decided: Decided | None, actor: Actor, *, note: str = "") -> PublishedList:
    council = Council.objects.select_for_update().get(pk=round.council_id)  # versions follow one another
    before, before_from = compared_with(round.base)
    version = Publication.objects.filter(council=council, kind=Kind.LIST).count() + 1
    frozen = snapshot(
        council,
        version=version,
        in_force_from=round.in_force_from,
        rows=[course.row for course in courses_of(round)],
        before=before,
        before_from=before_from,
        decided=decided,
        note=note,
    )
    link = chain(
        frozen,
        article(frozen),
        council=council,
        meeting=None,
        kind=Kind.LIST,
        version=version,
        audience=Audience.PUBLIC,
        actor=actor,
        at=now(),
    )
    ask("list-pdf", key=f"pdf {link.sha256}", publication_id=link.pk)
    round.steps.filter(name=PUBLICATION).update(done_on=today())
    return PublishedList.objects.create(
        council=council, publication=link, round=round, in_force_from=round.in_force_from
    )


def decided_of(round: ListRound) -> Decided | None:
    """The decision as the list tells of it: the council's item by its number, or the chairmanship's by its right."""
    if round.decided_on is None:
        return None
    if round.authorisation:
        given = round.authorisation
        return Decided(on=round.decided_on, by="formandskabet", authorisation=given.scope, **_place(given.item))
    return Decided(on=round.decided_on, by="rådet", **_place(round.item))


def _place(item: AgendaItem | None) -> dict[str, str]:
    """Where an item stands for everybody: its meeting's address, its number and its anchor."""
    if item is None or item.meeting is None:
        return {}
    stands = next((one for one in agenda_of(item.meeting).items if one.pk == item.pk), None)
    if stands is None:
        return {}
    return {"meeting": item.meeting.address, "number": stands.shown_number, "anchor": stands.anchor}
