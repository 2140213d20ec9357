"""User, errand and log: what every app stands on."""

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower


class Users(BaseUserManager["User"]):
    """Makes accounts; there is no open sign-up and no superuser."""

    def create_user(self, *, email: str, password: str | None = None, **fields: Any) -> "User":
        """An account with a normalised address; without a password it cannot sign in with one."""
        user = self.model(email=email.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Look an account up by its address, whatever the case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A sign-in. Who the user *is*, and what they may do, stands in meetings: Person, Membership, OfficeStaff."""

    email = models.EmailField("e-mailadresse", unique=True)
    is_active = models.BooleanField("kan logge ind", default=True)
    is_administrator = models.BooleanField("administrator", default=False)
    date_joined = models.DateTimeField("oprettet", auto_now_add=True)

    objects = Users()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_case")]

    def __str__(self) -> str:
        return self.email


class Errand(models.Model):
    """Work asked for in the same transaction as the change that needs it. The row is the queue (errands.py)."""

    class State(models.TextChoices):
        DUE = "DUE", "venter"
        RUNNING = "RUNNING", "i gang"
        DONE = "DONE", "udført"
        PARKED = "PARKED", "opgivet"

    kind = models.CharField(max_length=40)
    key = models.CharField(max_length=200, unique=True, help_text="the same key is the same errand")
    params = models.JSONField(default=dict, help_text="ids only, never content")
    state = models.CharField(max_length=10, choices=State, default=State.DUE)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField()
    lease_until = models.DateTimeField(null=True)
    token = models.UUIDField(null=True)
    last_error = models.TextField(blank=True)
    step = models.PositiveSmallIntegerField(default=0, help_text="how many of its steps are done (errands.report)")
    steps = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(auto_now_add=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [
            models.Index(fields=["due_at"], name="errand_not_done", condition=~models.Q(state="DONE")),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.key}"


class Counter(models.Model):
    """What is counted or remembered for a time: attempts at signing in, used codes (core/counters.py)."""

    key = models.CharField(max_length=250, primary_key=True)
    value = models.TextField(help_text="JSON")
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.key


class Mail(models.Model):
    """A mail to be sent (core/mail.py). Its text goes when it has been sent; the demo keeps it to show it."""

    class State(models.TextChoices):
        WAITING = "WAITING", "venter"
        SENT = "SENT", "sendt"
        DROPPED = "DROPPED", "bortfaldet"

    kind = models.CharField(max_length=40)
    recipient = models.EmailField("til")
    subject = models.CharField("emne", max_length=200)
    body = models.TextField("tekst", blank=True)
    about = models.JSONField(default=dict, help_text="ids, by which its kind's policy knows who may have it")
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.kind} til {self.recipient}"


class LogEntry(models.Model):
    """Who did what, when and why; the application's database role can add entries and never change them."""

    at = models.DateTimeField(auto_now_add=True)
    what = models.CharField(max_length=60)
    actor_name = models.CharField(max_length=200)
    user = models.ForeignKey(User, models.PROTECT, null=True, related_name="+")
    council_id = models.BigIntegerField(null=True)
    meeting_id = models.BigIntegerField(null=True)
    thing = models.CharField(max_length=200, blank=True, help_text="what it was done to, in words without content")
    detail = models.JSONField(default=dict)
    reason = models.TextField(blank=True)
    on_behalf_of = models.CharField(max_length=200, blank=True, help_text="whose act it was, when somebody entered it")
    source = models.CharField(max_length=10, blank=True, help_text="how that person told it: telefon, mail, møde")
    told_on = models.DateField(null=True, help_text="the day on which that person told it")

    class Meta:
        indexes = [
            models.Index(fields=["meeting_id", "-at"], name="log_meeting"),
            models.Index(fields=["council_id", "-at"], name="log_council"),
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_name}: {self.what}"
