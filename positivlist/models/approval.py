"""Who approved which list, and by what right the chairmanship decided for the council."""

from django.db import models

from meetings.models import AgendaItem, Council, Person
from positivlist.models.round import ListRound


class Approval(models.Model):
    """One person's answer, bound to the digest of what was shown. Added, never changed (trust row T29).

    It counts while that is what stands there: an edit makes another digest, and the answer is void.
    """

    class Verdict(models.TextChoices):
        APPROVED = "APPROVED", "godkendt"
        SENT_BACK = "SENT_BACK", "sendt tilbage"

    round = models.ForeignKey(ListRound, models.PROTECT, related_name="approvals")
    person = models.ForeignKey(Person, models.PROTECT, related_name="+")
    seat = models.CharField(max_length=20, help_text="as what the person sat: CHAIR or VICE_CHAIR")
    verdict = models.CharField(max_length=10, choices=Verdict)
    edition = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64, help_text="of what was shown (Edition)")
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    entered_by = models.CharField(max_length=200, blank=True)
    source = models.CharField(max_length=10, blank=True, help_text="how the person told it: telefon, mail, møde")
    told_on = models.DateField(null=True)

    class Meta:
        ordering = ["at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["round", "person", "sha256"], name="one_answer_to_what_was_shown")
        ]

    def __str__(self) -> str:
        return f"{self.person}: {self.get_verdict_display()}"


class Comment(models.Model):
    """A remark on a round by one of those who have it: open until the secretariat has dealt with it."""

    round = models.ForeignKey(ListRound, models.CASCADE, related_name="comments")
    by = models.CharField(max_length=200)
    text = models.TextField("kommentar", max_length=2000)
    at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return f"{self.by} om {self.round}"


class Authorisation(models.Model):
    """A bemyndigelse: the council lets its chairmanship decide, by a decision, within a scope, until a day."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="+")
    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="+", help_text="the decision that gave it")
    scope = models.CharField("hvad formandskabet kan beslutte", max_length=300)
    begins = models.DateField("fra")
    ends = models.DateField("til og med")
    ended_because = models.CharField("ophørt, fordi", max_length=300, blank=True)

    class Meta:
        ordering = ["-begins", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("begins")),
                name="authorisation_ends_after_it_begins",
                violation_error_message="Bemyndigelsen slutter, før den begynder.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.scope} ({self.council})"
