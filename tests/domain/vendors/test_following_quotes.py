"""A quote followed into a newer text keeps its place, moves, changes or goes, and no change is carried on."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendors.domain.anchoring import Selector, make_selector
from vendors.domain.following.follow import Followed, FollowStatus, carried, follow, follow_all

QUOTE = "We do not use Content of business customers to train our models."
BEFORE = "Content is kept for thirty (30) days after it was submitted."
AFTER = "Support engineers may look at Content where a ticket asks for it."
OTHER = "Each side bears the costs of its own advisers."
OLD = f"# Larkspur terms\n\n## 1. Data\n\n{BEFORE} {QUOTE} {AFTER}\n\n## 2. Costs\n\n{OTHER}"


def became(new: str, *, old: str = OLD, quote: str = QUOTE, nth: int = 0) -> Followed:
    start = -1
    for _ in range(nth + 1):
        start = old.index(quote, start + 1)
    selector = make_selector(old, start, start + len(quote))
    found = follow(old, new, selector)
    assert carried(old, new, selector) == found.carried
    return found


def words(new: str, found: Followed) -> str:
    return "" if found.start is None else new[found.start : found.end]


def test_in_the_same_text_it_is_unchanged_and_sure() -> None:
    assert became(OLD) == Followed(FollowStatus.UNCHANGED, OLD.index(QUOTE), OLD.index(AFTER) - 1, 1.0, 1.0)


@pytest.mark.parametrize(
    ("was", "now"),
    [
        ("do not use", "do use"),
        ("do not use", "may not use"),
        ("We do", "We shall"),
        ("business customers", "customers"),
        ("models.", "models, unless asked."),
        ("Content", "content"),
        ("customers to", "customers, to"),
    ],
)
def test_a_near_miss_is_an_edit_and_its_place_is_named(was: str, now: str) -> None:
    new = OLD.replace(QUOTE, QUOTE.replace(was, now))
    found = became(new)
    assert found.status is FollowStatus.EDITED
    assert words(new, found) == QUOTE.replace(was, now)
    assert found.punctuation_only == (was in {"Content", "customers to"})


@pytest.mark.parametrize(("was", "now"), [("thirty (30)", "thirty (90)"), ("30", "3 0"), ("days", "day s")])
def test_a_changed_number_or_word_boundary_is_an_edit(was: str, now: str) -> None:
    assert became(OLD.replace(was, now), quote=BEFORE).status is FollowStatus.EDITED


def test_words_added_to_the_end_of_a_quoted_sentence_are_part_of_its_place() -> None:
    longer = QUOTE.replace("models.", "models, save where a customer's administrator has switched this on.")
    new = OLD.replace(QUOTE, longer)
    found = became(new)
    assert found.status in {FollowStatus.EDITED, FollowStatus.REWRITTEN}
    assert words(new, found) == longer


def test_a_rewritten_sentence_is_found_between_its_neighbours() -> None:
    rewritten = "Content that business customers submit is used by us to train and improve our models."
    new = OLD.replace(QUOTE, rewritten)
    found = became(new)
    assert found.status is FollowStatus.REWRITTEN
    assert words(new, found) == rewritten


def test_a_sentence_that_is_gone_is_removed_and_has_no_place() -> None:
    found = became(OLD.replace(f" {QUOTE}", ""))
    assert (found.status, found.start, found.end) == (FollowStatus.REMOVED, None, None)


def test_a_neighbour_of_the_old_text_is_never_taken_for_what_a_removed_quote_became() -> None:
    twin = QUOTE.replace("business", "private")
    old = OLD.replace(AFTER, twin)
    found = became(old.replace(f" {QUOTE}", ""), old=old)
    assert found.status is FollowStatus.REMOVED


def test_a_moved_sentence_is_carried_to_its_new_place() -> None:
    new = OLD.replace(f" {QUOTE}", "").replace(OTHER, f"{OTHER} {QUOTE}")
    found = became(new)
    assert (found.status, words(new, found)) == (FollowStatus.MOVED, QUOTE)


def test_a_clause_inside_an_edited_sentence_stays_unchanged() -> None:
    new = OLD.replace("to train our models.", "to train our models or those of others.")
    found = became(new, quote="use Content of business customers")
    assert (found.status, words(new, found)) == (FollowStatus.UNCHANGED, "use Content of business customers")


def test_a_changed_part_of_a_sentence_is_found_in_what_the_sentence_became() -> None:
    new = OLD.replace("business customers to train", "paying customers to train")
    found = became(new, quote="Content of business customers to train")
    assert found.status in {FollowStatus.EDITED, FollowStatus.REWRITTEN}
    assert "paying customers to train" in words(new, found)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("Call it “Output”, our customer's.", 'Call it "Output", our customer’s.'),
        ("Kept for 30 days and no longer.", "Kept  for\n30 days and no longer."),
        ("See pricing for the fees.", "See pri\u200bcing\u2060 for the fees."),
        ("Kept for 30 days and no longer.", "Kept for 30\u00a0days and no longer."),
        ("The Output (“text”) is yours.", "The Output ( “text” ) is yours."),
        ("Non-binding offers bind nobody.", "Non\u2011binding offers bind nobody."),
        ("Retention: the time we keep Content.", "**Retention:**the time we keep Content."),
        ("您拥有输出内容的权利。", "您 拥有输出内容的权利。"),
    ],
)
def test_typography_alone_is_carried(old: str, new: str) -> None:
    before, after = (OLD.replace(QUOTE, sentence) for sentence in (old, new))
    assert became(after, old=before, quote=old).status is FollowStatus.UNCHANGED


@pytest.mark.parametrize("mark", ["- ", "### ", "\n\n- "])
def test_a_quote_set_as_an_item_or_heading_is_carried(mark: str) -> None:
    new = OLD.replace(f" {QUOTE} ", f"\n\n{mark.lstrip()}{QUOTE}\n\n")
    assert became(new).status is FollowStatus.UNCHANGED


def test_cells_of_a_table_that_become_paragraphs_are_carried() -> None:
    row = "To improve the service | Content and Output | Consent"
    old = OLD.replace(QUOTE, f"\n\n{row}\n\n")
    assert became(old.replace(" | ", "\n\n"), old=old, quote=row).carried


TWICE = f"# Consumer terms\n\nWe sell to consumers.\n\n{QUOTE}\n\n# Business terms\n\nWe sell to firms.\n\n{QUOTE}"
EDITED = QUOTE.replace("do not use", "may use")


@pytest.mark.parametrize("nth", [0, 1])
@pytest.mark.parametrize("changed", [0, 1])
def test_of_repeated_boilerplate_only_the_changed_place_is_changed(nth: int, changed: int) -> None:
    parts = TWICE.split(QUOTE)
    new = parts[0] + [EDITED, QUOTE][changed] + parts[1] + [QUOTE, EDITED][changed] + parts[2]
    found = became(new, old=TWICE, nth=nth)
    assert found.status is (FollowStatus.EDITED if nth == changed else FollowStatus.UNCHANGED)
    assert words(new, found) == (EDITED if nth == changed else QUOTE)
    assert (found.start or 0) > new.index("Business") or nth == 0


@pytest.mark.parametrize("nth", [0, 1])
def test_sections_that_swap_places_do_not_swap_their_quotes(nth: int) -> None:
    new = f"# Business terms\n\nWe sell to firms.\n\n{EDITED}\n\n# Consumer terms\n\nWe sell to consumers.\n\n{QUOTE}"
    assert became(new, old=TWICE, nth=nth).carried == (nth == 0)


@pytest.mark.parametrize("nth", [0, 1])
def test_of_two_equal_sentences_the_one_whose_section_went_is_removed(nth: int) -> None:
    new = f"# Business terms\n\nWe sell to firms.\n\n{QUOTE}"
    found = became(new, old=TWICE, nth=nth)
    assert found.status is (FollowStatus.UNCHANGED if nth else FollowStatus.REMOVED)


def test_the_old_words_kept_as_previous_terms_do_not_hide_the_change() -> None:
    new = OLD.replace(QUOTE, EDITED) + f"\n\n# Previous terms\n\n{QUOTE}"
    found = became(new)
    assert (found.status, words(new, found)) == (FollowStatus.EDITED, EDITED)


def test_the_whole_old_text_kept_below_does_not_hide_the_change() -> None:
    new = OLD.replace(QUOTE, EDITED) + "\n\n# Previous terms\n\n" + OLD
    found = became(new)
    assert (found.status, words(new, found)) == (FollowStatus.EDITED, EDITED)


def test_a_changed_passage_that_stands_twice_is_found_in_its_own_section() -> None:
    new = f"# Business terms\n\nWe sell to firms.\n\n{EDITED}\n\n# Consumer terms\n\nWe sell to consumers.\n\n{EDITED}"
    found = became(new, old=TWICE, nth=0)
    assert (found.start or 0) > new.index("Consumer")


def test_part_of_a_longer_word_is_not_the_quote() -> None:
    old = OLD.replace(QUOTE, "We own Output")
    assert not became(old.replace("We own Output", "We own Outputs"), old=old, quote="We own Output").carried


def test_a_paragraph_is_followed_with_the_sentence_that_changed_in_it() -> None:
    paragraph = f"{BEFORE} {QUOTE} {AFTER}"
    new = OLD.replace("thirty (30)", "ninety (90)").replace("## 1. Data", "## 1. Data\n\nThis section is about data.")
    found = became(new, quote=paragraph)
    assert (found.status, words(new, found)) == (FollowStatus.EDITED, paragraph.replace("thirty (30)", "ninety (90)"))


def test_more_characters_than_the_aligner_can_tell_apart_are_followed() -> None:
    quote = "".join(chr(0x4E00 + number) for number in range(300)) + "。"
    old = OLD.replace(QUOTE, quote)
    new = old.replace(quote[150:152], "他人")
    assert became(new, old=old, quote=quote[20:250]).status is FollowStatus.EDITED


def test_a_quote_that_is_not_in_its_own_text_is_never_carried() -> None:
    found = follow(OLD, OLD, Selector("Other words altogether."))
    assert (found.status, found.confidence) == (FollowStatus.REMOVED, 0.0)


@pytest.mark.parametrize("new", ["", "# Page not found", "。"])
def test_an_emptied_page_removes_every_quote(new: str) -> None:
    assert became(new).status is FollowStatus.REMOVED


def test_many_quotes_are_followed_as_each_alone() -> None:
    new = OLD.replace("do not", "do")
    selectors = [make_selector(OLD, OLD.index(quote), OLD.index(quote) + 30) for quote in (BEFORE, QUOTE, OTHER)]
    assert follow_all(OLD, new, selectors) == [follow(OLD, new, selector) for selector in selectors]


SENTENCES = st.sampled_from([QUOTE, BEFORE, AFTER, OTHER, EDITED, "You own the Output.", "We may change the fees."])
TEXTS = st.lists(SENTENCES, min_size=1, max_size=9).map(" ".join)


@settings(deadline=None)
@given(TEXTS, TEXTS, st.data())
def test_what_is_carried_stands_there_word_for_word(old: str, new: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(old) - 12))
    selector = make_selector(old, start, data.draw(st.integers(start + 10, len(old))))
    found = follow(old, new, selector)
    if found.carried:
        assert words(new, found) == selector.exact
    elif found.start is not None:
        assert words(new, found) != selector.exact
        assert 0 <= found.start < (found.end or 0) <= len(new)
    assert 0 <= found.confidence <= 1 and 0 <= found.similarity <= 1


@settings(deadline=None)
@given(TEXTS, st.data())
def test_in_an_equal_text_every_quote_keeps_its_place(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 12))
    selector = make_selector(text, start, data.draw(st.integers(start + 10, len(text))))
    found = follow(text, text, selector)
    assert (found.status, found.start) == (FollowStatus.UNCHANGED, selector.start)


@settings(deadline=None)
@given(st.lists(SENTENCES, min_size=3, max_size=7, unique=True), st.data())
def test_one_changed_word_is_never_carried(sentences: list[str], data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(sentences) - 1))
    cut = sentences[number].split(" ")
    cut[data.draw(st.integers(0, len(cut) - 1))] = data.draw(st.sampled_from(["not", "90", "shall", "except"]))
    new = " ".join([*sentences[:number], " ".join(cut), *sentences[number + 1 :]])
    old = " ".join(sentences)
    assert became(new, old=old, quote=sentences[number]).carried == (new == old)
