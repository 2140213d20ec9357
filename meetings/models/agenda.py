"""Sections, items, presenters and attachments: the draft that is frozen at dispatch."""

from django.db import models

from meetings.models.council import Body
from meetings.models.meeting import Meeting
from meetings.models.people import Person
from meetings.rules.attendance_changes import words

TEXT_FIELDS = ("summary", "recommendation", "decision", "exposition", "next_steps", "background")


class Access(models.TextChoices):
    """The mark on an item or attachment (docs/domain.md's table)."""

    OPEN = "OPEN", "åben"
    CLOSED = "CLOSED", "lukket"
    MEMBERS_ONLY = "MEMBERS_ONLY", "kun medlemmer"


class AgendaSection(models.Model):
    """A theme (afsnit) of an agenda numbered by sections."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="sections")
    position = models.PositiveSmallIntegerField()
    number = models.CharField("nummer", max_length=10, blank=True, help_text="frozen at dispatch, or printed")
    title = models.CharField("titel", max_length=200)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="section_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


class AgendaItem(models.Model):
    """One item (punkt). The six texts are cleaned HTML; the number is computed, and frozen at the first dispatch.

    It stands in one place: in a meeting's agenda, in a body's pool of items that wait for a later meeting, or among
    what was deleted from an agenda and can be had back for a while.
    """

    class Kind(models.TextChoices):
        ORDINARY = "ORDINARY", "almindeligt punkt"
        THEME = "THEME", "tema"
        INFORMATION = "INFORMATION", "meddelelser"
        ANY_OTHER_BUSINESS = "ANY_OTHER_BUSINESS", "eventuelt"

    class Recommender(models.TextChoices):
        NOBODY = "", "ingen nævnt"
        CHAIRMANSHIP = "CHAIRMANSHIP", "formandskabet"
        SECRETARIAT = "SECRETARIAT", "sekretariatet"
        COMMITTEE = "COMMITTEE", "et udvalg"

    class Outcome(models.TextChoices):
        UNDECIDED = "", "ikke angivet"
        AS_RECOMMENDED = "AS_RECOMMENDED", "Som indstillet"
        AMENDED = "AMENDED", "Ændret"
        NOTED = "NOTED", "Taget til efterretning"
        POSTPONED = "POSTPONED", "Udsat"
        REJECTED = "REJECTED", "Afvist"
        NO_DECISION = "NO_DECISION", "Ingen beslutning"

    meeting: "models.ForeignKey[Meeting | None, Meeting]" = models.ForeignKey(  # type: ignore[misc]  # read only in one
        Meeting, models.CASCADE, null=True, blank=True, related_name="items"
    )
    waits_in = models.ForeignKey(Body, models.PROTECT, null=True, blank=True, related_name="waiting_items")
    deleted_from = models.ForeignKey(Meeting, models.CASCADE, null=True, blank=True, related_name="deleted_items")
    deleted_at = models.DateTimeField(null=True, blank=True)
    section = models.ForeignKey(AgendaSection, models.SET_NULL, null=True, blank=True, related_name="items")
    position = models.PositiveSmallIntegerField(help_text="order within the meeting")
    number = models.CharField("nummer", max_length=10, blank=True, help_text="frozen at dispatch, or printed")
    number_is_printed = models.BooleanField(default=False, help_text="imported: kept as printed, faults included")
    kind = models.CharField("art", max_length=20, choices=Kind, default=Kind.ORDINARY)
    title = models.CharField("titel", max_length=300)
    decides = models.BooleanField("B - beslutning", default=False)
    informs = models.BooleanField("O - orientering", default=False)
    discusses = models.BooleanField("D - drøftelse", default=False)
    presentation = models.BooleanField("oplæg", default=False)
    recommender = models.CharField("indstilles af", max_length=20, choices=Recommender, blank=True, default="")
    access = models.CharField("adgang", max_length=20, choices=Access, default=Access.OPEN)
    withdrawn = models.BooleanField("udgået", default=False)
    summary = models.TextField("sagen kort", blank=True)
    recommendation = models.TextField("indstilling", blank=True)
    decision = models.TextField("beslutning", blank=True)
    exposition = models.TextField("sagsfremstilling", blank=True)
    next_steps = models.TextField("videre proces", blank=True)
    background = models.TextField("baggrund", blank=True)
    no_attachments = models.CharField(max_length=100, blank=True, help_text="imported: the words printed for none")
    led_by = models.ForeignKey(
        Person, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="mødeleder"
    )
    outcome = models.CharField("udfald", max_length=20, choices=Outcome, blank=True, default="")

    # what queries/agenda.py adds
    shown_number: str
    anchor: str

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "position"],
                name="item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.UniqueConstraint(
                fields=["meeting", "number"],
                condition=models.Q(number_is_printed=False) & ~models.Q(number=""),
                name="frozen_number_once_per_meeting",
                violation_error_message="Mødet har allerede et punkt med det nummer.",
            ),
            models.CheckConstraint(
                condition=models.Q(meeting__isnull=False, waits_in=None, deleted_from=None, deleted_at=None)
                | models.Q(meeting=None, waits_in__isnull=False, deleted_from=None, deleted_at=None)
                | models.Q(meeting=None, waits_in=None, deleted_from__isnull=False, deleted_at__isnull=False),
                name="item_stands_in_one_place",
                violation_error_message="Et punkt står i en dagsorden, venter i puljen eller er slettet.",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Postponement(models.Model):
    """Where a postponed item comes from: the meeting, its number there, when, why, and who did it."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="story")
    from_meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="+")
    number = models.CharField(max_length=10)
    reason = models.CharField("begrundelse", max_length=200, blank=True)
    at = models.DateTimeField("udsat")
    by = models.CharField(max_length=200)

    class Meta:
        ordering = ["at"]

    def __str__(self) -> str:
        return f"{self.item} fra {self.from_meeting}"


