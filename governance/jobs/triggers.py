"""What the database itself refuses in this app: nothing is append-only here, a job row is live state."""

from governance.database.triggers import Trigger

TRIGGERS: tuple[Trigger, ...] = ()
