"""Slow proof: whatever file is brought, the page answers in words, and no child takes more than it may."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from governance.accounts.models import User
from tests.cast import SignedIn
from tests.harness import hostile_pages, hostile_papers, hostile_words
from vendors.capture import reading
from vendors.capture.reading import ReadingLimits
from vendors.models import TermsDocument

pytestmark = pytest.mark.prove("capture")

FILES: dict[str, Callable[[], bytes]] = {
    **{f"{name}.docx": make for name, make in (hostile_words.WORDS | hostile_words.READ_AS_WORDS).items()},
    **{f"{name}.pdf": make for name, make in (hostile_papers.PAPERS | hostile_papers.READ_AS_WORDS).items()},
    **{f"{name}.html": make for name, make in hostile_pages.HEAVY.items()},
    **{f"{name}.html": lambda page=page: page.encode() for name, page in hostile_pages.ACTIVE.items()},
    **{name: lambda data=data: data for name, data in hostile_pages.OTHERS.items()},
}


class Weighed(subprocess.Popen[bytes]):
    """A child of which it is kept how much memory it took: other proofs of a run have children as well."""

    peak = 0

    def _try_wait(self, wait_flags: int) -> tuple[int, int]:
        pid, status, used = os.wait4(self.pid, wait_flags)
        Weighed.peak = max(Weighed.peak, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))
        return pid, status


def test_every_hostile_file_is_answered_in_words_within_the_limits(
    counsel: User, terms: TermsDocument, signed_in: SignedIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading.subprocess, "Popen", Weighed)
    client = signed_in(counsel)
    address = reverse("vendors:document_capture", args=[terms.uid])
    refused = read = 0
    for name, make in FILES.items():
        upload = SimpleUploadedFile(name, make(), content_type="application/octet-stream")
        answer = client.post(address, {"text": "", "file": upload, "effective_on": "2026-03-15"})
        assert answer.status_code in {302, 422}, name
        if answer.status_code == 302:
            read += 1
            continue
        refused += 1
        sentences = answer.context["form"].errors["file"]
        assert len(sentences) == 1 and sentences[0].endswith(".") and 20 < len(sentences[0]) < 200, (name, sentences)
        assert b'value="2026-03-15"' in answer.content, name
    peak = Weighed.peak
    print(f"\n{len(FILES)} hostile files: {refused} refused in words, {read} read as words; "
          f"most memory of a child {peak // 1024**2} MB of {ReadingLimits().memory // 1024**2} MB")  # fmt: skip
    assert len(FILES) >= 150
    assert 0 < peak <= ReadingLimits().memory
    assert terms.captures.count() == 1 + read
