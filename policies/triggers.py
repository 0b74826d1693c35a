"""What the database itself refuses in this app."""

from governance.database.triggers import AppendOnly, FrozenColumns, FrozenWhen, NoDelete, Refuse, Trigger

_REVISION_CLOSED = "(SELECT state FROM policies_policyrevision WHERE id = {row}.revision_id) <> 'draft'"
_RULE_CLOSED = (
    "EXISTS (SELECT 1 FROM policies_categoryedition e JOIN policies_policyrevision r ON r.id = e.revision_id"
    " WHERE e.id = {row}.edition_id AND r.state <> 'draft')"
)

TRIGGERS: tuple[Trigger, ...] = (
    AppendOnly("policies_snapshot"),
    AppendOnly("policies_decision"),
    AppendOnly("policies_revisionsignature"),
    AppendOnly("policies_outputstatement"),
    AppendOnly("policies_approvalevent"),
    AppendOnly("policies_requestcontributor"),
    AppendOnly("policies_toolcontributor"),
    AppendOnly("policies_approvalcondition"),
    NoDelete("policies_policyrevision"),
    NoDelete("policies_category"),
    NoDelete("policies_toolrequest"),
    NoDelete("policies_requestline"),
    NoDelete("policies_approval"),
    NoDelete("policies_toolconfiguration"),
    NoDelete("policies_codebasecategory"),
    NoDelete("policies_flow"),
    NoDelete("policies_categoryowner"),
    # A published revision is immutable in every part; only its end is written.
    FrozenColumns(
        "policies_policyrevision",
        ("number", "title", "summary", "based_on_id", "content", "content_hash", "published_at"),
        unless="OLD.state = 'draft'",
    ),
    FrozenWhen("policies_categoryedition", _REVISION_CLOSED.format(row="OLD")),
    Refuse(
        "policies_categoryedition", ("INSERT",), _REVISION_CLOSED.format(row="NEW"), "a published revision is immutable"
    ),
    Refuse("policies_rulesetting", ("INSERT", "UPDATE", "DELETE"), _RULE_CLOSED, "a published revision is immutable"),
    FrozenColumns("policies_category", ("mode", "slug")),
    FrozenColumns("policies_approval", ("line_id", "tool_id", "category_id", "starts_on", "ends_on", "snapshot_id")),
    FrozenColumns("policies_toolrequest", ("number", "tool_id", "requester_id")),
    # Separation (2): nobody decides a line they requested or whose request or tool description they edited.
    Refuse(
        "policies_decision",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM policies_requestline l JOIN policies_toolrequest q ON q.id = l.request_id"
        " WHERE l.id = NEW.line_id AND (q.requester_id = NEW.person_id"
        " OR EXISTS (SELECT 1 FROM policies_requestcontributor c"
        " WHERE c.request_id = q.id AND c.person_id = NEW.person_id)"
        " OR EXISTS (SELECT 1 FROM policies_toolcontributor t"
        " WHERE t.tool_id = l.tool_id AND t.person_id = NEW.person_id)))",
        "nobody decides a line they requested or whose request or tool they edited",
    ),
    Refuse(
        "policies_decision",
        ("INSERT",),
        "(SELECT state FROM policies_requestline WHERE id = NEW.line_id) <> 'open'",
        "a line that is closed is not decided again",
    ),
    # Separation (3): never one person in both lanes (lines have a unique constraint besides).
    Refuse(
        "policies_revisionsignature",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM policies_revisionsignature s WHERE s.revision_id = NEW.revision_id"
        " AND s.person_id = NEW.person_id AND s.lane <> NEW.lane)",
        "one person never fills both lanes of a revision",
    ),
    # An approval rests on two approving decisions in two lanes by two people.
    Refuse(
        "policies_approval",
        ("INSERT",),
        "(SELECT COUNT(DISTINCT d.lane) FROM policies_decision d"
        " WHERE d.line_id = NEW.line_id AND d.verdict = 'approve') <> 2",
        "an approval needs both lanes",
    ),
    Refuse(
        "policies_codebasecategory",
        ("INSERT", "UPDATE"),
        "NEW.valid_until IS NULL AND (SELECT mode FROM policies_category WHERE id = NEW.category_id) <> 'restricted'"
        " AND EXISTS (SELECT 1 FROM policies_codebase b WHERE b.id = NEW.codebase_id"
        " AND b.kind IN ('training_pipeline', 'dataset', 'model'))",
        "a training pipeline, dataset or model can only be in a restricted category",
    ),
)
