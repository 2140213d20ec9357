"""What differs between two texts."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meetings.rules.differences import GONE, NEW, SAME, WORD_LIMIT, Piece, differences
from rarportal.core.richtext import readable


@pytest.mark.parametrize(
    ("before", "after", "pieces"),
    [
        ("", "", []),
        ("Ens.", "Ens.", [(SAME, "Ens.")]),
        ("", "Nyt.", [(NEW, "Nyt.")]),
        ("Væk.", "", [(GONE, "Væk.")]),
        ("den 13. juni", "den 16. juni", [(SAME, "den "), (GONE, "13."), (NEW, "16."), (SAME, " juni")]),
        ("et\nto\n", "et\ntre\n", [(SAME, "et\n"), (GONE, "to"), (NEW, "tre"), (SAME, "\n")]),
    ],
)  # fmt: skip
def test_pieces(before: str, after: str, pieces: list[tuple[str, str]]) -> None:
    assert differences(before, after) == [Piece(*one) for one in pieces]


@given(st.text(alphabet="ab \n", max_size=60), st.text(alphabet="ab \n", max_size=60))
def test_the_pieces_make_both_texts(before: str, after: str) -> None:
    pieces = differences(before, after)
    assert "".join(one.text for one in pieces if one.kind != NEW) == before
    assert "".join(one.text for one in pieces if one.kind != GONE) == after


def test_a_long_text_takes_no_time() -> None:
    before, after = ("ord " * WORD_LIMIT, "andet " * WORD_LIMIT)
    assert differences(before, after) == [Piece(GONE, before), Piece(NEW, after)]


def test_html_reads_as_lines_and_a_table_as_cells() -> None:
    rows = "<tr><td>a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr>"
    html = f"<h4>Tal</h4><p>Et<br>to</p><table><tbody>{rows}</tbody></table>"
    assert readable(html).split("\n") == ["## Tal", "", "Et", "to", "", "a | b", "c | d"]
    assert readable("<script>x</script>&lt;b&gt;") == "<b>"
