"""Councils as dated data, their offices, bodies and document profiles. Never a number eight in the code."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeOperators
from django.db import models


class Council(models.Model):
    """A regional council (råd). The map changes (lov 1656/2024), old records keep the name they were made under."""

    class Kind(models.TextChoices):
        LABOUR_MARKET = "LABOUR_MARKET", "Regionalt arbejdsmarkedsråd"
        EMPLOYMENT = "EMPLOYMENT", "Regionalt beskæftigelsesråd"

    kind = models.CharField(max_length=20, choices=Kind, default=Kind.LABOUR_MARKET)
    slug = models.SlugField("adresse", unique=True)
    name = models.CharField("navn", max_length=100)
    period = DateRangeField("periode")
    has_positive_list = models.BooleanField("har en positivliste", default=True)
    successor = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="predecessors")

    # what queries add
    office_name: str
    is_current: bool
    is_coming: bool
    places: list[str]  # its municipalities

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Municipality(models.Model):
    """A municipality (kommune) with its four-digit code (Danmarks Statistik)."""

    code = models.CharField("kommunekode", max_length=4, unique=True)
    name = models.CharField("navn", max_length=100)

    class Meta:
        verbose_name_plural = "municipalities"
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Coverage(models.Model):
    """Which council a municipality belongs to, and when: one of each kind of council at a time."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="coverage")
    municipality = models.ForeignKey(Municipality, models.PROTECT, related_name="coverage")
    period = DateRangeField("periode")
    basis = models.CharField("grundlag", max_length=40, help_text="kilde (sourced), hukommelse or antaget")

    class Meta:
        verbose_name_plural = "coverage"
        constraints = [
            ExclusionConstraint(
                name="one_council_for_a_municipality_at_a_time",
                expressions=[("municipality", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message="Kommunen hører allerede til et råd i perioden.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.municipality} i {self.council}"


class Neighbour(models.Model):
    """A neighbouring council, whose positive list a municipality may also use."""

    council = models.ForeignKey(Council, models.CASCADE, related_name="neighbours")
    neighbour = models.ForeignKey(Council, models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["council", "neighbour"], name="neighbour_once"),
            models.CheckConstraint(condition=~models.Q(council=models.F("neighbour")), name="no_neighbour_of_itself"),
        ]

    def __str__(self) -> str:
        return f"{self.council} grænser op til {self.neighbour}"


class Office(models.Model):
    """A regional labour market office (arbejdsmarkedskontor), the secretariat of more than one council."""

    slug = models.SlugField(unique=True)
    name = models.CharField("navn", max_length=100)

    def __str__(self) -> str:
        return self.name


class OfficeService(models.Model):
    """Which office serves a council, and when: one at a time."""

    office = models.ForeignKey(Office, models.PROTECT, related_name="services")
    council = models.ForeignKey(Council, models.PROTECT, related_name="services")
    period = DateRangeField("periode")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_office_at_a_time",
                expressions=[("council", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                violation_error_message="Rådet har allerede et sekretariat i perioden.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.office} for {self.council}"


class Body(models.Model):
    """What holds meetings (mødeforum): the council itself, its chairmanship, or a committee."""

    class Kind(models.TextChoices):
        COUNCIL = "COUNCIL", "råd"
        CHAIRMANSHIP = "CHAIRMANSHIP", "formandskab"
        COMMITTEE = "COMMITTEE", "udvalg"

    council = models.ForeignKey(Council, models.PROTECT, related_name="bodies")
    kind = models.CharField(max_length=20, choices=Kind)
    slug = models.SlugField("adresse")
    name = models.CharField("navn", max_length=100)
    ended_on = models.DateField("nedlagt den", null=True, blank=True, help_text="from this day on no new meetings")

    class Meta:
        verbose_name_plural = "bodies"
        ordering = ["council", "kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["council", "slug"], name="body_slug_once_per_council"),
            models.UniqueConstraint(
                fields=["council", "kind"],
                condition=models.Q(kind__in=["COUNCIL", "CHAIRMANSHIP"]),
                name="one_council_and_one_chairmanship",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_public(self) -> bool:
        """Only the council's own meetings are public; the chairmanship's and committees' are closed."""
        return self.kind == self.Kind.COUNCIL


class DocumentProfile(models.Model):
    """How a council's papers look: headings and their order, numbering, attachment style, embargo (docs/domain.md)."""

    class Numbering(models.TextChoices):
        FLAT = "FLAT", "1, 2, 3 (Sjælland)"
        SECTIONS = "SECTIONS", "1.1, 1.2 i afsnit (Østjylland)"

    class Layout(models.TextChoices):
        ABOVE = "above", "overskrift over teksten"
        COLUMN = "column", "overskrift i venstre spalte"

    class AttachmentStyle(models.TextChoices):
        PLAIN = "PLAIN", "1) titel (Sjælland)"
        BY_ITEM = "BY_ITEM", "1.4 - titel (Østjylland)"

    class PublicAt(models.TextChoices):
        DISPATCH = "DISPATCH", "når dagsordenen udsendes"
        HELD = "HELD", "når mødet er holdt"

    council = models.OneToOneField(Council, models.PROTECT, related_name="profile")
    numbering = models.CharField(max_length=10, choices=Numbering, default=Numbering.FLAT)
    layout = models.CharField(max_length=10, choices=Layout, default=Layout.ABOVE)
    public_at = models.CharField(max_length=10, choices=PublicAt, default=PublicAt.HELD)
    attachment_style = models.CharField(max_length=10, choices=AttachmentStyle, default=AttachmentStyle.PLAIN)
    headings = models.JSONField(default=list, help_text="pairs of field and heading, in the order of print")
    decision_headings = models.JSONField(
        default=dict, help_text="item kind, or mark (B, O, D), -> heading of the decision, where it differs"
    )
    heading_orders = models.JSONField(
        default=dict, help_text="item kind, or mark (B, O, D), -> the fields in their order, where it differs"
    )
    shows_status = models.BooleanField(default=True, help_text="whether B, O and D are printed")
    no_attachments = models.CharField(max_length=100, default="Ingen")
    standard_sentences = models.JSONField(default=dict, help_text="mark (B, O, D) or item kind -> decisions in words")
    item_wish_days = models.PositiveSmallIntegerField(default=14, help_text="days before the meeting")
    dispatch_days = models.PositiveSmallIntegerField(default=8, help_text="days before the meeting")
    minutes_days = models.PositiveSmallIntegerField(default=7, help_text="days after the meeting")
    remarks_days = models.PositiveSmallIntegerField(default=7, help_text="days after the minutes were sent")
    quorum_percent = models.PositiveSmallIntegerField(default=50, help_text="of the appointed members")

    def __str__(self) -> str:
        return f"Dokumentprofil for {self.council}"
