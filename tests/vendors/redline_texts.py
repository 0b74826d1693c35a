"""Texts that a redline is hard on, written for these tests, and what a DOCX of one of them must hold."""

from __future__ import annotations

import datetime as dt

from tests.vendors.tracked_changes import Block
from vendors.domain.text import BlockKind, blocks, canonicalise
from vendors.tracked import Heading

AT = dt.datetime(2026, 3, 15, 9, 30, tzinfo=dt.UTC)
HEADING = Heading("Commercial terms", "version 1 (aa)", "version 2 (bb)", AT)
CLAUSE = "The restrictions in this Section apply equally to the Affiliates of each party."
OLD = f"""# Commercial terms

## 6 Training

6.1 Larkspur will not use Customer Content to train any model.

- First thing.

- Second thing.

## 7 Retention

7.1 We keep it for 30 days. Then it goes.

7.2 Backups take longer. They go too.

13.4 {CLAUSE}

Plan | Days

The end."""
NEW = f"""# Commercial terms

### 6 Training

6.1 Larkspur will not use Customer Content or Output to train any model, unless agreed.

6.2 {CLAUSE}

- First thing.

A new paragraph.

## 7 Retention

7.1 We keep it for 90 days. Then it goes.

7.2 Backups take longer. They go too.

Plan | Days

Free | 30

The end. Really."""
PIECES = [
    "# Title",
    "## Title",
    "### Title two",
    "#hash",
    "- item one",
    "- item two",
    "4.1 You own Output.",
    "4.2 You own Output. And more.",
    CLAUSE,
    f"9.1 {CLAUSE} So it is.",
    "a | b",
    "我们保留输出。",
    "“Quoted” – text  with spaces",
    "\U0001f600",
]


def canonical(pieces: list[str]) -> str:
    """The canonical text of paragraphs, of which the first is always "x"."""
    return canonicalise("\n\n".join(["x", *pieces]).encode(), "text/plain").text


def expected(text: str) -> list[Block]:
    """The paragraphs that a DOCX of `text` holds."""
    styles = {BlockKind.ITEM: "ListParagraph"}
    return [
        Block(f"Heading{block.level}" if block.level else styles.get(block.kind, ""), block.text)
        for block in blocks(text)
    ]
