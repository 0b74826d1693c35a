"""What the database itself refuses of exceptions, and of approvals of barred lines.

A snapshot is canonical JSON kept as text, so its letters can be asked what it says of a line: `"outcome":"barred"`
stands once for the line and once for every rule that bars it; in quoted words quotation marks are escaped.
"""

from __future__ import annotations

from governance.database.triggers import AppendOnly, FrozenColumns, NoDelete, Refuse, Trigger

_ALWAYS = "1 = 1"
_BARRED = '\'"outcome":"barred"\''
_BARS = (  # how often the snapshot of NEW says "barred", less the once for the line itself
    f"(SELECT (LENGTH(s.body) - LENGTH(REPLACE(s.body, {_BARRED}, ''))) / LENGTH({_BARRED}) - 1"  # noqa: S608
    " FROM policies_snapshot s WHERE s.id = NEW.snapshot_id)"
)
_LISTED = (  # rules for which both lanes listed an exception that still carries
    "(SELECT COUNT(DISTINCT e.rule_code) FROM policies_decisionexception x"
    " JOIN policies_decision d ON d.id = x.decision_id JOIN policies_ruleexception e ON e.id = x.exception_id"
    " WHERE d.line_id = NEW.line_id AND d.snapshot_id = NEW.snapshot_id AND d.lane = 'legal'"
    " AND d.verdict = 'approve' AND e.state = 'active' AND e.ends_on >= NEW.starts_on"
    " AND EXISTS (SELECT 1 FROM policies_decisionexception y JOIN policies_decision f ON f.id = y.decision_id"
    " WHERE y.exception_id = e.id AND f.line_id = NEW.line_id AND f.snapshot_id = NEW.snapshot_id"
    " AND f.lane = 'engineering' AND f.verdict = 'approve'))"
)
_OF_ITS_LINE = (  # for the tool and the category of the line, from a rule that the snapshot judged by names
    "EXISTS (SELECT 1 FROM policies_decision d JOIN policies_requestline l ON l.id = d.line_id"
    " JOIN policies_snapshot s ON s.id = d.snapshot_id JOIN policies_ruleexception e ON e.id = NEW.exception_id"
    " WHERE d.id = NEW.decision_id AND e.tool_id = l.tool_id AND e.category_id = l.category_id AND e.state = 'active'"
    " AND REPLACE(s.body, '\"rule\":\"' || e.rule_code || '\"', '') <> s.body)"
)
_TOUCHED = (  # by {person}, of the exception {exception}: rule (2) of separation
    "EXISTS (SELECT 1 FROM policies_ruleexception e WHERE e.id = {exception} AND (e.requester_id = {person}"
    " OR EXISTS (SELECT 1 FROM policies_toolcontributor t WHERE t.tool_id = e.tool_id AND t.person_id = {person})))"
)
_DECIDER_TOUCHED = (
    "EXISTS (SELECT 1 FROM policies_exceptiondecision d WHERE d.exception_id = NEW.id AND "  # noqa: S608
    f"{_TOUCHED.format(exception='d.exception_id', person='d.person_id')})"
)
_SEPARATED = "nobody decides an exception they asked for, or for a tool they described"

