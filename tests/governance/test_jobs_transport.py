"""The broker of files: nobody ever reads half a message, whoever writes it and however they end."""

import resource
import signal
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from kombu import Connection
from kombu.exceptions import ChannelError
from kombu.simple import SimpleQueue

from governance import neighbours


class Peeking:
    """A word of a message that looks into the folder while it is being written."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __json__(self) -> list[str]:
        return [path.name for path in self._folder.iterdir()]


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """A disk that is full after so many bytes of a file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    before = signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        signal.signal(signal.SIGXFSZ, before)


@pytest.fixture
def messages(tmp_path: Path) -> Path:
    return tmp_path / "broker" / "messages"


@pytest.fixture
def queue(tmp_path: Path, messages: Path) -> Iterator[SimpleQueue]:
    options = neighbours.broker_options("filesystem://", tmp_path / "broker")
    with Connection("filesystem://", transport_options=options) as connection:
        made = connection.SimpleQueue(uuid.uuid4().hex)  # Kombu remembers names across connections
        yield made
        made.close()


def heard(queue: SimpleQueue) -> Any:
    message = queue.get(timeout=5)
    message.ack()
    return message.payload


def test_every_message_put_is_heard_once(queue: SimpleQueue, messages: Path) -> None:
    for number in range(3):
        queue.put({"number": number})
    assert sorted(heard(queue)["number"] for _ in range(3)) == [0, 1, 2]
    assert list(messages.iterdir()) == []


def test_a_message_is_not_in_its_queue_while_it_is_written(queue: SimpleQueue, messages: Path) -> None:
    name = queue.queue.name
    queue.channel._put(name, {"seen": Peeking(messages)})
    assert queue.channel._get(name) == {"seen": []}


def test_a_message_that_cannot_be_written_whole_leaves_nothing_behind(
    queue: SimpleQueue, messages: Path, tmp_path: Path
) -> None:
    before = sorted(tmp_path.rglob("*"))
    with files_no_larger_than(200), pytest.raises(ChannelError, match="could not be written"):
        queue.channel._put(queue.queue.name, {"long": "word " * 1000})
    assert sorted(tmp_path.rglob("*")) == before
    queue.put({"next": True})
    assert heard(queue) == {"next": True}
