"""Documents from before the portal: the import that is under way, and the original of one that has been taken in."""

from django.db import models

from meetings.models.agenda import Access
from meetings.models.council import Body
from meetings.models.meeting import Meeting
from meetings.models.publication import Publication

Kind = Publication.Kind
KINDS = [(kind.value, kind.label) for kind in (Kind.AGENDA, Kind.MINUTES)]  # what can be taken in


class ImportDraft(models.Model):
    """A file that has been read and is being put right. The lines are the file's; `marks` say what each of them is."""

    body = models.ForeignKey(Body, models.PROTECT, related_name="import_drafts")
    kind = models.CharField("slags", max_length=10, choices=KINDS)
    date = models.DateField("mødets dato")
    to_come = models.BooleanField(
        default=False, help_text="becomes a draft of the portal's own, not a finished document"
    )
    issued_on = models.DateField("oprindeligt udsendt", null=True, blank=True)
    layout = models.CharField("opsætning", max_length=40, help_text="of meetings/importing/data")
    filename = models.CharField("filnavn", max_length=200)
    sha256 = models.CharField(max_length=64, help_text="of the stored file")
    size = models.PositiveBigIntegerField(help_text="bytes")
    access = models.CharField("adgang til originalen", max_length=20, choices=Access, default=Access.OPEN)
    lines = models.JSONField(help_text="number, text, page, gap, leads, links of each line")
    marks = models.JSONField(help_text="of each line, in their order")
    doubts = models.JSONField(default=list, help_text="line and sentence of what the reading left open")
    items = models.JSONField(default=dict, help_text="line of an item -> what was put right of it")
    people = models.JSONField(default=dict, help_text="line of the attendance -> who it is, and the organisation")
    settled = models.JSONField(default=list, help_text="lines whose doubts somebody has looked at")
    found = models.JSONField(default=dict, help_text="what a list of imports tells (importing/corrections.py)")
    created_at = models.DateTimeField("hentet")
    created_by = models.CharField(max_length=200, help_text="the name at the time")

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return self.filename


class Original(models.Model):
    """The file that an imported paper was read from, and what of its text stands nowhere in the paper."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="originals")
    kind = models.CharField(max_length=10, choices=KINDS)
    filename = models.CharField("filnavn", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField(help_text="bytes")
    access = models.CharField("adgang", max_length=20, choices=Access, default=Access.OPEN)
    issued_on = models.DateField("oprindeligt udsendt", null=True, blank=True)
    text = models.TextField("linjerne", blank=True, help_text="as read, each at its number; empty for a PDF")
    unplaced = models.JSONField("ikke placeret", default=list)
    furniture = models.JSONField("sidehoved, sidefod og gentagne links", default=list)
    taken_in_at = models.DateTimeField()
    taken_in_by = models.CharField(max_length=200, help_text="the name at the time")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["meeting", "kind"], name="one_original_of_a_paper")]

    def __str__(self) -> str:
        return self.filename
