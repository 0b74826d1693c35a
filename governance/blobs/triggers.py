"""What the database itself refuses in this app."""

from governance.database.triggers import AppendOnly, Trigger

TRIGGERS: tuple[Trigger, ...] = (AppendOnly("blobs_blob"),)
