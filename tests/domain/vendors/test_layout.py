"""How a text is laid out for reading: nothing of it is lost, and every citation opens and closes once."""

from hypothesis import given
from hypothesis import strategies as st

from vendors.domain.layout import Group, Piece, Span, lay_out, lay_out_around, sections
from vendors.domain.text import BlockKind

TEXT = """# Terms

## 1. Output

1.1 You own it. We do not.

- (a) code;

- (b) comments.

Plan | Days

Free | 30

The end."""


def pieces(groups: tuple[Group, ...]) -> list[Piece]:
    return [piece for group in groups for block in group.blocks for line in block.lines for piece in line.pieces]


def span(words: str, key: str = "k") -> Span:
    start = TEXT.index(words)
    return Span(key, start, start + len(words))


def squeezed(text: str) -> str:
    return "".join(text.split())


@st.composite
def spans(draw: st.DrawFn) -> list[Span]:
    found = []
    for index in range(draw(st.integers(0, 4))):
        start = draw(st.integers(0, len(TEXT) - 1))
        found.append(Span(str(index), start, draw(st.integers(start + 1, len(TEXT)))))
    return found


@given(spans())
def test_every_character_is_in_exactly_one_piece(found: list[Span]) -> None:
    assert squeezed("".join(piece.text for piece in pieces(lay_out(TEXT, found)))) == squeezed(TEXT)


@given(spans())
def test_every_citation_opens_once_and_holds_its_words(found: list[Span]) -> None:
    laid = pieces(lay_out(TEXT, found))
    for each in found:
        words = squeezed(TEXT[each.start : each.end])
        assert squeezed("".join(piece.text for piece in laid if each.key in piece.inside)) == words
        seen = [piece for piece in laid if each.key in piece.inside and piece.kind != "sign" and piece.text.strip()]
        assert [each.key in piece.opens for piece in seen] == [True] * bool(seen) + [False] * (len(seen) - 1)


def test_a_quote_over_two_blocks_closes_where_it_ends() -> None:
    laid = pieces(lay_out(TEXT, [span("We do not.\n\n- (a) code")]))
    assert [piece.text for piece in laid if "k" in piece.closes] == [" code"]


def test_numbers_and_signs_are_told_from_words() -> None:
    kinds = {piece.text.strip(): piece.kind for piece in pieces(lay_out(TEXT))}
    assert kinds["##"] == "sign" and kinds["1."] == "number" and kinds["1.1"] == "number" and kinds["-"] == "sign"
    assert kinds["The end."] == "words"


def test_items_and_rows_stand_together() -> None:
    groups = lay_out(TEXT)
    assert [(group.kind, len(group.blocks)) for group in groups if len(group.blocks) > 1] == [
        (BlockKind.ITEM, 2),
        (BlockKind.ROW, 2),
    ]
    row = next(group for group in groups if group.kind is BlockKind.ROW).blocks[0]
    assert [line.cite for line in row.lines] == [False, True]
    assert TEXT[row.lines[0].start : row.lines[0].end] == "Plan | Days"


def test_sections_count_the_citations_under_them() -> None:
    found = sections(TEXT, [span("You own it"), span("The end.", "e")])
    assert [(section.text, section.citations) for section in found] == [("Terms", 0), ("1. Output", 2)]
    assert sections("No heading here.") == ()
    assert sections("") == ()


def test_a_passage_is_shown_with_its_neighbours_only() -> None:
    shown = "".join(piece.text for piece in pieces(lay_out_around(TEXT, span("You own it"))))
    assert "Output" in shown and "code" in shown and "comments" not in shown and "Terms" not in shown
