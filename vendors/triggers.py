"""What the database itself refuses in this app."""

from governance.database.triggers import AppendOnly, FrozenColumns, FrozenWhen, NoDelete, Refuse, Trigger

_CLOSED = "(SELECT state FROM vendors_assessment WHERE id = {row}.assessment_id) IN ('approved', 'superseded')"
_LINKED_TO_CLOSED = (
    "EXISTS (SELECT 1 FROM vendors_answer a JOIN vendors_assessment s ON s.id = a.assessment_id"
    " WHERE a.id = {row}.answer_id AND s.state IN ('approved', 'superseded'))"
)

TRIGGERS: tuple[Trigger, ...] = (
    AppendOnly("vendors_termsversion"),
    AppendOnly("vendors_canonicaltext"),
    AppendOnly("vendors_capture"),
    AppendOnly("vendors_citation"),
    AppendOnly("vendors_silenceversion"),
    NoDelete("vendors_assessment"),
    NoDelete("vendors_governinglink"),
    AppendOnly("vendors_assessmentcontributor"),
    # An approved reading keeps its words for ever; only its standing (stale, superseded, ...) moves on.
    FrozenColumns(
        "vendors_assessment",
        (
            "record_id",
            "number",
            "question_schema",
            "rating",
            "plain_reading",
            "rationale",
            "conditions",
            "drafted_by_id",
            "submitted_by_id",
            "approved_by_id",
            "approved_at",
        ),
        unless="OLD.state IN ('draft', 'in_review')",
    ),
    FrozenWhen("vendors_answer", _CLOSED.format(row="OLD")),
    Refuse("vendors_answer", ("INSERT",), _CLOSED.format(row="NEW"), "answers of an approved assessment are closed"),
    Refuse(
        "vendors_answercitation",
        ("INSERT", "UPDATE", "DELETE"),
        _LINKED_TO_CLOSED,
        "citations of an approved assessment are closed",
    ),
    # Separation (1): approved by a counsel who never edited that draft.
    Refuse(
        "vendors_assessment",
        ("UPDATE",),
        "NEW.state = 'approved' AND OLD.state <> 'approved' AND (NEW.approved_by_id IS NULL OR EXISTS"
        " (SELECT 1 FROM vendors_assessmentcontributor c"
        " WHERE c.assessment_id = NEW.id AND c.person_id = NEW.approved_by_id))",
        "an assessment is approved by a counsel who never edited that draft",
    ),
    Refuse(
        "vendors_assessment",
        ("INSERT",),
        "NEW.state IN ('approved', 'superseded')",
        "an assessment starts as a draft",
    ),
)
