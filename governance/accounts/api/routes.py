"""Which address leads to which noun of this app."""

from __future__ import annotations

from governance.accounts.api.me import Tokens
from governance.accounts.api.organisation import Organisations
from governance.accounts.api.people import People, Teams
from governance.accounts.api_endpoints import Rows

ROUTES: dict[str, type[Rows]] = {
    "organisations": Organisations,
    "people": People,
    "teams": Teams,
    "tokens": Tokens,
}
