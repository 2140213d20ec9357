"""The addresses of councils and meetings: the public site at the root, the workspace under /mit/."""

from datetime import date

from django.urls import register_converter

from meetings.models import Publication
from meetings.urls import administration, entrance, imports, people, setup
from meetings.views import (
    absences,
    agenda,
    attachments,
    attendance,
    chairmanship,
    items,
    meeting,
    minutes,
    moves,
    overview,
    papers,
    postponing,
    preview,
    printouts,
    public,
    references,
    sitting,
    versions,
    view_as,
)
from rarportal.core.once import once
from rarportal.core.permissions import Can
from rarportal.core.routing import route


class MeetingAddress:
    """ "2024-02-01", or "2024-02-01-2" for the second meeting of the day, as (day, ordinal)."""

    regex = r"\d{4}-\d{2}-\d{2}(?:-(?:[2-9]|[1-9]\d))?"

    def to_python(self, value: str) -> tuple[date, int]:
        """Raises ValueError (a 404) for a day that is in no calendar."""
        return date.fromisoformat(value[:10]), int(value[11:] or 1)

    def to_url(self, value: object) -> str:
        """A meeting's `.address` as it is."""
        return str(value)


class PaperKind:
    """ "dagsorden" or "referat" as the publication's kind."""

    regex = "dagsorden|referat"
    kinds = {"dagsorden": Publication.Kind.AGENDA, "referat": Publication.Kind.MINUTES}

    def to_python(self, value: str) -> str:
        """The kind in code."""
        return self.kinds[value]

    def to_url(self, value: str) -> str:
        """The Danish word in the address."""
        return next(word for word, kind in self.kinds.items() if value in (word, kind))


class Digest:
    """A SHA-256 in hexadecimal."""

    regex = "[0-9a-f]{64}"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


class Form:
    """What a printout is made as."""

    regex = "pdf|docx"

    def to_python(self, value: str) -> str:
        """As it is."""
        return value

    def to_url(self, value: str) -> str:
        """As it is."""
        return value


register_converter(Form, "form")
register_converter(MeetingAddress, "meeting")
register_converter(PaperKind, "paper")
register_converter(Digest, "sha256")

app_name = "meetings"
POST, BOTH = ("POST",), ("GET", "POST")
BODY = "mit/<slug:council>/<slug:body>/"
MEETING = f"{BODY}<meeting:address>/"
PUBLIC_MEETING = "<slug:council>/moeder/<meeting:address>/"
VERSION = "<paper:kind>/v<int:version>"

