"""What the database itself refuses in this app."""

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Refuse, Trigger
from policies import exception_triggers, running_triggers
from policies.deciding_triggers import DECIDING, TOUCHED
from policies.screening_triggers import SCREENING
from policies.triggers_of_register import REGISTER_TRIGGERS

_REVISION_CLOSED = "(SELECT state FROM policies_policyrevision WHERE id = {row}.revision_id) <> 'draft'"
_RULE_CLOSED = (
    "EXISTS (SELECT 1 FROM policies_categoryedition e JOIN policies_policyrevision r ON r.id = e.revision_id"
    " WHERE e.id = {row}.edition_id AND r.state <> 'draft')"
)
_CONFIGURATION_CLOSED = (
    "EXISTS (SELECT 1 FROM policies_toolconfiguration c WHERE c.id = {held}"
    " AND (c.sealed OR c.valid_until IS NOT NULL))"
)
_DEPLOYED = "(SELECT d.configuration_id FROM policies_deployment d WHERE d.id = NEW.deployment_id)"
_REQUEST_CLOSED = "(SELECT state FROM policies_toolrequest WHERE id = NEW.request_id) <> 'open'"
_BY_EITHER = " OR ".join(  # whoever decided, or the owner they decided for
    TOUCHED.format(line="d.line_id", person=person) for person in ("d.person_id", "d.on_behalf_of_id")
)
_ROUND = "(SELECT l.round FROM policies_requestline l WHERE l.id = NEW.line_id)"
_DECIDER_TOUCHED = (
    "EXISTS (SELECT 1 FROM policies_decision d WHERE d.line_id = NEW.line_id"  # noqa: S608 - holds no input
    f" AND d.round = {_ROUND} AND ({_BY_EITHER}))"
)
_TOOL_IN_USE = " OR ".join(
    f"EXISTS (SELECT 1 FROM {table} WHERE tool_id = OLD.id)"  # noqa: S608 - holds no input
    for table in ("policies_toolconfiguration", "policies_outputstatement")  # no request without a configuration
)
_ALWAYS = "1 = 1"
_INTERVALS = {
    "policies_codebasecategory": ("codebase_id", "category_id"),
    "policies_flow": ("source_id", "target_id", "kind"),
    "policies_categoryowner": ("category_id", "lane", "person_id"),
    "policies_storedoutcome": ("tool_id", "category_id", "outcome", "failing", "content_hash"),
}
"""Tables of rows that hold from one instant until another, with what they say besides: ended, never rewritten."""

