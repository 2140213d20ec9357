"""Mails: written as a row in the change's own transaction, sent by errand. Django's own mails go the same way."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from rarportal.core.clock import now
from rarportal.core.errands import Effect, ask, errand
from rarportal.core.models import Mail


def post(*, kind: str, recipient: str, subject: str, body: str) -> Mail:
    """Write a mail and ask for its sending, inside the transaction of the change that it tells of."""
    mail = Mail.objects.create(kind=kind, recipient=recipient, subject=" ".join(subject.split()), body=body)
    ask("mail", key=f"mail:{mail.pk}", mail_id=mail.pk)
    return mail


@errand("mail")
def send(*, mail_id: int) -> Effect:
    """Hand the mail to the mail server. Raises what the server's connection raises; then it is tried again."""
    mail = Mail.objects.get(pk=mail_id)
    if mail.state == Mail.State.WAITING:
        connection = get_connection(settings.MAIL_CARRIER, **(settings.MAIL_SERVER or {}))
        EmailMessage(
            mail.subject, mail.body, settings.DEFAULT_FROM_EMAIL, [mail.recipient], connection=connection
        ).send()

    def keep() -> None:
        text = mail.body if settings.DEMO else ""
        Mail.objects.filter(pk=mail.pk).update(state=Mail.State.SENT, sent_at=now(), body=text)

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
