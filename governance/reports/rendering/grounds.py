"""The verdict pages: which links of the chain are set in full, which by reference to where they already stand.

Within one tool's chapter a rule is set in full (reasons, answers, exact quotes, terms version) where it first finds
what it finds, and where it is the first to rest on a quote. Where the same rule finds the same again for another
category, its line names the statement at which that stands. So every chain is complete, and no page is padded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from uuid import UUID

from governance.reports.domain.content import Portfolio
from governance.reports.domain.lines import AnswerLine, CategoryLine, FindingLine, ToolLine, VerdictLine
from policies.domain.types import Outcome, Result
from vendors.domain.terms import CitationFact, CitationKind


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation as it is printed: anchor into the annex, and the number of the rule at which it first stood."""

    fact: CitationFact
    anchor: str
    first_at: int

    @property
    def is_quote(self) -> bool:
        return self.fact.kind is CitationKind.QUOTE

    @property
    def is_silence(self) -> bool:
        return self.fact.kind is CitationKind.SILENCE

    @property
    def place(self) -> str:
        """Document, heading, version, page and date, as far as they are known."""
        fact = self.fact
        parts = (
            fact.document,
            fact.heading,
            f"version {fact.version_number}" if fact.version_number is not None else "",
            f"page {fact.page}" if fact.page else "",
        )
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Ground:
    """Answers that rest on the same citations."""

    answers: tuple[AnswerLine, ...]
    citations: tuple[Quoted, ...]
    bare: bool
    """Nobody has to be told that an undocumented answer rests on nothing; any other answer without citation says so."""


@dataclass(frozen=True, slots=True)
class Link:
    """One rule of a verdict."""

    finding: FindingLine
    grounds: tuple[Ground, ...]
    same_as: int = 0
    """The rule of an earlier verdict that found the same, if there is one."""

    @property
    def failing(self) -> bool:
        return self.finding.result in (Result.NOT_SATISFIED, Result.UNDOCUMENTED)

    @property
    def telling(self) -> bool:
        """Whether its line has to say what was found: it is not satisfied, or nothing before it found the same."""
        return self.finding.result is not Result.SATISFIED or not self.same_as

    @property
    def stands_at(self) -> tuple[int, ...]:
        """Numbers of the rules at which it, or the words it rests on, stand in full; each once."""
        if self.same_as:
            return (self.same_as,)
        return tuple(dict.fromkeys(quoted.first_at for ground in self.grounds for quoted in ground.citations))


@dataclass(frozen=True, slots=True)
class VerdictPage:
    """One verdict as it is printed."""

    verdict: VerdictLine
    category: CategoryLine
    why: str
    full: tuple[Link, ...]
    brief: tuple[Link, ...]

    @property
    def conditions(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for finding in self.verdict.findings for text in finding.conditions))

    @property
    def fixes(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(text for finding in self.verdict.findings for text in finding.fixes))


@dataclass(frozen=True, slots=True)
class ToolChapter:
    """A tool as held, with its verdicts in policy order."""

    tool: ToolLine
    verdicts: tuple[VerdictPage, ...]


def tool_chapters(content: Portfolio) -> list[ToolChapter]:
    """Every tool with its verdict pages, in the order of the content."""
    categories = {line.uid: line for line in content.categories}
    citations = {fact.uid: fact for fact in content.citations}
    chapters = []
    for tool in content.tools:
        printer = _Printer(citations)
        pages = tuple(
            printer.page(verdict, categories[verdict.category])
            for verdict in content.verdicts
            if verdict.tool == tool.uid
        )
        chapters.append(ToolChapter(tool, pages))
    return chapters


def anchor_of(sha256: str, text_sha256: str) -> str:
    """Where a terms version stands in the annex."""
    return f"t-{sha256[:16]}-{text_sha256[:16]}"


@dataclass(slots=True)
class _Printer:
    """Remembers, within one tool's chapter, at which rule a quote already stands."""

    citations: dict[UUID, CitationFact]
    printed: dict[UUID, int] = field(default_factory=dict)
    found: dict[FindingLine, int] = field(default_factory=dict)

    def page(self, verdict: VerdictLine, category: CategoryLine) -> VerdictPage:
        full, brief = [], []
        for finding in verdict.findings:
            what = replace(finding, no=0, outcome=Outcome.PERMITTED)
            same_as = self.found.setdefault(what, finding.no)
            fresh = any(uid not in self.printed for uid in _cited(finding.answers))
            if fresh or (finding.result is not Result.SATISFIED and same_as == finding.no):
                full.append(self._link(finding, 0))
            else:
                brief.append(self._link(finding, same_as if same_as != finding.no else 0))
        return VerdictPage(verdict, category, _why(verdict), tuple(full), tuple(brief))

    def _link(self, finding: FindingLine, same_as: int) -> Link:
        for uid in _cited(finding.answers):
            self.printed.setdefault(uid, finding.no)
        groups: dict[tuple[UUID, ...], list[AnswerLine]] = {}
        for answer in finding.answers:
            groups.setdefault(answer.citations, []).append(answer)
        return Link(
            finding,
            tuple(
                Ground(
                    answers=tuple(answers),
                    citations=tuple(self._quoted(uid) for uid in cited if uid in self.citations),
                    bare=not cited and any(answer.value != "Undocumented" for answer in answers),
                )
                for cited, answers in groups.items()
            ),
            same_as,
        )

    def _quoted(self, uid: UUID) -> Quoted:
        fact = self.citations[uid]
        return Quoted(fact, anchor_of(fact.version_sha256, fact.text_sha256), self.printed[uid])


def _cited(answers: Iterable[AnswerLine]) -> list[UUID]:
    return [uid for answer in answers for uid in answer.citations]


def _why(verdict: VerdictLine) -> str:
    """One or two sentences that say what decided."""
    if verdict.outcome is Outcome.PERMITTED:
        return "Every rule of the category is satisfied."
    deciding = [finding for finding in verdict.findings if finding.outcome is verdict.outcome]
    said = list(dict.fromkeys(finding.reasons[0] for finding in deciding if finding.reasons))
    more = f" {len(said) - 2} more reasons follow." if len(said) > 3 else ""
    return " ".join(said[: 2 if more else 3]) + more
