"""Which address leads to which noun of this app."""

from __future__ import annotations

from governance.accounts.api_endpoints import Rows
from governance.desk.api.events import Events
from governance.desk.api.views import Views

ROUTES: dict[str, type[Rows]] = {"events": Events, "views": Views}
