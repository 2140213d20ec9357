"""The round's courses, written in place: a table with a form for each row, which needs no script."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode

from meetings.views.viewer import viewer
from positivlist.actions.courses import mark, put_courses_right, save_courses
from positivlist.forms.courses import NEW_ROWS, CourseForm
from positivlist.models import Course, ListRound
from positivlist.queries.rounds import Looked, courses_of, groups, look_at, round_for
from positivlist.rules.courses import ADD_ZERO, MOVE_TO_DAYS, MOVE_TO_ECTS, TYPES, matches
from positivlist.views.head import head, link
from positivlist.workflow import EDITABLE, not_editable
from rarportal.core.permissions import Can
from rarportal.core.refusal import Refusal, Stale

ROWS_PER_PAGE = 50  # the browser may send 1000 fields
REMEDIES = {
    MOVE_TO_DAYS: "Flyt til dage",
    MOVE_TO_ECTS: "Flyt til ECTS",
    ADD_ZERO: "Sæt nul foran",
}


def courses(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """A page of the table; on POST saved."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    looked, names = look_at(courses_of(round)), [group.name for group in groups()]
    if request.method != "POST":
        return _page(request, round, looked, names)
    there = {course.pk: course for course in looked.courses}
    sent = [there[pk] for pk in _sent(request) if pk in there]
    forms = [CourseForm(names, request.POST, course=course) for course in sent]
    news = [CourseForm(names, request.POST, place=place) for place in range(1, NEW_ROWS + 1)]
    news = [form for form in news if not form.is_empty]
    if not all(form.is_valid() for form in (*forms, *news)):
        return _page(request, round, looked, names, forms=forms, news=news, status=422)
    known = {pk: str(request.POST.get(f"r{pk}-seen", "")) for pk in _sent(request)}
    removed = [pk for pk in _sent(request) if request.POST.get(f"r{pk}-remove")]
    try:
        count = save_courses(
            round_id=round.pk,
            changed={form.course.pk: form.row for form in forms if form.course and form.course.pk not in removed},
            seen=known,
            added=[form.row for form in news],
            removed=removed,
            actor=viewer(request),
        )
    except Stale as stale:
        return _page(request, round, looked, names, forms=forms, news=news, conflicts=stale, status=409)
    except Refusal as refusal:
        if refusal.status != Refusal.status:
            raise
        return _page(request, round, looked, names, forms=forms, news=news, refused=refusal.reasons, status=422)
    remedy, _, course = request.POST.get("ret", "").partition(":")
    if remedy and course.isdecimal():
        count += put_courses_right(round_id=round.pk, course_ids=[int(course)], remedy=remedy, actor=viewer(request))
    messages.success(request, "Gemt." if count else "Intet var ændret.")
    return redirect(request.get_full_path())


def _sent(request: HttpRequest) -> list[int]:
    """The courses whose rows the page had, in their order."""
    names = (name[1:-5] for name in request.POST if name.startswith("r") and name.endswith("-seen"))
    return [int(pk) for pk in names if pk.isdecimal() and len(pk) < 18]


def _page(
    request: HttpRequest,
    round: ListRound,
    looked: Looked,
    names: list[str],
    *,
    forms: list[CourseForm] | None = None,
    news: list[CourseForm] | None = None,
    conflicts: Stale | None = None,
    refused: tuple[str, ...] = (),
    status: int = 200,
) -> HttpResponse:
    asked = {name: request.GET.get(name, "") for name in ("q", "gruppe", "type", "vis")}
    found = [course for course in looked.courses if _is_found(course, looked, asked)]
    page = Paginator(found, ROWS_PER_PAGE).get_page(request.GET.get("side"))
    rows = forms if forms is not None else [CourseForm(names, course=course) for course in page]
    if conflicts and forms:
        _know_what_stands_there(request, forms)
    for form in rows:
        if form.course:
            form.found = [
                {**vars(one), "remedy_label": REMEDIES.get(one.remedy, "")} for one in looked.found[form.course.pk]
            ]
    empty = [CourseForm(names, place=place) for place in range(1, NEW_ROWS + 1)]
    editable = round.state in EDITABLE
    context = {
        "round": head(round),
        "rows": rows,
        "news": [*(news or []), *empty[len(news or []) :]],
        "editable": editable,
        "not_editable": not_editable(round.state),
        "page": page,
        "query": urlencode({name: value for name, value in asked.items() if value}),
        "asked": asked,
        "group_names": names,
        "types": TYPES,
        "count": len(looked.courses),
        "found": len(found),
        "faults": looked.faults,
        "all_of": _all_of(looked) if editable else [],
        "conflicts": [vars(one) for one in conflicts.conflicts] if conflicts else [],
        "refused": refused,
        "put_right_url": link("put_right", round),
        "import_url": link("import", round),
        "imports": _imports(round),
        "voids": round.state == ListRound.State.APPROVING,
        "amends": round.state == ListRound.State.ON_AGENDA,
    }
    return render(request, "positivlist/courses.html", context, status=status)


def _is_found(course: Course, looked: Looked, asked: dict[str, str]) -> bool:
    if asked["vis"] == "fejl" and not looked.found[course.pk]:
        return False
    return matches(course.row, words=asked["q"], group=asked["gruppe"], type=asked["type"])


def _know_what_stands_there(request: HttpRequest, forms: list[CourseForm]) -> None:
    """After a conflict the rows carry the marks of what stands there now: what is saved next goes through."""
    data = request.POST.copy()
    for form in forms:
        if form.course:
            data[form.add_prefix("seen")] = mark(form.course)
            form.data = data


def _all_of(looked: Looked) -> list[dict[str, Any]]:
    """The remedies that several rows have, to be used on all of them at once."""
    rows: dict[str, list[int]] = {}
    for pk, found in looked.found.items():
        for one in found:
            if one.remedy:
                rows.setdefault(one.remedy, []).append(pk)
    return [
        {"remedy": remedy, "label": REMEDIES[remedy], "count": len(pks), "ids": ",".join(map(str, pks))}
        for remedy, pks in rows.items()
    ]


def _imports(round: ListRound) -> list[dict[str, Any]]:
    """What was taken in, and whether it can be taken back as one."""
    return [
        {
            "text": one.source,
            "count": one.count,
            "by": one.by,
            "at": one.at,
            "undone": one.taken_back_at is not None,
            "url": link("take_back", round, made=one.pk)
            if one.taken_back_at is None and one.edition == round.edition
            else None,
        }
        for one in round.imports.all()[:5]
    ]


def put_right(request: HttpRequest, council: str, round_id: int) -> HttpResponse:
    """Put all rows right that have the same finding."""
    round, _ = round_for(viewer(request), council=council, round_id=round_id, can=Can.EDIT_ROUND)
    remedy, ids = request.POST.get("middel", ""), request.POST.get("kurser", "").split(",")
    chosen = [int(pk) for pk in ids if pk.isdecimal() and len(pk) < 18]
    done = put_courses_right(round_id=round.pk, course_ids=chosen, remedy=remedy, actor=viewer(request))
    messages.success(request, f"{done} {'kursus' if done == 1 else 'kurser'} er rettet.")
    return redirect(link("courses", round))
