"""Saving a field and the pages with lists, with 1, 10 and 100 years of meetings of every council."""

from collections.abc import Callable
from statistics import median

from tests.bench.ground import YEARS, Ground
from tests.bench.pages import MINUTES
from tests.bench.report import Report, p95, spread
from tests.bench.visitor import Answer, Visitor, WrongAnswer

REQUESTS = 8  # of each kind on each server, in each round
FLAT = 1.2


def measure(report: Report, ground: Ground, *, rounds: int) -> None:
    """One request to each server in turn: what slows the machine down slows all three."""
    from meetings.demo import cast, loader

    form = _Form()
    secretaries = {years: Visitor(port) for years, port in ground.ports.items()}
    strangers = {years: Visitor(port) for years, port in ground.ports.items()}
    for visitor in secretaries.values():
        visitor.sign_in(cast.KAREN.email, loader.PASSWORD)
    pages: list[tuple[str, Callable[[int], Answer]]] = [
        ("saving a field", lambda years: form.save(secretaries[years])),
        ("the item's page in the editor", lambda years: secretaries[years].get(form.path)),
        ("the public minutes of S2", lambda years: strangers[years].get(MINUTES)),
        ("the council's meetings, their newest 30", lambda years: strangers[years].get("/rar-sjaelland/moeder/")),
        ("the council's page", lambda years: strangers[years].get("/rar-sjaelland/")),
        ("the front page", lambda years: strangers[years].get("/")),
        ("Mit overblik", lambda years: secretaries[years].get("/mit/")),
        ("the body's meetings, their newest 30", lambda years: secretaries[years].get("/mit/rar-sjaelland/raad/")),
        ("the meeting's page", lambda years: secretaries[years].get(form.meeting)),
    ]
    report.head("Milliseconds in the server with 1, 10 and 100 years of meetings of every council")
    report.line("", "queries", "median  1 year     10    100   p95 of all")
    for what, ask in pages:
        _tell(report, what, _answers(ask, rounds))


def _answers(ask: Callable[[int], Answer], rounds: int) -> dict[int, list[list[Answer]]]:
    """By years and round."""
    for years in YEARS * 8:
        ask(years)  # both processes have made it, and prepared its queries, then
    answers: dict[int, list[list[Answer]]] = {years: [[] for _ in range(rounds)] for years in YEARS}
    for number in range(rounds):
        for _ in range(REQUESTS):
            for years in YEARS:
                answers[years][number].append(ask(years))
    return answers


def _tell(report: Report, what: str, answers: dict[int, list[list[Answer]]]) -> None:
    """A list is full from 5 years on: from 1 year to 10 it grows by its rows, as it should; then it must be flat."""
    queries = sorted({answer.queries for years in YEARS for each in answers[years] for answer in each})
    rounds = {years: [median(answer.milliseconds for answer in each) for each in answers[years]] for years in YEARS}
    times = {years: [answer.milliseconds for each in answers[years] for answer in each] for years in YEARS}
    medians = "".join(f"{median(times[years]):7.1f}" for years in YEARS)
    slowest = p95(time for years in YEARS for time in times[years])
    report.line(what, " to ".join(map(str, queries)), f"      {medians}   {slowest:10.1f}")
    base = 10 if "newest" in what else 1
    ratios = [late / early for early, late in zip(rounds[base], rounds[100], strict=True)]
    ratio = median(times[100]) / median(times[base])
    report.aimed(f"  100 years against {base}", ratio, most=FLAT, note=f"{spread(ratios)} by round")


class _Form:
    """The form of one item of the invented meeting, whose summary is another one at each saving."""

    def __init__(self) -> None:
        from django.db import connections

        from meetings.forms import ItemForm
        from meetings.models import Meeting
        from meetings.queries.agenda import agenda_of
        from meetings.views.agenda import item_texts
        from meetings.views.viewer import link

        meeting = Meeting.objects.select_related("body__council__profile").get(state=Meeting.State.DRAFTING)
        agenda = agenda_of(meeting)
        item = agenda.items[4]  # the longest
        form = ItemForm(item, item_texts(agenda))
        values = {name: form[name].value() for name in form.fields}
        self.fields = {name: "on" if value is True else str(value) for name, value in values.items() if value}
        self.path = link("edit_item", meeting, item=item.pk)
        self.meeting = link("meeting", meeting)
        self.saved: dict[int, int] = {}
        connections.close_all()

    def save(self, visitor: Visitor) -> Answer:
        """One word of the summary changed. Raises WrongAnswer when it was not saved."""
        from meetings.rules.versions import mark_of
        from rarportal.core.richtext import clean, from_text

        count = self.saved.get(visitor.port, 0)
        fields = dict(self.fields)
        if count:
            fields["seen_summary"] = mark_of(clean(from_text(f"{self.fields['summary']} {count}")))
        fields["summary"] += f" {count + 1}"
        answer = visitor.post(self.path, fields)
        if answer.status != 302:
            raise WrongAnswer(f"Saving was answered by {answer.status}.")
        self.saved[visitor.port] = count + 1
        return answer
