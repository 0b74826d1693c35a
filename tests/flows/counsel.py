"""What counsel does in the browser: registers, brings terms in, reads and cites, answers, submits, approves."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.flows.people import field, press, proving_it, told
from tests.flows.test_reading_and_citing import SELECT

VENDOR, PRODUCT, TIER, DOCUMENT = "Thornfield Systems", "Thornfield Code", "Business", "Commercial terms"
OWNS = "Thornfield assigns to you all right, title and interest in the output of the service."
PLAIN = "The assignment is not qualified and does not depend on how you use the service."
NEVER = "Thornfield never trains models on what you send or on what comes back."
THIRTY = "Prompts, outputs and code context are deleted after thirty days."
COVERS = "Thornfield defends you against claims that the output infringes a copyright, beta features included."
VOID = "The cover is void if you switch the duplicate filter off or modify the output."

TERMS = f"""# Commercial terms of Thornfield Code

## 1. Output

{OWNS} {PLAIN}

## 2. Training

{NEVER}

## 3. Retention

{THIRTY}

## 4. Indemnity

{COVERS}

{VOID}
"""


@dataclass(frozen=True, slots=True)
class Answered:
    """One question as counsel answers it: the labels to tick, what to type, and the sentence it rests on."""

    question: str
    ticks: tuple[str, ...]
    sentence: str
    typed: str = ""


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause area as counsel reads it."""

    area: str
    reading: str
    answers: tuple[Answered, ...]


CLAUSES = (
    Clause(
        "Output ownership",
        "What comes back is ours.",
        (
            Answered("own_owner", ("Customer",), OWNS),
            Answered("own_mechanism", ("Assignment",), OWNS),
            Answered("own_qualified", ("No",), PLAIN),
            Answered("own_conditional", ("No",), PLAIN),
        ),
    ),
    Clause("Training restrictions", "They do not train on us.", (Answered("train_vendor_use", ("Never",), NEVER),)),
    Clause(
        "Retention",
        "Gone after thirty days.",
        tuple(
            Answered(f"keep_{kind}_days", ("Days",), THIRTY, "30") for kind in ("prompts", "outputs", "code_context")
        ),
    ),
    Clause(
        "Indemnity",
        "They stand for the output while the filter is on.",
        (
            Answered("ind_covers", ("The output",), COVERS),
            Answered("ind_rights", ("Copyright",), COVERS),
            Answered("ind_void_if", ("Filters are off", "Output was modified"), VOID),
            Answered("ind_beta_excluded", ("No",), COVERS),
        ),
    ),
)


def registers_the_vendor(page: Page) -> None:
    """Vendor, product, tier."""
    page.goto("/vendors/")
    page.get_by_role("link", name="Add a vendor").first.click()
    field(page, "Name").fill(VENDOR)
    press(page, "Add the vendor")
    page.get_by_role("link", name="Add a product").click()
    field(page, "Name").fill(PRODUCT)
    field(page, "Kind").select_option(label="Assistant")
    press(page, "Add the product")
    page.get_by_role("link", name="Add a tier").first.click()
    field(page, "Name").fill(TIER)
    field(page, "Kind").select_option(label="Business")
    press(page, "Add the tier")


def pastes_the_terms(page: Page) -> None:
    """The document with its text and the tier it governs, in one go."""
    page.goto("/documents/new/")
    field(page, "Vendor").select_option(label=VENDOR)
    field(page, "Title").fill(DOCUMENT)
    field(page, "Kind").select_option(label="Commercial terms")
    field(page, "Text").fill(TERMS)
    field(page, f"{VENDOR}: {PRODUCT} {TIER}").check()
    press(page, "Keep the document")


def opens_the_clause(page: Page, clause: Clause) -> None:
    """From the tier's page to the desk of a new draft."""
    page.goto("/vendors/")
    page.get_by_role("link", name=VENDOR).first.click()
    page.locator("main").get_by_role("link", name=TIER, exact=True).first.click()
    row = page.get_by_role("row").filter(has_text=clause.area)
    row.get_by_role("link", name="Open this clause").click()
    press(page, "Open")


def cites_by_link(page: Page, answer: Answered) -> None:
    """From the desk to the text, the cite link of a sentence, and back."""
    page.locator(f"#a-{answer.question}").get_by_role("link", name=DOCUMENT).first.click()
    page.get_by_role("link", name=f"cite the sentence “{answer.sentence[:50]}").press("Enter")
    press(page, "Cite and go to the desk")


def cites_by_selection(page: Page, answer: Answered) -> None:
    """From the desk to the text, its words selected, and back."""
    page.locator(f"#a-{answer.question}").get_by_role("link", name=DOCUMENT).first.click()
    page.locator("[data-citable]").wait_for()  # a click returns before the next page stands
    page.wait_for_load_state("load")
    page.evaluate(SELECT, [answer.sentence, answer.sentence])
    page.locator("[data-cite-form] button").click()
    press(page, "Cite and go to the desk")


def answers_the_clause(page: Page, clause: Clause, *, by_selection: bool) -> None:
    """Every citation, then every answer and the reading in plain words, then off to the second counsel."""
    opens_the_clause(page, clause)
    for answer in clause.answers:
        (cites_by_selection if by_selection else cites_by_link)(page, answer)
    for answer in clause.answers:
        card = page.locator(f"#a-{answer.question}")
        for label in answer.ticks:
            card.get_by_label(label, exact=True).check()
        if answer.typed:
            card.locator(f"[name={answer.question}__entry]").fill(answer.typed)
    field(page, "Acceptable").check()
    field(page, "In plain language").fill(clause.reading)
    press(page, "Save and send to second counsel")
    assert "a second counsel has to approve it" in told(page)


def approves_every_reading(page: Page) -> None:
    """The second counsel finds each reading in the queue, reads it and approves it."""
    for clause in CLAUSES:
        page.goto("/")
        page.locator("main").get_by_role("link", name=clause.area).first.click()
        assert clause.reading in page.locator("main").inner_text()
        for answer in clause.answers:
            assert answer.sentence in page.locator("main").inner_text()
        press(page, "Approve")
        proving_it(page)
