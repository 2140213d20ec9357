"""A round: from a proposal to a list that holds. Relations to a lower floor are named "+" (no name leads up)."""

from datetime import date
from typing import Any

from django.db import models

from meetings.models import AgendaItem, Council, Person
from positivlist.rules import approval, periods


class ListRules(models.Model):
    """What a council has decided about its lists; without a row the standard holds."""

    council = models.OneToOneField(Council, models.CASCADE, related_name="+")
    approval = models.CharField(
        "formandskabets godkendelse kræver",
        max_length=20,
        choices=list(approval.RULES.items()),
        default=approval.MAJORITY_WITH_CHAIR,
    )

    class Meta:
        verbose_name_plural = "list rules"

    def __str__(self) -> str:
        return f"Regler for {self.council}s positivliste"


class ListRound(models.Model):
    """One round (positivliste-runde). Its courses are the whole list as it will stand; what differs is computed.

    `state` is assigned by core.workflow.make() alone.
    """

    class State(models.TextChoices):
        PROPOSING = "PROPOSING", "hos sekretariatet"
        APPROVING = "APPROVING", "hos formandskabet"
        APPROVED = "APPROVED", "godkendt af formandskabet"
        ON_AGENDA = "ON_AGENDA", "på rådets dagsorden"
        DECIDED = "DECIDED", "besluttet"
        PUBLISHED = "PUBLISHED", "offentliggjort"
        REJECTED = "REJECTED", "afvist af rådet"
        GIVEN_UP = "GIVEN_UP", "opgivet"

    council = models.ForeignKey(Council, models.PROTECT, related_name="+")
    template = models.CharField("slags", max_length=20, choices=list(periods.TEMPLATES.items()))
    in_force_from = models.DateField("gælder fra")
    state = models.CharField("tilstand", max_length=20, choices=State, default=State.PROPOSING)
    reason = models.TextField("baggrund", blank=True, help_text="why these courses; stands in the agenda item")
    base = models.ForeignKey(
        "PublishedList", models.PROTECT, null=True, related_name="+", help_text="the list that the round began from"
    )
    edition = models.PositiveIntegerField("udgave", default=1, help_text="one more with every change of the courses")
    sendings = models.PositiveSmallIntegerField(default=0, help_text="how often it has been sent to the chairmanship")
    approve_by = models.DateField("formandskabets frist", null=True)
    sent_back = models.TextField(blank=True, help_text="why the chairmanship sent it back, until it is sent again")
    drafters = models.ManyToManyField(Person, related_name="+", help_text="who has written in it")
    item: "models.ForeignKey[AgendaItem | None, AgendaItem | None]" = models.ForeignKey(
        AgendaItem, models.SET_NULL, null=True, related_name="+", help_text="the council's item, for good"
    )
    amended = models.BooleanField(default=False, help_text="the council's changes have been written into the courses")
    decided_on = models.DateField("besluttet den", null=True)
    authorisation = models.ForeignKey("Authorisation", models.PROTECT, null=True, related_name="rounds")
    created_at = models.DateTimeField(auto_now_add=True)

    # what queries add for the guards
    facts: Any

    class Meta:
        ordering = ["-in_force_from", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["council", "in_force_from"],
                condition=~models.Q(state__in=["REJECTED", "GIVEN_UP"]),
                name="one_round_for_a_day",
                violation_error_message="Der er allerede en runde for den dag.",
            )
        ]

    def __str__(self) -> str:
        return f"Runde pr. {self.in_force_from} i {self.council}"


class RoundStep(models.Model):
    """A step of a round with its last day, when it was done, or why it was skipped."""

    round = models.ForeignKey(ListRound, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    name = models.CharField(max_length=20)
    due = models.DateField("frist")
    done_on: "models.DateField[date | None, date | None]" = models.DateField("sket den", null=True)
    skipped_because = models.TextField("sprunget over, fordi", blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["round", "name"], name="step_once")]

    def __str__(self) -> str:
        return f"{self.name} i {self.round}"


class Edition(models.Model):
    """What the chairmanship was shown: the whole list with its differences, by digest. Can be erased, never changed."""

    round = models.ForeignKey(ListRound, models.PROTECT, related_name="editions")
    number = models.PositiveIntegerField("udgave")
    sha256 = models.CharField(max_length=64)
    data = models.TextField(help_text="canonical JSON (rendering/edition.py)")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["-number"]
        constraints = [models.UniqueConstraint(fields=["round", "sha256"], name="edition_once")]

    def __str__(self) -> str:
        return f"udgave {self.number} af {self.round}"
