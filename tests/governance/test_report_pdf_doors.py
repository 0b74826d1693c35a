"""The process that draws: it reads nothing the report did not bring, and it ends when it must."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from governance.reports import checks
from governance.reports.pdf import Limits, Progress, RenderingFailed, RenderingTimedOut, compose
from governance.reports.rendering import process
from governance.reports.rendering.process import draw
from tests.domain.reports.sample import sample_content


def job(body: str, *, style: str = "", picture: str = "<svg xmlns='http://www.w3.org/2000/svg'/>") -> dict[str, Any]:
    return {
        "html": f"<html lang=en><title>t</title><style>{style}</style><body><p>words</p>{body}",
        "base": "http://report.invalid/",
        "files": {},
        "pictures": {"http://report.invalid/own.svg": picture},
        "attachments": [],
        "identifier": "00" * 16,
        "moment": "2026-09-30T17:00:00.000000Z",
        "variant": "pdf/a-3a",
    }


def quiet(page: int, turn: int) -> None:
    """Nobody listens."""


SECRET = Path(__file__).as_uri()
WAYS_OUT = {
    "a file as picture": (f"<img alt=x src='{SECRET}'>", ""),
    "a web address as picture": ("<img alt=x src='http://127.0.0.1:9/x.png'>", ""),
    "a relative address": ("<img alt=x src='../../etc/passwd'>", ""),
    "an address without scheme": ("<img alt=x src='//127.0.0.1/x.png'>", ""),
    "data written in place": ("<img alt=x src='data:image/svg+xml,<svg/>'>", ""),
    "another scheme": ("<img alt=x src='ftp://127.0.0.1/x'>", ""),
    "an object": (f"<object data='{SECRET}'>", ""),
    "an embed": (f"<embed src='{SECRET}'>", ""),
    "a style sheet": (f"<link rel=stylesheet href='{SECRET}'>", ""),
    "an attachment in the text": (f"<a rel=attachment href='{SECRET}'>x</a>", ""),
    "an import": ("", f"@import url({SECRET});"),
    "a font": ("<p style='font-family: out'>x", f"@font-face {{ font-family: out; src: url({SECRET}) }}"),
    "a background": ("", f"body {{ background: url({SECRET}) }}"),
    "a list mark": ("<ul><li>x</ul>", f"li {{ list-style-image: url({SECRET}) }}"),
    "content of a style": ("", f"p::before {{ content: url({SECRET}) }}"),
    "a picture written in place": (f"<svg><image href='{SECRET}' width=9 height=9 /></svg>", ""),
}


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_way_out_is_open(way: str) -> None:
    body, style = WAYS_OUT[way]
    with pytest.raises(RenderingFailed, match="reached outside itself"):
        draw(job(body, style=style), Limits(seconds=60), quiet)


def test_a_picture_that_is_brought_cannot_reach_out_either() -> None:
    picture = (
        f"<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 9 9'><image href='{SECRET}' width='9' height='9'/></svg>"
    )
    with pytest.raises(RenderingFailed, match="reached outside itself"):
        draw(job("<img alt=x src='own.svg'>", picture=picture), Limits(seconds=60), quiet)


def test_an_attachment_named_in_the_head_is_not_taken_in() -> None:
    drawn = draw(job(f"<link rel=attachment href='{SECRET}'>"), Limits(seconds=60), quiet)
    assert b"EmbeddedFile" not in drawn.pdf


def test_what_is_brought_is_drawn() -> None:
    drawn = draw(job("<img alt=x src='own.svg'>"), Limits(seconds=60), quiet)
    assert drawn.pdf.startswith(b"%PDF")
    assert drawn.pages == 1


def test_taking_too_long_is_ended_and_said_in_words() -> None:
    with pytest.raises(RenderingTimedOut, match="longer than 1 seconds"):
        compose(sample_content(), (), limits=Limits(seconds=1))


def test_taking_too_much_memory_is_ended_and_said_in_words() -> None:
    with pytest.raises(RenderingFailed, match=r"memory|ended by signal|ended with status|library"):
        compose(sample_content(), (), limits=Limits(memory=96 * 1024**2))


def test_whoever_listens_can_give_up() -> None:
    class GivenUp(Exception):
        pass

    def listen(progress: Progress) -> None:
        if progress.label.startswith("Laid out page 2"):
            raise GivenUp

    started = time.monotonic()
    with pytest.raises(GivenUp):
        compose(sample_content(), (), listen)
    assert time.monotonic() - started < 60


def test_a_process_that_dies_is_a_failure_with_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    crash = tmp_path / "child.py"
    crash.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)\n")
    monkeypatch.setattr(process, "CHILD", crash)
    with pytest.raises(RenderingFailed, match="ended by signal 11"):
        draw(job(""), Limits(seconds=60), quiet)


def test_a_child_ends_when_its_parent_does() -> None:
    reading, writing = os.pipe()
    child = subprocess.Popen([sys.executable, "-P", "-s", str(process.CHILD)], stdin=reading, stdout=subprocess.DEVNULL)
    os.close(reading)
    os.close(writing)
    assert child.wait(timeout=30) != 0


def test_a_missing_library_is_named_with_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checks, "LIBRARIES", ("pango-that-is-not-there",))
    (message,) = checks.drawing_libraries(None)
    assert message.id == "reports.W001"
    assert "pango-that-is-not-there" in message.msg
    assert "apt-get install" in message.hint


def test_on_this_machine_nothing_is_missing() -> None:
    assert checks.drawing_libraries(None) == []
