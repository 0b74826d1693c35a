"""The demo's terms: written for this product, read like terms, and are canonical text without loss."""

from __future__ import annotations

import datetime as dt
import re

import pytest

from tests.domain.content.portfolio import MEDIA_TYPES, TEXTS, VENDORS, load, tiers, versions
from vendors.domain.terms import DocumentKind, DocumentVisibility, LinkMode
from vendors.domain.text import canonicalise

# fmt: off
REAL_NAMES = {
    "anthropic", "claude", "openai", "chatgpt", "github", "copilot", "cursor", "windsurf", "cognition", "google",
    "gemini", "mistral", "mixtral", "replit", "llama", "qwen", "alibaba", "deepseek", "hunyuan", "tencent",
    "microsoft", "amazon", "moonshot", "minimax", "cohere", "grok", "xai", "gemma", "bigcode", "nvidia", "apple",
    "ibm",
}
# fmt: on


def canonical(name: str) -> str:
    """The canonical text of a file of the demo."""
    path = TEXTS / name
    return canonicalise(path.read_bytes(), MEDIA_TYPES[path.suffix], name).text


FILES = [version["file"] for version in versions().values()]


@pytest.mark.parametrize("name", FILES)
def test_a_text_has_two_to_four_printed_pages_and_numbered_sections(name: str) -> None:
    text = canonical(name)
    assert 850 <= len(text.split()) <= 2000
    assert len(re.findall(r"^(?:\d+|[A-K])\.\d+ ", text, re.MULTILINE)) >= 20


@pytest.mark.parametrize("name", sorted(path.name for path in TEXTS.iterdir()))
def test_a_text_names_no_real_vendor(name: str) -> None:
    words = set(re.findall(r"[a-z]+", (TEXTS / name).read_text(encoding="utf-8").lower()))
    assert not words & REAL_NAMES


def test_no_file_of_the_demo_lies_unused() -> None:
    cited = {
        item["file"]
        for vendor in VENDORS
        for row in load(f"assessments-{vendor}")["assessments"]
        for answer in row["answers"]
        for item in answer["citations"]
        if item["kind"] == "document"
    }
    assert {path.name for path in TEXTS.iterdir()} == {*FILES, *cited}


def test_documents_and_links_use_known_values() -> None:
    for document in load("documents")["documents"]:
        assert DocumentKind(document["kind"])
        assert DocumentVisibility(document["visibility"])
        assert [version["number"] for version in document["versions"]] == list(range(1, len(document["versions"]) + 1))
        days = [version["captured_days_ago"] for version in document["versions"]]
        assert days == sorted(days, reverse=True)
        assert all(dt.date.fromisoformat(v["effective_on"]) for v in document["versions"] if v["effective_on"])
    keys = {document["key"] for document in load("documents")["documents"]}
    for link in load("documents")["links"]:
        assert LinkMode(link["mode"])
        assert link["document"] in keys
        assert link["tier"] in tiers()
        assert (link["rank"] is None) == (link["rank_quote"] is None)
        quote = link["rank_quote"]
        if quote:
            version = versions()[quote["document"], quote["version"]]
            assert canonical(version["file"]).count(quote["exact"]) == 1
            assert version["captured_days_ago"] >= link["from_days_ago"]


def changed_words(document: str) -> tuple[list[str], list[str]]:
    """The words only the first and only the second version of a document have, in order."""
    old, new = (canonical(versions()[document, number]["file"]).split() for number in (1, 2))
    return [word for word in old if word not in new], [word for word in new if word not in old]


def test_the_date_line_is_all_that_changed_in_the_consumer_terms() -> None:
    old, new = (canonical(versions()["larkspur-consumer", number]["file"]).splitlines() for number in (1, 2))
    pairs = [(a, b) for a, b in zip(old, new, strict=True) if a != b]
    assert pairs == [("Last updated: 3 June 2025", "Last updated: 20 April 2026")]


def test_one_word_changed_in_the_customer_agreement_and_its_date_did_not() -> None:
    old, new = (canonical(versions()["quillon-agreement", number]["file"]).split() for number in (1, 2))
    assert [(a, b) for a, b in zip(old, new, strict=True) if a != b] == [("shall", "may")]


def test_the_community_licence_changed_in_formatting_only() -> None:
    assert changed_words("fernhill-licence") == ([], [])
    first, second = (versions()["fernhill-licence", number]["file"] for number in (1, 2))
    assert (TEXTS / first).read_bytes() != (TEXTS / second).read_bytes()
    assert canonical(first) == canonical(second)


def test_the_usage_policy_gained_a_restriction() -> None:
    assert "distil" in changed_words("meridian-usage")[1]
