"""What the database itself refuses of what follows an approval: its conditions, and what must stop when it is over."""

from __future__ import annotations

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Refuse, Trigger

_ALWAYS = "1 = 1"
_LEFT = "EXISTS (SELECT 1 FROM policies_stopitem i WHERE i.decommission_id = NEW.id AND i.confirmed_at IS NULL)"
_NONE = "NOT EXISTS (SELECT 1 FROM policies_stopitem i WHERE i.decommission_id = NEW.id)"

TRIGGERS: tuple[Trigger, ...] = (
    # A condition keeps its words; who answers for it and whether it is met is said, and kept, event by event.
    NoDelete("policies_approvalcondition"),
    FrozenColumns("policies_approvalcondition", ("uid", "approval_id", "position", "text"), once=_ALWAYS),
    AppendOnly("policies_conditionevent"),
    # The history of an approval begins when all of its conditions are written.
    Refuse(
        "policies_approvalcondition",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM policies_approvalevent e WHERE e.approval_id = NEW.approval_id)",
        "an approval keeps the conditions it was decided with",
    ),
    # A renewal is asked for beside the very approval it renews.
    FrozenColumns("policies_requestline", ("renews_id",), once=_ALWAYS),
    Refuse(
        "policies_requestline",
        ("INSERT",),
        "NEW.renews_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM policies_approval a WHERE a.id = NEW.renews_id"
        " AND a.tool_id = NEW.tool_id AND a.category_id = NEW.category_id AND a.state <> 'revoked')",
        "a line renews an approval of its own tool and category that was not revoked",
    ),
    NoDelete("policies_decommission"),
    NoDelete("policies_stopitem"),
    FrozenColumns(
        "policies_decommission", ("uid", "tool_id", "approval_id", "reason", "opened_at", "opened_by_id"), once=_ALWAYS
    ),
    FrozenColumns("policies_decommission", ("state", "closed_at"), once="OLD.state <> 'open'"),
    FrozenColumns(
        "policies_stopitem", ("uid", "decommission_id", "position", "kind", "text", "codebase_id"), once=_ALWAYS
    ),
    FrozenColumns(
        "policies_stopitem",
        ("owner_id", "due_on", "stopped_on", "confirmed_word", "confirmed_by_id", "confirmed_at"),
        once="OLD.confirmed_at IS NOT NULL",
    ),
    Refuse(
        "policies_stopitem",
        ("INSERT",),
        "(SELECT state FROM policies_decommission WHERE id = NEW.decommission_id) <> 'open'",
        "a decommissioning that is closed takes no further item",
    ),
    Refuse(
        "policies_decommission",
        ("UPDATE",),
        f"NEW.state = 'done' AND OLD.state = 'open' AND ({_LEFT} OR {_NONE})",
        "a decommissioning is done when all that must stop was confirmed",
    ),
    Refuse(
        "policies_tool",
        ("UPDATE",),
        "NEW.retired_at IS NOT NULL AND OLD.retired_at IS NULL AND (EXISTS"
        " (SELECT 1 FROM policies_decommission d WHERE d.tool_id = NEW.id AND d.state = 'open') OR NOT EXISTS"
        " (SELECT 1 FROM policies_decommission d WHERE d.tool_id = NEW.id AND d.approval_id IS NULL"
        " AND d.state = 'done'))",
        "a tool is retired when all of it was stopped and each item confirmed",
    ),
    FrozenColumns("policies_tool", ("retired_at", "retired_by_id"), once="OLD.retired_at IS NOT NULL"),
)
