"""What a secretariat writes once and uses again: a body's standing items, and the texts of a council's mails."""

from django.db import models

from meetings.models.agenda import Access, AgendaItem
from meetings.models.council import Body, Council


class StandingItem(models.Model):
    """An item that every agenda of a body has (fast punkt), e.g. godkendelse af dagsorden, eventuelt.

    A template (skabelon) is one that is taken when it is wanted, and that no agenda lacks.
    """

    body = models.ForeignKey(Body, models.CASCADE, related_name="standing_items")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField("art", max_length=20, choices=AgendaItem.Kind, default=AgendaItem.Kind.ORDINARY)
    title = models.CharField("titel", max_length=300)
    decides = models.BooleanField("B - beslutning", default=False)
    informs = models.BooleanField("O - orientering", default=False)
    discusses = models.BooleanField("D - drøftelse", default=False)
    recommender = models.CharField(
        "indstilles af", max_length=20, choices=AgendaItem.Recommender, blank=True, default=""
    )
    access = models.CharField("adgang", max_length=20, choices=Access, default=Access.OPEN)
    is_template = models.BooleanField("skabelon, der hentes efter behov", default=False)
    summary = models.TextField("sagen kort", blank=True)
    recommendation = models.TextField("indstilling", blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["body", "position"],
                name="standing_item_position_once",
                deferrable=models.Deferrable.DEFERRED,
            )
        ]

    def __str__(self) -> str:
        return self.title


class MailText(models.Model):
    """A council's own words for a mail; without a row the portal's standard text is sent (rules/mail_texts.py)."""

    class Kind(models.TextChoices):
        INVITATION = "INVITATION", "Invitation til at logge ind"
        STAND_IN_ASKED = "STAND_IN_ASKED", "Suppleanten spørges"
        LIST_APPROVAL = "LIST_APPROVAL", "Formandskabet spørges om positivlisten"

    council = models.ForeignKey(Council, models.CASCADE, related_name="mail_texts")
    kind = models.CharField(max_length=20, choices=Kind)
    subject = models.CharField("emne", max_length=200)
    body = models.TextField("tekst")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["council", "kind"], name="mail_text_once")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} for {self.council}"
