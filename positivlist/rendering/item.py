"""The agenda item that a round makes of itself, in the words of S2 item 2.2, with its table."""

from collections.abc import Sequence
from html import escape

from django.utils.formats import date_format

from positivlist.models import ListRound
from positivlist.rules.courses import TYPES, Row, ects_text, grouped
from positivlist.rules.differences import Differences, said_together, types_said
from positivlist.rules.periods import SPRING, SUPPLEMENT

HEADINGS = ("Erhvervsgruppe", "Kursustitel", "Type", "Kursuskode", "Varighed (dage)", "Antal ECTS")
BACKGROUND = (
    "Den regionale positivliste udarbejdes af Arbejdsmarkedskontoret efter forslag, drøftelse og godkendelse i Rådet. "
    "Listen består af korte, erhvervsrettede kurser, der giver ledige kompetencer til de områder, hvor Rådet forventer "
    "mange jobåbninger inden for 6 måneder. Listen offentliggøres 1. april og kan suppleres 1. oktober og ind imellem. "
    "Positivlisten regulerer et 80 % tilskud til kommunerne, når der købes kurser til ledige."
)
THE_LIST = "positivlisten for den regionale uddannelsespulje"


def title(round: ListRound) -> str:
    """What the item is called."""
    day = date_format(round.in_force_from, "j. F Y")
    if round.template == SUPPLEMENT:
        return f"Rådets mulige tilføjelser pr. {day} til {THE_LIST}"
    if round.template == SPRING:
        return f"Positivlisten for den regionale uddannelsespulje pr. {day}"
    return f"Ændring af {THE_LIST} pr. {day}"


def texts(round: ListRound, differs: Differences, rows: Sequence[Row], *, url: str) -> dict[str, str]:
    """The fields of the item as HTML. `url`: where the list will stand when it is published."""
    return {
        "summary": paragraphs(f"Rådet skal beslutte, om {_object(round)}."),
        "recommendation": paragraphs(f"Sekretariatet indstiller, at Rådet {_wanted(round, differs)}."),
        "exposition": _exposition(round, differs, rows),
        "next_steps": _next_steps(round, url),
        "background": paragraphs(BACKGROUND),
    }


def decision(round: ListRound, differs: Differences) -> str:
    """The decision in words, when it is taken as recommended."""
    day = date_format(round.in_force_from, "j. F Y")
    return paragraphs(
        f"Rådet besluttede at {_infinitive(round, differs)} som indstillet. "
        f"Sekretariatet opdaterer positivlisten, så den offentliggøres på Rådets hjemmeside {day}."
    )


def _object(round: ListRound) -> str:
    day = date_format(round.in_force_from, "j. F Y")
    if round.template == SPRING:
        return f"{THE_LIST} skal gælde fra {day}, som den er indstillet"
    how = "suppleres med kurser" if round.template == SUPPLEMENT else "ændres"
    return f"{THE_LIST} skal {how} pr. {day}"


def _acts(differs: Differences, kind: str, words: tuple[str, str, str]) -> str:
    """ "optager 18 supplerende kurser, fjerner 2 kurser og ændrer 1 kursus"."""
    take, remove, change = words
    parts = []
    if differs.added:
        parts.append(f"{take} {counted(len(differs.added), kind)}")
    if differs.removed:
        parts.append(f"{remove} {counted(len(differs.removed))}")
    if differs.changed:
        parts.append(f"{change} {counted(len(differs.changed))}")
    return said_together(parts)


def counted(number: int, kind: str = "") -> str:
    """ "1 kursus", "18 kurser", with a word between: "18 supplerende kurser"."""
    return " ".join(filter(None, (str(number), kind, "kursus" if number == 1 else "kurser")))


def _kind(round: ListRound) -> str:
    return "supplerende" if round.template == SUPPLEMENT else ""


def _wanted(round: ListRound, differs: Differences) -> str:
    day = date_format(round.in_force_from, "j. F Y")
    acts = _acts(differs, _kind(round), ("optager", "fjerner", "ændrer"))
    return f"{acts} på {THE_LIST} med virkning fra {day}"


def _infinitive(round: ListRound, differs: Differences) -> str:
    day = date_format(round.in_force_from, "j. F Y")
    kind = f"de {counted(len(differs.added), _kind(round))}" if differs.added else ""
    parts = [f"optage {kind}"] if kind else []
    if differs.removed:
        parts.append(f"fjerne {counted(len(differs.removed))}")
    if differs.changed:
        parts.append(f"ændre {counted(len(differs.changed))}")
    return f"{said_together(parts)} på {THE_LIST} med virkning fra {day}"


def _exposition(round: ListRound, differs: Differences, rows: Sequence[Row]) -> str:
    day = date_format(round.in_force_from, "j. F Y")
    html = paragraphs(round.reason) if round.reason.strip() else ""
    if differs.added:
        groups, count = len(grouped(differs.added)), len(differs.added)
        html += paragraphs(
            f"{'Kurset hører' if count == 1 else f'De {count} kurser hører'} til "
            f"{'1 erhvervsgruppe' if groups == 1 else f'{groups} erhvervsgrupper'}: {types_said(differs.added)}."
        )
        html += table(f"Kurser indstillet til optag på {THE_LIST} pr. {day}", differs.added)
    if differs.removed:
        html += table("Kurser, der indstilles til at udgå af listen", differs.removed)
    if differs.changed:
        changed = "".join(
            f"<li>{escape(one.after.title)}: {escape('; '.join(one.words))}</li>" for one in differs.changed
        )
        html += f"<h4>Kurser, der ændres</h4><ul>{changed}</ul>"
    return html + paragraphs(f"Listen får i alt {counted(len(rows))}.")


def _next_steps(round: ListRound, url: str) -> str:
    day = date_format(round.in_force_from, "j. F Y")
    link = f'<a href="{escape(url)}">{escape(url.partition("://")[2] or url)}</a>'
    return (
        "<p>På baggrund af beslutningen i Rådet justerer sekretariatet positivlisten for den regionale "
        f"uddannelsespulje. Den justerede liste offentliggøres på Rådets hjemmeside {day}: {link}</p>"
    )


def paragraphs(text: str) -> str:
    """Plain text as HTML, a paragraph for each that is apart by an empty line."""
    return "".join(f"<p>{escape(' '.join(part.split()))}</p>" for part in text.split("\n\n") if part.strip())


def table(caption: str, rows: Sequence[Row]) -> str:
    """The six columns of S2 item 2.2."""
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    body = "".join(
        f"<tr><td>{escape(row.group)}</td>"
        f'<th scope="row">{escape(row.title)}</th>'
        f"<td>{TYPES[row.type]}</td><td>{escape(row.code)}</td>"
        f"<td>{row.days if row.days is not None else ''}</td><td>{ects_text(row.ects)}</td></tr>"
        for row in rows
    )
    return f"<table><caption>{escape(caption)}</caption><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
