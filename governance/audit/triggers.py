"""What the database itself refuses in this app."""

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Refuse, Trigger

TRIGGERS: tuple[Trigger, ...] = (
    AppendOnly("audit_event"),
    NoDelete("audit_personrecord"),
    FrozenColumns("audit_personrecord", ("uid", "commitment", "created_at"), once="1 = 1"),
    # A name may be blanked together with its salt, on lawful request, and never be anything else.
    FrozenColumns("audit_personrecord", ("name", "salt"), unless="NEW.name = '' AND NEW.salt = ''"),
    NoDelete("audit_trailhead"),
    Refuse("audit_trailhead", ("UPDATE",), "NEW.sequence <= OLD.sequence", "the head of the trail only moves on"),
)
