"""PDF files that no honest program writes, made when asked for."""

from __future__ import annotations

import io
import zlib
from collections.abc import Callable, Mapping

PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>"
FONT = b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>"


def stream(data: bytes, heads: bytes = b"") -> bytes:
    return b"<<" + heads + b"/Length %d>>\nstream\n" % len(data) + data + b"\nendstream"


def packed(data: bytes, heads: bytes = b"") -> bytes:
    return stream(zlib.compress(data, 9), b"/Filter/FlateDecode" + heads)


def said(text: bytes) -> bytes:
    return b"BT /F 12 Tf 50 700 Td (" + text + b") Tj ET"


def paper(objects: Mapping[int, bytes] | None = None, trailer: bytes = b"", tail: bytes = b"") -> bytes:
    """A PDF of one page with one sentence; `objects` replace or join its own, by number."""
    parts = {
        1: b"<</Type/Catalog/Pages 2 0 R>>",
        2: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        3: PAGE,
        4: stream(said(b"The customer owns the output.")),
        5: FONT,
        **(objects or {}),
    }
    out, places = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, data in parts.items():
        places[number] = out.tell()
        out.write(b"%d 0 obj\n" % number + data + b"\nendobj\n")
    start = out.tell()
    out.write(b"xref\n0 1\n0000000000 65535 f \n")
    for number, place in places.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, place))
    size = max(parts) + 1
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, start) + tail)
    return out.getvalue()


