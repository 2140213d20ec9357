"""The map of councils from its files: adds, corrects, removes, and leaves alone what people have set up or entered.

All or nothing, and repeatable: the second run of the same files changes nothing.
"""

from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, models, transaction

from meetings.actions.loading_rows import ADDED, BY_HAND, CHANGED, KEPT, REMOVED, UNCHANGED, Done, load_rows, period_of
from meetings.actions.preparing import prepare_council
from meetings.models import Body, Council, DocumentProfile, Municipality, Office, Organisation
from meetings.queries.administration import entered_in_portal, what_hangs_on
from meetings.sources.councils import KINDS, Facts, Row
from rarportal.core.log import record
from rarportal.core.permissions import Actor
from rarportal.core.refusal import Refusal

LOADER = Actor(name="load_councils")


def load_councils(facts: Facts) -> list[Done]:
    """Make the portal's map what the files say. Raises Refusal, with nothing done, when what was entered forbids it."""
    try:
        with transaction.atomic():
            return _load(facts)
    except IntegrityError as error:
        raise Refusal(f"Filerne strider mod det, der er indtastet i portalen: {error}", code="source") from error


def _load(facts: Facts) -> list[Done]:
    entered = entered_in_portal()
    done = _named(Office, "slug", facts.offices, "adresse", entered)
    done += _named(Organisation, "short_name", facts.organisations, "kort_navn", entered)
    done += _named(Municipality, "code", facts.municipalities, "kode", entered)
    done += _councils(facts.councils, entered)
    gone = Council.objects.exclude(slug__in=[row["adresse"] for row in facts.councils])
    hanging = {council: what_hangs_on(council) for council in gone}
    kept = {council.pk for council, why in hanging.items() if why}
    done += load_rows(facts, entered=entered, kept=kept)
    done += [_remove_council(council, why) for council, why in hanging.items()]
    done += _remove_named(facts, entered)
    for council in Council.objects.all():
        prepare_council(council)
    changed = {one.council_id for one in done if one.council_id and one.outcome in {ADDED, CHANGED, REMOVED}}
    for council_id in sorted(changed):
        record(what="Rådets oplysninger blev indlæst fra filerne", actor=LOADER, council_id=council_id)
    return done


def _named(
    model: type[models.Model], key: str, rows: Iterable[Row], column: str, entered: frozenset[str]
) -> list[Done]:
    """Things that have a name and an address or code."""
    there = {getattr(one, key): one for one in model._default_manager.all()}
    done = []
    for row in rows:
        one, thing = there.get(row[column]), row["navn"]
        if one is None:
            model._default_manager.create(**{key: row[column], "name": row["navn"]})
            done.append(Done(ADDED, thing))
        else:
            done.append(_correct(one, {"name": row["navn"]}, thing, entered, f"{model._meta.model_name} {one.pk}"))
    return done


def _councils(rows: Iterable[Row], entered: frozenset[str]) -> list[Done]:
    """The councils themselves, then who follows whom."""
    there = {council.slug: council for council in Council.objects.all()}
    old, done = {slug: council.name for slug, council in there.items()}, []
    for row in rows:
        wanted = {"name": row["navn"], "kind": KINDS[row["art"]], "period": period_of(row)}
        council = there.get(row["adresse"])
        if council is None:
            council = there[row["adresse"]] = Council.objects.create(slug=row["adresse"], **wanted)
            done.append(Done(ADDED, council.name, council_id=council.pk))
        else:
            done.append(_correct(council, wanted, council.name, entered, f"council {council.pk}", council.pk))
        prepare_council(council, old_name=old.get(council.slug, ""))
    for row in rows:
        council, successor = there[row["adresse"]], there.get(row["efterfoelger"])
        if council.successor_id != (successor.pk if successor else None):
            thing = f"{council.name}, efterfølger"
            done.append(
                _correct(council, {"successor": successor}, thing, entered, f"council {council.pk}", council.pk)
            )
    return done


def _correct(
    one: Any, wanted: dict[str, Any], thing: str, entered: frozenset[str], fact: str, council_id: int | None = None
) -> Done:
    """Make the fields what the files say, but for those that were entered by hand ("<fact>" or "<fact> <field>")."""
    differing = [field for field, value in wanted.items() if getattr(one, field) != value]
    ours = [field for field in differing if not {fact, f"{fact} {field}"} & entered]
    for field in ours:
        setattr(one, field, wanted[field])
    if ours:
        one.save(update_fields=ours)
        return Done(CHANGED, thing, council_id=council_id)
    return Done(KEPT, thing, BY_HAND) if differing else Done(UNCHANGED, thing, council_id=council_id)


def _remove_council(council: Council, why: str) -> Done:
    """A council that the files no longer have, with what the portal made for it."""
    if why:
        return Done(KEPT, council.name, why)
    Body.objects.filter(council=council).delete()
    DocumentProfile.objects.filter(council=council).delete()
    council.delete()
    return Done(REMOVED, council.name)


def _remove_named(facts: Facts, entered: frozenset[str]) -> list[Done]:
    """Offices and municipalities that the files no longer have; an organisation can be a secretariat's own."""
    done = []
    for office in Office.objects.exclude(slug__in=[row["adresse"] for row in facts.offices]):
        if office.services.exists() or office.staff.exists():
            done.append(Done(KEPT, office.name, "det er sekretariat for et råd, eller nogen er ansat i det"))
        elif f"office {office.pk}" in entered:
            done.append(Done(KEPT, office.name, BY_HAND))
        else:
            office.delete()
            done.append(Done(REMOVED, office.name))
    for place in Municipality.objects.exclude(code__in=[row["kode"] for row in facts.municipalities]):
        if place.coverage.exists():
            done.append(Done(KEPT, place.name, "den hører til et råd"))
        else:
            place.delete()
            done.append(Done(REMOVED, place.name))
    return done
