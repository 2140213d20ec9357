"""What editing leaves beside the draft: earlier versions of a field, and who is on an item now."""

from django.db import models

from meetings.models.agenda import AgendaItem
from rarportal.core.models import User


class FieldVersion(models.Model):
    """What one person wrote in a field of an item in one sitting (actions/versions.py). It goes with its item."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="versions")
    field = models.CharField(max_length=20)
    text = models.TextField(blank=True, help_text="as the item has it: cleaned HTML, or the title")
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    who = models.CharField(max_length=200, blank=True, help_text="empty: what stood there before versions were kept")
    began_at = models.DateTimeField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["item", "field", "-id"], name="version_of_field")]

    def __str__(self) -> str:
        return f"{self.field}, {self.who} {self.saved_at:%Y-%m-%d %H:%M}"


class Sitting(models.Model):
    """That somebody has an item open in the editor; forgotten a minute after the last sign of life."""

    item = models.ForeignKey(AgendaItem, models.CASCADE, related_name="sittings")
    user = models.ForeignKey(User, models.CASCADE, related_name="+")
    name = models.CharField(max_length=200)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["item", "user"], name="sitting_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.seen_at:%H:%M:%S}"
