"""Two hand-made snapshots that hold everything a document can hold; fresh on every call, so a test may change its own.

`agenda()`: flat numbers, headings above, no mark, sub-headings, nested lists, attachments of every kind; version 2 for
the public with changes, a withdrawn item, a closed one, 7a.
`minutes()`: sections, heading column, B/O/D, presentation, table, attendance; for the members, so that closed items
stand with their text.
"""

from typing import Any

Snapshot = dict[str, Any]


def item(number: str, title: str, *parts: dict[str, str], **more: Any) -> dict[str, Any]:
    """An open item with the given parts."""
    return {
        "number": number,
        "anchor": "punkt-" + number.replace(".", "-"),
        "redacted": False,
        "withdrawn": False,
        "title": title,
        "marks": [],
        "access": "OPEN",
        "presenters": [],
        "parts": list(parts),
        "outcome": "",
        "attachments": [],
        "no_attachments": "Ingen",
        **more,
    }


def part(field: str, heading: str, html: str = "") -> dict[str, str]:
    """One field of an item; attachments have no HTML."""
    return {"field": field, "heading": heading} | ({} if field == "attachments" else {"html": html})


def attachment(label: str, title: str, kind: str = "FILE", **more: Any) -> dict[str, Any]:
    """An open attachment."""
    return {
        "label": label,
        "title": title,
        "kind": kind,
        "url": "",
        "filename": "",
        "size": 0,
        "sha256": "",
        "redacted": False,
        "access": "OPEN",
        **more,
    }


def agenda() -> Snapshot:
    """The agenda of RAR Sjælland, version 2, as the public sees it."""
    return {
        "schema": 1,
        "kind": "AGENDA",
        "version": 2,
        "audience": "PUBLIC",
        "council": {"slug": "rar-sjaelland", "name": "RAR Sjælland"},
        "body": {"kind": "COUNCIL", "slug": "raad", "name": "RAR Sjælland"},
        "meeting": {
            "kind": "Ordinært møde",
            "date": "2024-02-01",
            "starts_at": "13:00",
            "ends_at": "16:00",
            "place": "Arbejdsmarkedskontor Øst, Roskilde",
            "address": "2024-02-01",
        },
        "title": "Dagsorden til RAR Sjællands møde den 1. februar 2024",
        "running_header": "Dagsorden - RAR Sjællands møde den 1. februar 2024",
        "issued_at": "2024-01-24T09:00:00+01:00",
        "imported": False,
        "layout": "above",
        "note": "",
        "changes": [
            {"anchor": "punkt-7a", "text": "Nyt punkt 7a: Ny pulje til opkvalificering"},
            {"anchor": "punkt-3", "text": "Punkt 3 er udgået."},
            {"anchor": "punkt-1", "text": "Punkt 1: Indstilling er ændret."},
            {"anchor": "", "text": "Mødets sted er ændret."},
        ],
        "sections": [
            {
                "number": "",
                "title": "",
                "items": [
                    item(
                        "1",
                        "Godkendelse af dagsorden",
                        part("summary", "Sagen kort", "<p>Dagsorden til rådsmødet 1. februar 2024.</p>"),
                        part(
                            "recommendation",
                            "Indstilling",
                            "<p>Formandskabet indstiller, at rådet godkender dagsordenen.</p>",
                        ),
                        part("decision", "Beslutning"),
                        part("attachments", "Bilag"),
                    ),
                    item(
                        "2",
                        "Temadrøftelse: virksomhedsservice & jobformidling",
                        part(
                            "summary",
                            "Sagen kort",
                            "<p>Temadrøftelsen indledes med et oplæg.</p>"
                            "<ul><li>Organiseringen af virksomhedsservicen</li>"
                            "<li><p>Erfaringer fra ”Jobformidling først”:</p>"
                            "<ul><li>fra 14 kommuner</li></ul></li></ul>",
                        ),
                        part("decision", "Referat"),
                        part(
                            "exposition",
                            "Sagen uddybet",
                            "<h4>Puljen til sporskifte</h4>"
                            "<p>Ordningen er gjort permanent fra 1. januar 2024. Forholdstallet er 80 %, "
                            "og den regionale beskæftigelsesindsats og uddannelsespuljen følges af "
                            "arbejdsmarkedskontoret i erhvervsuddannelserne hele året igennem.</p>"
                            "<h5>Målgruppe</h5><p>Medarbejdere under nedslidning.</p>"
                            "<h4>IPS for unge</h4><p>73 mio. kr. til 27 kommuner.</p>",
                        ),
                        part("attachments", "Bilag"),
                        presenters=[
                            {
                                "name": "Frede Lykke Nymand",
                                "title": "leder af beskæftigelse",
                                "organisation": "Jobcenter Roskilde",
                            },
                            {"name": "Carla Bæk", "title": "", "organisation": "Sydbank"},
                        ],
                        attachments=[
                            attachment(
                                "1)",
                                "Oversigt over <indsatser>",
                                filename="oversigt æøå.pdf",
                                size=1_234_567,
                                sha256="ab" * 32,
                            ),
                            attachment(
                                "2)",
                                "Referat på RARs hjemmeside",
                                "LINK",
                                url="https://rar-bm.dk/rar-sjaelland/moeder/",
                            ),
                            {"label": "3)", "redacted": True},
                            attachment("4)", "Skema, kun på papir"),
                        ],
                    ),
                    {
                        "number": "3",
                        "anchor": "punkt-3",
                        "title": "Besøg på Jobtorvet",
                        "withdrawn": True,
                        "redacted": False,
                    },
                    {"number": "7", "anchor": "punkt-7", "redacted": True},
                    item(
                        "7a",
                        "Ny pulje til opkvalificering",
                        part("recommendation", "Indstilling", "<p>Til efterretning.</p>"),
                        part("decision", "Referat"),
                    ),
                    item("8", "Eventuelt", part("decision", "Bemærkninger")),
                ],
            }
        ],
        "attendance_heading": "På mødet deltog",
        "attendance": [],
        "excused": [],
    }


