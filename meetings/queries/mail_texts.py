"""The words of a council's mails: its own where it has some, else the portal's."""

from meetings.models import Council, MailText
from meetings.rules.mail_texts import STANDARD


def mail_text(council: Council, kind: str) -> tuple[str, str]:
    """Subject and body of a kind of mail, with its placeholders still in it: `rules.mail_texts.fill` puts values in."""
    return own_mail_texts(council).get(kind) or STANDARD[kind]


def own_mail_texts(council: Council) -> dict[str, tuple[str, str]]:
    """Subject and body by kind, where the council has written its own (one query)."""
    rows = MailText.objects.filter(council=council)
    return {row.kind: (row.subject, row.body) for row in rows}