def locked(word: str) -> bytes:
    """A PDF that asks for a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(GOOD)))
    writer.encrypt(user_password=word, owner_password="owner", algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def forms(depth: int, times: int) -> bytes:
    """Pictures that draw pictures that draw pictures."""
    made = {}
    for level in range(depth):
        following = b"/Resources<</XObject<</X %d 0 R>>/Font<</F 5 0 R>>>>" % (11 + level)
        draws = b"/X Do " * times if level < depth - 1 else said(b"ha")
        made[10 + level] = stream(draws, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]" + following)
    page = PAGE.replace(b"/Font<<", b"/XObject<</X 10 0 R>>/Font<<")
    return paper({3: page, 4: stream(b"/X Do"), **made})


def mapped(ranges: bytes) -> bytes:
    """A font whose signs mean what `ranges` say."""
    font = FONT.replace(b">>", b"/ToUnicode 6 0 R>>")
    table = b"begincmap\n1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n" + ranges + b"\nendcmap"
    return paper({5: font, 6: packed(table)})


GOOD = paper()
BLANKS = b" " * 200_000_000
TEXT = said(b"word word word ") * 400_000

PAPERS: dict[str, Callable[[], bytes]] = {
    "five letters": lambda: b"%PDF-",
    "a head and noise": lambda: b"%PDF-1.7\n" + bytes(range(256)) * 50,
    "broken off in the middle": lambda: GOOD[: len(GOOD) // 2],
    "a page of HTML": lambda: b"%PDF-1.7\n<html><script>alert(1)</script></html>",
    "no pages": lambda: paper({2: b"<</Type/Pages/Kids[]/Count 0>>"}),
    "no tree of pages": lambda: paper({1: b"<</Type/Catalog>>"}),
    "a root that is its own": lambda: paper({1: b"1 0 R"}),
    "pages in a ring": lambda: paper({2: b"<</Type/Pages/Kids[2 0 R]/Count 1>>"}),
    "a page that is its tree": lambda: paper({3: b"<</Type/Pages/Parent 3 0 R/Kids[2 0 R 3 0 R]/Count 9>>"}),
    "a tree without end": lambda: paper(
        {2: b"<</Type/Pages/Kids[10 0 R]/Count 1>>"}
        | {n: b"<</Type/Pages/Kids[%d 0 R]/Count 1>>" % (n + 1) for n in range(10, 4_000)}
    ),
    "too many pages": lambda: paper({2: b"<</Type/Pages/Kids[%s]/Count 1500>>" % (b"3 0 R " * 1500)}),
    "says it has a billion pages": lambda: paper({2: b"<</Type/Pages/Kids[]/Count 999999999>>"}),
    "a table that leads to itself": lambda: paper(trailer=b"/Prev 9"),
    "a start that leads nowhere": lambda: GOOD.replace(b"startxref\n", b"startxref\n9"),
    "a start below nothing": lambda: GOOD.replace(b"startxref\n", b"startxref\n-"),
    "says it has a billion parts": lambda: GOOD.replace(b"xref\n0 1\n", b"xref\n0 999999999\n"),
    "blanks that grow": lambda: paper({4: packed(BLANKS)}),
    "blanks that grow twice": lambda: paper(
        {4: stream(zlib.compress(zlib.compress(BLANKS, 9), 9), b"/Filter[/FlateDecode/FlateDecode]")}
    ),
    "words that grow": lambda: paper({4: packed(TEXT)}),
    "one page of great length": lambda: paper({4: packed(said(b"word " * 3_000_000))}),
    "many pages of one growing text": lambda: paper(
        {2: b"<</Type/Pages/Kids[%s]/Count 900>>" % (b"3 0 R " * 900), 4: packed(TEXT[:4_000_000])}
    ),
    "filters without end": lambda: paper({4: stream(b"00>", b"/Filter[" + b"/ASCIIHexDecode" * 5_000 + b"]")}),
    "runs that grow": lambda: paper({4: stream(b"\x81 " * 1_000_000 + b"\x80", b"/Filter/RunLengthDecode")}),
    "LZW that grows": lambda: paper({4: stream(b"\x80\x0b\x60\x50\x22\x0c" * 100_000, b"/Filter/LZWDecode")}),
    "a line of a billion columns": lambda: paper(
        {4: packed(b"\x02" * 1_000, b"/DecodeParms<</Predictor 15/Columns 999999999/Colors 4>>")}
    ),
    "a length that is its own": lambda: paper({4: b"<</Length 4 0 R>>\nstream\nword\nendstream"}),
    "a length below nothing": lambda: paper({4: b"<</Length -5>>\nstream\nword\nendstream"}),
    "a length of a billion": lambda: paper({4: b"<</Length 999999999>>\nstream\nword\nendstream"}),
    "contents that are their own": lambda: paper({4: b"[4 0 R 4 0 R]"}),
    "contents without end": lambda: paper({4: b"[" + b"6 0 R " * 100_000 + b"]", 6: stream(said(b"ha "))}),
    "lists in lists": lambda: paper({4: b"[" * 200_000}),
    "books in books": lambda: paper({4: b"<</A" * 200_000}),
    "lists in what is drawn": lambda: paper({4: packed(b"[" * 2_000_000)}),
    "a text never closed": lambda: paper({4: stream(b"BT /F 12 Tf (" + b"(" * 500_000)}),
    "a picture never closed": lambda: paper({4: stream(b"BI /W 9 /H 9 ID " + b"x" * 500_000)}),
    "states without end": lambda: paper({4: packed(b"q " * 3_000_000)}),
    "pictures in a ring": lambda: paper(
        {
            3: PAGE.replace(b"/Font<<", b"/XObject<</X 6 0 R>>/Font<<"),
            4: stream(b"/X Do"),
            6: stream(b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 6 0 R>>>>"),
        }
    ),
    "a billion pictures": lambda: forms(10, 10),
    "pictures in pictures": lambda: forms(2_000, 1),
    "signs that mean everything": lambda: mapped(b"1 beginbfrange\n<00000000> <FFFFFFFF> <0041>\nendbfrange"),
    "signs that mean too much": lambda: mapped(b"1 beginbfchar\n<54> <" + b"0041" * 2_000_000 + b">\nendbfchar"),
    "ranges without end": lambda: mapped(b"100 beginbfrange\n" + b"<0000> <FFFF> <0041>\n" * 2_000 + b"endbfrange"),
    "no such font": lambda: paper({5: b"<</Type/Font/Subtype/Type0/DescendantFonts 5 0 R/Encoding/None>>"}),
    "a font that is its own": lambda: paper({5: b"5 0 R"}),
    "a page of no size": lambda: paper({3: PAGE.replace(b"[0 0 612 792]", b"[0 0 1e999 -1e999]")}),
    "locked": lambda: locked("secret"),
    "locked in an unknown way": lambda: paper({6: b"<</Filter/Odd/V 99/R 99>>"}, trailer=b"/Encrypt 6 0 R"),
    "a lock that is its own": lambda: paper(trailer=b"/Encrypt 1 0 R/ID[<00><00>]"),
    "pictures of pages only": lambda: paper({4: stream(b"q 612 0 0 792 0 0 cm /Im0 Do Q")}),
    "blanks only": lambda: paper({4: stream(said(b"     "))}),
    "parts packed in parts": lambda: paper(
        {4: b"7 0 R", 6: packed(b"7 0 " + BLANKS[:150_000_000], b"/Type/ObjStm/N 1/First 4")}
    ),
}
"""Every one of these is refused, or read as the few plain words that are in it."""

READ_AS_WORDS: dict[str, Callable[[], bytes]] = {
    "a script on opening": lambda: paper(
        {1: b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>"}
    ),
    "a program on opening": lambda: paper({1: b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/Launch/F(/bin/sh)>>>>"}),
    "a page on opening": lambda: paper(
        {1: b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/URI/URI(http://127.0.0.1/)>>>>"}
    ),
    "a form of its own": lambda: paper(
        {
            1: b"<</Type/Catalog/Pages 2 0 R/AcroForm<</XFA 6 0 R/Fields[]>>>>",
            6: stream(b'<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><x>&f;</x>'),
        }
    ),
    "a file inside": lambda: paper(
        {1: b"<</Type/Catalog/Pages 2 0 R/Names<</EmbeddedFiles<</Names[(a.exe) 6 0 R]>>>>>>", 6: stream(b"MZ")}
    ),
    "a file elsewhere as contents": lambda: paper(
        {4: b"<</Length 45/F(/etc/passwd)>>\nstream\n" + said(b"The customer owns the output.") + b"\nendstream"}
    ),
    "locked against changes only": lambda: locked(""),
    "an archive at its end": lambda: paper(tail=b"PK\x05\x06" + b"\x00" * 18),
}
"""These are read: the words stand, nothing else does."""
