"""Every value the domain can hold is said in words, with an icon that is drawn and a tone that exists."""

import enum
import inspect
import re
from pathlib import Path

import pytest

from governance.web.markup import icons, words
from policies.domain import types
from vendors.domain import terms

TEMPLATES = Path(__file__).parents[2] / "templates"
TONES = {"ok", "cond", "sign", "bar", "und", "idle"}
SHOWN_AS_STATE = (
    terms.Rating,
    terms.AssessmentState,
    terms.CaptureState,
    types.Outcome,
    types.Result,
    types.OnFail,
    types.RequestState,
    types.LineState,
    types.Verdict,
    types.ApprovalState,
    types.RevisionState,
    types.Mode,
)
COMPUTED = [
    "expiring",
    "expired",
    "stale",
    "to_be_confirmed",
    "not_verified",
    "overdue",
]
REPORTS = [
    "requested",
    "frozen",
    "draft",
    "signed_by_one",
    "signed",
    "sealed",
    "failed",
    "declined",
    "cancelled",
]
JOBS = ["queued", "running", "done", "failed", "cancelled"]


def enums_of(module):
    return [
        found
        for _, found in inspect.getmembers(module, inspect.isclass)
        if issubclass(found, enum.Enum) and found.__module__ == module.__name__
    ]


@pytest.mark.parametrize("member", [member for kind in SHOWN_AS_STATE for member in kind], ids=repr)
def test_every_state_of_the_domain_has_a_word_of_its_own(member):
    assert any(key in words.STATES for key in words.keys_of(member))


@pytest.mark.parametrize("value", [*COMPUTED, *REPORTS, *JOBS])
def test_states_of_reports_jobs_and_the_clock_have_a_word_of_their_own(value):
    assert value in words.STATES


@pytest.mark.parametrize("kind", [*enums_of(terms), *enums_of(types)], ids=lambda kind: kind.__name__)
def test_every_label_reads_like_a_word_and_not_like_a_database_value(kind):
    for member in kind:
        assert re.fullmatch(r"[A-Z][^_]*", words.label_of(member)), member


def test_every_word_uses_a_drawn_icon_and_a_known_tone():
    for value, word in words.STATES.items():
        assert word.icon in icons.ICONS, value
        assert word.tone in TONES, value


def test_undocumented_is_dashed_and_neither_green_nor_red():
    for value in ("undocumented", "silent", "not_verified"):
        assert words.word_of(value).tone == "und"
        assert words.word_of(value).icon == "ask"


def test_the_drawings_and_the_list_of_icons_name_the_same():
    drawn = set(re.findall(r'<symbol id="i-(\w+)"', (TEMPLATES / "parts/icons.html").read_text()))
    assert drawn == icons.ICONS


def test_an_icon_nobody_drew_is_refused():
    with pytest.raises(ValueError, match="no icon"):
        icons.icon("dragon")


def test_a_value_nobody_listed_is_still_said_plainly():
    assert words.label_of("own_made-value") == "Own made value"
    assert words.word_of("own_made-value").tone == "idle"
    assert words.label_of(None) == ""


def test_a_narrower_meaning_wins_over_the_common_one():
    assert words.word_of(types.LineState.OPEN).text == "Awaiting decision"
    assert words.word_of("open").text == "Open"
    assert words.label_of(types.Mode.ELIGIBLE) == "Eligible"


def test_an_outcome_is_boxed_and_a_state_is_not():
    assert '<span class="v cond">' in icons.verdict(types.Outcome.ON_CONDITIONS)
    assert '<span class="st cond">' in icons.state(terms.Rating.ON_CONDITIONS)


def test_words_given_by_a_page_are_escaped():
    assert "&lt;b&gt;" in icons.state("stale", "<b>")


@pytest.mark.parametrize(
    ("legal", "engineering", "css", "said"),
    [
        (True, True, 'class="seal"', "both signed"),
        (False, True, 'class="seal l-open"', "Legal has not signed"),
        (True, False, 'class="seal e-open"', "Engineering has not signed"),
        (False, False, 'class="seal l-open e-open"', "Neither"),
    ],
)
def test_the_double_rule_says_who_is_missing(legal, engineering, css, said):
    drawn = icons.seal(legal, engineering)
    assert css in drawn
    assert said in drawn


def test_progress_counts_in_words_and_never_runs_past_its_end():
    assert 'max="40" value="12"' in icons.progress(12, 40, "pages")
    assert "12 of 40 pages" in icons.progress(12, 40, "pages")
    assert 'value="40"' in icons.progress(41, 40, "pages")
    assert "<progress aria-label" in icons.progress(None, None, "pages")
    assert "0 pages so far" in icons.progress(None, None, "pages")
