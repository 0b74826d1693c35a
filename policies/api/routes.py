"""Which address leads to which noun of this app."""

from __future__ import annotations

from governance.accounts.api_endpoints import Rows
from policies.api.approvals import Approvals
from policies.api.categories import Categories
from policies.api.codebases import Codebases
from policies.api.competition import Notes
from policies.api.configurations import Configurations
from policies.api.decommissions import Decommissions
from policies.api.delegations import Delegations
from policies.api.exceptions import Exceptions
from policies.api.flows import Flows
from policies.api.lines import Decisions, Lines
from policies.api.register import Instruments
from policies.api.renewals import Renewals
from policies.api.requests import Requests
from policies.api.revisions import Revisions
from policies.api.risk import Confirmations
from policies.api.screening import Hits, Lists, Runs, Shares
from policies.api.statements import Statements
from policies.api.tools import Tools

ROUTES: dict[str, type[Rows]] = {
    "categories": Categories,
    "revisions": Revisions,
    "codebases": Codebases,
    "flows": Flows,
    "tools": Tools,
    "configurations": Configurations,
    "statements": Statements,
    "renewals": Renewals,
    "requests": Requests,
    "lines": Lines,
    "decisions": Decisions,
    "delegations": Delegations,
    "approvals": Approvals,
    "competition": Notes,
    "exceptions": Exceptions,
    "instruments": Instruments,
    "risk-confirmations": Confirmations,
    "screening-lists": Lists,
    "screening-runs": Runs,
    "screening-hits": Hits,
    "ownership-shares": Shares,
    "decommissions": Decommissions,
}
