"""What a structured question is: its kind, its options, and which of two answers is stricter. The questions themselves
are one module per clause area beside this one."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vendors.domain.terms import SILENT, UNDOCUMENTED, ClauseArea


class QuestionKind(StrEnum):
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    DAYS = "days"
    TEXT = "text"


class Stricter(StrEnum):
    """Which of two answers to a question is the stricter one, seen from the organisation that uses the tool."""

    OPTION_ORDER = "option_order"
    """The option that is listed first; options of one rank cannot be compared."""
    YES = "yes"
    NO = "no"
    MORE = "more"
    """The greater number of days, or the set of choices that contains the other."""
    FEWER = "fewer"
    NEITHER = "neither"
    """Free text: two different texts cannot be compared."""


@dataclass(frozen=True, slots=True)
class Option:
    """One value that may be chosen.

    `alone`: excludes every other option. `covers`: options that are true as well when this one is. `rank`: place in the
    order of strictness where two options share one; None means the place in the list.
    """

    value: str
    label: str
    alone: bool = False
    covers: tuple[str, ...] = ()
    rank: int | None = None


ADMITTED: tuple[Option, Option] = (
    Option(UNDOCUMENTED, "Undocumented"),
    Option(SILENT, "Silent: read whole, nothing found"),
)
"""What every question admits besides its own values."""

UNTIL_DELETED = "until_deleted"
INDEFINITE = "indefinite"
PERIODS: tuple[Option, ...] = (Option(UNTIL_DELETED, "Until deleted"), Option(INDEFINITE, "Indefinitely"))
"""What a question for a number of days admits in place of a number."""


@dataclass(frozen=True, slots=True)
class Question:
    """One structured question of a clause area. `settings` are the tool settings an answer may be conditional on."""

    code: str
    area: ClauseArea
    group: str
    label: str
    help: str
    kind: QuestionKind
    stricter: Stricter
    options: tuple[Option, ...] = ()
    settings: tuple[str, ...] = ()

    @property
    def special(self) -> tuple[Option, ...]:
        """Words that may stand in place of a number of days; empty for every other kind."""
        return self.options if self.kind is QuestionKind.DAYS else ()

    def option(self, value: str) -> Option | None:
        """The option with this value, or None."""
        for option in self.options:
            if option.value == value:
                return option
        return None

    def place(self, value: str) -> int | None:
        """Place of an option in the order of strictness, 0 the strictest; None for a value that is no option."""
        for index, option in enumerate(self.options):
            if option.value == value:
                return index if option.rank is None else option.rank
        return None


@dataclass(frozen=True, slots=True)
class Asked:
    """Makes the questions of one group of one area, so that a module of questions reads as a list of questions."""

    area: ClauseArea
    group: str

    def choice(self, code: str, label: str, help: str, *options: Option, settings: tuple[str, ...] = ()) -> Question:
        """One option, listed from the strictest to the least strict."""
        kind, stricter = QuestionKind.CHOICE, Stricter.OPTION_ORDER
        return Question(code, self.area, self.group, label, help, kind, stricter, options, settings)

    def more(self, code: str, label: str, help: str, *options: Option, settings: tuple[str, ...] = ()) -> Question:
        """Several options; what contains the other is stricter."""
        kind, stricter = QuestionKind.CHOICES, Stricter.MORE
        return Question(code, self.area, self.group, label, help, kind, stricter, options, settings)

    def fewer(self, code: str, label: str, help: str, *options: Option, settings: tuple[str, ...] = ()) -> Question:
        """Several options; what is contained in the other is stricter."""
        kind, stricter = QuestionKind.CHOICES, Stricter.FEWER
        return Question(code, self.area, self.group, label, help, kind, stricter, options, settings)

    def yes_no(self, code: str, label: str, help: str, stricter: Stricter, settings: tuple[str, ...] = ()) -> Question:
        """Yes or no; `stricter` says which."""
        return Question(code, self.area, self.group, label, help, QuestionKind.YES_NO, stricter, (), settings)

    def days(self, code: str, label: str, help: str, settings: tuple[str, ...] = ()) -> Question:
        """A number of days; the longer period is stricter."""
        kind, stricter = QuestionKind.DAYS, Stricter.MORE
        return Question(code, self.area, self.group, label, help, kind, stricter, PERIODS, settings)

    def text(self, code: str, label: str, help: str) -> Question:
        """A few words; two different ones cannot be compared."""
        return Question(code, self.area, self.group, label, help, QuestionKind.TEXT, Stricter.NEITHER)
