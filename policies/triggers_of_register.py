"""What the database itself refuses of the regulatory register: what a stage and an allegation say stays said."""

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Trigger

_ALWAYS = "1 = 1"

REGISTER_TRIGGERS: tuple[Trigger, ...] = (
    NoDelete("policies_instrument"),
    AppendOnly("policies_instrumentstage"),
    NoDelete("policies_instrumentreview"),
    FrozenColumns(
        "policies_instrumentreview",
        ("uid", "instrument_id", "cause", "opened_by_stage_id", "opened_at", "due_on"),
        once=_ALWAYS,
    ),
    FrozenColumns(
        "policies_instrumentreview", ("closed_at", "closed_by_id", "reasons"), once="OLD.closed_at IS NOT NULL"
    ),
    NoDelete("policies_allegation"),
    FrozenColumns(
        "policies_allegation",
        (
            "uid",
            "named",
            "what",
            "alleged",
            "source",
            "source_url",
            "seen_on",
            "checked",
            "written_by_id",
            "written_at",
        ),
        once=_ALWAYS,
    ),
    FrozenColumns("policies_allegation", ("vendor_id",)),
)
