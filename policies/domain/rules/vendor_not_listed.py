"""Vendor not on a screening list (domain.md, "Rules and outcomes"): what screening says of every party to the tool.

Parties are the vendor, its parents and the makers of the releases switched on. That nothing was found is said as such
and is no clearance; that nobody looked, or looked long ago, is undocumented. The 50 percent rule: see
`policies.domain.screening.ownership`.
"""

from __future__ import annotations

from collections.abc import Iterable

from policies.domain.rules.base import (
    Parameters,
    Rule,
    RuleVerdict,
    combined,
    entries,
    not_satisfied,
    satisfied,
    undocumented,
)
from policies.domain.rules.parameters import Parameter, ParameterKind
from policies.domain.screening.lists import LIST_NAMES, ListKind
from policies.domain.screening.standing import AGE_STEPS, PARTY_WORDS, ListScreened, PartyScreening
from policies.domain.screening.words import no_match
from policies.domain.sentences import listing, long_date
from policies.domain.types import CategoryFacts, ToolFacts

LISTS = Parameter(
    "lists",
    "Lists",
    "Every party to the tool must have been compared with each.",
    ParameterKind.CHOICES,
    (ListKind.CONSOLIDATED.value,),
    tuple((kind.value, LIST_NAMES[kind]) for kind in ListKind),
)
AGE = Parameter(
    "list_age",
    "Age of a list",
    "Counted from the day the list was published. An older one counts as not compared.",
    ParameterKind.CHOICE,
    "30",
    tuple((str(step), f"{step} days at most") for step in AGE_STEPS),
)
COMPARE = "Counsel brings the newest list and compares, on the page Screening."
DECIDE = "Counsel decides each possible match, with reasons."


def judge(facts: ToolFacts, parameters: Parameters, category: CategoryFacts) -> RuleVerdict:
    """Not satisfied on a true match or on ownership of half; undocumented where a comparison is missing, too old or not
    decided; else satisfied, with list and day."""
    return judge_parties(facts.screening, parameters)


def judge_parties(parties: Iterable[PartyScreening], parameters: Parameters) -> RuleVerdict:
    """As `judge`, of these parties: what a page says of one vendor is what a rule says of a tool."""
    kinds = [kind for kind in ListKind if kind in entries(parameters, LISTS.name)]
    limit = int(str(parameters.get(AGE.name, AGE_STEPS[0])))
    parts = [part for party in parties for part in _parts(party, kinds, limit)]
    required = f"No party to the tool in the {listing([LIST_NAMES[kind] for kind in kinds])}, {limit} days old at most"
    return combined(required, parts or [undocumented("No party to the tool was compared with a list.", COMPARE)])


def _parts(party: PartyScreening, kinds: list[ListKind], limit: int) -> list[RuleVerdict]:
    named = f"{party.name} ({PARTY_WORDS[party.role]})"
    found = []
    if party.matches:
        found.append(not_satisfied(f"Counsel found that {named} is on a screening list."))
    if party.owned:
        found.append(not_satisfied(f"{named} is treated as listed: {party.owned}"))
    if party.open or party.undecided:
        many = party.open + party.undecided
        said = "1 possible match is" if many == 1 else f"{many} possible matches are"
        found.append(undocumented(f"{said} not decided for names of {named}.", DECIDE))
    if party.waiting:
        found.append(undocumented(f"Names of {named} wait to be compared: {listing(list(party.waiting))}.", COMPARE))
    lists = {row.kind: row for row in party.lists}
    found += [_list(party, named, kind, lists.get(kind), limit) for kind in kinds]
    return found


def _list(party: PartyScreening, named: str, kind: ListKind, row: ListScreened | None, limit: int) -> RuleVerdict:
    if row is None:
        return undocumented(f"No name of {named} was compared with the {LIST_NAMES[kind]}.", COMPARE)
    if row.older_than >= limit:
        when = long_date(row.dated_on)
        return undocumented(f"Names of {named} were compared with a list of {when}: over {limit} days old.", COMPARE)
    return satisfied(no_match(row.names, party.name, row.threshold, kind, row.dated_on, party.decided))


RULE = Rule(
    "vendor_not_listed",
    1,
    "Vendor not on a screening list",
    "No party to the tool was found on a screening list that is new enough, and no possible match waits for counsel.",
    judge,
    (LISTS, AGE),
)
