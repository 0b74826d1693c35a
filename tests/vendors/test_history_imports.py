"""Importing recorded histories: every look once and in recorded order, whatever form the history has."""

from __future__ import annotations

import datetime as dt
import json
import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from governance.audit.models import Event
from governance.audit.verify import verify_trail
from governance.blobs import store
from vendors.domain.histories import Origin, kind_of, title_of
from vendors.domain.terms import CaptureState, DocumentKind
from vendors.models import Capture, Product, TermsDocument, TermsVersion, Vendor

pytestmark = pytest.mark.django_db

FIRST = (
    "# Terms\n\nThe Customer owns the Output. The Provider keeps prompts for thirty days and no longer than that.\n\n"
    "The parties agree that this agreement is subject to the laws of Ireland.\n"
)
SECOND = FIRST.replace("thirty days", "ninety days")
THIRD = FIRST.replace("owns", "may use")


def write(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def git(folder: Path, *arguments: str, at: str = "2026-01-01T00:00:00+00:00") -> None:
    who = {"NAME": "Archive", "EMAIL": "archive@example.org", "DATE": at}
    names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
    command = ["git", "-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false", "-C", str(folder), *arguments]
    subprocess.run(command, check=True, capture_output=True, env={**os.environ, **names})


def repository(folder: Path, commits: list[tuple[str, Mapping[str, str | None]]]) -> Path:
    folder.mkdir()
    git(folder, "init", "-q")
    for at, texts in commits:
        for name, text in texts.items():
            if text is None:
                (folder / name).unlink()
            else:
                write(folder, {name: text})
        git(folder, "add", "-A", at=at)
        git(folder, "commit", "-q", "-m", "Record new changes", at=at)
    return folder


def imported(source: Path, *options: str, capsys: pytest.CaptureFixture[str] | None = None) -> str:
    call_command("import_terms", str(source), *options)
    return capsys.readouterr().out if capsys else ""


def texts_of(document: TermsDocument) -> list[str | None]:
    captures = document.captures.order_by("sequence").select_related("version__blob")
    return [store.get(look.version.blob).decode() if look.version else None for look in captures]


def test_a_dataset_folder_becomes_vendors_documents_versions_and_looks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write(
        tmp_path / "northwind-terms",
        {
            "Quillmate/Terms of Service/2026-01-01T00-00-00Z.md": FIRST,
            "Quillmate/Terms of Service/2026-02-01T00-00-00Z.md": SECOND,
            "Quillmate/Terms of Service/2026-03-01T00-00-00Z.md": FIRST,
            "Quillmate/Privacy Policy/2026-01-01T00-00-00Z.md": THIRD,
            "README.md": "What this is.",
        },
    )
    said = imported(folder, capsys=capsys)
    document = TermsDocument.objects.get(vendor__name="Quillmate", title="Terms of Service")
    assert texts_of(document) == [FIRST, SECOND, FIRST]
    assert document.versions.count() == 2
    assert document.origin == "northwind-terms/Quillmate/Terms of Service"
    assert [look.captured_at.date() for look in document.captures.order_by("sequence")] == [
        dt.date(2026, 1, 1),
        dt.date(2026, 2, 1),
        dt.date(2026, 3, 1),
    ]
    assert TermsDocument.objects.get(title="Privacy Policy").kind == DocumentKind.PRIVACY_POLICY
    assert "4 looks taken in, 0 on record already: 3 new versions, 1 returns to a text known before" in said
    assert "2 documents and 1 vendors are new" in said
    assert verify_trail().holds


def test_importing_again_adds_only_what_is_new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    folder = write(tmp_path / "set", {"Quillmate/Terms/2026-01-01T00-00-00Z.md": FIRST})
    imported(folder)
    before = Event.objects.count()
    capsys.readouterr()
    assert "0 looks taken in, 1 on record already" in imported(folder, capsys=capsys)
    assert Event.objects.count() == before
    write(folder, {"Quillmate/Terms/2026-02-01T00-00-00Z.md": SECOND})
    assert "1 looks taken in, 1 on record already" in imported(folder, capsys=capsys)
    assert texts_of(TermsDocument.objects.get()) == [FIRST, SECOND]


def test_a_repository_is_read_in_the_order_of_its_commits_not_of_their_dates(tmp_path: Path) -> None:
    folder = repository(
        tmp_path / "archive-versions",
        [
            (
                "2026-03-01T00:00:00+00:00",
                {"Quillmate/Terms of Service.md": FIRST, "README.md": "About", "LICENSE": "x"},
            ),
            ("2026-01-01T00:00:00+00:00", {"Quillmate/Terms of Service.md": SECOND}),
            ("2026-02-01T02:00:00+02:00", {"Quillmate/Terms of Service.md": THIRD}),
        ],
    )
    imported(folder)
    document = TermsDocument.objects.get()
    assert texts_of(document) == [FIRST, SECOND, THIRD]
    assert document.origin == "archive/Quillmate/Terms of Service"
    assert document.captures.get(sequence=3).captured_at == dt.datetime(2026, 2, 1, tzinfo=dt.UTC)


def test_a_renamed_service_is_another_document_and_a_text_taken_away_is_a_capture_problem(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = repository(
        tmp_path / "archive",
        [
            ("2026-01-01T00:00:00+00:00", {"Le Plume/Terms.md": FIRST}),
            ("2026-02-01T00:00:00+00:00", {"Le Plume/Terms.md": None, "Fibre·2/Terms.md": FIRST}),
        ],
    )
    said = imported(folder, capsys=capsys)
    gone = TermsDocument.objects.get(origin="archive/Le Plume/Terms")
    assert texts_of(gone) == [FIRST, None]
    last = gone.captures.get(sequence=2)
    assert (last.state, "taken away" in last.problem) == (CaptureState.CAPTURE_PROBLEM, True)
    assert gone.versions.current().get().number == 1
    assert texts_of(TermsDocument.objects.get(origin="archive/Fibre·2/Terms")) == [FIRST]
    assert "1 x The archive this was imported from recorded that the document was taken away." in said


def test_a_bundle_is_read_like_the_repository_it_holds_and_adds_nothing_to_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = repository(tmp_path / "archive", [("2026-01-01T00:00:00+00:00", {"Quillmate/Terms.md": FIRST})])
    git(folder, "bundle", "create", "-q", str(tmp_path / "archive.bundle"), "HEAD", "main")
    imported(folder)
    capsys.readouterr()
    assert "0 looks taken in, 1 on record already" in imported(tmp_path / "archive.bundle", capsys=capsys)


def test_an_index_gives_the_order_and_tells_one_history_from_its_other_form(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = "wood/Quillmate/Terms"
    names = [f"{place}/2026-03-01T00-00-00Z.md", f"{place}/2026-01-01T00-00-00Z.md"]
    folder = write(tmp_path / "dev", dict(zip(names, (FIRST, SECOND), strict=True)))
    row = {"collection": "wood", "service": "Quillmate", "document": "Terms", "deleted": False}
    rows = [
        {**row, "seq": 2, "datetime": "2026-01-01T00:00:00Z", "commit": "b" * 40, "path": names[1]},
        {**row, "seq": 1, "datetime": "2026-03-01T00:00:00Z", "commit": "a" * 40, "path": names[0]},
        {**row, "seq": 3, "datetime": "2026-04-01T00:00:00Z", "commit": "c" * 40, "path": None, "deleted": True},
    ]
    write(folder, {"index.jsonl": "\n".join(json.dumps(row) for row in rows)})
    imported(folder)
    document = TermsDocument.objects.get()
    assert texts_of(document) == [FIRST, SECOND, None]
    assert list(document.captures.order_by("sequence").values_list("origin_key", flat=True)) == [
        "a" * 40,
        "b" * 40,
        "c" * 40,
    ]


def test_two_looks_within_a_second_keep_their_order(tmp_path: Path) -> None:
    place = "Quillmate/Terms/2026-01-01T00-00-00Z"
    folder = write(tmp_path / "set", {f"{place}.md": FIRST, f"{place}-2.md": SECOND, f"{place}-10.md": THIRD})
    imported(folder)
    assert texts_of(TermsDocument.objects.get()) == [FIRST, SECOND, THIRD]


def test_a_look_without_readable_terms_is_kept_as_a_problem_and_stops_nothing(tmp_path: Path) -> None:
    place = "Quillmate/Terms"
    folder = write(
        tmp_path / "set",
        {
            f"{place}/2026-01-01T00-00-00Z.md": FIRST,
            f"{place}/2026-02-01T00-00-00Z.md": b"",
            f"{place}/2026-03-01T00-00-00Z.md": b"Terms\x00cut",
            f"{place}/2026-04-01T00-00-00Z.md": SECOND,
        },
    )
    imported(folder)
    document = TermsDocument.objects.get()
    assert texts_of(document) == [FIRST, None, None, SECOND]
    problems = document.captures.filter(state=CaptureState.CAPTURE_PROBLEM).select_related("blob")
    assert [store.get(look.blob) for look in problems.order_by("sequence")] == [b"", b"Terms\x00cut"]
    assert all(look.problem for look in problems)


def test_a_service_goes_to_the_vendor_it_is_said_to_belong_to_or_whose_product_bears_its_name(tmp_path: Path) -> None:
    northwind = Vendor.objects.create(name="Northwind")
    Product.objects.create(vendor=northwind, name="Quillmate", kind="assistant")
    TermsDocument.objects.create(vendor=northwind, title="Inkwell Terms", kind=DocumentKind.CONSUMER_TERMS)
    folder = write(
        tmp_path / "set",
        {f"{service}/Terms/2026-01-01T00-00-00Z.md": FIRST for service in ("Quillmate", "Inkwell", "Someone Else")},
    )
    imported(folder, "--vendor", "Inkwell=Northwind")
    assert sorted(northwind.documents.exclude(origin="").values_list("title", flat=True)) == [
        "Inkwell Terms (set)",
        "Quillmate Terms",
    ]
    assert TermsDocument.objects.get(vendor__name="Someone Else").title == "Terms"


@pytest.mark.parametrize(
    ("texts", "said"),
    [
        ({}, "holds no texts named"),
        ({"Terms.md": FIRST}, "holds no texts named"),
        ({"index.jsonl": "{"}, "line 1, does not say what it should"),
        ({"index.jsonl": '{"service": "A", "document": "B", "seq": 1}'}, "line 1, does not say what it should"),
        (
            {
                "index.jsonl": json.dumps(
                    {"service": "A", "document": "B", "seq": 1, "datetime": "2026-01-01", "path": "../../secret.md"}
                )
            },
            "outside of the folder",
        ),
        ({"A/B/2026-13-45T99-00-00Z.md": FIRST}, "holds no texts named"),
    ],
)
def test_a_source_that_is_no_history_is_refused_in_words(tmp_path: Path, texts: dict[str, str], said: str) -> None:
    folder = tmp_path / "set"
    folder.mkdir()
    with pytest.raises(CommandError, match=said):
        call_command("import_terms", str(write(folder, texts)))
    assert not Capture.objects.exists()


def test_a_path_that_is_not_there_and_a_pair_that_is_none_are_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="no folder, repository or bundle"):
        call_command("import_terms", str(tmp_path / "nowhere"))
    with pytest.raises(CommandError, match="SERVICE=VENDOR"):
        call_command("import_terms", str(tmp_path), "--vendor", "Quillmate")
    (tmp_path / "broken.bundle").write_bytes(b"no bundle")
    with pytest.raises(CommandError, match="could not open the bundle"):
        call_command("import_terms", str(tmp_path / "broken.bundle"))


def test_links_that_lead_out_of_the_folder_are_not_followed(tmp_path: Path) -> None:
    secret = write(tmp_path / "elsewhere", {"2026-01-01T00-00-00Z.md": "A secret."})
    folder = write(tmp_path / "set", {"Quillmate/Terms/2026-01-01T00-00-00Z.md": FIRST})
    (folder / "Quillmate" / "Secrets").mkdir()
    (folder / "Quillmate" / "Secrets" / "2026-01-01T00-00-00Z.md").symlink_to(secret / "2026-01-01T00-00-00Z.md")
    imported(folder)
    assert TermsVersion.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Terms of Service", DocumentKind.CONSUMER_TERMS),
        ("Commercial Terms", DocumentKind.COMMERCIAL_TERMS),
        ("Data Processor Agreement", DocumentKind.DATA_PROCESSING),
        ("Acceptable Use Policy", DocumentKind.USAGE_POLICY),
        ("Developer Terms", DocumentKind.SERVICE_TERMS),
        ("Model License", DocumentKind.MODEL_LICENCE),
        ("Something Else", DocumentKind.SERVICE_TERMS),
    ],
)
def test_the_name_of_a_document_promises_its_kind(name: str, kind: DocumentKind) -> None:
    assert kind_of(name) == kind


def test_the_title_bears_the_service_unless_the_vendor_does() -> None:
    origin = Origin("wood", "Quillmate", "Terms")
    assert (title_of(origin, "quillmate"), title_of(origin, "Northwind")) == ("Terms", "Quillmate Terms")
