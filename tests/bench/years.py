"""Years of meetings, put in by SQL in seconds: what a portal holds that has been in use for that long.

Six meetings a year of every council, published long ago. Each has 10 items with an attachment each, agenda
and minutes for the three audiences with their files' rows and finished errands, and 20 lines in the log. The links of
the chain are numbered and not linked, and the files themselves are missing: nothing measured here asks for them.
"""

import psycopg

MONTHS = [1, 3, 5, 8, 10, 12]

STATEMENTS = """
INSERT INTO meetings_meeting (body_id, kind, state, date, ordinal, starts_at, ends_at, place, public_from)
SELECT b.id, 'ORDINARY', 'PUBLISHED', make_date(%(last)s - y, m, 15), 1, '13:00', '16:00', 'Roskilde',
       make_timestamptz(%(last)s - y, m, 5, 9, 0, 0)
FROM meetings_body b, generate_series(0, %(years)s - 1) y, unnest(%(months)s::int[]) m
WHERE b.kind = 'COUNCIL';

INSERT INTO meetings_agendaitem (meeting_id, position, number, number_is_printed, kind, title, decides, informs,
    discusses, presentation, recommender, access, withdrawn, summary, recommendation, decision, exposition,
    next_steps, background, no_attachments, outcome)
SELECT m.id, n, n::text, false, 'ORDINARY', 'Et punkt på dagsordenen', mod(n, 2) = 0, mod(n, 2) = 1, false, false, '',
    'OPEN', false, '<p>' || repeat('Sagen kort. ', 40) || '</p>', '<p>' || repeat('Det indstilles. ', 12) || '</p>',
    '<p>' || repeat('Rådet besluttede. ', 15) || '</p>', '<p>' || repeat('Sagen uddybet. ', 130) || '</p>', '', '',
    '', 'AS_RECOMMENDED'
FROM meetings_meeting m, generate_series(1, 10) n WHERE m.state = 'PUBLISHED';

INSERT INTO meetings_attachment (item_id, position, number, printed_label, kind, title, url, filename, sha256, size,
    access, added_by)
SELECT i.id, 1, 1, '', 'LINK', 'Et bilag', 'https://example.dk/', '', '', 0, 'OPEN', ''
FROM meetings_agendaitem i JOIN meetings_meeting m ON m.id = i.meeting_id WHERE m.state = 'PUBLISHED';

INSERT INTO meetings_publication (council_id, sequence, meeting_id, kind, version, audience, issued_at, issued_by,
    content_sha256, previous_sha256, sha256)
SELECT b.council_id, 1000 + row_number() OVER (PARTITION BY b.council_id ORDER BY m.date, paper, reader),
    m.id, paper, 1, reader, m.public_from, 'Karen Vinterberg',
    encode(sha256(convert_to(concat('content', m.id, paper, reader), 'UTF8')), 'hex'), '',
    encode(sha256(convert_to(concat('link', m.id, paper, reader), 'UTF8')), 'hex')
FROM meetings_meeting m JOIN meetings_body b ON b.id = m.body_id,
    unnest(ARRAY['AGENDA', 'MINUTES']) paper, unnest(ARRAY['PUBLIC', 'OBSERVERS', 'MEMBERS']) reader
WHERE m.state = 'PUBLISHED';

INSERT INTO meetings_publicationcontent (sha256, data, html)
SELECT p.content_sha256, '{}', repeat(p.sha256, 100)
FROM meetings_publication p JOIN meetings_meeting m ON m.id = p.meeting_id WHERE m.state = 'PUBLISHED';

INSERT INTO meetings_rendition (publication_id, kind, template_version, sha256, size, created_at)
SELECT p.id, 'pdf', '1', p.sha256, 100000, p.issued_at
FROM meetings_publication p JOIN meetings_meeting m ON m.id = p.meeting_id WHERE m.state = 'PUBLISHED';

INSERT INTO core_errand (kind, key, params, state, attempts, due_at, last_error, step, steps, created_at,
    done_at)
SELECT 'pdf', 'pdf ' || p.sha256, jsonb_build_object('publication_id', p.id), 'DONE', 1, p.issued_at, '', 0, 0,
    p.issued_at, p.issued_at
FROM meetings_publication p JOIN meetings_meeting m ON m.id = p.meeting_id WHERE m.state = 'PUBLISHED';

INSERT INTO core_logentry (at, what, actor_name, council_id, meeting_id, thing, detail, reason, on_behalf_of, source)
SELECT m.public_from, 'Et punkt blev ændret', 'Karen Vinterberg', b.council_id, m.id, '', '{}', '', '', ''
FROM meetings_meeting m JOIN meetings_body b ON b.id = m.body_id, generate_series(1, 20) WHERE m.state = 'PUBLISHED';
"""


def fill(owner_url: str, *, years: int, last: int) -> None:
    """Put in `years` years of meetings, the last of them in the year `last`, and tell the planner about them."""
    with psycopg.connect(owner_url, autocommit=True) as connection:
        for statement in STATEMENTS.split(";\n"):
            if statement.strip():
                connection.execute(statement, {"years": years, "last": last, "months": MONTHS})
        connection.execute("VACUUM ANALYZE")
