"""Word files that no honest program writes, made when asked for."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
RELS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "word/document.xml"


def body(inside: str) -> str:
    return f'<?xml version="1.0"?><w:document {W} {R}><w:body>{inside}</w:body></w:document>'


def para(text: str) -> str:
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def archive(parts: dict[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return out.getvalue()


def word(inside: str, **more: str | bytes) -> bytes:
    """A Word file with `inside` in its body; further parts by name, two underscores for a slash."""
    parts: dict[str, str | bytes] = {"[Content_Types].xml": TYPES, MAIN: body(inside)}
    return archive(parts | {name.replace("__", "/") + ".xml": data for name, data in more.items()})


def raw(document: str | bytes) -> bytes:
    return archive({"[Content_Types].xml": TYPES, MAIN: document})


def related(kind: str, target: str, inside: str) -> bytes:
    """A Word file whose body may lead, as `r1`, to an outside target."""
    rels = (
        f'<Relationships xmlns="{RELS}"><Relationship Id="r1" Type="{OFFICE}/{kind}" Target="{target}" '
        'TargetMode="External"/></Relationships>'
    )
    parts = {"[Content_Types].xml": TYPES, MAIN: body(inside), "word/_rels/document.xml.rels": rels}
    return archive(parts)


def laughs(levels: int, times: int) -> str:
    entities = '<!ENTITY l0 "ha">' + "".join(
        f'<!ENTITY l{level} "{f"&l{level - 1};" * times}">' for level in range(1, levels)
    )
    return f'<?xml version="1.0"?><!DOCTYPE w [{entities}]>' + body(para(f"&l{levels - 1};")).split("?>", 1)[1]


def twice() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", TYPES)
        made.writestr(MAIN, body(para("first")))
        made.NameToInfo.clear()
        made.writestr(MAIN, body(para("second")))
    return out.getvalue()


def patched(data: bytes, offset: int, value: int, width: str = "<H", central: bool = True) -> bytes:
    """`data` with one field of every head of a part changed; offsets are those of the central directory."""
    out = bytearray(data)
    sign, shift = (b"PK\x01\x02", 0) if central else (b"PK\x03\x04", -2)
    at = out.find(sign)
    while at >= 0:
        struct.pack_into(width, out, at + offset + shift, value)
        at = out.find(sign, at + 4)
    return bytes(out)


GOOD = word(para("The customer owns the output."))
PICTURE = (
    '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
    '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData>'
    '<pic:pic xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:blipFill><a:blip r:link="r1"/>'
    "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
)
CELL = "<w:tbl><w:tr><w:tc>{}</w:tc></w:tr></w:tbl>"


def nested(opening: str, closing: str, depth: int) -> bytes:
    return word(opening * depth + para("word") + closing * depth)


def table(span: str) -> bytes:
    return word(f"<w:tbl><w:tr><w:tc><w:tcPr>{span}</w:tcPr>{para('word')}</w:tc></w:tr></w:tbl>")


WORDS: dict[str, Callable[[], bytes]] = {
    "four letters of an archive": lambda: b"PK\x03\x04",
    "broken off in the middle": lambda: GOOD[: len(GOOD) // 2],
    "broken off at the end": lambda: GOOD[:-10],
    "noise after the letters": lambda: b"PK\x03\x04" + bytes(range(256)) * 40,
    "no main part": lambda: archive({"[Content_Types].xml": TYPES}),
    "a spreadsheet": lambda: archive({"xl/workbook.xml": "<workbook/>"}),
    "a presentation": lambda: archive({"ppt/presentation.xml": "<p/>"}),
    "an OpenDocument": lambda: archive({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<d/>"}),
    "a program for Java": lambda: archive({"META-INF/MANIFEST.MF": "Main-Class: A", "A.class": b"\xca\xfe\xba\xbe"}),
    "an archive in an archive": lambda: archive({"inner.docx": GOOD}),
    "locked": lambda: patched(GOOD, 8, 1),
    "packed in an unknown way": lambda: patched(patched(GOOD, 10, 99), 10, 99, central=False),
    "packed by LZMA": lambda: archive({MAIN: body(para("w " * 9_000_000))}, zipfile.ZIP_LZMA),
    "packed by bzip2": lambda: archive({MAIN: body(para("w " * 1_000_000))}, zipfile.ZIP_BZIP2),
    "wrong sum": lambda: patched(GOOD, 16, 12345, "<I"),
    "says it is smaller": lambda: patched(word(para("word " * 200_000)), 24, 50, "<I"),
    "says it is larger": lambda: patched(GOOD, 24, 900_000, "<I"),
    "says it is huge": lambda: patched(GOOD, 24, 4_000_000_000, "<I"),
    "says it lies elsewhere": lambda: patched(GOOD, 42, 1_000_000, "<I"),
    "all parts lie at one place": lambda: patched(GOOD, 42, 0, "<I"),
    "the same part twice": twice,
    "too many parts": lambda: archive({MAIN: body("")} | {f"x{number}.xml": "<x/>" for number in range(4_000)}),
    "names that climb out": lambda: archive({MAIN: body(para("word")), "../../../tmp/climbed.xml": "<x/>"}),
    "a name from the root": lambda: archive({"/etc/passwd": "x", "/word/document.xml": body("")}),
    "blanks that grow": lambda: raw(body(" " * 60_000_000)),
    "words that grow": lambda: raw(body(para("word " * 10_000_000))),
    "notes that grow": lambda: word(para("word"), word__footnotes=" " * 60_000_000),
    "styles that grow": lambda: word(para("word"), word__styles="<s>" + " " * 60_000_000 + "</s>"),
    "a billion laughs": lambda: raw(laughs(10, 10)),
    "a few laughs": lambda: raw(laughs(3, 3)),
    "one shorthand often": lambda: raw(f'<!DOCTYPE w [<!ENTITY a "{"a" * 50_000}">]>' + body(para("&a;" * 5_000))),
    "laughs in the styles": lambda: word(para("word"), word__styles=laughs(10, 10)),
    "laughs in UTF-16": lambda: raw(laughs(10, 10).replace('"1.0"', '"1.0" encoding="utf-16"').encode("utf-16")),
    "a file of ours as shorthand": lambda: raw('<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]>' + body("&f;")),
    "a page as shorthand": lambda: raw('<!DOCTYPE w [<!ENTITY f SYSTEM "http://127.0.0.1/">]>' + body("&f;")),
    "a description elsewhere": lambda: raw('<!DOCTYPE w SYSTEM "http://127.0.0.1/w.dtd">' + body(para("word"))),
    "shorthand of parameters": lambda: raw('<!DOCTYPE w [<!ENTITY % p SYSTEM "file:///etc/passwd"> %p;]>' + body("")),
    "unknown encoding": lambda: raw('<?xml version="1.0" encoding="utf-7"?><w/>'),
    "never closed": lambda: raw(f"<w:document {W}><w:body><w:p>"),
    "no XML at all": lambda: raw(b"\x00\x01\x02"),
    "an empty part": lambda: raw(b""),
    "another root": lambda: raw("<html><script>alert(1)</script></html>"),
    "no body": lambda: raw(f"<w:document {W}/>"),
    "no words": lambda: word("<w:p/>" * 10),
    "a NUL": lambda: word(para("a&#0;b")),
    "no such character": lambda: word(para("a&#xFFFFFFFF;b")),
    "tables in tables": lambda: nested("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 3_000),
    "boxes in boxes": lambda: nested("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 20_000),
    "changes in changes": lambda: nested("<w:p><w:ins>", "</w:ins></w:p>", 20_000),
    "paragraphs without end": lambda: word(para("w") * 300_000),
    "runs without end": lambda: word(f"<w:p>{'<w:r><w:t>w</w:t></w:r>' * 300_000}</w:p>"),
    "breaks without end": lambda: word(f"<w:p><w:r>{'<w:br/>' * 500_000}</w:r></w:p>"),
    "attributes without end": lambda: word("<w:p " + " ".join(f"a{n}='1'" for n in range(200_000)) + "/>"),
    "a span without end": lambda: table('<w:gridSpan w:val="999999999"/>'),
    "a span in letters": lambda: table('<w:gridSpan w:val="many"/>'),
    "a cell that goes on": lambda: table('<w:vMerge w:val="continue"/>'),
    "a level in letters": lambda: word(
        '<w:p><w:pPr><w:numPr><w:ilvl w:val="x"/><w:numId w:val="y"/></w:numPr></w:pPr></w:p>' + para("word")
    ),
    "a field that nobody opened": lambda: word('<w:p><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'),
    "styles in a ring": lambda: word(
        para("word"),
        word__styles=f'<w:styles {W}><w:style w:styleId="a"><w:basedOn w:val="a"/></w:style></w:styles>',
        word__numbering=f'<w:numbering {W}><w:abstractNum w:abstractNumId="1"><w:numStyleLink w:val="a"/>'
        "</w:abstractNum></w:numbering>",
    ),
}
"""Every one of these is refused, or read as the few plain words that are in it."""

READ_AS_WORDS: dict[str, Callable[[], bytes]] = {
    "a picture of ours": lambda: related("image", "file:///etc/passwd", PICTURE + para("word")),
    "a picture elsewhere": lambda: related("image", "http://127.0.0.1/p.png", PICTURE + para("word")),
    "a link that runs": lambda: related(
        "hyperlink", "javascript:alert(1)", f'<w:p><w:hyperlink r:id="r1">{para("word")}</w:hyperlink></w:p>'
    ),
    "a page in a page": lambda: related("aFChunk", "file:///etc/passwd", '<w:altChunk r:id="r1"/>' + para("word")),
    "a field that fetches": lambda: word(
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>INCLUDETEXT "file:///etc/passwd"</w:instrText>'
        f'<w:fldChar w:fldCharType="end"/></w:r></w:p>{para("word")}'
    ),
    "a style map of its own": lambda: archive(
        {"[Content_Types].xml": TYPES, MAIN: body(para("word")), "mammoth/style-map": "p => script:fresh"}
    ),
    "words that look like a script": lambda: word(para("&lt;script&gt;alert(1)&lt;/script&gt; word")),
    "a macro": lambda: archive(
        {"[Content_Types].xml": TYPES, MAIN: body(para("word")), "word/vbaProject.bin": b"\xd0\xcf\x11\xe0Shell"}
    ),
}
"""These are read: the words stand, nothing else does."""
