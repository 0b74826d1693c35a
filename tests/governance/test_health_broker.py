"""The broker part of readiness, against the two kinds of broker that need no server."""

import pytest
from celery import Celery
from kombu.exceptions import OperationalError

from governance.web import health


@pytest.fixture
def broker(monkeypatch):
    """Points the check at a Celery app with the given broker."""

    def use(url: str, **options: object) -> None:
        app = Celery("probe", broker=url, set_as_current=False)
        app.conf.broker_transport_options = options
        monkeypatch.setattr(health, "current_app", app)

    return use


def test_folders_that_can_be_written_are_enough(broker, tmp_path):
    broker("filesystem://", data_folder_in=str(tmp_path), data_folder_out=str(tmp_path))
    assert health.broker_problem() == ""


def test_a_missing_folder_is_said(broker, tmp_path):
    broker("filesystem://", data_folder_in=str(tmp_path / "gone"), data_folder_out=str(tmp_path))
    assert "missing" in health.broker_problem()


def test_a_broker_in_memory_answers(broker):
    broker("memory://")
    assert health.broker_problem() == ""


def test_a_broker_that_does_not_answer_is_an_error(broker):
    broker("amqp://guest:guest@127.0.0.1:9/")
    with pytest.raises(OperationalError):
        health.broker_problem()
