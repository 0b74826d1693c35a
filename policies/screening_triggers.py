"""What the database itself refuses of screening; part of `policies.triggers`."""

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Refuse, Trigger

_ALWAYS = "1 = 1"

SCREENING: tuple[Trigger, ...] = (
    AppendOnly("policies_riskconfirmation"),
    # What a list said, what was compared with it, and what counsel made of it, stay on record.
    *(
        AppendOnly(f"policies_{table}")
        for table in ("listversion", "listedparty", "listage", "screeningrun", "screenedname", "hitdecision")
    ),
    NoDelete("policies_entrypresence"),
    FrozenColumns("policies_entrypresence", ("entry_id", "since_id"), once=_ALWAYS),
    FrozenColumns("policies_entrypresence", ("gone_id",)),
    NoDelete("policies_screeninghit"),
    FrozenColumns(
        "policies_screeninghit",
        ("uid", "vendor_id", "role", "name", "entry_id", "entry_name", "score", "found_by_id"),
        once=_ALWAYS,
    ),
    Refuse(
        "policies_screeninghit",
        ("UPDATE",),
        "NEW.state <> OLD.state AND NOT EXISTS (SELECT 1 FROM policies_hitdecision d"
        " WHERE d.hit_id = NEW.id AND d.verdict = NEW.state AND d.person_id = NEW.decided_by_id)",
        "a possible match is what a counsel said it is, with reasons",
    ),
    NoDelete("policies_ownershipshare"),
    FrozenColumns(
        "policies_ownershipshare",
        (
            "uid",
            "vendor_id",
            "owner",
            "owner_vendor_id",
            "percent",
            "source",
            "source_date",
            "recorded_by_id",
            "valid_from",
        ),
        once=_ALWAYS,
    ),
    FrozenColumns("policies_ownershipshare", ("valid_until",)),
)
