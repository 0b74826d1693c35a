"""Questions of the clause area retention: what is kept, how long, on what basis, where, and who sees it."""

from __future__ import annotations

from vendors.domain.questions.kinds import Asked, Option, Question, Stricter
from vendors.domain.terms import ClauseArea

_PERIODS = Asked(ClauseArea.RETENTION, "Periods")
_DELETION = Asked(ClauseArea.RETENTION, "Deletion")
_ZERO = Asked(ClauseArea.RETENTION, "Zero retention")
_ACCESS = Asked(ClauseArea.RETENTION, "Access and location")

KEPT: tuple[tuple[str, str, str], ...] = (
    ("prompts", "Prompts", "What we type or send as instructions."),
    ("outputs", "Outputs", "What the tool returns."),
    (
        "code_context",
        "Code context",
        "What an extension collects from an open workspace or repository in order to answer.",
    ),
    ("logs", "Logs", "Records of when, from where and how the service was used."),
    ("embeddings", "Embeddings", "Indexes and vectors computed from our code."),
)
"""What the terms may keep, each with its own period and basis: code part, name, what it is."""


def _kept(code: str, name: str, what: str) -> tuple[Question, Question]:
    period = _PERIODS.days(
        f"keep_{code}_days",
        f"{name}: period",
        f"{what} How many days it is kept; 0 where it is not kept at all.",
        ("zero_retention", "retention_days"),
    )
    basis = _PERIODS.more(
        f"keep_{code}_basis",
        f"{name}: basis",
        "What it is kept for.",
        Option("operate", "To operate the service"),
        Option("abuse_monitoring", "To find abuse"),
        Option("legal_obligation", "Legal obligation"),
        Option("improvement", "To improve the service or models"),
        Option("customer_instruction", "On our instruction"),
    )
    return period, basis


QUESTIONS: tuple[Question, ...] = (
    *(question for part in KEPT for question in _kept(*part)),
    _DELETION.yes_no(
        "keep_deletion_on_request",
        "Deletion on request",
        "Yes where the vendor deletes our content when we ask for it.",
        Stricter.NO,
    ),
    _DELETION.days(
        "keep_after_termination_days",
        "Kept after termination",
        "Days after the end of the agreement within which content is deleted.",
    ),
    _DELETION.days(
        "keep_backup_lag_days",
        "Backup lag",
        "Days by which backups outlive what was deleted.",
    ),
    _ZERO.choice(
        "keep_zero",
        "Zero retention",
        "Whether prompts and output can be left unstored, and how that is brought about.",
        Option("none", "Not offered", rank=0),
        Option("by_setting", "By setting", rank=1),
        Option("by_contract", "By contract", rank=1),
        settings=("zero_retention",),
    ),
    _ZERO.more(
        "keep_zero_carve_outs",
        "Carve-outs from zero retention",
        "What is stored in spite of it.",
        Option("none", "None", alone=True),
        Option("abuse_monitoring", "Monitoring for abuse"),
        Option("legal_obligation", "Legal obligation"),
        Option("flagged_content", "Flagged content"),
        Option("feedback", "Feedback"),
        Option("caching", "Caching"),
        Option("named_features", "Features named in the text"),
    ),
    _ACCESS.more(
        "keep_human_review",
        "Review by people",
        "What people at the vendor may read our content for.",
        Option("none", "None", alone=True),
        Option("safety", "Safety and abuse"),
        Option("support", "Support"),
        Option("improvement", "Improving the service or models"),
        settings=("model_training", "zero_retention"),
    ),
    _ACCESS.text(
        "keep_location",
        "Location",
        "Countries or regions where content is stored and processed, as the text names them.",
    ),
    _ACCESS.choice(
        "keep_subprocessors",
        "Subprocessors",
        "Whether others may process our content, and whether we learn of them.",
        Option("unrestricted", "Unrestricted"),
        Option("named", "Named in a list"),
        Option("named_with_notice", "Named in a list, changes with notice"),
        Option("none", "None"),
    ),
)