urlpatterns = [
    # public papers first: they are asked for most, and each pattern before them costs
    route(f"{PUBLIC_MEETING}<paper:kind>/", papers.public_page, can=Can.READ_PUBLIC, name="paper"),
    route(f"{PUBLIC_MEETING}<paper:kind>.pdf", papers.public_pdf, can=Can.READ_PUBLIC, name="pdf"),
    route(f"{PUBLIC_MEETING}<paper:kind>/v<int:version>/", papers.public_page, can=Can.READ_PUBLIC, name="version"),
    route(
        f"{PUBLIC_MEETING}<paper:kind>/v<int:version>.pdf", papers.public_pdf, can=Can.READ_PUBLIC, name="version_pdf"
    ),
    route(
        f"{PUBLIC_MEETING}bilag/<sha256:digest>/<str:filename>",
        papers.public_file,
        can=Can.READ_PUBLIC,
        name="file",
    ),
    route(
        f"{PUBLIC_MEETING}original/<sha256:digest>/linjer",
        papers.public_original,
        can=Can.READ_PUBLIC,
        name="original",
    ),
    route(f"{PUBLIC_MEETING}{VERSION}/samlet.pdf", papers.public_bundle, can=Can.READ_PUBLIC, name="bundle"),
    route(f"{PUBLIC_MEETING}{VERSION}.docx", printouts.public_printout, can=Can.READ_PUBLIC, name="word"),
    route(
        f"{PUBLIC_MEETING}{VERSION}/<slug:part>.<form:form>",
        printouts.public_printout,
        can=Can.READ_PUBLIC,
        name="printout",
    ),
    route(PUBLIC_MEETING, public.meeting, can=Can.READ_PUBLIC, name="public_meeting"),
    # the workspace
    route("mit/", overview.overview, can=Can.SEE_OVERVIEW, name="overview"),
    route("vis-som/", view_as.choose, can=Can.SEE_OVERVIEW, name="view_as", methods=BOTH),
    route("vis-som/slut/", view_as.end, can=Can.SEE_OVERVIEW, name="view_as_end", methods=POST),
    route(BODY, overview.body, can=Can.READ_AS_OBSERVER, name="body"),
    route(f"{BODY}nyt-moede/", once(moves.new_meeting), can=Can.PLAN_MEETING, name="new_meeting", methods=BOTH),
    route(MEETING, meeting.meeting, can=Can.READ_AS_OBSERVER, name="meeting"),
    route(f"{MEETING}<paper:kind>/", papers.member_page, can=Can.READ_AS_OBSERVER, name="member_paper"),
    route(f"{MEETING}<paper:kind>.pdf", papers.member_pdf, can=Can.READ_AS_OBSERVER, name="member_pdf"),
    route(
        f"{MEETING}<paper:kind>/v<int:version>/", papers.member_page, can=Can.READ_AS_OBSERVER, name="member_version"
    ),
    route(
        f"{MEETING}<paper:kind>/v<int:version>.pdf",
        papers.member_pdf,
        can=Can.READ_AS_OBSERVER,
        name="member_version_pdf",
    ),
    route(f"{MEETING}{VERSION}/samlet.pdf", papers.member_bundle, can=Can.READ_AS_OBSERVER, name="member_bundle"),
    route(f"{MEETING}{VERSION}.docx", printouts.member_printout, can=Can.READ_AS_OBSERVER, name="member_word"),
    route(
        f"{MEETING}{VERSION}/<slug:part>.<form:form>",
        printouts.member_printout,
        can=Can.READ_AS_OBSERVER,
        name="member_printout",
    ),
    route(
        f"{MEETING}bilag/<sha256:digest>/<str:filename>",
        papers.member_file,
        can=Can.READ_AS_OBSERVER,
        name="member_file",
    ),
    route(
        f"{MEETING}original/<sha256:digest>/linjer",
        papers.member_original,
        can=Can.READ_AS_OBSERVER,
        name="member_original",
    ),
    route(f"{MEETING}ret/", moves.edit_meeting, can=Can.PLAN_MEETING, name="edit_meeting", methods=BOTH),
    route(f"{MEETING}afbud/", absences.report, can=Can.REPORT_ABSENCE, name="absence", methods=POST),
    route(f"{MEETING}afbud/paa-vegne/", absences.report_for, can=Can.ENTER_ON_BEHALF, name="absence_for", methods=BOTH),
    route(f"{MEETING}handling/<slug:move>/", once(moves.move), can=Can.READ_DRAFT, name="move", methods=BOTH),
    route(
        f"{MEETING}slet-indhold/<paper:kind>/v<int:version>/",
        moves.erase,
        can=Can.ERASE_CONTENT,
        name="erase",
        methods=BOTH,
    ),
    route(f"{MEETING}proev-igen/<int:errand>/", moves.retry, can=Can.RETRY_ERRAND, name="retry", methods=POST),
    route(f"{MEETING}rediger/udkast.pdf", preview.preview, can=Can.READ_DRAFT, name="preview"),
    route(f"{MEETING}rediger/<int:item>/udkast.pdf", preview.preview, can=Can.READ_DRAFT, name="preview_item"),
    route(f"{MEETING}rediger/", agenda.edit, can=Can.EDIT_AGENDA, name="edit"),
    route(f"{MEETING}rediger/<int:item>/", agenda.edit, can=Can.EDIT_AGENDA, name="edit_item", methods=BOTH),
    route(f"{MEETING}rediger/nyt-punkt/", once(items.add_item), can=Can.EDIT_AGENDA, name="add_item", methods=POST),
    route(
        f"{MEETING}rediger/nyt-afsnit/", once(items.add_section), can=Can.EDIT_AGENDA, name="add_section", methods=POST
    ),
    route(
        f"{MEETING}rediger/faste-punkter/",
        items.insert_standing_items,
        can=Can.EDIT_AGENDA,
        name="insert_standing_items",
        methods=POST,
    ),
    route(
        f"{MEETING}rediger/afsnit/<int:section>/titel/",
        items.rename_section,
        can=Can.EDIT_AGENDA,
        name="rename_section",
        methods=POST,
    ),
    route(
        f"{MEETING}rediger/afsnit/<int:section>/slet/",
        items.delete_section,
        can=Can.EDIT_AGENDA,
        name="delete_section",
        methods=POST,
    ),
    route(f"{MEETING}rediger/<int:item>/flyt/", items.shift, can=Can.EDIT_AGENDA, name="shift_item", methods=POST),
    route(
        f"{MEETING}rediger/<int:item>/udsaet/",
        postponing.postpone,
        can=Can.EDIT_AGENDA,
        name="postpone_item",
        methods=BOTH,
    ),
    route(
        f"{MEETING}rediger/hent-punkter/", once(postponing.fetch), can=Can.EDIT_AGENDA, name="fetch_items", methods=BOTH
    ),
    route(f"{MEETING}rediger/<int:item>/kopi/", once(items.copy), can=Can.EDIT_AGENDA, name="copy_item", methods=POST),
    route(f"{MEETING}rediger/<int:item>/hent/", items.restore, can=Can.EDIT_AGENDA, name="restore_item", methods=POST),
    route(f"{MEETING}rediger/<int:item>/skriv/", items.write, can=Can.EDIT_AGENDA, name="write_item", methods=POST),
    route(f"{MEETING}rediger/<int:item>/traek/", items.withdraw, can=Can.EDIT_AGENDA, name="withdraw", methods=POST),
    route(f"{MEETING}rediger/<int:item>/slet/", items.delete, can=Can.EDIT_AGENDA, name="delete_item", methods=POST),
    route(f"{MEETING}rediger/<int:item>/bilag/", attachments.add, can=Can.EDIT_AGENDA, name="attach", methods=POST),
    route(
        f"{MEETING}rediger/bilag/<int:attachment>/adgang/",
        attachments.mark,
        can=Can.EDIT_AGENDA,
        name="mark_attachment",
        methods=POST,
    ),
    route(
        f"{MEETING}rediger/bilag/<int:attachment>/titel/",
        attachments.rename,
        can=Can.EDIT_AGENDA,
        name="rename_attachment",
        methods=POST,
    ),
    route(
        f"{MEETING}rediger/bilag/<int:attachment>/flyt/",
        attachments.shift,
        can=Can.EDIT_AGENDA,
        name="shift_attachment",
        methods=POST,
    ),
    route(
        f"{MEETING}rediger/bilag/<int:attachment>/ny-version/",
        attachments.replace,
        can=Can.EDIT_AGENDA,
        name="replace_attachment",
        methods=POST,
    ),
    route(
        f"{MEETING}rediger/bilag/<int:attachment>/tidligere/<int:earlier>/fil",
        attachments.download,
        can=Can.READ_DRAFT,
        name="earlier_file",
    ),
    route(
        f"{MEETING}rediger/bilag/<int:attachment>/slet/",
        attachments.remove,
        can=Can.EDIT_AGENDA,
        name="remove_attachment",
        methods=POST,
    ),
    route(
        f"{MEETING}rediger/bilag/<int:attachment>/fil",
        attachments.download,
        can=Can.READ_DRAFT,
        name="draft_file",
    ),
    route(f"{MEETING}rediger/<int:item>/her/", sitting.sitting, can=Can.READ_DRAFT, name="sitting", methods=POST),
    route(f"{MEETING}rediger/<int:item>/henvisninger/", references.references, can=Can.READ_DRAFT, name="references"),
    route(
        f"{MEETING}rediger/<int:item>/versioner/<slug:field>/",
        versions.versions,
        can=Can.READ_DRAFT,
        name="versions",
        methods=BOTH,
    ),
    route(f"{MEETING}foer-referat/", minutes.edit, can=Can.TAKE_MINUTES, name="minutes"),
    route(f"{MEETING}foer-referat/<int:item>/", minutes.edit, can=Can.TAKE_MINUTES, name="minutes_item", methods=BOTH),
    route(
        f"{MEETING}foer-referat/<int:item>/fremmoede/",
        minutes.change_attendance,
        can=Can.TAKE_MINUTES,
        name="change_attendance",
        methods=POST,
    ),
    route(
        f"{MEETING}foer-referat/deltagere/",
        attendance.attendance,
        can=Can.TAKE_MINUTES,
        name="attendance",
        methods=BOTH,
    ),
    route(f"{MEETING}skift-formand/", chairmanship.change, can=Can.MANAGE_PEOPLE, name="change_chair", methods=BOTH),
    # Opsætning and administration, and the way in
    *imports.urlpatterns,
    *people.urlpatterns,
    *setup.urlpatterns,
    *administration.urlpatterns,
    *entrance.urlpatterns,
    # the public site
    route("", public.front, can=Can.READ_PUBLIC, name="front"),
    route("<slug:council>/", public.council, can=Can.READ_PUBLIC, name="council"),
    route("<slug:council>/moeder/", public.meetings, can=Can.READ_PUBLIC, name="meetings"),
]