TRIGGERS: tuple[Trigger, ...] = (
    NoDelete("policies_ruleexception"),
    AppendOnly("policies_exceptiondecision"),
    AppendOnly("policies_exceptionevent"),
    AppendOnly("policies_decisionexception"),
    NoDelete("policies_exceptionflag"),
    # What was asked for is what both lanes decide; no end is ever put off, another one is another exception.
    FrozenColumns(
        "policies_ruleexception",
        (
            "uid",
            "number",
            "tool_id",
            "category_id",
            "rule_code",
            "rule_title",
            "codebase_id",
            "team_id",
            "requester_id",
            "reason",
            "control",
            "ends_on",
            "former_id",
            "created_at",
        ),
        once=_ALWAYS,
    ),
    Refuse("policies_ruleexception", ("INSERT",), "NEW.state <> 'requested'", "an exception starts as a request"),
    Refuse(
        "policies_ruleexception",
        ("UPDATE",),
        "OLD.state IN ('declined', 'withdrawn', 'ended') AND NEW.state <> OLD.state"
        " OR OLD.state IN ('active', 'flagged') AND NEW.state NOT IN ('active', 'flagged', 'ended')"
        " OR OLD.state = 'requested' AND NEW.state NOT IN ('requested', 'active', 'declined', 'withdrawn')",
        "an exception that is closed is not opened again",
    ),
    Refuse(
        "policies_ruleexception",
        ("UPDATE",),
        "OLD.state = 'requested' AND NEW.state = 'active' AND NOT EXISTS (SELECT 1 FROM policies_exceptiondecision a"
        " JOIN policies_exceptiondecision b ON b.exception_id = a.exception_id WHERE a.exception_id = NEW.id"
        " AND a.lane = 'legal' AND b.lane = 'engineering' AND a.verdict = 'approve' AND b.verdict = 'approve'"
        " AND a.person_id <> b.person_id AND a.snapshot_id = b.snapshot_id)",
        "an exception needs both lanes, on what both judged",
    ),
    Refuse(
        "policies_ruleexception",
        ("UPDATE",),
        f"OLD.state = 'requested' AND NEW.state = 'active' AND {_DECIDER_TOUCHED}",
        _SEPARATED,
    ),
    Refuse(
        "policies_ruleexception",
        ("UPDATE",),
        "NEW.state = 'active' AND EXISTS"
        " (SELECT 1 FROM policies_exceptionflag f WHERE f.exception_id = NEW.id AND f.cleared_at IS NULL)",
        "an exception is active again when nothing it was flagged for is left",
    ),
    Refuse(
        "policies_exceptiondecision",
        ("INSERT",),
        _TOUCHED.format(exception="NEW.exception_id", person="NEW.person_id"),
        _SEPARATED,
    ),
    Refuse(
        "policies_exceptiondecision",
        ("INSERT",),
        _TOUCHED.format(exception="NEW.exception_id", person="NEW.on_behalf_of_id"),
        _SEPARATED,
    ),
    # Separation (3), for those somebody decides for as well; two people are two rows by constraint.
    Refuse(
        "policies_exceptiondecision",
        ("INSERT",),
        "EXISTS (SELECT 1 FROM policies_exceptiondecision d WHERE d.exception_id = NEW.exception_id"
        " AND d.lane <> NEW.lane AND (d.person_id IN (NEW.person_id, NEW.on_behalf_of_id)"
        " OR d.on_behalf_of_id IN (NEW.person_id, NEW.on_behalf_of_id)))",
        "one person never fills both lanes of an exception",
    ),
    Refuse(
        "policies_exceptiondecision",
        ("INSERT",),
        "(SELECT state FROM policies_ruleexception WHERE id = NEW.exception_id) <> 'requested'",
        "an exception that is closed is not decided again",
    ),
    FrozenColumns("policies_exceptionflag", ("uid", "exception_id", "change_id", "raised_at"), once=_ALWAYS),
    FrozenColumns(
        "policies_exceptionflag",
        ("reason", "due_on", "cleared_at", "cleared_by_id", "clearing"),
        once="OLD.cleared_at IS NOT NULL",
    ),
    Refuse(
        "policies_decisionexception",
        ("INSERT",),
        f"NOT {_OF_ITS_LINE}",
        "a decision rests on active exceptions for what its line asks for, from rules it judged",
    ),
    # A barred line is approved with an exception for every rule that bars it, decided in both lanes, or not at all.
    Refuse(
        "policies_approval",
        ("INSERT",),
        f"{_BARS} > 0 AND {_BARS} > {_LISTED}",
        "a barred line needs an active exception, listed by both lanes, for every rule that bars it",
    ),
)
