"""One word, one icon and one tone for every value a page can show. Plain tables: this floor knows no domain types.

Keys are the database values of the domain's enums. A value that means different things in two enums is kept under
"EnumName.value" as well; a test holds this table against every enum there is.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum


@dataclass(frozen=True, slots=True)
class Word:
    """How a value is said: the word, the icon before it, and its tone (ok cond sign bar und idle)."""

    text: str
    icon: str = "dots"
    tone: str = "idle"


STATES: Mapping[str, Word] = {
    # outcomes of a line, ratings of a reading, results of a rule
    "permitted": Word("Permitted", "check", "ok"),
    "permitted_on_conditions": Word("Permitted on conditions", "half", "cond"),
    "needs_sign_off": Word("Needs sign-off", "pen", "sign"),
    "barred": Word("Barred", "no", "bar"),
    "acceptable": Word("Acceptable", "check", "ok"),
    "on_conditions": Word("On conditions", "half", "cond"),
    "not_acceptable": Word("Not acceptable", "no", "bar"),
    "undocumented": Word("Undocumented", "ask", "und"),
    "silent": Word("Silent", "ask", "und"),
    "satisfied": Word("Satisfied", "check", "ok"),
    "conditional": Word("On conditions", "half", "cond"),
    "not_satisfied": Word("Not satisfied", "no", "bar"),
    # what becomes of a category on another tier
    "opens": Word("Opens", "up", "ok"),
    "eases": Word("Eases", "up", "ok"),
    "same_outcome": Word("Stays as it is", "check", "idle"),
    "worsens": Word("Worsens", "down", "cond"),
    "closes": Word("Closes", "down", "bar"),
    # assessments and policy revisions
    "draft": Word("Draft", "edit", "idle"),
    "in_review": Word("In review", "pen", "sign"),
    "approved": Word("Approved", "check", "ok"),
    "superseded": Word("Superseded", "swap", "idle"),
    "discarded": Word("Discarded", "cross", "idle"),
    "published": Word("Published", "check", "ok"),
    "stale": Word("Stale", "stale", "bar"),
    "to_be_confirmed": Word("To be confirmed", "stale", "cond"),
    "not_verified": Word("Not verified", "ask", "und"),
    "current": Word("Current", "check", "ok"),
    "note_open": Word("Open", "pen", "sign"),
    "note_resolved": Word("Resolved", "check", "idle"),
    "review_due": Word("Review due", "clock", "cond"),
    "review_overdue": Word("Review overdue", "clock", "bar"),
    # changes before counsel, and what an approval was flagged for
    "settled": Word("Settled", "check", "idle"),
    "confirmed": Word("Confirmed", "check", "ok"),
    "read_anew": Word("Read anew", "check", "ok"),
    "returned": Word("Text returned", "back", "idle"),
    "to_be_read": Word("To be read", "edit", "sign"),
    "to_be_read_anew": Word("To be read anew", "stale", "bar"),
    # captures
    "terms": Word("Terms", "doc", "idle"),
    "capture_problem": Word("Capture problem", "stale", "cond"),
    "identical": Word("Same as before", "check", "idle"),
    "formatting": Word("Formatting or links only", "check", "idle"),
    "return": Word("Return to an earlier text", "back", "idle"),
    "date_line": Word("Date line only", "clock", "idle"),
    "small": Word("Small change", "edit", "cond"),
    "content": Word("Change of content", "edit", "sign"),
    # documents by the last look at them
    "quiet": Word("Quiet", "check", "idle"),
    "not_watched": Word("Not watched", "eye", "und"),
    # requests, lines, what one lane answers
    "open": Word("Open", "clock", "sign"),
    "decided": Word("Decided", "check", "idle"),
    "changes_requested": Word("Changes requested", "edit", "cond"),
    "withdrawn": Word("Withdrawn", "back", "idle"),
    "declined": Word("Declined", "no", "bar"),
    "approve": Word("Approved", "check", "ok"),
    "decline": Word("Declined", "no", "bar"),
    "awaiting_legal": Word("Awaiting legal", "pen", "sign"),
    "awaiting_engineering": Word("Awaiting engineering", "pen", "sign"),
    "awaiting_both": Word("Awaiting both lanes", "pen", "sign"),
    "waiting": Word("Waiting", "clock", "idle"),
    "delivered": Word("Delivered", "check", "ok"),
    "given_up": Word("Given up", "no", "bar"),
    "disabled": Word("Disabled", "stop", "bar"),
    "overdue": Word("Overdue", "clock", "bar"),
    # approvals and exceptions
    "active": Word("Active", "check", "ok"),
    "flagged": Word("Flagged", "flag", "cond"),
    "suspended": Word("Suspended", "stop", "bar"),
    "revoked": Word("Revoked", "no", "bar"),
    "expiring": Word("Expiring", "hourglass", "cond"),
    "expired": Word("Expired", "hourglass", "bar"),
    "unassigned": Word("Nobody yet", "user", "und"),
    "to_be_met": Word("To be met", "clock", "sign"),
    "met": Word("Met", "check", "ok"),
    "called_off": Word("Called off", "back", "idle"),
    "retired": Word("Retired", "stop", "idle"),
    "ended": Word("Ended", "stop", "idle"),
    "ExceptionState.requested": Word("Awaiting decision", "pen", "sign"),
    "ExceptionStanding.requested": Word("Awaiting decision", "pen", "sign"),
    # renewal notes
    "moved": Word("Pin moved", "check", "ok"),
    "renewed": Word("Renewed", "check", "ok"),
    "unpinned": Word("Pin given up", "check", "idle"),
    "set_aside": Word("Set aside", "back", "idle"),
    "overtaken": Word("Overtaken", "swap", "idle"),
    "lapsed": Word("The pin ended", "hourglass", "cond"),
    # competition notes
    "undetermined": Word("Undetermined", "ask", "und"),
    "CompetitionFinding.yes": Word("Competes", "no", "bar"),
    "CompetitionFinding.no": Word("Does not compete", "check", "ok"),
    # the regulatory register
    "proposed": Word("Proposed", "edit", "idle"),
    "introduced": Word("Introduced", "doc", "idle"),
    "in_committee": Word("In committee", "people", "sign"),
    "passed": Word("Passed", "check", "cond"),
    "issued": Word("Issued", "doc", "cond"),
    "in_force": Word("In force", "check", "bar"),
    "paused": Word("Paused", "hourglass", "cond"),
    "repealed": Word("Repealed", "cross", "idle"),
    "abandoned": Word("Abandoned", "cross", "idle"),
    "not_checked": Word("Not checked", "ask", "und"),
    # screening
    "false_match": Word("False match", "check", "ok"),
    "true_match": Word("True match", "no", "bar"),
    "undecided": Word("Not decided", "half", "cond"),
    "HitState.open": Word("Possible match", "ask", "sign"),
    "old_list": Word("Old list", "hourglass", "cond"),
    "waiting_comparison": Word("Waits to be compared", "clock", "sign"),
    # grades of risk
    "restriction_on_record": Word("Restriction on record", "no", "bar"),
    "none_on_record": Word("None on record", "half", "idle"),
    # reports and jobs
    "requested": Word("Requested", "clock", "idle"),
    "frozen": Word("Frozen", "lock", "idle"),
    "signed_by_one": Word("Signed by one", "pen", "sign"),
    "signed": Word("Signed by both", "check", "ok"),
    "sealed": Word("Sealed", "seal", "ok"),
    "cancelled": Word("Cancelled", "cross", "idle"),
    "queued": Word("Queued", "clock", "idle"),
    "running": Word("Running", "dots", "sign"),
    "done": Word("Done", "check", "ok"),
    "failed": Word("Failed", "no", "bar"),
    # what another policy would do
    "Effect.stricter": Word("Stricter", "up", "bar"),
    "Effect.left": Word("Leaves the policy", "cross", "bar"),
    "Effect.added": Word("New to the policy", "plus", "sign"),
    "Effect.other_rules": Word("Same outcome, other rules", "swap", "cond"),
    "Effect.looser": Word("Looser", "down", "ok"),
    "Effect.same": Word("Nothing changes", "check", "idle"),
    # findings
    "accepted": Word("Accepted", "half", "cond"),
    "remediated": Word("Remediated", "check", "ok"),
    # people, keys and checks
    "inactive": Word("Inactive", "stop", "idle"),
    "valid": Word("Valid", "check", "ok"),
    "not_valid": Word("Not valid", "no", "bar"),
    "verified": Word("Verified", "check", "ok"),
    "broken": Word("Broken", "no", "bar"),
    "yes": Word("Yes", "check", "idle"),
    "no": Word("No", "cross", "idle"),
    "Mode.eligible": Word("Eligible", "check", "idle"),
    "Mode.attested": Word("Attested", "edit", "idle"),
    "Mode.restricted": Word("Restricted", "lock", "idle"),
    "RevisionState.published": Word("In force", "check", "ok"),
    "ReportState.draft": Word("Draft, not signed", "pen", "sign"),
    "RequestState.open": Word("Open", "clock", "sign"),
    "LineState.open": Word("Awaiting decision", "pen", "sign"),
}

LABELS: Mapping[str, str] = {
    "use_api": "Use a closed API as intended",
    "distil_api": "Distil from a closed API",
    "fine_tune_open": "Fine-tune open weights on own data",
    "distil_own": "Distil an own model",
    "api": "API",
    "hosted_api": "Hosted API",
    "data_processing": "Data processing agreement",
    "order_form": "Order form",
    "general": "Generally available",
    "beta": "Beta",
    "paste": "Pasted text",
    "upload": "Uploaded file",
    "posted": "Posted publicly",
    "contract": "Contract, restricted",
    "air_gapped": "Air-gapped",
    "fine_tuning": "Fine-tuning",
    "eligible": "Eligible",
    "engineering_manager": "Engineering manager",
    "engineering_owner": "Engineering owner",
    "rolling": "Rolling: the newest text binds us",
    "on_notice": "On notice: a new text binds us after some days",
    "pinned": "Pinned to named versions",
    "training_pipeline": "Training pipeline",
    "weights": "Model weights",
    "software": "Tool software",
    "base_ancestry": "Base model ancestry",
    "None": "None",
    "True": "Yes",
    "False": "No",
}


def keys_of(value: object) -> tuple[str, ...]:
    """Where to look `value` up, narrowest first: "EnumName.value", then the value itself."""
    if isinstance(value, Enum):
        return (f"{type(value).__name__}.{value.value}", str(value.value))
    return (str(value),)


def word_of(value: object) -> Word:
    """The word for a state or outcome; a value nobody listed is said plainly, with the quiet tone."""
    for key in keys_of(value):
        if key in STATES:
            return STATES[key]
    return Word(label_of(value))


def label_of(value: object) -> str:
    """What a person reads for an enum value or code; "" for nothing at all."""
    if value is None or value == "":
        return ""
    for key in keys_of(value):
        if key in LABELS:
            return LABELS[key]
        if key in STATES:
            return STATES[key].text
    return keys_of(value)[-1].replace("_", " ").replace("-", " ").strip().capitalize()
