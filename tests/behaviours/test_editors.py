"""Several editors in any order: what was accepted is in the versions, and nothing is accepted after a stale read.

Trust row R1, as a state machine against a model of a few lines.
"""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from meetings.actions import versions
from meetings.actions.agenda import save_item
from meetings.demo import cast, loader
from meetings.models import AgendaItem, FieldVersion, Meeting
from meetings.rules.versions import mark_of
from rarportal.core.clock import now
from rarportal.core.models import User
from rarportal.core.refusal import Stale

FIELDS = ("title", "summary", "recommendation")
EDITORS = (cast.KAREN, cast.JONAS, cast.ELLEN)
texts = st.sampled_from(["", "<p>Et</p>", "<p>To</p>", "<p>Tre</p>", "<p>Fire</p>"])
editors, fields = st.integers(0, len(EDITORS) - 1), st.sampled_from(FIELDS)


def machine(item: AgendaItem) -> type[RuleBasedStateMachine]:
    """Editors with Karen's right, each with a sign-in of their own."""
    karen = loader.actor(cast.KAREN)
    users = [User.objects.get(email=one.email) for one in EDITORS]
    actors = [replace(karen, user_id=user.pk, name=user.email) for user in users]

    class Editors(RuleBasedStateMachine):
        @initialize()
        def empty(self) -> None:
            FieldVersion.objects.filter(item=item).delete()
            AgendaItem.objects.filter(pk=item.pk).update(**dict.fromkeys(FIELDS, ""))
            self.stands = dict.fromkeys(FIELDS, "")
            self.seen = {(who, field): mark_of("") for who in range(len(EDITORS)) for field in FIELDS}
            self.history: dict[str, list[list[Any]]] = {field: [] for field in FIELDS}  # who, what, when
            self.at = now()

        @rule(who=editors)
        def read(self, who: int) -> None:
            self.seen |= {(who, field): mark_of(self.stands[field]) for field in FIELDS}

        @rule(minutes=st.sampled_from([1, 29, 31]))
        def wait(self, minutes: int) -> None:
            self.at += timedelta(minutes=minutes)

        @rule(who=editors, values=st.dictionaries(fields, texts, min_size=1), fresh=st.booleans())
        def save(self, who: int, values: dict[str, str], fresh: bool) -> None:
            seen = {field: self.seen[who, field] for field in values}
            wish = {
                field: text
                for field, text in values.items()
                if text != self.stands[field] and mark_of(text) != seen[field]
            }
            versions.now = lambda: self.at  # type: ignore[assignment]
            try:
                save_item(
                    item_id=item.pk, part="agenda", values=values, seen=seen, actor=actors[who], new_sitting=fresh
                )
            except Stale as refused:
                told = {one.field: one.theirs for one in refused.conflicts}
            else:
                told = {}
            others = {field for field in wish if seen[field] != mark_of(self.stands[field])}
            assert told == {field: self.stands[field] for field in others}, "refused for a reason, and only then"
            if told:
                return
            for field, text in wish.items():
                self.stands[field], self.seen[who, field] = text, mark_of(text)
                rows = self.history[field]
                last = rows[-1] if rows else None
                if last and last[0] == who and self.at - last[2] < versions.PAUSE and not fresh:
                    last[1:] = [text, self.at]
                else:
                    rows.append([who, text, self.at])

        @invariant()
        def nothing_is_lost(self) -> None:
            if not hasattr(self, "stands"):
                return
            assert AgendaItem.objects.filter(pk=item.pk).values(*FIELDS).get() == self.stands
            for field in FIELDS:
                kept = FieldVersion.objects.filter(item=item, field=field).order_by("pk")
                assert [(one.user_id, one.text) for one in kept] == [
                    (users[who].pk, text) for who, text, _ in self.history[field]
                ]

    return Editors


def test_any_order_of_reading_and_saving(draft: Meeting, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(versions, "now", now)
    run_state_machine_as_test(
        machine(draft.items.order_by("position")[1]),
        settings=settings(
            max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
