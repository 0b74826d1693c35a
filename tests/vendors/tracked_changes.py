"""Reads a DOCX with tracked changes as Word would after "accept all" or "reject all". Knows nothing of the product."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
PUT_IN, TAKEN_OUT = {f"{W}ins", f"{W}moveTo"}, {f"{W}del", f"{W}moveFrom"}


@dataclass(frozen=True)
class Block:
    """A paragraph that is left: its style (empty: the normal one) and its words."""

    style: str
    text: str


def settle(docx: bytes, *, accept: bool) -> list[Block]:
    """The paragraphs of the body when every change is accepted, or rejected."""
    with zipfile.ZipFile(io.BytesIO(docx)) as package:
        body = etree.fromstring(package.read("word/document.xml")).find(f"{W}body")
    dropped = TAKEN_OUT if accept else PUT_IN
    blocks: list[Block] = []
    text = ""
    for paragraph in body.findall(f"{W}p"):
        text += "".join(
            node.text or ""
            for node in paragraph.iter(f"{W}t", f"{W}delText")
            if not dropped & {above.tag for above in node.iterancestors()}
        )
        mark = paragraph.find(f"{W}pPr/{W}rPr")
        if mark is not None and dropped & {change.tag for change in mark}:
            continue  # the mark goes, so the next paragraph goes on from here
        blocks.append(Block(_style(paragraph, accept=accept), text))
        text = ""
    assert not text, "the last paragraph has no end"
    return blocks


def _style(paragraph: etree._Element, *, accept: bool) -> str:
    earlier = paragraph.find(f"{W}pPr/{W}pPrChange/{W}pPr")
    properties = paragraph.find(f"{W}pPr") if accept or earlier is None else earlier
    style = properties.find(f"{W}pStyle") if properties is not None else None
    return style.get(f"{W}val") if style is not None else ""
