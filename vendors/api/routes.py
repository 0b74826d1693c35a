"""Which address leads to which noun of this app."""

from __future__ import annotations

from governance.accounts.api_endpoints import Rows
from vendors.api.assessments import Assessments
from vendors.api.captures import Captures, Versions
from vendors.api.changes import Changes
from vendors.api.clauses import Clauses
from vendors.api.documents import Documents
from vendors.api.links import Links
from vendors.api.products import Products
from vendors.api.releases import Releases
from vendors.api.rules import CaptureRules
from vendors.api.tiers import Tiers
from vendors.api.vendors import Vendors
from vendors.api.watches import Watches

ROUTES: dict[str, type[Rows]] = {
    "vendors": Vendors,
    "products": Products,
    "tiers": Tiers,
    "releases": Releases,
    "documents": Documents,
    "links": Links,
    "watches": Watches,
    "capture-rules": CaptureRules,
    "captures": Captures,
    "versions": Versions,
    "changes": Changes,
    "clauses": Clauses,
    "assessments": Assessments,
}
