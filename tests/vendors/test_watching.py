"""Documents that are fetched: by whose word, what of the page is kept, and what is done with what does not repeat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import Error, transaction
from django.utils import timezone

from governance.accounts.access import Actor
from governance.audit.models import Event
from governance.blobs import store
from governance.errors import Conflict, Invalid, NotAllowed
from tests.cast import AsActor
from tests.factories.vendors import TERMS, make_approved, make_document
from tests.harness import outside
from tests.harness.outside import PUBLIC, Site, answer, moved
from vendors.domain.terms import CaptureSource, CaptureState, DocumentVisibility, Rhythm
from vendors.models import Capture, CaptureRule, TermsDocument, Tier, Watch
from vendors.services.captures import accept_capture
from vendors.services.fetching import Look, fetch_due, look_at
from vendors.services.watching import ask_for_fetch, set_rule, stop_watching

URL = "http://vendor.example/terms"
BODY = "".join(f"<p>{line}</p>" for line in TERMS.splitlines() if line)


@pytest.fixture
def site() -> Iterator[Site]:
    with outside.running() as found:
        found.names["vendor.example"] = [PUBLIC]
        yield found


def page(terms: str = BODY, around: str = "Menu") -> bytes:
    return answer(f"<!doctype html><html><nav>{around}</nav><main>{terms}</main></html>".encode())


def watched(actor: Actor, document: TermsDocument, **values: Any) -> CaptureRule:
    rule = document.rules.open().first()
    given = {"address": URL, "keep": ["main"], "rhythm": Rhythm.DAILY, "seen": rule.uid if rule else None, **values}
    return set_rule(actor=actor, document=document, **given)


def look(site: Site, document: TermsDocument) -> Look:
    return look_at(document=document, network=site.network(), pause=0)


def newest(document: TermsDocument) -> Capture:
    return document.captures.order_by("-sequence").first()


def changing(site: Site, *answers: bytes) -> None:
    """Say one answer after the other."""
    left = list(answers)
    site.says["/terms"] = lambda connection: connection.sendall(left.pop(0) if len(left) > 1 else left[0])


def test_a_look_keeps_the_part_of_the_page_as_version_and_the_page_as_evidence(
    drafter: Actor, terms: TermsDocument, site: Site
) -> None:
    rule = watched(drafter, terms)
    site.says["/terms"] = page()
    found = look(site, terms).captured
    assert found is not None and found.new and site.connections == 2
    text = found.version.texts.get().text
    assert "means what the Service returns" in text and "Menu" not in text
    assert store.get(found.capture.blob).startswith(b"<!doctype html><html><nav>Menu")
    assert (found.capture.source, found.capture.source_name, found.capture.rule) == (CaptureSource.WEB, URL, rule)
    assert found.capture.captured_by is None
    changing(site, page(around="Other menu"))
    again = look(site, terms).captured
    assert again is not None and not again.new and again.capture.blob != found.capture.blob


def test_what_does_not_repeat_is_not_kept_and_is_named(drafter: Actor, terms: TermsDocument, site: Site) -> None:
    watched(drafter, terms, keep=[])
    changing(site, page(around="Visitor 1"), page(around="Visitor 2"))
    found = look(site, terms)
    assert found.captured is None and "“Visitor 1” did not come again" in found.problem
    assert terms.captures.count() == 1
    assert terms.watch.problem == found.problem
    assert Event.objects.filter(action="document.fetch-failed").count() == 1
    watched(drafter, terms, keep=[], drop=["nav"])
    changing(site, page(around="Visitor 1"), page(around="Visitor 2"))
    assert look(site, terms).captured is not None
    terms.watch.refresh_from_db()
    assert terms.watch.problem == ""


def test_an_error_page_is_kept_as_a_problem_and_touches_no_reading(
    drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument, site: Site
) -> None:
    reading = make_approved(drafter, checker, business, terms)
    watched(drafter, terms, keep=[])
    site.says["/terms"] = answer(b"<h1>Page not found</h1><p>The page you are looking for does not exist.</p>")
    found = look(site, terms)
    reading.refresh_from_db()
    assert found.captured is not None and found.captured.version is None and "is an error page" in found.problem
    assert not reading.stale and not reading.to_be_confirmed
    kept = newest(terms)
    assert (kept.state, kept.version, terms.versions.count()) == (CaptureState.CAPTURE_PROBLEM, None, 1)
    assert b"Page not found" in store.get(kept.blob)
    assert Watch.objects.get(document=terms).problem == ""


def test_a_page_that_counsel_takes_for_the_terms_is_read_by_the_rule_it_was_fetched_by(
    drafter: Actor, terms: TermsDocument, site: Site
) -> None:
    watched(drafter, terms)
    site.says["/terms"] = page("<h1>Page not found</h1><p>The page you are looking for does not exist.</p>")
    look(site, terms)
    accepted = accept_capture(actor=drafter, capture=newest(terms))
    assert accepted.version is not None and "Menu" not in accepted.version.texts.get().text
    assert (accepted.capture.source, accepted.capture.rule) == (CaptureSource.WEB, terms.rules.get())


@pytest.mark.parametrize(
    ("says", "words"),
    [
        (answer(status="404 Not Found"), "no page at that address"),
        (answer(b"<html><div>elsewhere</div></html>"), "no part that main names"),
        (moved("http://127.0.0.1/"), "only public sites"),
        (answer(b"\x89PNG", media_type="image/png"), "holds no terms"),
    ],
)
def test_a_look_that_fails_is_put_on_record_and_the_next_one_is_due(
    says: bytes, words: str, drafter: Actor, terms: TermsDocument, site: Site
) -> None:
    site.names["127.0.0.1"] = ["127.0.0.1"]
    watched(drafter, terms)
    site.says["/terms"] = says
    assert words in look(site, terms).problem
    watch = Watch.objects.get(document=terms)
    assert words in watch.problem and watch.due_at > timezone.now() + dt.timedelta(hours=23)
    assert Event.objects.filter(action="document.fetch-failed", subject_uid=terms.uid).exists()
    assert terms.captures.count() == 1


def test_a_change_of_ours_is_told_from_a_change_of_the_vendors(
    drafter: Actor, terms: TermsDocument, site: Site
) -> None:
    watched(drafter, terms)
    site.says["/terms"] = page()
    look(site, terms)
    watched(drafter, terms, keep=["main", "nav"])
    look(site, terms)
    assert newest(terms).ours and "Menu" in newest(terms).version.texts.get().text
    watched(drafter, terms, keep=["main"])
    site.says["/terms"] = page(BODY.replace("may not", "may hardly"))
    look(site, terms)
    assert not newest(terms).ours
    assert [rule.valid_until is None for rule in terms.rules.all()] == [True, False, False]


def test_a_rule_is_ended_once_and_never_changed_or_deleted(drafter: Actor, terms: TermsDocument) -> None:
    rule = watched(drafter, terms)
    for change in ({"address": "http://other.example/"}, {"kept": "body"}, {"set_by": None}):
        with pytest.raises(Error), transaction.atomic():
            CaptureRule.objects.filter(pk=rule.pk).update(**change)
    with pytest.raises(Error), transaction.atomic():
        CaptureRule.objects.all().delete()
    stop_watching(actor=drafter, document=terms)
    with pytest.raises(Error), transaction.atomic():
        CaptureRule.objects.filter(pk=rule.pk).update(valid_until=None)
    with pytest.raises(Conflict):
        stop_watching(actor=drafter, document=terms)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"address": "http://user:secret@vendor.example/"}, "address"),
        ({"address": "ftp://vendor.example/"}, "address"),
        ({"address": "http://vendor.example:8080/"}, "address"),
        ({"address": "https://vendor.example/" + "a" * 490}, "address"),
        ({"keep": ["main", "a["]}, "keep"),
        ({"keep": ["p::before"]}, "keep"),
        ({"drop": ["x" * 300]}, "drop"),
        ({"drop": ["p"] * 21}, "drop"),
    ],
)
def test_a_rule_that_could_not_work_is_refused_in_words(
    values: dict[str, Any], field: str, drafter: Actor, terms: TermsDocument
) -> None:
    with pytest.raises(Invalid) as refused:
        watched(drafter, terms, **values)
    assert all(words.endswith(".") for words in refused.value.problems[field])
    assert not terms.rules.exists()


def test_a_contract_is_not_fetched(drafter: Actor, business: Tier) -> None:
    contract = make_document(drafter, business, "Words.", title="Side letter", visibility=DocumentVisibility.CONTRACT)
    with pytest.raises(Invalid, match="could not be saved"):
        watched(drafter, contract)


def test_two_who_set_a_rule_at_once_do_not_overwrite_each_other(
    drafter: Actor, checker: Actor, terms: TermsDocument
) -> None:
    watched(drafter, terms)
    with pytest.raises(Conflict):
        watched(checker, terms, address="http://other.example/", seen=None)
    before = Event.objects.count()
    watched(checker, terms)
    assert (terms.rules.count(), Event.objects.count()) == (1, before)


@pytest.mark.parametrize("who", ["requester", "engineering_owner", "auditor", "outsider", "administrator"])
def test_nobody_but_counsel_has_a_document_fetched(
    who: str, request: pytest.FixtureRequest, drafter: Actor, terms: TermsDocument, as_actor: AsActor
) -> None:
    watched(drafter, terms)
    other = as_actor(request.getfixturevalue(who))
    for deed in (lambda: watched(other, terms, address="http://x.example/"),
                 lambda: ask_for_fetch(actor=other, document=terms),
                 lambda: stop_watching(actor=other, document=terms)):  # fmt: skip
        with pytest.raises(NotAllowed):
            deed()


def test_what_is_due_is_fetched_once_and_what_is_not_is_left_alone(
    drafter: Actor, terms: TermsDocument, site: Site
) -> None:
    site.says["/terms"] = page()
    watched(drafter, terms, rhythm=Rhythm.BY_HAND)
    assert fetch_due(network=site.network(), pause=0) == 0
    ask_for_fetch(actor=drafter, document=terms)
    assert fetch_due(network=site.network(), pause=0) == 1
    assert fetch_due(network=site.network(), pause=0) == 0
    assert Watch.objects.get(document=terms).due_at is None
    assert terms.captures.filter(source=CaptureSource.WEB).count() == 1


def test_of_two_workers_one_takes_a_look_and_a_killed_ones_look_is_due_again(
    drafter: Actor, terms: TermsDocument
) -> None:
    watched(drafter, terms)
    first, second = Watch.objects.get(document=terms), Watch.objects.get(document=terms)
    until = timezone.now() + dt.timedelta(minutes=10)
    assert Watch.objects.claim(first, until)
    assert not Watch.objects.claim(second, until)
    assert list(Watch.objects.due(until + dt.timedelta(seconds=1))) == [first]


def test_a_rule_set_while_a_look_is_under_way_keeps_its_own_next_look(
    drafter: Actor, terms: TermsDocument, site: Site
) -> None:
    watched(drafter, terms)
    site.says["/terms"] = page()
    honest = site.network().dial

    def dial(address: str, port: int, seconds: float):
        if site.connections == 1:
            watched(drafter, terms, rhythm=Rhythm.WEEKLY, keep=["main", "nav"])
        return honest(address, port, seconds)

    look_at(document=terms, network=site.network(dial=dial), pause=0)
    assert Watch.objects.get(document=terms).due_at <= timezone.now()