class Presenter(models.Model):
    """Who gives a presentation (oplægsholder)."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="presenters")
    position = models.PositiveSmallIntegerField(default=1)
    name = models.CharField("navn", max_length=200)
    title = models.CharField("titel", max_length=200, blank=True)
    organisation = models.CharField("organisation", max_length=200, blank=True)

    class Meta:
        ordering = ["position"]

    def __str__(self) -> str:
        return self.name


class AttendanceChange(models.Model):
    """Who came or left at an item, and stays so after it; or who was disqualified (inhabil) at it alone."""

    class Kind(models.TextChoices):
        LEFT = "LEFT", "Gik"
        CAME = "CAME", "Kom"
        DISQUALIFIED = "DISQUALIFIED", "Inhabil, deltog ikke"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="attendance_changes")
    person = models.ForeignKey(Person, models.PROTECT)
    name = models.CharField("navn", max_length=200)
    group = models.CharField("organisation", max_length=100, blank=True)
    kind = models.CharField("ændring", max_length=20, choices=Kind)
    at = models.TimeField("klokken", null=True, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "person", "kind"], name="attendance_change_once")]

    def __str__(self) -> str:
        return words(name=self.name, group=self.group, kind=self.kind, at=self.at)


class Attachment(models.Model):
    """A file or a link (bilag); TEXT is a printed line whose file or link is lost (S2 item 4.5)."""

    class Kind(models.TextChoices):
        FILE = "FILE", "fil"
        LINK = "LINK", "link"
        TEXT = "TEXT", "tekst"

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="attachments")
    position = models.PositiveSmallIntegerField()
    number = models.PositiveSmallIntegerField(null=True, blank=True, help_text="frozen at dispatch")
    printed_label = models.CharField(max_length=20, blank=True, help_text="imported: kept as printed")
    kind = models.CharField(max_length=10, choices=Kind)
    title = models.CharField("titel", max_length=300)
    url = models.URLField("link", max_length=1000, blank=True)
    filename = models.CharField("filnavn", max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True, help_text="of the stored file; empty: not in the portal")
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    access = models.CharField("adgang", max_length=20, choices=Access, default=Access.OPEN)
    added_at = models.DateTimeField("tilføjet", null=True, blank=True, help_text="this file; empty: imported")
    added_by = models.CharField(max_length=200, blank=True, help_text="the name at the time")

    # what queries/agenda.py adds
    shown_number: int
    label: str

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "position"],
                name="attachment_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


class AttachmentVersion(models.Model):
    """A file that has been replaced (*Erstat med ny version*). What was dispatched names it by its digest still."""

    attachment = models.ForeignKey(Attachment, models.CASCADE, related_name="earlier")
    filename = models.CharField("filnavn", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    added_at = models.DateTimeField("tilføjet", null=True, blank=True)
    added_by = models.CharField(max_length=200, blank=True)
    replaced_at = models.DateTimeField("erstattet")
    replaced_by = models.CharField(max_length=200, help_text="the name at the time")

    class Meta:
        ordering = ["-pk"]

    def __str__(self) -> str:
        return self.filename
