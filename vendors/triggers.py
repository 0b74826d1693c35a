"""What the database itself refuses in this app."""

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Refuse, Trigger

_CLOSED = "(SELECT state FROM vendors_assessment WHERE id = {row}.assessment_id) <> 'draft'"
_LINKED_TO_CLOSED = (
    "EXISTS (SELECT 1 FROM vendors_answer a JOIN vendors_assessment s ON s.id = a.assessment_id"
    " WHERE a.id = {row}.answer_id AND s.state <> 'draft')"
)
_UNVERIFIED = "OLD.verified_by_id IS NULL AND OLD.valid_until IS NULL"
_WHERE = ("contracting_entity", "region", "channel", "feature_status")

TRIGGERS: tuple[Trigger, ...] = (
    AppendOnly("vendors_termsversion"),
    AppendOnly("vendors_canonicaltext"),
    AppendOnly("vendors_capture"),
    # What is kept of a page, and from where, is history: a rule is ended once and never changed.
    NoDelete("vendors_capturerule"),
    FrozenColumns(
        "vendors_capturerule",
        ("uid", "document_id", "address", "kept", "dropped", "rhythm", "set_by_id", "valid_from"),
        once="1 = 1",
    ),
    FrozenColumns("vendors_capturerule", ("valid_until",)),
    # What is posted nowhere is fetched from nowhere.
    Refuse(
        "vendors_capturerule",
        ("INSERT",),
        "(SELECT visibility FROM vendors_termsdocument WHERE id = NEW.document_id) <> 'posted'",
        "a contract is not fetched",
    ),
    Refuse(
        "vendors_termsdocument",
        ("UPDATE",),
        "NEW.visibility <> 'posted' AND OLD.visibility = 'posted' AND EXISTS"
        " (SELECT 1 FROM vendors_capturerule r WHERE r.document_id = NEW.id AND r.valid_until IS NULL)",
        "a document that is fetched is posted; stop fetching it first",
    ),
    AppendOnly("vendors_citation"),
    AppendOnly("vendors_silenceversion"),
    # A silence names the versions it was read in when it is made, before anything rests on it.
    Refuse(
        "vendors_silenceversion",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM vendors_answercitation l WHERE l.citation_id = NEW.citation_id)"
        " OR EXISTS (SELECT 1 FROM vendors_governinglink g WHERE g.rank_citation_id = NEW.citation_id)",
        "a silence keeps the versions it was stated of",
    ),
    NoDelete("vendors_assessment"),
    NoDelete("vendors_governinglink"),
    AppendOnly("vendors_assessmentcontributor"),
    Refuse(
        "vendors_assessmentcontributor",
        ("INSERT",),
        "(SELECT state FROM vendors_assessment WHERE id = NEW.assessment_id) NOT IN ('draft', 'in_review')",
        "nobody edits a reading that is closed",
    ),
    NoDelete("vendors_clauserecord"),
    # A change that was put before counsel, and what it made of readings, stay on record as they were settled.
    NoDelete("vendors_changereview"),
    FrozenColumns("vendors_changereview", ("uid", "document_id", "former_id", "opened_at"), once="1 = 1"),
    FrozenColumns(
        "vendors_changereview",
        ("newest_id", "change", "changed_at", "confirmed_at", "confirmed_by_id", "note"),
        once="OLD.confirmed_at IS NOT NULL OR OLD.closed_at IS NOT NULL",
    ),
    FrozenColumns("vendors_changereview", ("closed_at",)),
    Refuse(
        "vendors_changereview",
        ("UPDATE",),
        "NEW.closed_at IS NOT NULL AND OLD.closed_at IS NULL AND EXISTS"
        " (SELECT 1 FROM vendors_affectedreading a WHERE a.review_id = NEW.id AND a.settled_at IS NULL)",
        "a change is closed when every reading it touched is settled",
    ),
    NoDelete("vendors_affectedreading"),
    FrozenColumns("vendors_affectedreading", ("uid", "review_id", "assessment_id"), once="1 = 1"),
    FrozenColumns(
        "vendors_affectedreading",
        ("effect", "reason", "marked_at", "settlement", "settled_at", "settled_by_id"),
        once="OLD.settled_at IS NOT NULL",
    ),
    Refuse(
        "vendors_affectedreading",
        ("INSERT",),
        "(SELECT closed_at FROM vendors_changereview WHERE id = NEW.review_id) IS NOT NULL",
        "a change that is closed touches no reading any more",
    ),
    FrozenColumns("vendors_clauserecord", ("uid", "area", "tier_id", *_WHERE), once="1 = 1"),
    NoDelete("vendors_termsdocument"),
    # A licence layer keeps its words; it is ended once, and verified once while it holds.
    NoDelete("vendors_licencelayer"),
    FrozenColumns(
        "vendors_licencelayer",
        (
            "uid",
            "release_id",
            "tier_id",
            "layer",
            "licence",
            "flows_down",
            "source",
            "source_date",
            "entered_by_id",
            "valid_from",
        ),
        once="1 = 1",
    ),
    FrozenColumns("vendors_licencelayer", ("verified_by_id", "verified_at", "citation_id"), unless=_UNVERIFIED),
    FrozenColumns("vendors_licencelayer", ("valid_until",)),
    Refuse(
        "vendors_licencelayer",
        ("INSERT",),
        "NEW.verified_by_id IS NOT NULL",
        "a licence layer is entered first and verified by another counsel then",
    ),
    Refuse(
        "vendors_licencelayer",
        ("UPDATE",),
        "NEW.citation_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM vendors_citation c WHERE c.id = NEW.citation_id AND c.kind = 'quote')",
        "a licence layer is verified on words of a licence",
    ),
    # Its duties are entered with it, and each has its quote before it is verified; nothing of them is changed.
    NoDelete("vendors_licenceduty"),
    FrozenColumns("vendors_licenceduty", ("uid", "layer_id", "kind", "detail", "users", "flows_down"), once="1 = 1"),
    FrozenColumns("vendors_licenceduty", ("citation_id",)),
    Refuse(
        "vendors_licenceduty",
        ("INSERT",),
        "NEW.citation_id IS NOT NULL OR EXISTS (SELECT 1 FROM vendors_licencelayer l WHERE l.id = NEW.layer_id"
        " AND (l.verified_by_id IS NOT NULL OR l.valid_until IS NOT NULL))",
        "a duty is entered with its layer and quoted when the layer is verified",
    ),
    Refuse(
        "vendors_licenceduty",
        ("UPDATE",),
        "NEW.citation_id IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM vendors_citation c WHERE c.id = NEW.citation_id AND c.kind = 'quote')",
        "a duty rests on words of a licence",
    ),
    Refuse(
        "vendors_licencelayer",
        ("UPDATE",),
        "NEW.verified_by_id IS NOT NULL AND OLD.verified_by_id IS NULL AND EXISTS"
        " (SELECT 1 FROM vendors_licenceduty d WHERE d.layer_id = NEW.id AND d.citation_id IS NULL)",
        "a licence layer is verified with the words of each of its duties",
    ),
    FrozenColumns(
        "vendors_governinglink",
        ("uid", "document_id", "tier_id", "mode", "rank", "rank_citation_id", "valid_from", *_WHERE),
        once="1 = 1",
    ),
    FrozenColumns("vendors_governinglink", ("valid_until",)),
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
            "carried_from_id",
        ),
        unless="OLD.state IN ('draft', 'in_review')",
    ),
    Refuse("vendors_answer", ("INSERT", "UPDATE", "DELETE"), _CLOSED, "answers are closed, except those of a draft"),
    Refuse(
        "vendors_answercitation",
        ("INSERT", "UPDATE", "DELETE"),
        _LINKED_TO_CLOSED,
        "citations are closed, except those of a draft",
    ),
    # Separation (1): approved by a counsel who never edited that draft. Somebody else has to have, and whoever submits
    # it is among them: a row without its contributors would be anybody's to approve.
    Refuse(
        "vendors_assessment",
        ("UPDATE",),
        "NEW.state = 'in_review' AND OLD.state <> 'in_review' AND NOT EXISTS"
        " (SELECT 1 FROM vendors_assessmentcontributor c"
        " WHERE c.assessment_id = NEW.id AND c.person_id = NEW.submitted_by_id)",
        "an assessment is submitted by a counsel who is recorded as having edited it",
    ),
    Refuse(
        "vendors_assessment",
        ("UPDATE",),
        "NEW.state = 'approved' AND OLD.state <> 'approved' AND (NEW.approved_by_id IS NULL"
        " OR COALESCE(NEW.approved_by_id = NEW.drafted_by_id, FALSE)"
        " OR COALESCE(NEW.approved_by_id = NEW.submitted_by_id, FALSE)"
        " OR EXISTS (SELECT 1 FROM vendors_assessmentcontributor c"
        " WHERE c.assessment_id = NEW.id AND c.person_id = NEW.approved_by_id)"
        " OR NOT EXISTS (SELECT 1 FROM vendors_assessmentcontributor c WHERE c.assessment_id = NEW.id))",
        "an assessment is approved by a counsel who never edited that draft",
    ),
    Refuse(
        "vendors_assessment",
        ("UPDATE",),
        "NEW.state <> OLD.state AND (OLD.state IN ('superseded', 'discarded')"
        " OR OLD.state = 'approved' AND NEW.state <> 'superseded'"
        " OR OLD.state = 'draft' AND NEW.state NOT IN ('in_review', 'discarded'))",
        "an assessment goes from draft to review to approval, and never back from there",
    ),
    # What the checker asked for is on record, word for word, and keeps the reading back until it is resolved.
    AppendOnly("vendors_readingnote"),
    AppendOnly("vendors_notestep"),
    Refuse(
        "vendors_readingnote",
        ("INSERT",),
        "(SELECT state FROM vendors_assessment WHERE id = NEW.assessment_id) NOT IN ('draft', 'in_review')",
        "a reading that is closed takes no note",
    ),
    Refuse(
        "vendors_notestep",
        ("INSERT",),
        "NEW.number <> 1 + (SELECT COUNT(*) FROM vendors_notestep s WHERE s.note_id = NEW.note_id)"
        " OR (SELECT r.state FROM vendors_assessment r JOIN vendors_readingnote n ON n.assessment_id = r.id"
        " WHERE n.id = NEW.note_id) NOT IN ('draft', 'in_review')",
        "a note is resolved and reopened in turn, while its reading is worked on",
    ),
    Refuse(
        "vendors_assessment",
        ("UPDATE",),
        "NEW.state IN ('in_review', 'approved') AND NEW.state <> OLD.state AND EXISTS"
        " (SELECT 1 FROM vendors_readingnote n WHERE n.assessment_id = NEW.id"
        " AND (SELECT COUNT(*) FROM vendors_notestep s WHERE s.note_id = n.id) % 2 = 0)",
        "a reading with an open note is neither submitted nor approved",
    ),
    # The clock of a review starts anew only with a review on record; the rhythm is ended and never changed.
    AppendOnly("vendors_readingreview"),
    Refuse(
        "vendors_readingreview",
        ("INSERT",),
        "(SELECT state FROM vendors_assessment WHERE id = NEW.assessment_id) <> 'approved'",
        "an approved reading is let stand, and no other",
    ),
    Refuse(
        "vendors_assessment",
        ("UPDATE",),
        "NEW.reviewed_at IS DISTINCT FROM OLD.reviewed_at AND NOT EXISTS"
        " (SELECT 1 FROM vendors_readingreview v WHERE v.assessment_id = NEW.id AND v.at = NEW.reviewed_at)",
        "the clock of a reading starts anew with a review on record",
    ),
    NoDelete("vendors_reviewrhythm"),
    FrozenColumns("vendors_reviewrhythm", ("uid", "rating", "months", "set_by_id", "valid_from"), once="1 = 1"),
    FrozenColumns("vendors_reviewrhythm", ("valid_until",)),
    Refuse(
        "vendors_assessment",
        ("INSERT",),
        "NEW.state <> 'draft'",
        "an assessment starts as a draft",
    ),
)
