"""What a new sentence does to readings: must-see, definition and section make an area stale, in this order."""

from vendors.domain.anchoring import Selector
from vendors.domain.terms import ClauseArea
from vendors.domain.weighing import Why, changed_sentences, weigh

OWN, KEEP = ClauseArea.OUTPUT_OWNERSHIP, ClauseArea.RETENTION

TERMS = """# Terms

## Definitions

“Result” means what the service gives back.

“Order” means the form both parties signed.

## Rights

The Client owns each Result.

## Meetings

The parties meet in spring.
"""

QUOTES = {OWN: [Selector("The Client owns each Result.")]}


def weighed(new, quotes=QUOTES):
    return {(one.area, one.why) for one in weigh(TERMS, new, quotes)}


def after(words, addition):
    return TERMS.replace(words, f"{words} {addition}")


def test_a_new_restriction_makes_its_area_stale_wherever_it_stands():
    new = after("The parties meet in spring.", "We keep the prompts on our servers for ten years.")
    assert (KEEP, Why.MUST_SEE) in weighed(new)


def test_the_place_of_what_is_new_is_given_in_the_new_text():
    addition = "We keep the prompts on our servers for ten years."
    new = after("The parties meet in spring.", addition)
    one = next(one for one in weigh(TERMS, new, QUOTES) if one.area is KEEP)
    assert new[one.start : one.end] == addition


def test_a_changed_definition_of_a_quoted_term_makes_the_area_stale():
    new = TERMS.replace("what the service gives back.", "what the service gives back on weekdays.")
    assert (OWN, Why.DEFINITION) in weighed(new)


def test_a_definition_of_a_term_that_no_quote_uses_does_not():
    new = TERMS.replace("the form both parties signed.", "the form both parties signed on weekdays.")
    assert weighed(new) == set()


def test_a_definition_that_is_taken_out_makes_the_area_stale():
    new = TERMS.replace("“Result” means what the service gives back.\n\n", "")
    assert (OWN, Why.DEFINITION) in weighed(new)


def test_a_new_sentence_in_the_section_of_a_quote_makes_the_area_stale():
    new = after("The Client owns each Result.", "This is so from Monday on.")
    assert (OWN, Why.SECTION) in weighed(new)


def test_the_same_sentence_elsewhere_does_not_but_is_seen_as_a_change():
    new = after("The parties meet in spring.", "This is so from Monday on.")
    assert weighed(new) == set()
    assert [new[start:end] for start, end in changed_sentences(TERMS, new)] == ["This is so from Monday on."]


def test_a_sentence_that_only_moved_or_was_spaced_anew_is_no_change():
    moved = TERMS.replace("The parties meet in spring.\n", "").replace(
        "# Terms\n", "# Terms\n\nThe  parties meet in spring.\n"
    )
    assert changed_sentences(TERMS, moved) == []
    assert weighed(moved) == set()


def test_a_sentence_that_now_stands_twice_is_a_change():
    assert len(changed_sentences(TERMS, after("The parties meet in spring.", "The parties meet in spring."))) == 1


def test_an_altered_modal_in_a_must_see_sentence_counts():
    old = "# Terms\n\nWe may use your prompts to train our models."
    new = "# Terms\n\nWe must not use your prompts to train our models."
    assert {one.area for one in weigh(old, new, {})} >= {ClauseArea.TRAINING_RESTRICTIONS}


def test_an_item_is_weighed_with_the_stem_of_its_list():
    old = "# Terms\n\nYou may not use the service for:\n\n- resale of seats;"
    new = f"{old}\n\n- training of a competing model;"
    assert {one.area for one in weigh(old, new, {})} >= {ClauseArea.TRAINING_RESTRICTIONS}
