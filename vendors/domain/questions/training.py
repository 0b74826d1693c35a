"""Questions of the clause area training restrictions, in its two directions: what we may do with output, and what the
vendor may do with our content."""

from __future__ import annotations

from vendors.domain.questions.kinds import Asked, Option, Question, Stricter
from vendors.domain.terms import ClauseArea

_OURS = Asked(ClauseArea.TRAINING_RESTRICTIONS, "What we may do")
_THEIRS = Asked(ClauseArea.TRAINING_RESTRICTIONS, "What the vendor may do with our content")

QUESTIONS: tuple[Question, ...] = (
    _OURS.more(
        "train_barred_act",
        "Act barred",
        "What the terms forbid us to do. “None” where the text permits it; answer silent where the text says nothing.",
        Option("none", "None", alone=True),
        Option("competing_product", "Developing a competing product"),
        Option("competing_model", "Training a competing model"),
        Option("any_model_training", "Training any model", covers=("competing_model",)),
        Option("automated_extraction", "Automated extraction"),
    ),
    _OURS.more(
        "train_object",
        "What may not be used for it",
        "The material or service the bar speaks of.",
        Option("outputs", "Outputs"),
        Option("inputs_and_outputs", "Inputs and outputs", covers=("outputs",)),
        Option("service", "The service"),
    ),
    _OURS.fewer(
        "train_exceptions",
        "Exceptions from the bar",
        "What the terms leave free in spite of the bar.",
        Option("none", "None", alone=True),
        Option("undistributed_classifiers", "Classifiers and embeddings that are not distributed"),
        Option("vendor_fine_tuning", "The vendor’s own fine-tuning"),
        Option("prior_written_authorisation", "With prior written authorisation"),
    ),
    _OURS.more(
        "train_flows_down",
        "Bar flows down to",
        "Whom or what it binds besides us.",
        Option("none", "Nobody else", alone=True),
        Option("derivatives", "Derivatives"),
        Option("affiliates", "Affiliates"),
    ),
    _OURS.choice(
        "train_benchmarks",
        "Benchmarks of the service",
        "Whether we may measure the service and publish the results.",
        Option("barred", "Barred"),
        Option("on_conditions", "Allowed on conditions"),
        Option("allowed", "Allowed"),
    ),
    _OURS.yes_no(
        "train_survives",
        "Bar survives termination",
        "Yes where it goes on after the agreement has ended.",
        Stricter.YES,
    ),
    _THEIRS.choice(
        "train_vendor_use",
        "Vendor trains on our content",
        "Whether the vendor may use what we send, and what comes back, to train models.",
        Option("always", "Always"),
        Option("opt_out", "Unless we opt out"),
        Option("opt_in", "Only if we opt in"),
        Option("if_agreed", "Only if expressly agreed"),
        Option("never", "Never"),
        settings=("model_training", "zero_retention"),
    ),
    _THEIRS.choice(
        "train_opt_out_by",
        "Who can opt out",
        "The person whose switch counts on this tier.",
        Option("nobody", "Nobody"),
        Option("admin", "Administrator"),
        Option("user", "User"),
    ),
    _THEIRS.yes_no(
        "train_opt_out_prospective",
        "Opting out works for the future only",
        "Yes where content already used stays in the models.",
        Stricter.YES,
    ),
    _THEIRS.more(
        "train_opt_out_survivors",
        "What survives an opt-out",
        "Content that may still be used for training after we opted out.",
        Option("none", "Nothing", alone=True),
        Option("feedback", "Feedback"),
        Option("flagged_content", "Flagged content"),
        Option("public_content", "Public content"),
        settings=("feedback_sharing",),
    ),
    _THEIRS.more(
        "train_affiliates",
        "Others who may train",
        "Whom the vendor may let use our content for training.",
        Option("none", "Nobody else", alone=True),
        Option("affiliates", "Affiliates of the vendor"),
        Option("sub_providers", "Sub-providers, such as providers of models"),
    ),
)
