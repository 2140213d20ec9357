"""Publications: inserted once, chained per council, never changed. The application's role may only add and read."""

from django.db import models

from meetings.models.council import Council
from meetings.models.meeting import Meeting


class Publication(models.Model):
    """One frozen document for one audience: facts and digests. Its own digest holds the one before.

    Agendas and minutes are of a meeting; a list stands for itself in the same chain of its council.
    """

    class Kind(models.TextChoices):
        AGENDA = "AGENDA", "dagsorden"
        MINUTES = "MINUTES", "referat"
        LIST = "LIST", "positivliste"

    class Audience(models.TextChoices):
        PUBLIC = "PUBLIC", "offentligheden"
        OBSERVERS = "OBSERVERS", "tilforordnede"
        MEMBERS = "MEMBERS", "medlemmer"

    council = models.ForeignKey(Council, models.PROTECT, related_name="publications")
    sequence = models.PositiveIntegerField(help_text="the link's number in the council's chain, from 1")
    meeting: "models.ForeignKey[Meeting | None, Meeting]" = models.ForeignKey(  # type: ignore[misc]  # a paper has one
        Meeting, models.PROTECT, null=True, related_name="publications", help_text="null for a list"
    )
    kind = models.CharField(max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField()
    audience = models.CharField(max_length=10, choices=Audience)
    issued_at = models.DateTimeField()
    issued_by = models.CharField(max_length=200)
    content_sha256 = models.CharField(max_length=64, help_text="of PublicationContent: data and html")
    previous_sha256 = models.CharField(max_length=64, blank=True, help_text="the link before; empty for the first")
    sha256 = models.CharField(max_length=64, unique=True, help_text="of all the above (rules/chain.py)")

    class Meta:
        ordering = ["council", "sequence"]
        constraints = [
            models.UniqueConstraint(fields=["council", "sequence"], name="chain_link_once"),
            models.UniqueConstraint(
                fields=["meeting", "kind", "version", "audience"], name="published_once_per_audience"
            ),
            models.UniqueConstraint(
                fields=["council", "kind", "version"], condition=models.Q(kind="LIST"), name="list_version_once"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="LIST", meeting=None)
                | (~models.Q(kind="LIST") & models.Q(meeting__isnull=False)),
                name="a_list_has_no_meeting",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} v{self.version} for {self.get_audience_display()}"


class PublicationContent(models.Model):
    """The plain data and the finished HTML of a publication, by digest. Can be erased, never changed."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    data = models.TextField(help_text="canonical JSON of the snapshot")
    html = models.TextField(help_text="the finished article")

    def __str__(self) -> str:
        return self.sha256


class Erasure(models.Model):
    """The tombstone of erased content: the chain still holds, and `verify` says when it was erased and why."""

    publication = models.OneToOneField(Publication, models.PROTECT, related_name="erasure")
    at = models.DateTimeField()
    by = models.CharField(max_length=200)
    reason = models.TextField()

    def __str__(self) -> str:
        return f"indhold slettet den {self.at:%d.%m.%Y}"


class Rendition(models.Model):
    """A file made from a publication, stored under its digest."""

    publication = models.ForeignKey(Publication, models.PROTECT, related_name="renditions")
    kind = models.CharField(max_length=10, default="pdf")
    template_version = models.CharField(max_length=20)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "kind", "template_version"], name="rendered_once_per_template"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} af {self.publication}"
