"""The life of lines in forty lines: what the rules of domain.md permit, without a database. Tests compare with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

LANES = ("legal", "engineering")


@dataclass
class Line:
    """One tool for one category; `given` are the decisions of this round, `hands` who ever acted in each lane."""

    request: Any
    category: str
    state: str = "open"
    given: dict[str, tuple[set[str], Any]] = field(default_factory=dict)
    hands: dict[str, set[str]] = field(default_factory=lambda: {lane: set() for lane in LANES})
    asked: str = ""
    late: set[str] = field(default_factory=set)
    named: dict[str, str] = field(default_factory=dict)


class Model:
    """People are names. `roles` and `owners` by lane; `drafters` of the reading count where separation is strict."""

    def __init__(self, roles: dict[str, set[str]], owners: dict[str, str], drafters: set[str], strict: bool) -> None:
        self.roles, self.owners, self.drafters = roles, owners, drafters if strict else set()
        self.delegations: list[tuple[str, str, str, str]] = []  # lane, owner, delegate, category or ""
        self.described: dict[Any, set[str]] = {}  # tool: people

    def free(self, line: Line, lane: str, *people: str) -> bool:
        """Rules (2) and (3), and strict separation, for everybody whose hands an act would be."""
        touched = line.request.people | self.described[line.request.tool] | self.drafters
        return not any(who in touched or any(who in line.hands[one] for one in LANES if one != lane) for who in people)

    def as_whom(self, line: Line, lane: str, who: str) -> set[str]:
        """Whose hands `who` may fill the lane with now; nobody's where they may not."""
        owner = self.owners[lane]
        delegated = any(row in self.delegations for row in ((lane, owner, who, name) for name in ("", line.category)))
        ways = [{who}] * (who == owner) + [{who, owner}] * delegated
        ways += [{who}] * (lane in line.late and line.named.get(lane) == who)
        able = [way for way in ways if who in self.roles[lane] and self.free(line, lane, *way)]
        return able[0] if able else set()

    def may_decide(self, line: Line, lane: str, who: str, approve: bool, seen: Any) -> bool:
        """Whether `who` may answer the lane; an approval that would be the second needs the first to hold still."""
        if line.state != "open" or lane in line.given or not self.as_whom(line, lane, who):
            return False
        firsts = [(one, people, judged) for one, (people, judged) in line.given.items()]
        return not approve or all(judged == seen and self.free(line, one, *people) for one, people, judged in firsts)

    def decide(self, line: Line, lane: str, who: str, approve: bool, seen: Any) -> None:
        """Write an answer that was permitted."""
        people = self.as_whom(line, lane, who)
        line.given[lane], line.hands[lane] = (people, seen), line.hands[lane] | people
        line.state = "declined" if not approve else "approved" if len(line.given) == len(LANES) else "open"
