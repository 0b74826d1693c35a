"""Downloads are never shown as a page, never cached, safely named; tables carry no formulas."""

import csv
import datetime as dt
import io

import pytest
from django.test import RequestFactory

from governance.web.downloads import attachment, neutral, safe_filename
from governance.web.sheets import sheet_attachment, wanted_format
from tests.xlsx import cells_of, has_links, names_of

GET, HEAD = RequestFactory().get("/x"), RequestFactory().head("/x")
XLSX = RequestFactory().get("/x", {"format": "xlsx"})


@pytest.mark.parametrize(
    ("given", "safe"),
    [
        ("Report 7, Übersicht.pdf", "Report 7- Übersicht.pdf"),
        ("../../etc/passwd", "passwd"),
        ("C:\\temp\\a.pdf", "a.pdf"),
        ('a"b\r\nSet-Cookie: x.pdf', "a-b-Set-Cookie- x.pdf"),
        ("gnp.\u202efdp", "gnp.-fdp"),
        ("...", "download"),
        ("", "download"),
        (".hidden", "hidden"),
        ("CON.txt", "file-CON.txt"),
        ("x" * 300 + ".pdf", "x" * 116 + ".pdf"),
        ("x" * 300, "x" * 120),
    ],
)
def test_a_file_name_is_made_safe(given, safe):
    assert safe_filename(given) == safe


def test_bytes_are_sent_as_an_attachment():
    answer = attachment(GET, b"<script>", "a.html", "text/html")
    assert answer.content == b"<script>"
    assert answer["Content-Disposition"] == 'attachment; filename="a.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert answer["Content-Length"] == "8"


def test_a_file_is_streamed_and_head_reads_nothing(tmp_path):
    path = tmp_path / "report.pdf"
    path.write_bytes(b"%PDF-1.7")
    answer = attachment(GET, path, "Prüfung.pdf", "application/pdf")
    assert b"".join(answer.streaming_content) == b"%PDF-1.7"
    answer.file_to_stream.close()
    assert "filename*=utf-8''Pr%C3%BCfung.pdf" in answer["Content-Disposition"]
    head = attachment(HEAD, path, "a.pdf")
    assert (head.content, head["Content-Length"]) == (b"", "8")


def test_a_file_that_is_gone_is_an_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        attachment(GET, tmp_path / "gone", "a.pdf")


@pytest.mark.parametrize(
    "text", ["=1+1", "+cmd", "-cmd", "@SUM(A1)", "\t=1", "\r=1", "|calc", "  =1", "\uff1d1", "-1+1"]
)
def test_a_formula_is_neutralised(text):
    assert neutral(text) == f"'{text}"


@pytest.mark.parametrize("value", ["Acme", "-5", "+3.5", "12 %", 7, -2.5, True, "a=b", "", "12-3"])
def test_ordinary_values_stay_as_they_are(value):
    assert neutral(value) == value


def body(answer):
    content = b"".join(answer.streaming_content)
    answer.close()
    assert int(answer["Content-Length"]) == len(content)
    return content


@pytest.mark.usefixtures("db")  # a response that ends looks after connections
def test_a_table_is_read_back_as_it_was():
    answer = sheet_attachment(GET, "tiers", ["name", "note"], [["Übung, GmbH", None], ['say "x"', "=HYPERLINK()"]])
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert answer["Content-Disposition"] == 'attachment; filename="tiers.csv"'
    content = body(answer)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))
    assert rows == [["name", "note"], ["Übung, GmbH", ""], ['say "x"', "'=HYPERLINK()"]]


HOSTILE = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "@SUM(A1)",
    "-2+3",
    "\t=1",
    "https://x.example/",
    "007",
    "_x0041_",
    "a\x0bb",
    "",
]


@pytest.mark.usefixtures("db")
def test_an_excel_file_holds_every_text_as_a_text_and_numbers_as_numbers():
    rows = [HOSTILE, [True, 7, -2.5, None, dt.date(2026, 11, 25), "x" * 40_000]]
    answer = sheet_attachment(XLSX, "matrix: all/of it", ["h"] * 10, iter(rows))
    content = body(answer)
    assert names_of(content) == ["matrix- all-of it"] and not has_links(content)
    first, second = cells_of(content)[1:]
    assert first == [("inlineStr", text) for text in HOSTILE if text]
    assert second[:-1] == [("b", "1"), ("n", "7"), ("n", "-2.5"), ("inlineStr", "2026-11-25")]
    assert len(second[-1][1]) == 32_767 and second[-1][1].endswith("(cut: longer than a cell holds)")


def test_a_table_that_breaks_off_is_an_error_and_never_half_a_file():
    def rows():
        yield ["one"]
        raise LookupError("gone")

    for asked in (GET, XLSX):
        with pytest.raises(LookupError):
            sheet_attachment(asked, "tiers", ["name"], rows())


def test_head_reads_no_row_and_an_unknown_format_is_a_page():
    answer = sheet_attachment(HEAD, "tiers", ["name"], iter(lambda: 1 / 0, None))
    assert (answer.content, answer["Content-Disposition"]) == (b"", 'attachment; filename="tiers.csv"')
    assert [wanted_format(RequestFactory().get("/x", {"format": asked})) for asked in ("csv", "xlsx", "pdf", "")] == [
        "csv",
        "xlsx",
        "",
        "",
    ]