TRIGGERS: tuple[Trigger, ...] = (
    *DECIDING,
    *SCREENING,
    AppendOnly("policies_snapshot"),
    AppendOnly("policies_decision"),
    AppendOnly("policies_revisionsignature"),
    AppendOnly("policies_outputstatement"),
    AppendOnly("policies_approvalevent"),
    AppendOnly("policies_requestcontributor"),
    AppendOnly("policies_toolcontributor"),
    # How a tool is held is asked for as of a date: a configuration is followed by another, never rewritten.
    AppendOnly("policies_deployment"),
    AppendOnly("policies_deployment_releases"),
    AppendOnly("policies_toolsetting"),
    AppendOnly("policies_binding"),
    *(
        Refuse(table, ("INSERT",), _CONFIGURATION_CLOSED.format(held=held), "a configuration that is recorded is whole")
        for table, held in (
            ("policies_deployment", "NEW.configuration_id"),
            ("policies_deployment_releases", _DEPLOYED),
            ("policies_toolsetting", "NEW.configuration_id"),
            ("policies_binding", "NEW.configuration_id"),
        )
    ),
    FrozenColumns("policies_toolconfiguration", ("sealed",), once="OLD.sealed"),
    NoDelete("policies_policyrevision"),
    NoDelete("policies_category"),
    NoDelete("policies_toolrequest"),
    NoDelete("policies_requestline"),
    NoDelete("policies_approval"),
    NoDelete("policies_toolconfiguration"),
    FrozenColumns(
        "policies_toolconfiguration",
        (
            "uid",
            "tool_id",
            "valid_from",
            "contracting_entity",
            "region",
            "channel",
            "feature_status",
            "reseller",
            "surfaces",
            "order_form_id",
            "note",
            "changed_by_id",
        ),
        once=_ALWAYS,
    ),
    FrozenColumns("policies_toolconfiguration", ("valid_until",)),
    *(NoDelete(table) for table in _INTERVALS),
    *(FrozenColumns(table, (*columns, "valid_from"), once=_ALWAYS) for table, columns in _INTERVALS.items()),
    *(FrozenColumns(table, ("valid_until",)) for table in _INTERVALS),
    # A renewal note keeps what it is about, and how it was settled once it is; its due date follows the pin.
    NoDelete("policies_renewalnote"),
    FrozenColumns(
        "policies_renewalnote", ("uid", "tool_id", "document_id", "new_version_id", "opened_at"), once=_ALWAYS
    ),
    FrozenColumns(
        "policies_renewalnote",
        ("due_on", "closed_at", "closed_by_id", "outcome", "reason"),
        unless="OLD.closed_at IS NULL",
    ),
    AppendOnly("policies_bindingturn"),
    # A finding keeps its words; that it ran out is noted on it once.
    NoDelete("policies_competitionnote"),
    FrozenColumns(
        "policies_competitionnote",
        (
            "uid",
            "vendor_id",
            "subject_id",
            "number",
            "finding",
            "reasons",
            "reasons_open",
            "ends_on",
            "written_by_id",
            "written_at",
        ),
        once=_ALWAYS,
    ),
    FrozenColumns("policies_competitionnote", ("lapse_noted_at",)),
    Refuse(
        "policies_competitionnote",
        ("INSERT",),
        "NEW.subject_id IS NOT NULL AND NOT EXISTS (SELECT 1 FROM policies_codebase b WHERE b.id = NEW.subject_id"
        " AND b.kind IN ('model', 'shipped_product'))",
        "what competes is a product or a model of ours",
    ),
    # A published revision is immutable in every part; only its end is written.
    FrozenColumns(
        "policies_policyrevision",
        ("number", "title", "summary", "based_on_id", "content", "content_hash", "published_at"),
        unless="OLD.state = 'draft'",
    ),
    Refuse(
        "policies_policyrevision",
        ("UPDATE",),
        "OLD.state IN ('superseded', 'discarded') AND NEW.state <> OLD.state"
        " OR OLD.state = 'published' AND NEW.state NOT IN ('published', 'superseded')",
        "a policy revision never becomes a draft again",
    ),
    Refuse(
        "policies_policyrevision",
        ("UPDATE",),
        "NEW.state = 'published' AND OLD.state <> 'published'"
        " AND (SELECT COUNT(DISTINCT s.lane) FROM policies_revisionsignature s"
        " WHERE s.revision_id = NEW.id AND s.content_hash = NEW.content_hash) <> 2",
        "a policy revision is published when both functions signed its content hash",
    ),
    Refuse(
        "policies_policyrevision",
        ("INSERT",),
        "NEW.state IN ('published', 'superseded')",
        "a policy revision starts as a draft",
    ),
    Refuse(
        "policies_categoryedition",
        ("INSERT", "UPDATE", "DELETE"),
        _REVISION_CLOSED,
        "a published revision is immutable",
    ),
    Refuse("policies_rulesetting", ("INSERT", "UPDATE", "DELETE"), _RULE_CLOSED, "a published revision is immutable"),
    FrozenColumns("policies_category", ("mode", "slug")),
    FrozenColumns("policies_approval", ("line_id", "tool_id", "category_id", "starts_on", "ends_on", "snapshot_id")),
    # What was described, written about or asked for was this tier: for another tier there is another tool.
    FrozenColumns("policies_tool", ("tier_id",), once=_TOOL_IN_USE),
    FrozenColumns("policies_toolrequest", ("number", "tool_id", "requester_id")),
    # What is signed is the content a draft offers; neither a published nor a discarded one takes another signature.
    Refuse(
        "policies_revisionsignature",
        ("INSERT",),
        "NOT EXISTS (SELECT 1 FROM policies_policyrevision r WHERE r.id = NEW.revision_id"
        " AND r.state = 'draft' AND r.content_hash = NEW.content_hash)",
        "a policy revision is signed while it is a draft, on the content it offers",
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
        "(SELECT COUNT(DISTINCT d.lane) FROM policies_decision d"  # noqa: S608 - holds no input
        " WHERE d.line_id = NEW.line_id AND d.verdict = 'approve' AND d.snapshot_id = NEW.snapshot_id"
        f" AND d.round = {_ROUND}"
        " AND COALESCE(d.ends_on, NEW.ends_on) = NEW.ends_on) <> 2",
        "an approval needs both lanes, on what both judged and until when both said",
    ),
    # Rule (2) once more: whoever decided first and then edited the tool has become its contributor meanwhile.
    Refuse(
        "policies_approval",
        ("INSERT",),
        _DECIDER_TOUCHED,
        "nobody decides a line they requested or whose request or tool they edited",
    ),
    Refuse(
        "policies_approval",
        ("INSERT",),
        "NOT EXISTS (SELECT 1 FROM policies_requestline l WHERE l.id = NEW.line_id"
        " AND l.tool_id = NEW.tool_id AND l.category_id = NEW.category_id)",
        "an approval is for the tool and the category of its line",
    ),
    FrozenColumns("policies_approval", ("state",), once="OLD.state = 'revoked'"),
    # What an approval was flagged for, and how that was cleared, stays on record; with a cause left it is not active.
    NoDelete("policies_approvalflag"),
    FrozenColumns(
        "policies_approvalflag",
        (
            "uid",
            "approval_id",
            "cause",
            "change_id",
            "configuration_id",
            "revision_id",
            "exception_id",
            "known",
            "raised_at",
            "raised_by_id",
        ),
        once=_ALWAYS,
    ),
    FrozenColumns(
        "policies_approvalflag",
        ("reason", "due_on", "cleared_at", "cleared_by_id", "clearing"),
        once="OLD.cleared_at IS NOT NULL",
    ),
    Refuse(
        "policies_approval",
        ("UPDATE",),
        "NEW.state = 'active' AND EXISTS"
        " (SELECT 1 FROM policies_approvalflag f WHERE f.approval_id = NEW.id AND f.cleared_at IS NULL)",
        "an approval is active again when nothing it was flagged for is left",
    ),
    Refuse(
        "policies_approvalflag",
        ("INSERT",),
        "(SELECT state FROM policies_approval WHERE id = NEW.approval_id) = 'revoked'",
        "an approval that was revoked is not reviewed any more",
    ),
    Refuse(
        "policies_approvalevent",
        ("INSERT",),
        "NEW.state <> (SELECT state FROM policies_approval WHERE id = NEW.approval_id)"
        " OR EXISTS (SELECT 1 FROM policies_approvalevent e"
        " WHERE e.approval_id = NEW.approval_id AND e.state = 'revoked')",
        "the history of an approval says what the approval is, and ends when it is revoked",
    ),
    Refuse(
        "policies_requestline",
        ("INSERT",),
        f"NEW.state <> 'open' OR {_REQUEST_CLOSED}",
        "a line starts open, in an open request",
    ),
    Refuse("policies_requestcontributor", ("INSERT",), _REQUEST_CLOSED, "nobody edits a request that is closed"),
    # What was asked and decided stays what it was.
    FrozenColumns("policies_requestline", ("request_id", "tool_id", "category_id"), once=_ALWAYS),
    Refuse(
        "policies_requestline",
        ("UPDATE",),
        "OLD.state IN ('declined', 'withdrawn', 'superseded') AND NEW.state <> OLD.state"
        " OR OLD.state = 'approved' AND NEW.state NOT IN ('approved', 'superseded')"
        " OR OLD.state = 'changes_requested' AND NEW.state NOT IN ('changes_requested', 'open', 'withdrawn')",
        "a line that is closed is not opened again",
    ),
    Refuse(
        "policies_codebasecategory",
        ("INSERT", "UPDATE"),
        "NEW.valid_until IS NULL AND (SELECT mode FROM policies_category WHERE id = NEW.category_id) <> 'restricted'"
        " AND EXISTS (SELECT 1 FROM policies_codebase b WHERE b.id = NEW.codebase_id"
        " AND b.kind IN ('training_pipeline', 'dataset', 'model'))",
        "a training pipeline, dataset or model can only be in a restricted category",
    ),
    *exception_triggers.TRIGGERS,
    *REGISTER_TRIGGERS,
    *running_triggers.TRIGGERS,
)
