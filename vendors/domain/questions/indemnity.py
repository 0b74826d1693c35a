"""Questions of the clause area indemnity: what the vendor covers, what ends the cover, and what we owe the vendor."""

from __future__ import annotations

from vendors.domain.questions.kinds import Asked, Option, Question, Stricter
from vendors.domain.terms import ClauseArea

_COVER = Asked(ClauseArea.INDEMNITY, "What the vendor covers")
_LIMITS = Asked(ClauseArea.INDEMNITY, "What ends or limits the cover")
_OURS = Asked(ClauseArea.INDEMNITY, "What we owe")

QUESTIONS: tuple[Question, ...] = (
    _COVER.fewer(
        "ind_covers",
        "Vendor covers",
        "What claims of others the vendor defends and pays for. “Nothing” where the text refuses it.",
        Option("nothing", "Nothing", alone=True),
        Option("service", "The service"),
        Option("output", "The output"),
        Option("training_data", "Training data"),
        settings=("output_filter", "citations", "beta_features"),
    ),
    _COVER.fewer(
        "ind_rights",
        "Rights covered",
        "Whose claims: the rights the text names.",
        Option("copyright", "Copyright"),
        Option("patent", "Patent"),
        Option("trade_secret", "Trade secret"),
        Option("trademark", "Trademark"),
    ),
    _COVER.choice(
        "ind_cap",
        "Cap on the indemnity",
        "Whether the vendor’s duty to indemnify has an upper limit.",
        Option("capped", "Capped"),
        Option("uncapped", "Uncapped"),
    ),
    _COVER.text(
        "ind_cap_amount",
        "Amount of the cap",
        "The amount or what it is reckoned from, for instance the fees of the twelve months before the claim.",
    ),
    _LIMITS.yes_no(
        "ind_beta_excluded",
        "Beta features excluded",
        "Yes where output of beta or preview features is not covered.",
        Stricter.YES,
        ("beta_features",),
    ),
    _LIMITS.more(
        "ind_void_if",
        "Void if",
        "What ends the cover. Where a tool setting decides it, the setting is checked against how the tool is held.",
        Option("none", "Nothing named", alone=True),
        Option("filters_off", "Filters are off"),
        Option("citations_off", "Citations are off"),
        Option("output_modified", "Output was modified"),
        Option("combined", "Output was combined with other material"),
        Option("known_infringement", "Infringement was known"),
        Option("no_right_to_input", "No right to the input"),
        Option("trademark_use", "Use as a trademark"),
        Option("third_party_offering", "Offering of a third party"),
        settings=("output_filter", "citations", "beta_features"),
    ),
    _LIMITS.choice(
        "ind_control",
        "Control of the defence",
        "Who conducts the case and decides on a settlement.",
        Option("customer", "Customer"),
        Option("shared", "Shared"),
        Option("vendor", "Vendor"),
    ),
    _LIMITS.choice(
        "ind_notice",
        "Notice of a claim",
        "What late notice does to the cover.",
        Option("condition", "Prompt notice is a condition of the cover"),
        Option("prejudice", "Late notice reduces the cover so far as it did harm"),
        Option("none", "No duty to give notice"),
    ),
    _OURS.more(
        "ind_customer_indemnifies",
        "Customer indemnifies the vendor for",
        "What claims of others we defend and pay for.",
        Option("nothing", "Nothing", alone=True),
        Option("inputs", "Our inputs"),
        Option("use_of_output", "Our use of output"),
        Option("breach_of_terms", "Breach of the terms"),
        Option("unlawful_use", "Unlawful use"),
    ),
    _OURS.text(
        "ind_liability_cap",
        "Liability cap",
        "What the general limit of liability is reckoned from, for instance the fees of the last twelve months.",
    ),
)
