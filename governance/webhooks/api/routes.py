"""Which address leads to which noun of this app."""

from __future__ import annotations

from governance.accounts.api_endpoints import Rows
from governance.webhooks.api.webhooks import Deliveries, Webhooks

ROUTES: dict[str, type[Rows]] = {"deliveries": Deliveries, "webhooks": Webhooks}
