"""Mails: written as a row in the change's own transaction, sent by errand. Django's own mails go the same way.

Who gets a mail can change while it waits: a kind of mail may have a policy that is asked at the moment of sending
(trust row T27, Wagtail CVE-2022-21683). An app registers it in its tasks module:

    @recipient("list-approval")
    def still_asked(*, round_id: int, person_id: int) -> str | None:
        ...                                      # the address to send to now, or None: it is dropped
"""

from collections.abc import Callable, Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from rarportal.core.clock import now
from rarportal.core.errands import Effect, ask, errand
from rarportal.core.models import Mail

Policy = Callable[..., str | None]
POLICIES: dict[str, Policy] = {}


def recipient(kind: str) -> Callable[[Policy], Policy]:
    """Register who says where a mail of this kind goes when it is sent: given its `about`, an address or None."""

    def register(policy: Policy) -> Policy:
        if kind in POLICIES:
            raise ValueError(f"Two policies for mails of kind {kind!r}.")
        POLICIES[kind] = policy
        return policy

    return register


def post(*, kind: str, recipient: str, subject: str, body: str, about: dict[str, int] | None = None) -> Mail:
    """Write a mail and ask for its sending, inside the transaction of the change that it tells of.

    `about`: the ids that its kind's policy, if it has one, is asked with when it is sent.
    """
    mail = Mail.objects.create(
        kind=kind, recipient=recipient, subject=" ".join(subject.split()), body=body, about=about or {}
    )
    ask("mail", key=f"mail:{mail.pk}", mail_id=mail.pk)
    return mail


@errand("mail")
def send(*, mail_id: int) -> Effect:
    """Hand the mail to the mail server. Raises what the server's connection raises; then it is tried again."""
    mail = Mail.objects.get(pk=mail_id)
    policy = POLICIES.get(mail.kind)
    to = policy(**mail.about) if policy else mail.recipient
    if mail.state == Mail.State.WAITING and to:
        connection = get_connection(settings.MAIL_CARRIER, **(settings.MAIL_SERVER or {}))
        EmailMessage(mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [to], connection=connection).send()

    def keep() -> None:
        text = mail.body if settings.DEMO else ""
        if to:
            Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=now(), body=text, recipient=to)
        else:
            Mail.objects.filter(pk=mail.pk).update(state=Mail.State.DROPPED, body="")

    return keep


class Backend(BaseEmailBackend):
    """EMAIL_BACKEND: what Django or allauth sends becomes a row, so that no page waits for a mail server."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        """Write each mail for each of its recipients."""
        with transaction.atomic():
            for message in email_messages:
                for recipient in message.to:
                    post(kind="account", recipient=recipient, subject=str(message.subject), body=str(message.body))
        return len(email_messages)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__()
