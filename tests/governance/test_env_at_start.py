"""What a start with a given environment does: refused in one sentence, or accepted; production is ready to deploy."""

import os
import subprocess
import sys

import pytest

from tests.harness.site import ROOT

PRODUCTION = {
    "COUNTERSIGN_ENV": "production",
    "COUNTERSIGN_SECRET_KEY": "Zk3v9QpLx7Rt2Wy8Nc4Hb6Jm1Gd5Fs0Ae-Uq_Io7Tz9Xk2Vw8Lr4",
    "COUNTERSIGN_HOSTS": "terms.example",
}


def start(home, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    environment = {**kept, "COUNTERSIGN_HOME": str(home), **variables}
    command = [sys.executable, "manage.py", *(arguments or ("check",))]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("variables", "word"),
    [
        ({"COUNTERSIGN_ENV": "staging"}, "COUNTERSIGN_ENV"),
        ({"COUNTERSIGN_HOEM": "/x"}, "COUNTERSIGN_HOEM"),
        ({"COUNTERSIGN_HOEM": "/x"}, "did you mean COUNTERSIGN_HOME?"),
        ({"COUNTERSIGN_STRICT_SEPERATION": "true"}, "did you mean STRICT_SEPARATION?"),
        ({"STRICT_SEPERATION": "true"}, "did you mean STRICT_SEPARATION?"),
        ({"COUNTERSIGN_HOSTS": "*"}, "COUNTERSIGN_HOSTS"),
        ({"COUNTERSIGN_HOSTS": "https://terms.example"}, "COUNTERSIGN_HOSTS holds 'https://terms.example'"),
        ({"COUNTERSIGN_PUBLIC_URL": "https://terms.example/app"}, "write https://terms.example."),
        ({"COUNTERSIGN_MAIL_FROM": "Countersign countersign@terms.example"}, "COUNTERSIGN_MAIL_FROM"),
        ({"COUNTERSIGN_S3_BUCKET": "s3://Our_Files"}, "COUNTERSIGN_S3_BUCKET"),
        ({"COUNTERSIGN_SECRET_KEY": "short"}, "COUNTERSIGN_SECRET_KEY"),
        ({"DATABASE_URL": "mysql://h/n"}, "DATABASE_URL"),
        ({"CELERY_BROKER_URL": "sqs://x"}, "CELERY_BROKER_URL"),
        ({**PRODUCTION, "COUNTERSIGN_SECRET_KEY": ""}, "COUNTERSIGN_SECRET_KEY"),
        ({**PRODUCTION, "COUNTERSIGN_HOSTS": ""}, "COUNTERSIGN_HOSTS"),
        ({**PRODUCTION, "COUNTERSIGN_DEBUG": "true"}, "COUNTERSIGN_DEBUG"),
        ({**PRODUCTION, "COUNTERSIGN_PUBLIC_URL": "http://terms.example"}, "COUNTERSIGN_PUBLIC_URL"),
    ],
)
def test_nonsense_is_refused_in_one_sentence(tmp_path, variables, word):
    found = start(tmp_path, **variables)
    assert found.returncode == 2, found.stderr
    assert word in found.stderr
    assert len(found.stderr.strip().splitlines()) == 1


def test_production_settings_are_ready_to_deploy(tmp_path):
    found = start(tmp_path, "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert found.returncode == 0, found.stderr
    assert "no issues (0 silenced)" in found.stdout + found.stderr


def test_nothing_is_written_outside_the_home(tmp_path):
    assert start(tmp_path).returncode == 0
    assert (tmp_path / "secret-key").exists()
    assert {path.name for path in tmp_path.iterdir()} <= {"secret-key", "broker", "blobs", "mail", "reports", "static"}
