"""A better canonicaliser is run over history: texts are derived anew from the bytes, and nothing that stood is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from governance.accounts.access import Actor
from governance.accounts.models import User
from governance.audit.models import Event
from governance.blobs.store import blob_storage
from tests.cast import SignedIn
from tests.factories.vendors import OWNERSHIP_SENTENCE, make_approved
from vendors.models import Assessment, CanonicalText, TermsDocument, Tier
from vendors.services import deriving

pytestmark = pytest.mark.django_db

ANEW = "version.text-derived"


def run() -> str:
    said = StringIO()
    call_command("derive_texts", stdout=said)
    return said.getvalue()


@pytest.fixture
def reading(drafter: Actor, checker: Actor, business: Tier, terms: TermsDocument) -> Assessment:
    return make_approved(drafter, checker, business, terms)


@pytest.fixture
def better(monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], None]:
    """A canonicaliser with the next number, which writes one word differently."""

    def come(word: str, other: str) -> None:
        read = deriving.read
        monkeypatch.setattr(deriving, "CANONICALISER", deriving.CANONICALISER + 1)

        def read_better(data: bytes, media_type: str) -> object:
            result = read(data, media_type)
            return replace(result, text=result.text.replace(word, other))

        monkeypatch.setattr(deriving, "read", read_better)

    return come


def test_with_todays_texts_there_is_nothing_to_derive(reading: Assessment) -> None:
    assert run().startswith("0 texts were derived")
    assert not Event.objects.filter(action=ANEW).exists()


def test_a_better_text_stands_beside_the_former_one_and_is_what_is_read_and_found(
    reading: Assessment, terms: TermsDocument, better: Callable[[str, str], None], signed_in: SignedIn, counsel: User
) -> None:
    former = CanonicalText.objects.get(version__document=terms)
    better("Larkspur", "Larchspur")
    assert run().startswith("1 texts were derived; 1 differ")
    assert CanonicalText.objects.filter(version__document=terms).count() == 2
    former.refresh_from_db()
    assert "Larkspur" in former.text
    page = signed_in(counsel).get(f"/versions/{former.version.uid}/").content.decode()
    assert "Larchspur" in page
    assert "Larchspur" in signed_in(counsel).get("/search/?q=Larchspur").content.decode().split("</form>")[-1]
    assert CanonicalText.objects.filter(parts__isnull=False).distinct().get() != former


def test_a_second_run_derives_nothing_more(reading: Assessment, better: Callable[[str, str], None]) -> None:
    better("Larkspur", "Larchspur")
    run()
    assert run().startswith("0 texts were derived")
    assert Event.objects.filter(action=ANEW).count() == 1


def test_a_quote_that_the_new_text_lost_is_named_and_marks_no_reading(
    reading: Assessment, better: Callable[[str, str], None]
) -> None:
    better(OWNERSHIP_SENTENCE, "")
    assert "A quote is not in the new text word for word" in run()
    reading.refresh_from_db()
    assert not reading.stale
    assert not reading.to_be_confirmed


def test_quotes_that_still_stand_are_not_named(reading: Assessment, better: Callable[[str, str], None]) -> None:
    better("laws of", "law of")
    assert "A quote is not" not in run()


def test_a_version_whose_bytes_are_gone_keeps_its_text_and_is_named(
    reading: Assessment, terms: TermsDocument, better: Callable[[str, str], None]
) -> None:
    better("Larkspur", "Larchspur")
    blob_storage().delete(terms.versions.get().blob.path)
    with pytest.raises(CommandError, match="1 versions keep their former text"):
        run()
    assert CanonicalText.objects.filter(version__document=terms).count() == 1
