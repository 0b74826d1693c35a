"""The command that measures noise: any folder of histories will do, whatever its rows lack."""

import json

import pytest
from django.core.management import CommandError, call_command

from vendors.measuring.rendering import rendered

TERMS = """# Terms of the reading room

You may use the reading room under these terms. We are not liable for damages beyond the limits that the law sets.

The parties agree that disputes are subject to the laws of Ireland. You must not disclose confidential records.

See our [policy](https://reading.example/{link}) on personal data, which forms part of this agreement.

1.  You must return every book.
2.  You may renew a book twice.
"""
ERROR = "# Page not found\n\nSorry, we couldn't find the page you were looking for."


def keep(folder, texts, document="Terms"):
    (folder / "one" / "Reading room" / document).mkdir(parents=True)
    paths = [f"one/Reading room/{document}/2026-01-{day:02}T00-00-00Z.md" for day in range(1, len(texts) + 1)]
    for path, text in zip(paths, texts, strict=True):
        (folder / path).write_text(text, encoding="utf-8")
    return paths


def label(folder, *paths):
    (folder / "labels").mkdir()
    rows = "\n".join(json.dumps({"path": path}) for path in paths)
    (folder / "labels" / "bad_versions.jsonl").write_text(rows, encoding="utf-8")


def measure(folder, capsys):
    call_command("evaluate_noise", corpus=str(folder))
    out = capsys.readouterr()
    return json.loads(out.out.splitlines()[-1]), out.err


def test_links_and_markup_are_no_alarm_and_a_page_without_terms_is_recognised(tmp_path, capsys):
    linked, dotted = TERMS.format(link="b?id=2"), TERMS.format(link="b").replace("1.  ", "*   ").replace("2.  ", "*   ")
    paths = keep(tmp_path, [TERMS.format(link="a"), linked, dotted, ERROR, linked])
    label(tmp_path, paths[3])
    found, _ = measure(tmp_path, capsys)
    assert found == {"pairs": 3, "false_alarm_rate": 0.0, "non_terms_recall": 1.0, "good_refused": 0.0}


def test_what_goes_wrong_is_counted_and_named(tmp_path, capsys):
    paths = keep(tmp_path, [TERMS, ERROR, TERMS.replace("twice", "once")])
    label(tmp_path, paths[2])
    found, told = measure(tmp_path, capsys)
    assert (found["pairs"], found["non_terms_recall"], found["good_refused"]) == (0, 0.0, 0.5)
    assert f"missed: {paths[2]}" in told and f"refused: {paths[1]}" in told


def test_a_page_seen_in_two_documents_counts_as_one_text(tmp_path, capsys):
    first = keep(tmp_path, [TERMS, ERROR])
    second = keep(tmp_path, [TERMS, ERROR], document="Policy")
    label(tmp_path, first[1], second[1])
    assert measure(tmp_path, capsys)[0]["non_terms_recall"] == 1.0


def test_the_order_is_that_of_the_index_not_of_the_dates(tmp_path, capsys):
    paths = keep(tmp_path, [TERMS.format(link="a"), TERMS.replace("twice", "once"), TERMS.format(link="b")])
    rows = [{"path": paths[0], "seq": 1}, {"path": paths[1], "seq": 3}, {"path": paths[2], "seq": 2}]
    gone = {"path": None, "deleted": True, "seq": 4}
    (tmp_path / "index.jsonl").write_text("\n".join(map(json.dumps, [*rows, gone])), encoding="utf-8")
    assert measure(tmp_path, capsys)[0]["pairs"] == 1


def test_without_labels_every_version_counts_as_terms(tmp_path, capsys):
    keep(tmp_path, [TERMS])
    found, told = measure(tmp_path, capsys)
    assert (found["good_refused"], found["non_terms_recall"]) == (0.0, 1.0)
    assert "No labels" in told


def test_a_label_that_names_no_path_is_said(tmp_path):
    keep(tmp_path, [TERMS])
    label(tmp_path)
    (tmp_path / "labels" / "bad_versions.jsonl").write_text('{"why": "error page"}', encoding="utf-8")
    with pytest.raises(CommandError, match="lacks 'path'"):
        call_command("evaluate_noise", corpus=str(tmp_path))


def test_what_a_reader_sees_is_the_words_and_not_the_marks():
    raw = "## One\n\n*   a **b** [c](https://x.example/(d)) e\u200bf<br>g &amp; h\n\n<div>i <b>j</b></div>\n"
    assert rendered(raw) == "One a b c ef g & h i j"
