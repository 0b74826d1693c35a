"""Downloads are never shown as a page, never cached, safely named; tables carry no formulas."""

import csv
import io

import pytest
from django.test import RequestFactory

from governance.web.downloads import attachment, csv_attachment, neutral, safe_filename

GET, HEAD = RequestFactory().get("/x"), RequestFactory().head("/x")


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


def test_a_table_is_read_back_as_it_was():
    answer = csv_attachment(GET, "tiers.csv", ["name", "note"], [["Übung, GmbH", None], ['say "x"', "=HYPERLINK()"]])
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows == [["name", "note"], ["Übung, GmbH", ""], ['say "x"', "'=HYPERLINK()"]]
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
