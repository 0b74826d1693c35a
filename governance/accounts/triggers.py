"""What the database itself refuses in this app.

Who held which role, belonged to which team or was limited to which team on a date is evidence: such a row is ended once
and otherwise never touched. People are never removed, since decisions name them.
"""

from governance.database.triggers import FrozenColumns, NoDelete, Trigger

_INTERVALS = {
    "accounts_rolegrant": ("person_id", "role", "granted_by_id", "valid_from", "uid"),
    "accounts_membership": ("person_id", "team_id", "valid_from"),
    "accounts_auditorscope": ("person_id", "team_id", "valid_from"),
}

TRIGGERS: tuple[Trigger, ...] = (
    NoDelete("accounts_user"),
    *(NoDelete(table) for table in _INTERVALS),
    *(FrozenColumns(table, columns, once="1 = 1") for table, columns in _INTERVALS.items()),
    *(FrozenColumns(table, ("valid_until",)) for table in _INTERVALS),
    FrozenColumns("accounts_apitoken", ("revoked_at",)),
    FrozenColumns("accounts_apitoken", ("person_id", "digest", "scopes", "expires_at"), once="1 = 1"),
)
