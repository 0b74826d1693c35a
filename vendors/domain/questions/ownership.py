"""Questions of the clause area output ownership: who owns what comes back, how, and what is held against it."""

from __future__ import annotations

from vendors.domain.questions.kinds import Asked, Option, Question, Stricter
from vendors.domain.terms import ClauseArea

_TITLE = Asked(ClauseArea.OUTPUT_OWNERSHIP, "Title to output")
_LICENCES = Asked(ClauseArea.OUTPUT_OWNERSHIP, "Licences back")
_USE = Asked(ClauseArea.OUTPUT_OWNERSHIP, "Use of output")

QUESTIONS: tuple[Question, ...] = (
    _TITLE.choice(
        "own_owner",
        "Owner of output",
        "Who owns what the tool returns, as between the vendor and us. Where the text does not say, answer silent.",
        Option("vendor", "Vendor"),
        Option("shared", "Shared"),
        Option("customer", "Customer"),
    ),
    _TITLE.choice(
        "own_mechanism",
        "How title reaches us",
        "The words that do it: the vendor assigns its rights, says that it claims none, or only licenses them to us.",
        Option("licence", "Licence"),
        Option("disclaimer", "Disclaimer"),
        Option("assignment", "Assignment"),
    ),
    _TITLE.yes_no(
        "own_qualified",
        "Title is qualified",
        "Yes where it is limited by words such as “if any” or “to the extent permitted by law”.",
        Stricter.YES,
    ),
    _TITLE.yes_no(
        "own_conditional",
        "Title depends on compliance",
        "Yes where we own output only as long as we comply with the terms.",
        Stricter.YES,
    ),
    _TITLE.yes_no(
        "own_similar_to_others",
        "Similar output may go to others",
        "Yes where the text says that others may receive the same or similar output, which is not ours.",
        Stricter.YES,
    ),
    _TITLE.choice(
        "own_shared_inference",
        "Rights in output made through shared inference",
        "Whether our rights are the same where a model instance serves several customers.",
        Option("none", "None"),
        Option("reduced", "Reduced"),
        Option("same", "The same as elsewhere"),
    ),
    _LICENCES.choice(
        "own_licence_back",
        "Licence back to the vendor",
        "What the vendor may do with our output and input: nothing, what the service needs, or more than that.",
        Option("broad", "Broad"),
        Option("operate", "To operate the service"),
        Option("none", "None"),
    ),
    _LICENCES.text(
        "own_licence_back_term",
        "Term of the licence back",
        "How long it lasts, in the words of the text: perpetual, while we use the service, until deletion.",
    ),
    _LICENCES.yes_no(
        "own_licence_back_sublicensable",
        "Licence back can be sublicensed",
        "Yes where the vendor may pass the licence on to others.",
        Stricter.YES,
    ),
    _LICENCES.yes_no(
        "own_feedback_licence",
        "Licence to feedback",
        "Yes where what we send as feedback may be used freely.",
        Stricter.YES,
    ),
    _USE.fewer(
        "own_attribution_offered",
        "Attribution or duplicate filter offered",
        "What the vendor offers against output that matches the code of others.",
        Option("none", "Neither", alone=True),
        Option("attribution", "Attribution of matching code"),
        Option("duplicate_filter", "Filter for duplicates"),
        settings=("output_filter", "citations"),
    ),
    _USE.yes_no(
        "own_present_as_human",
        "Duty not to present output as human-made",
        "Yes where we may not say or suggest that a person made the output.",
        Stricter.YES,
    ),
)
