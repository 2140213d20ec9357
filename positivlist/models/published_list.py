"""A list that holds: which publication it is, and from which day. Added, never changed."""

from django.db import models

from meetings.models import Council, Publication


class PublishedList(models.Model):
    """A published list (positivliste): one for each day from which a list holds, every version kept for good."""

    council = models.ForeignKey(Council, models.PROTECT, related_name="+")
    publication = models.OneToOneField(Publication, models.PROTECT, related_name="+")
    round = models.OneToOneField("ListRound", models.PROTECT, related_name="published")
    in_force_from = models.DateField("gælder fra")

    class Meta:
        ordering = ["council", "-in_force_from"]
        constraints = [models.UniqueConstraint(fields=["council", "in_force_from"], name="one_list_from_a_day")]

    def __str__(self) -> str:
        return f"Positivliste for {self.council} fra {self.in_force_from}"
