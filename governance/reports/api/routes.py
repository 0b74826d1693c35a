"""Which address leads to which noun of this app."""

from __future__ import annotations

from governance.accounts.api_endpoints import Rows
from governance.reports.api.reports import Reports

ROUTES: dict[str, type[Rows]] = {"reports": Reports}
