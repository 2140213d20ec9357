"""What a council must have from its first day: its own body, its chairmanship, and a document profile."""

from meetings.models import Body, Council, DocumentProfile
from meetings.rules.profile import NAMES

COUNCIL_SLUG, CHAIRMANSHIP_SLUG = "raad", "formandskab"


def prepare_council(council: Council, *, old_name: str = "") -> None:
    """Make what is missing, inside the caller's transaction; what a secretariat has set up stays.

    Bodies that are called after the council's `old_name` follow it to its new one.
    """
    own = ((Body.Kind.COUNCIL, COUNCIL_SLUG, "{}"), (Body.Kind.CHAIRMANSHIP, CHAIRMANSHIP_SLUG, "Formandskabet for {}"))
    for kind, slug, pattern in own:
        body, made = Body.objects.get_or_create(
            council=council, kind=kind, defaults={"slug": slug, "name": pattern.format(council.name)}
        )
        if not made and old_name and body.name == pattern.format(old_name) and old_name != council.name:
            body.name = pattern.format(council.name)
            body.save(update_fields=["name"])
    headings = [list(pair) for pair in NAMES.items()]
    DocumentProfile.objects.get_or_create(council=council, defaults={"headings": headings})
