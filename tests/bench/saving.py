"""Twenty people saving into one meeting at once, and ten thousand saves in any order against a model in memory."""

import random
import re
import threading
from dataclasses import replace
from statistics import median
from typing import Any

from tests.bench.ground import Ground
from tests.bench.report import Report, p95
from tests.bench.visitor import Visitor

PEOPLE, SAVES, INTERLEAVINGS = 20, 25, 10_000
FIELDS = ("next_steps", "background")


def measure(report: Report, ground: Ground, *, rounds: int) -> None:
    """Times are those inside Django, waiting for the meeting's lock included."""
    from meetings.models import Meeting

    draft = Meeting.objects.select_related("body__council").get(state=Meeting.State.DRAFTING)
    report.head(f"{PEOPLE} people saving into one meeting at once, each a field of their own, {SAVES} times")
    times, lost = _at_once(ground.ports[10], draft)
    report.aimed("a save, median", median(times), most=30, figure=f"{median(times):.1f} ms")
    report.line("a save, 19 of 20", f"{p95(times):.1f} ms")
    report.line("texts that were lost", f"{lost} of {PEOPLE * SAVES}", "aim 0, met" if lost == 0 else "aim 0, MISSED")
    alone = _alone(ground.ports[10], draft)
    report.line("a save with nobody else there, median", f"{median(alone):.1f} ms")
    wrong = _interleaved(draft)
    note = "aim 0, met" if wrong == 0 else "aim 0, MISSED"
    report.line("edits lost or wrongly taken, in any order", f"{wrong} of {INTERLEAVINGS}", note)


def _visitor(port: int) -> Visitor:
    from meetings.demo import cast, loader

    visitor = Visitor(port)
    visitor.sign_in(cast.KAREN.email, loader.PASSWORD)
    return visitor


class Writer:
    """One person on one field, who goes on from the mark that each answer gives."""

    def __init__(self, signed_in: Visitor, url: str, field: str, name: str) -> None:
        self.visitor, self.url, self.field, self.name = Visitor(signed_in.port), url, field, name
        self.visitor.cookies = dict(signed_in.cookies)
        page = self.visitor.get(url).body.decode()
        self.user = re.findall(r'data-user="(\d+)"', page)[0]
        self.mark = re.findall(rf'name="seen_{field}" value="(\w+)"', page)[0]
        self.times: list[float] = []
        self.lost = 0

    def save(self, number: int) -> None:
        """One text; the answer's mark must be of that text, or it is lost."""
        from meetings.rules.versions import mark_of

        text = f"{self.name} skriver linje {number}."
        sent = {"autosave": self.field, "user": self.user, self.field: text, f"seen_{self.field}": self.mark}
        answer = self.visitor.post(self.url, sent)
        self.times.append(answer.milliseconds)
        self.mark = re.findall(rf'name="seen_{self.field}" value="(\w+)"', answer.body.decode())[0]
        self.lost += self.mark != mark_of(f"<p>{text}</p>")


def _writers(port: int, draft: Any) -> list[Writer]:
    base = f"/mit/{draft.body.council.slug}/{draft.body.slug}/{draft.address}/rediger/"
    signed_in = _visitor(port)
    places = [(item.pk, field) for item in draft.items.all() for field in FIELDS][:PEOPLE]
    return [Writer(signed_in, f"{base}{pk}/", field, f"Person {n}") for n, (pk, field) in enumerate(places)]


def _at_once(port: int, draft: Any) -> tuple[list[float], int]:
    writers = _writers(port, draft)
    threads = [threading.Thread(target=lambda w=w: [w.save(n) for n in range(SAVES)]) for w in writers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    missing = PEOPLE * SAVES - sum(len(writer.times) for writer in writers)
    for writer in writers:  # and what was saved last stands there
        page = writer.visitor.get(writer.url).body.decode()
        writer.lost += f"{writer.name} skriver linje {SAVES - 1}." not in page
    return [time for writer in writers for time in writer.times], missing + sum(writer.lost for writer in writers)


def _alone(port: int, draft: Any) -> list[float]:
    writer = _writers(port, draft)[0]
    for number in range(SAVES):
        writer.save(1000 + number)
    return writer.times


def _interleaved(draft: Any) -> int:
    """Three people read and save in any order; how often the portal did otherwise than a model of four lines."""
    from meetings.actions.agenda import save_item
    from meetings.demo import cast, loader
    from meetings.models import FieldVersion
    from meetings.rules.versions import mark_of
    from rarportal.core.models import User
    from rarportal.core.refusal import Stale

    chance, item = random.Random(4), draft.items.first()
    karen = loader.actor(cast.KAREN)
    users = [User.objects.get(email=one.email) for one in (cast.KAREN, cast.JONAS, cast.ELLEN)]
    actors = [replace(karen, user_id=user.pk) for user in users]
    stands = {field: getattr(item, field) for field in FIELDS}
    seen = {(who, field): mark_of(stands[field]) for who in range(3) for field in FIELDS}
    wrong = 0
    for number in range(INTERLEAVINGS):
        who, field, text = chance.randrange(3), chance.choice(FIELDS), f"<p>Tekst {number}</p>"
        if chance.random() < 0.5:
            seen |= {(who, one): mark_of(stands[one]) for one in FIELDS}
        known, fits = seen[who, field], seen[who, field] == mark_of(stands[field])
        try:
            save_item(item_id=item.pk, part="agenda", values={field: text}, seen={field: known}, actor=actors[who])
        except Stale as stale:
            wrong += fits or stale.conflicts[0].theirs != stands[field]
            continue
        wrong += not fits
        stands[field], seen[who, field] = text, mark_of(text)
        last = FieldVersion.objects.filter(item=item, field=field)[0]
        wrong += (last.text, last.user_id) != (text, actors[who].user_id)
    return wrong
