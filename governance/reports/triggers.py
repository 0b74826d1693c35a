"""What the database itself refuses in this app."""

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Refuse, Trigger

TRIGGERS: tuple[Trigger, ...] = (
    AppendOnly("reports_reportcontent"),
    AppendOnly("reports_reportsignature"),
    AppendOnly("reports_ledgerentry"),
    NoDelete("reports_report"),
    # What was named when the report was started, and what was frozen, stays.
    FrozenColumns(
        "reports_report",
        (
            "number",
            "kind",
            "title",
            "scope",
            "as_of",
            "started_by_id",
            "legal_signatory_id",
            "engineering_signatory_id",
        ),
    ),
    FrozenColumns("reports_report", ("content_id",)),
    FrozenColumns("reports_report", ("sealed_pdf_id",)),
    FrozenColumns("reports_report", ("state",), once="OLD.state IN ('sealed', 'declined', 'cancelled')"),
    Refuse(
        "reports_reportsignature",
        ("INSERT",),
        "NOT EXISTS (SELECT 1 FROM reports_report r JOIN reports_reportcontent c ON c.id = r.content_id"
        " WHERE r.id = NEW.report_id AND c.sha256 = NEW.content_hash AND r.state IN ('draft', 'signed_by_one')"
        " AND ((NEW.lane = 'legal' AND r.legal_signatory_id = NEW.person_id)"
        " OR (NEW.lane = 'engineering' AND r.engineering_signatory_id = NEW.person_id)))",
        "a report is signed on its content hash, while it is a draft, by the person named for the lane",
    ),
    Refuse(
        "reports_report",
        ("UPDATE",),
        "NEW.state IN ('signed', 'sealed') AND OLD.state <> NEW.state"
        " AND (SELECT COUNT(DISTINCT s.lane) FROM reports_reportsignature s WHERE s.report_id = NEW.id) <> 2",
        "a report is signed by both functions before it is sealed",
    ),
)
