"""Meetings, who took part in them, and which substitutes were asked."""

from datetime import date
from typing import Any

from django.db import models

from meetings.models.council import Body
from meetings.models.people import Membership, Person


class Meeting(models.Model):
    """One meeting of one body. `state` is assigned by core.workflow.make() alone."""

    class Kind(models.TextChoices):
        ORDINARY = "ORDINARY", "Ordinært møde"
        EXTRAORDINARY = "EXTRAORDINARY", "Ekstraordinært møde"
        WRITTEN = "WRITTEN", "Skriftlig procedure"

    class State(models.TextChoices):
        PLANNED = "PLANNED", "planlagt"
        DRAFTING = "DRAFTING", "under udarbejdelse"
        DISPATCHED = "DISPATCHED", "udsendt"
        IN_SESSION = "IN_SESSION", "i gang"
        MINUTES_DRAFT = "MINUTES_DRAFT", "holdt, og referatet er under udarbejdelse"
        MINUTES_SENT = "MINUTES_SENT", "holdt, og referatet er udsendt"
        PUBLISHED = "PUBLISHED", "holdt, og referatet er offentliggjort"
        CANCELLED = "CANCELLED", "aflyst"
        IMPORTED = "IMPORTED", "importeret"

    body = models.ForeignKey(Body, models.PROTECT, related_name="meetings")
    kind = models.CharField("mødetype", max_length=20, choices=Kind, default=Kind.ORDINARY)
    state = models.CharField("tilstand", max_length=20, choices=State, default=State.PLANNED)
    date = models.DateField("dato")
    ordinal = models.PositiveSmallIntegerField(default=1, help_text="2 is the body's second meeting of the day")
    starts_at = models.TimeField("fra kl.", null=True, blank=True)
    ends_at = models.TimeField("til kl.", null=True, blank=True)
    place = models.CharField("sted", max_length=200, blank=True)
    public_from = models.DateTimeField(
        null=True,
        blank=True,
        help_text="when the dispatched agenda becomes public (rules/visibility.py); null: not",
    )

    agenda: Any  # the draft, which actions/moves.py adds for the guards

    class Meta:
        ordering = ["-date", "-ordinal"]
        indexes = [models.Index(fields=["date", "ordinal"], name="meeting_by_day")]
        constraints = [
            models.UniqueConstraint(fields=["body", "date", "ordinal"], name="meeting_address_once_per_body"),
            models.CheckConstraint(
                condition=models.Q(ends_at__gt=models.F("starts_at"))
                | models.Q(ends_at=None)
                | models.Q(starts_at=None),
                name="meeting_ends_after_it_starts",
                violation_error_message="Mødet skal slutte, efter at det begynder.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.body} {self.address}"

    @property
    def address(self) -> str:
        """The meeting's part of its addresses: the date, and "-2" for the second meeting of the day."""
        day = self.date.isoformat() if isinstance(self.date, date) else str(self.date)
        return day if self.ordinal == 1 else f"{day}-{self.ordinal}"


class StandIn(models.Model):
    """A substitute who has been asked to this meeting; one who has not stands as the public."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="stand_ins")
    membership = models.ForeignKey(Membership, models.PROTECT)
    asked_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="asked_once")]

    def __str__(self) -> str:
        return f"{self.membership.person} til {self.meeting}"


class Absence(models.Model):
    """A member's afbud to a meeting, from when until it was taken back; told to the secretariat or given oneself."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="absences")
    membership = models.ForeignKey(Membership, models.PROTECT, related_name="absences")
    at = models.DateTimeField("meldt")
    source = models.CharField(max_length=10, blank=True, help_text="how it was told to the secretariat, if it was")
    told_on = models.DateField(null=True, blank=True)
    entered_by = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "membership"], name="absent_once")]

    def __str__(self) -> str:
        return f"{self.membership.person} fra {self.meeting}"


class Attendance(models.Model):
    """One line of "På mødet deltog", of the excused, or of those who stayed away, who are counted and never printed.

    An imported line keeps its printed name.
    """

    class Presence(models.TextChoices):
        PRESENT = "PRESENT", "deltog"
        EXCUSED = "EXCUSED", "afbud"
        ABSENT = "ABSENT", "udeblev"

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="attendance")
    position = models.PositiveSmallIntegerField()
    person = models.ForeignKey(Person, models.PROTECT, null=True, blank=True)
    name = models.CharField("navn", max_length=200)
    group = models.CharField("organisation", max_length=100, blank=True, help_text='"DA", "Fra sekretariatet" ...')
    presence = models.CharField(max_length=10, choices=Presence, default=Presence.PRESENT)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["meeting", "position"], name="attendance_position_once")]

    def __str__(self) -> str:
        return self.name
