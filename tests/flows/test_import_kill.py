"""An import of a history is killed in the middle, twice: what it left and what it takes up again is each look once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from django.db import connection
from django.db.models import Count, Max, Min

from governance.audit.verify import verify_trail
from tests.harness.site import PATIENCE, ROOT, LiveSite
from vendors.models import Capture, TermsDocument, TermsVersion

LOOKS = 60
DOCUMENTS = 3


def history(folder: Path) -> Path:
    for document in range(DOCUMENTS):
        place = folder / "Quillmate" / f"Terms {document}"
        place.mkdir(parents=True)
        for look in range(LOOKS):
            days = look % 7  # some looks return to an earlier text
            text = f"# Terms {document}\n\n" + f"The Provider keeps prompts for {days + 1} days.\n\n" * 200
            (place / f"2026-01-01T00-{look:02}-00Z.md").write_text(text)
    return folder


def start(site: LiveSite, folder: Path) -> subprocess.Popen[bytes]:
    command = [sys.executable, str(ROOT / "manage.py"), "import_terms", str(folder)]
    return subprocess.Popen(
        command, env=site.environment, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


def kill_after(site: LiveSite, folder: Path, looks: int) -> int:
    process = start(site, folder)
    until = time.monotonic() + PATIENCE
    while Capture.objects.count() < looks and process.poll() is None and time.monotonic() < until:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait(timeout=10)
    connection.close()
    return Capture.objects.count()


def test_a_killed_import_goes_on_where_it_stopped_without_loss_or_double(live_site: LiveSite, tmp_path: Path) -> None:
    folder = history(tmp_path / "history")
    first = kill_after(live_site, folder, 20)
    second = kill_after(live_site, folder, first + 20)
    assert 20 <= first < second < LOOKS * DOCUMENTS
    done = live_site.manage("import_terms", str(folder))
    assert done.returncode == 0, done.stderr
    assert f"{LOOKS * DOCUMENTS - second} looks taken in" in done.stdout
    told = TermsDocument.objects.annotate(
        looks=Count("captures"), first=Min("captures__sequence"), last=Max("captures__sequence")
    )
    assert list(told.values_list("looks", "first", "last")) == [(LOOKS, 1, LOOKS)] * DOCUMENTS
    assert TermsVersion.objects.count() == 7 * DOCUMENTS
    assert verify_trail().holds
