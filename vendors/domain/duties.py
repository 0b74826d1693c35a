"""Duties of a licence layer (domain.md, "Licence layer"): limits of use, what is to be done, what flows down.

Each duty is one row with what it names (a name to begin with, words to show, a territory, a number of users), whether
it binds what is derived too, and, once verified, its own quote. What a duty means for a category is a rule's business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from vendors.domain.terms import CitationFact

MOST_USERS = 100_000_000_000
"""More than there are people: what is larger is a slip of the keyboard."""
MAX_DETAIL = 300


class DutyKind(StrEnum):
    NON_COMMERCIAL = "non_commercial"
    RESEARCH_ONLY = "research_only"
    NO_IMPROVING_MODELS = "no_improving_models"
    USE_LIMITS = "use_limits"
    SHARE_ALIKE = "share_alike"
    TERMS_PASSED_ON = "terms_passed_on"
    ACCEPTABLE_USE = "acceptable_use"
    NAMING = "naming"
    ATTRIBUTION = "attribution"
    USER_THRESHOLD = "user_threshold"
    TERRITORY = "territory"
    OUTPUT_IS_DERIVATIVE = "output_is_derivative"


class Detail(StrEnum):
    """Whether a duty names something."""

    NONE = "none"
    OPTIONAL = "optional"
    REQUIRED = "required"


@dataclass(frozen=True, slots=True)
class DutySpec:
    """One kind of duty: what it is called, what it says, and what is to be named with it."""

    kind: DutyKind
    label: str
    sentence: str
    detail: Detail = Detail.NONE
    names: str = ""
    """What the detail is, for people."""
    counts_users: bool = False


_ALL = (
    DutySpec(DutyKind.NON_COMMERCIAL, "Non-commercial use only", "Nothing commercial is done with it."),
    DutySpec(DutyKind.RESEARCH_ONLY, "Research only", "It is used for research, and for nothing else."),
    DutySpec(
        DutyKind.NO_IMPROVING_MODELS,
        "Output may not improve other models",
        "Neither the model nor its output is used to train or improve another model.",
    ),
    DutySpec(
        DutyKind.USE_LIMITS,
        "Uses ruled out",
        "Uses that the licence lists are ruled out.",
        Detail.OPTIONAL,
        "Which uses",
    ),
    DutySpec(DutyKind.SHARE_ALIKE, "Share-alike", "What is derived is licensed alike."),
    DutySpec(
        DutyKind.TERMS_PASSED_ON,
        "Terms are passed on",
        "Whoever is given it, or what is derived, is bound by the same terms.",
    ),
    DutySpec(
        DutyKind.ACCEPTABLE_USE,
        "Acceptable-use policy is passed on",
        "A policy on use binds us, and whoever is given it.",
        Detail.OPTIONAL,
        "The policy",
    ),
    DutySpec(
        DutyKind.NAMING,
        "Name of derived models",
        "A distributed model made from it bears a name that begins so.",
        Detail.REQUIRED,
        "The name begins with",
    ),
    DutySpec(
        DutyKind.ATTRIBUTION,
        "Attribution",
        "Notices are kept, or words are shown.",
        Detail.OPTIONAL,
        "The words to be shown",
    ),
    DutySpec(
        DutyKind.USER_THRESHOLD,
        "Threshold of users",
        "Above a number of monthly users the licence does not suffice.",
        Detail.OPTIONAL,
        "What is needed above it",
        counts_users=True,
    ),
    DutySpec(
        DutyKind.TERRITORY,
        "Territory",
        "There is a licence in some regions only.",
        Detail.OPTIONAL,
        "Regions with a licence, separated by commas",
    ),
    DutySpec(
        DutyKind.OUTPUT_IS_DERIVATIVE,
        "A model trained on output is a derivative",
        "What flows down reaches models trained on its output.",
    ),
)
DUTIES: Mapping[DutyKind, DutySpec] = {spec.kind: spec for spec in _ALL}


@dataclass(frozen=True, slots=True)
class DutyFact:
    """A duty as rules read it. `users`: per month; `flows_down`: it binds what is derived too."""

    kind: DutyKind
    detail: str = ""
    users: int | None = None
    flows_down: bool = False
    citation: CitationFact | None = None

    @property
    def words(self) -> str:
        """The duty in one phrase."""
        return duty_in_words(self.kind, self.detail, self.users)

    @property
    def said(self) -> tuple[DutyKind, str, int | None]:
        """What makes two duties the same demand."""
        return self.kind, self.detail, self.users


@dataclass(frozen=True, slots=True)
class LayerFact:
    """One verified licence layer with its duties."""

    layer: str
    licence: str
    duties: tuple[DutyFact, ...] = ()
    citation: CitationFact | None = None


def duty_in_words(kind: DutyKind, detail: str = "", users: int | None = None) -> str:
    """A duty in one phrase, as pages and reasons show it."""
    spec = DUTIES[kind]
    if kind is DutyKind.USER_THRESHOLD:
        above = f"; above it: {detail}" if detail else ""
        return f"{spec.label}: {users or 0:,} a month{above}"
    return f"{spec.label}: {_quoted(kind, detail)}" if detail else spec.label


def _quoted(kind: DutyKind, detail: str) -> str:
    return f"“{detail}”" if kind in (DutyKind.NAMING, DutyKind.ATTRIBUTION) else detail


def duty_problem(kind: DutyKind, detail: str, users: int | None) -> str:
    """Why a duty cannot be kept like this, in a sentence that says what to do; empty where it can."""
    spec = DUTIES[kind]
    if spec.detail is Detail.NONE and detail:
        return f"“{spec.label}” names nothing further; leave the words out."
    if spec.detail is Detail.REQUIRED and not detail:
        return f"Say for “{spec.label}”: {spec.names[0].lower()}{spec.names[1:]} what?"
    if len(detail) > MAX_DETAIL:
        return f"Keep the words for “{spec.label}” to {MAX_DETAIL} characters."
    if spec.counts_users and (users is None or not 1 <= users <= MOST_USERS):
        return f"Give the number of monthly users for “{spec.label}”, at least 1."
    if not spec.counts_users and users is not None:
        return f"“{spec.label}” counts no users; leave the number out."
    return ""
