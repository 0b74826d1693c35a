"""In a browser: words are selected in the reader, cited, and found on the desk again; without script, by links."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from governance.accounts.access import Actor
from governance.accounts.models import User
from tests.cast import AsActor
from tests.factories.vendors import make_document, make_draft, make_tier, newest_version
from vendors.models import Citation

SELECT = """([from, to]) => {
  const find = (words) => {
    const walker = document.createTreeWalker(document.querySelector('[data-citable]'), NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const at = walker.currentNode.data.indexOf(words);
      if (at >= 0) return [walker.currentNode, at];
    }
  };
  const [first, start] = find(from), [last, end] = find(to);
  const range = document.createRange();
  range.setStart(first, start);
  range.setEnd(last, end + to.length);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}"""


def test_selected_words_are_cited_across_sentences_and_items(
    live_site: object, browse_as: Callable[..., Page], counsel: User, as_actor: AsActor
) -> None:
    actor: Actor = as_actor(counsel)
    tier = make_tier(actor)
    version = newest_version(make_document(actor, tier))
    draft = make_draft(actor, tier)
    page = browse_as(counsel)
    page.goto(f"/versions/{version.uid}/?for={draft.uid}&question=own_mechanism")
    assert page.locator("[data-cite-form]").is_hidden()
    page.evaluate(SELECT, ["assigns to Customer", "covers code."])
    page.locator("[data-cite-form] button").click()
    assert page.get_by_label("How title reaches us").is_checked()
    page.get_by_role("button", name="Cite and go to the desk").click()
    citation = Citation.objects.get()
    assert citation.exact.startswith("assigns to Customer any right")
    assert citation.exact.endswith("The assignment covers code.")
    card = page.locator("#a-own_mechanism")
    assert "assigns to Customer any right" in card.inner_text()
    card.get_by_role("link", name="5 Customer Content").click()
    assert page.locator(f"[id='c-{citation.uid}']").is_visible()


def test_without_script_each_sentence_has_its_link(
    live_site: object, browse_as: Callable[..., Page], counsel: User, as_actor: AsActor
) -> None:
    actor: Actor = as_actor(counsel)
    tier = make_tier(actor)
    version = newest_version(make_document(actor, tier))
    page = browse_as(counsel, java_script_enabled=False)
    page.goto(f"/versions/{version.uid}/")
    page.get_by_role("link", name="cite the sentence “It may not be unique.”").press("Enter")
    page.get_by_role("button", name="Output ownership of").click()
    page.get_by_label("Similar output may go to others").check()
    page.get_by_role("button", name="Cite and read on").click()
    assert page.locator("article mark").inner_text() == "It may not be unique."
    assert Citation.objects.get().exact == "It may not be unique."