COURSES = (
    ("Akademisk arbejde", "Microsoft 365 & Windows server 2019", "Privat", "-", "30", "-"),
    ("Akademisk arbejde", "Grøn omstilling i praksis", "Akademi", "20510", "-", "10"),
    ("Bygge og anlæg", "Afslibning og efterbehandling af trægulve", "AMU", "48906", "5", "-"),
)


def table(rows: int = len(COURSES)) -> str:
    """The table of courses, as cleaned HTML, repeated to `rows` rows."""
    heads = ("Erhvervsgruppe", "Kursustitel", "Type uddannelse", "Kursuskode", "Varighed (dage)", "Antal ECTS")
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(
        "<tr>" + "".join(f"<td>{text.replace('&', '&amp;')}</td>" for text in COURSES[row % len(COURSES)]) + "</tr>"
        for row in range(rows)
    )
    return (
        "<table><caption>Kurser indstillet til optag på positivlisten</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def minutes() -> Snapshot:
    """The minutes of RAR Østjylland, version 1, as the members see them."""
    file = {"filename": "aarshjul.pdf", "size": 34_000, "sha256": "cd" * 32}
    return agenda() | {
        "kind": "MINUTES",
        "version": 1,
        "audience": "MEMBERS",
        "council": {"slug": "rar-oestjylland", "name": "RAR Østjylland"},
        "body": {"kind": "COUNCIL", "slug": "raad", "name": "RAR Østjylland"},
        "meeting": {
            "kind": "Ordinært møde",
            "date": "2023-09-26",
            "starts_at": None,
            "ends_at": None,
            "place": "",
            "address": "2023-09-26",
        },
        "title": "Referat af RAR Østjyllands møde den 26. september 2023",
        "running_header": "Referat - RAR Østjyllands møde den 26. september 2023",
        "issued_at": "2023-10-03T12:00:00+02:00",
        "layout": "column",
        "changes": [],
        "sections": [
            {
                "number": "1",
                "title": "RAR’s interne forhold",
                "items": [
                    item(
                        "1.1",
                        "Dagsorden for dagens møde",
                        part(
                            "summary",
                            "Sagen kort",
                            "<p>Formandskabet har fastlagt rammen, som Rådet ved mødestart skal godkende.</p>",
                        ),
                        part(
                            "recommendation",
                            "Indstilling",
                            "<p>Det indstilles, at Rådet:</p>"
                            '<ol type="a"><li>godkender dagsordenen</li><li>drøfter formen</li></ol>',
                        ),
                        part("decision", "Beslutning", "<p>Rådet godkendte dagsordenen som indstillet.</p>"),
                        part("attachments", "Bilag"),
                        marks=["B"],
                        outcome="Som indstillet",
                        no_attachments="Intet bilag til dette punkt.",
                    ),
                    item(
                        "1.2",
                        "Forhandling om lejemål",
                        part("summary", "Sagen kort", "<p>Tilbuddet er fortroligt.</p>"),
                        part(
                            "decision",
                            "Beslutning",
                            "<p>Rådet gav formandskabet bemyndigelse.</p>"
                            "<ul><li>til og med juni</li></ul><p>Sagen optages igen.</p>",
                        ),
                        part("attachments", "Bilag"),
                        marks=["O", "D"],
                        access="CLOSED",
                        attachments=[attachment("1.2 -", "Tilbud", access="MEMBERS_ONLY", **file)],
                    ),
                ],
            },
            {
                "number": "2",
                "title": "Kvalificeret arbejdskraft til virksomhedernes behov i rette tid",
                "items": [
                    item(
                        "2.1",
                        "Rådets mulige tilføjelser til positivlisten",
                        part("decision", "Beslutning", "<p>Rådet besluttede at optage de 3 kurser.</p>"),
                        part(
                            "exposition",
                            "Sagsfremstilling",
                            "<p>Kurserne er fordelt på 2 grupper.</p>" + table() + "<h4>Økonomi</h4><p>Ingen.</p>",
                        ),
                        part(
                            "next_steps",
                            "Videre proces",
                            '<p>Se <a href="https://star.dk/media/21194/">STARs <strong>side</strong></a>.</p>',
                        ),
                        part("attachments", "Bilag"),
                        marks=["B", "oplæg"],
                        outcome="Som indstillet",
                        presenters=[{"name": "Karen Rask", "title": "konsulent", "organisation": "Aarhus Kommune"}],
                        attachments=[
                            attachment("2.1 -", "Årshjul 2023", **file),
                            attachment(
                                "2.1.2 -", "Et forenklet kontaktforløb", "LINK", url="https://star.dk/media/21194/a.pdf"
                            ),
                            attachment("", "Pressemeddelelser kan ses på Rådets hjemmeside", "TEXT"),
                        ],
                    ),
                    item("2.2", "Eventuelt", marks=["O"]),
                ],
            },
        ],
        "attendance": [
            {"heading": "DA", "names": ["Jonas Beck Vang", "Anne B. Ploug"]},
            {"heading": "FH", "names": ["Trine Kvist", "Łukasz Dąbrowski"]},
            {"heading": "Fra sekretariatet", "names": ["Anders Strand"]},
        ],
        "excused": ["Søren Dines"],
    }
