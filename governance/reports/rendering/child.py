"""The child process in which WeasyPrint lays out one document. A script, run by its path; it imports nothing of ours.

In on standard input: one line of JSON, the job. Out on standard output: one line of JSON for each event (see `say`);
the file itself goes to the path named in the job. Standard input stays open as long as the parent lives: when it ends,
so does this process, so that a killed worker leaves no orphan that eats a core.

The address space and the processor time are limited before the library is loaded, and the only files it can be made to
read are those the job names: any other address ends the run.
"""

from __future__ import annotations

import contextlib
import datetime as dt
import json
import logging
import os
import re
import resource
import sys
import threading
from pathlib import Path
from typing import Any

PAGE = re.compile(r"Creating layout - (Page|Repagination #)\s*(\d+)?")


def say(event: str, **facts: Any) -> None:
    """Tell the parent: `page` (done, round), `done` (pages, warnings), `failed` (why, words)."""
    sys.stdout.write(json.dumps({"event": event, **facts}) + "\n")
    sys.stdout.flush()


def limit(memory: int, seconds: int) -> None:
    """Cap address space and processor time; a platform that cannot do one of them is left with the parent's clock."""
    for kind, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_CPU, seconds), (resource.RLIMIT_CORE, 0)):
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(kind, (value, value))


def end_with_parent() -> None:
    """Leave at once when standard input ends."""

    def watch() -> None:
        sys.stdin.buffer.read()
        os._exit(3)

    threading.Thread(target=watch, daemon=True).start()


class Listener(logging.Handler):
    """Turns the library's log into events, and keeps its warnings."""

    def __init__(self) -> None:
        super().__init__()
        self.warnings: list[str] = []
        self.round = 1

    def emit(self, record: logging.LogRecord) -> None:
        """One log record of WeasyPrint."""
        if record.levelno >= logging.WARNING:
            if record.getMessage() not in self.warnings:
                self.warnings.append(record.getMessage())
            return
        match = PAGE.search(record.getMessage())
        if match and match[1] == "Page":
            say("page", done=int(match[2]), round=self.round)
        elif match:
            self.round += 1


class Refused(Exception):
    """The document asked for something it did not bring."""


def closed_fetcher(job: dict[str, Any], refused: list[str]) -> Any:
    """A fetcher that knows the files and pictures of the job and nothing else, whatever the address asks for.

    What it refuses is kept in `refused` too: inside a picture the library swallows even a fatal error.
    """
    from weasyprint.urls import FatalURLFetchingError, URLFetcher, URLFetcherResponse

    files: dict[str, list[str]] = job["files"]
    pictures: dict[str, str] = job["pictures"]

    class Closed(URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if url in pictures:
                return URLFetcherResponse(url, pictures[url].encode(), {"Content-Type": "image/svg+xml"})
            if url in files:
                path, media_type = files[url]
                return URLFetcherResponse(url, Path(path).read_bytes(), {"Content-Type": media_type})
            refused.append(url[:200])
            raise FatalURLFetchingError(url[:200])

    return Closed()


def attach(document: Any, items: list[dict[str, str]], moment: dt.datetime, fetcher: Any) -> None:
    """Replace whatever the document wants to attach by what the job attaches."""
    import weasyprint

    document.metadata.attachments = [
        weasyprint.Attachment(
            string=item["text"],
            name=item["name"],
            description=item["description"],
            created=moment,
            modified=moment,
            relationship="Source",
            url_fetcher=fetcher,
        )
        for item in items
    ]


def write(job: dict[str, Any]) -> int:
    """Lay the document out and write it; returns the number of pages."""
    import weasyprint
    from weasyprint.text.fonts import FontConfiguration

    refused: list[str] = []
    fetcher = closed_fetcher(job, refused)
    fonts = FontConfiguration()
    moment = dt.datetime.fromisoformat(job["moment"])
    options = {"pdf_tags": True, "pdf_variant": job["variant"]}
    try:
        document = weasyprint.HTML(string=job["html"], base_url=job["base"], url_fetcher=fetcher).render(
            font_config=fonts, **options
        )
        attach(document, job["attachments"], moment, fetcher)
        document.write_pdf(job["target"], pdf_identifier=bytes.fromhex(job["identifier"]), **options)
    except BaseException as error:  # the fetcher's refusal is no Exception
        if refused:
            raise Refused(refused[0]) from error
        raise
    if refused:
        raise Refused(refused[0])
    return len(document.pages)


def main() -> int:
    """Read the job, do it, say how it went."""
    job = json.loads(sys.stdin.buffer.readline())
    limit(job["memory"], job["seconds"])
    end_with_parent()
    if sys.platform == "darwin":  # Homebrew's libraries are outside the loader's path
        os.environ.setdefault("DYLD_FALLBACK_LIBRARY_PATH", "/opt/homebrew/lib:/usr/local/lib:/usr/lib")
    listener = Listener()
    for name in ("weasyprint", "weasyprint.progress"):
        logger = logging.getLogger(name)
        logger.handlers[:] = [listener]
        logger.setLevel(logging.INFO)
        logger.propagate = False
    try:
        pages = write(job)
    except MemoryError:
        say("failed", why="memory", words="")
        return 1
    except OSError as error:
        say("failed", why="library" if "library" in str(error) else "files", words=str(error)[:400])
        return 1
    except Refused as error:
        say("failed", why="address", words=str(error))
        return 1
    except Exception as error:  # whatever it was, the parent is told
        say("failed", why="error", words=f"{type(error).__name__}: {error}"[:400])
        return 1
    say("done", pages=pages, warnings=listener.warnings[:50])
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    os._exit(status)  # the thread that watches the parent is still reading
