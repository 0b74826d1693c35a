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
    environment = {**kept, "COUNTERSIGN_HOME": str(home), "COUNTERSIGN_LOG_LEVEL": "WARNING", **variables}
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
        ({"COUNTERSIGN_S3_ENDPOINT": "https://files.example"}, "COUNTERSIGN_S3_BUCKET is not set"),
        ({"COUNTERSIGN_S3_REGION": "eu-central-1"}, "COUNTERSIGN_S3_BUCKET is not set"),
        ({"COUNTERSIGN_HOME": "/proc/countersign"}, "COUNTERSIGN_HOME is '/proc/countersign', which cannot be made"),
        ({"COUNTERSIGN_HOME": str(ROOT / "manage.py")}, "which is a file"),
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


@pytest.mark.parametrize(
    "command", [("load_demo",), ("load_catalogue",), ("add_administrator", "a@b.example", "--name", "A"),
                ("import_terms", "nowhere"), ("derive_texts",)]
)  # fmt: skip
def test_a_command_that_writes_says_that_the_tables_are_not_there_yet(tmp_path, command):
    found = start(tmp_path, *command)
    assert found.returncode == 1
    assert "Run `manage.py migrate` first." in found.stderr
    assert "Traceback" not in found.stderr


def test_a_database_that_is_not_there_is_said_in_words(tmp_path):
    found = start(tmp_path, "load_demo", DATABASE_URL="postgresql://user:se-cret@127.0.0.1:1/name")
    assert found.returncode == 1
    assert "cannot be reached" in found.stderr and "se-cret" not in found.stderr
    assert "Traceback" not in found.stderr
