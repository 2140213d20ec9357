"""People, the organisations that nominate them, and what they are in a body at a moment."""

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models.functions import Lower

from meetings.models.council import Body, Council, Office


class Organisation(models.Model):
    """Who nominates members: DA, FH, Akademikerne, Lederne, kommuner ... (lov 1482/2014 § 28)."""

    short_name = models.CharField("kort navn", max_length=40, unique=True)
    name = models.CharField("navn", max_length=200)

    def __str__(self) -> str:
        return self.short_name


class Person(models.Model):
    """Somebody the councils know, with or without a sign-in: half of the members will never have one."""

    name = models.CharField("navn", max_length=200)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+")
    email = models.EmailField("e-mailadresse", blank=True)
    phone = models.CharField("telefon", max_length=40, blank=True)
    employer = models.CharField("arbejdssted", max_length=200, blank=True)
    registered_in = models.ForeignKey(
        Council, models.PROTECT, null=True, blank=True, related_name="+", help_text="whose secretariat added the person"
    )
    contact_removed_on = models.DateField("kontaktoplysninger fjernet", null=True, blank=True)

    class Meta:
        verbose_name_plural = "people"
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~models.Q(email=""),
                name="contact_address_once",
                violation_error_message="En anden person har allerede denne e-mailadresse.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's seat in a body for a period, to the minute: a chair can change during a meeting (S2 item 1.2)."""

    class Role(models.TextChoices):
        CHAIR = "CHAIR", "formand"
        VICE_CHAIR = "VICE_CHAIR", "næstformand"
        MEMBER = "MEMBER", "medlem"
        SUBSTITUTE = "SUBSTITUTE", "suppleant"
        OBSERVER = "OBSERVER", "tilforordnet"

    person = models.ForeignKey(Person, models.PROTECT, related_name="memberships")
    body = models.ForeignKey(Body, models.PROTECT, related_name="memberships")
    role = models.CharField("rolle", max_length=20, choices=Role)
    organisation = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True)
    period = DateTimeRangeField("periode")
    substitute_for = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="substitutes")
    end_reason = models.CharField("ophørsgrund", max_length=200, blank=True)

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_seat_in_a_body_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("body", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Personen har allerede en plads i mødeforummet i perioden.",
            ),
            ExclusionConstraint(
                name="one_chair_at_a_time",
                expressions=[("body", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
                condition=models.Q(role="CHAIR"),
                violation_error_message="Der er allerede en formand i perioden.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.get_role_display()} i {self.body}"


class SeatAllocation(models.Model):
    """How many seats an organisation fills in a council, and when (lov 1482/2014 § 28; unknown after 2025)."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="seat_allocations")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField("pladser")
    period = DateRangeField("periode")

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="one_allocation_at_a_time",
                expressions=[
                    ("council", RangeOperators.EQUAL),
                    ("organisation", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Organisationen har allerede et antal pladser i perioden.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.organisation}: {self.seats} i {self.council}"


class Invitation(models.Model):
    """An invitation to sign in: for one person, at one address, single use, 48 hours (trust row T24).

    The link holds a secret; only its SHA-256 is kept.
    """

    person = models.ForeignKey(Person, models.CASCADE, related_name="invitations")
    recipient = models.EmailField("sendt til")
    secret_sha256 = models.CharField(max_length=64, unique=True)
    sent_at = models.DateTimeField("sendt")
    expires_at = models.DateTimeField("udløber")
    used_at = models.DateTimeField("brugt", null=True)
    withdrawn_at = models.DateTimeField("trukket tilbage", null=True)
    makes_administrator = models.BooleanField(default=False, help_text="sent at the server's own prompt")

    class Meta:
        ordering = ["-sent_at"]

    def __str__(self) -> str:
        return f"til {self.person}"


class OfficeStaff(models.Model):
    """A person who works in an office, and so is the secretariat of the councils that it serves."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="employments")
    office = models.ForeignKey(Office, models.PROTECT, related_name="staff")
    period = DateTimeRangeField("periode")

    class Meta:
        verbose_name_plural = "office staff"
        constraints = [
            ExclusionConstraint(
                name="employed_once_at_a_time",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    ("office", RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ],
                violation_error_message="Personen er allerede ansat i perioden.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.office}"
