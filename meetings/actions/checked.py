"""Saving a row that the database may refuse: its sentence, never a bare error."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction

from rarportal.core.refusal import Refusal


def save_checked(row: models.Model, *, beside: str, sentence: str = "") -> None:
    """Save, or raise Refusal with the violated constraint's sentence (or this one), beside that field.

    Two people at the same instant both pass the check; then the database refuses the second, in the same words.
    """
    try:
        row.validate_constraints()
        with transaction.atomic():
            row.save()
    except ValidationError as error:
        raise Refusal(*([sentence] if sentence else error.messages), code=beside) from error
    except IntegrityError as error:
        raise Refusal(sentence or "En anden har lige gemt det samme. Prøv igen.", code=beside) from error
