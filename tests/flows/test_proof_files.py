"""Slow proof: with files in S3-compatible storage, bytes are kept once and a report is made, downloaded, verified."""

from __future__ import annotations

import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from django.conf import settings as django_settings
from django.urls import reverse

from governance import neighbours
from governance.audit.verify import verify_trail
from governance.blobs import store
from governance.blobs.models import Blob
from governance.canonical import sha256_bytes
from governance.reports.models import Report
from tests.cast import SignedIn
from tests.flows.workers import is_done, ring, signed_by_both, wait_until, yields_exactly_one
from tests.governance.report_world import World
from tests.harness import servers
from tests.harness.site import LiveSite, running

pytestmark = pytest.mark.prove("files")
BUCKET = "countersign-proof"
DATA = b"Between you and us you own the Output."


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Address of a store with an empty bucket; its keys lie where boto3 looks for them."""
    for name, value in servers.STORE_KEYS.items():
        monkeypatch.setenv(name, value)
    with servers.object_store(BUCKET) as found:
        yield found


@pytest.fixture
def s3(address: str) -> Any:
    """A client of the store that knows nothing of Django."""
    return boto3.client("s3", endpoint_url=address)


@pytest.fixture
def own_files(address: str, tmp_path: Path, settings: Any) -> Path:
    """In place of the folder other tests keep their bytes in."""
    kept = neighbours.s3_store(BUCKET, address, "")
    settings.STORAGES = {**settings.STORAGES, "default": kept, "blobs": kept}
    settings.HOME, settings.REPORTS_DIR = tmp_path, tmp_path / "reports"
    return tmp_path


@pytest.fixture
def site(own_database: str, own_files: Path, address: str) -> Iterator[LiveSite]:
    """The site as an operator sets it to a bucket."""
    variables = {"COUNTERSIGN_S3_BUCKET": BUCKET, "COUNTERSIGN_S3_ENDPOINT": address}
    kept = django_settings.STORAGES["blobs"]
    with running(own_database, own_files, variables, kept) as made:
        yield made


def names(s3: Any) -> list[str]:
    return [entry["Key"] for entry in s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]


def fetched(site: LiveSite, path: str, cookie: str) -> bytes:
    """What the running site, a process of its own, answers to a person in their session."""
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(urllib.request.Request(site.url + path, headers={"Cookie": cookie}), timeout=30) as answer:
        return bytes(answer.read())


def test_bytes_are_kept_once_by_their_hash_and_handed_out_only_unaltered(db: None, own_files: Path, s3: Any) -> None:
    first, second = store.put(DATA, "text/plain"), store.put(DATA, "text/html")
    assert first == second
    assert names(s3) == [first.path]
    assert s3.get_object(Bucket=BUCKET, Key=first.path)["Body"].read() == DATA
    assert store.get(first) == DATA
    assert store.get(store.put(b"", "text/plain")) == b""
    s3.put_object(Bucket=BUCKET, Key=first.path, Body=DATA + b" ")
    with pytest.raises(store.BlobDamaged, match="altered"):
        store.get(first)
    s3.delete_object(Bucket=BUCKET, Key=first.path)
    with pytest.raises(store.BlobDamaged, match="gone"):
        store.get(first)
    assert store.get(store.put(DATA, "text/plain")) == DATA  # kept again, found again


def test_a_report_is_made_in_the_bucket_downloaded_from_it_and_verified(
    site: LiveSite, world: World, s3: Any, signed_in: SignedIn
) -> None:
    site.start_worker()
    report = world.start()
    ring(site)
    wait_until(lambda: is_done(report.draft_job), site, "drawing the draft")
    report = signed_by_both(world, report)
    ring(site)
    wait_until(lambda: is_done(report.final_job), site, "drawing the final file")
    pdf = yields_exactly_one(report)

    browser = signed_in(world.auditor)
    cookie = "; ".join(f"{name}={held.value}" for name, held in browser.cookies.items())
    assert fetched(site, reverse("reports:report_sealed", args=[report.uid]), cookie) == pdf
    assert fetched(site, reverse("reports:report_draft", args=[report.uid]), cookie).startswith(b"%PDF-")
    [sealed] = (site.home / "reports").iterdir()
    assert sealed.read_bytes() == pdf
    verified = site.manage("verify_report", str(sealed))
    assert (verified.returncode, "Sealed and valid" in verified.stdout) == (0, True)

    blobs = list(Blob.objects.all())
    assert sorted(names(s3)) == sorted(blob.path for blob in blobs)  # every object has its row, every row its object
    for blob in blobs:
        assert sha256_bytes(s3.get_object(Bucket=BUCKET, Key=blob.path)["Body"].read()) == blob.sha256
    assert not (site.home / "blobs").exists()  # nothing fell back to the disk
    assert Report.objects.get(pk=report.pk).sealed_pdf in blobs
    assert verify_trail().holds
    print(f"\nS3: sample of 1 report, {len(blobs)} objects; each kept once, report downloaded and valid")
