"""Real neighbours for the slow proofs: Redis, RabbitMQ, an S3-compatible store. Each on loopback, on ports and in a
folder of its own, ended by its process id."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from governance.bootstrap import machine

PATIENCE = 60.0
STORE_KEYS = {"AWS_ACCESS_KEY_ID": "proof", "AWS_SECRET_ACCESS_KEY": "proof", "AWS_DEFAULT_REGION": "eu-west-1"}


class NoServer(Exception):
    """A server did not start; the text ends with its own words."""


class Neighbours:
    """Processes of one server and its folder."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.folder = Path(tempfile.mkdtemp(prefix=f"cs-{name}-", dir="/tmp"))
        self._processes: list[subprocess.Popen[bytes]] = []

    def start(self, command: list[str], variables: Mapping[str, str] | None = None) -> None:
        """Start a process, its words appended to the folder's file `words`."""
        with (self.folder / "words").open("ab") as sink:
            self._processes.append(
                subprocess.Popen(
                    command,
                    cwd=self.folder,
                    env={**os.environ, **(variables or {})},
                    stdin=subprocess.DEVNULL,
                    stdout=sink,
                    stderr=sink,
                    start_new_session=True,
                )
            )

    def wait(self, answers: Callable[[], object]) -> None:
        """Wait until `answers` raises nothing. Raises NoServer."""
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until and all(process.poll() is None for process in self._processes):
            try:
                answers()
            except Exception:
                time.sleep(0.2)
            else:
                return
        raise NoServer(f"{self.name} did not start: {(self.folder / 'words').read_text(errors='replace')[-2000:]}")

    def stop(self) -> None:
        """End every process, the last started first, and remove the folder."""
        for process in reversed(self._processes):
            process.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                process.wait(timeout=15)
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait(timeout=15)
        shutil.rmtree(self.folder, ignore_errors=True)


@contextlib.contextmanager
def redis() -> Iterator[str]:
    """A Redis that keeps nothing; its CELERY_BROKER_URL."""
    port = free_port()
    with _running("redis") as server:
        quiet = ["--bind", "127.0.0.1", "--save", "", "--dir", str(server.folder)]
        server.start([machine.program("redis-server"), "--port", str(port), *quiet])
        yield _broker(server, f"redis://127.0.0.1:{port}/0")


@contextlib.contextmanager
def rabbitmq() -> Iterator[str]:
    """A RabbitMQ with an epmd, a cookie and a data folder of its own; its CELERY_BROKER_URL."""
    port, between_nodes, names = free_port(), free_port(), free_port()
    with _running("rabbitmq") as server:
        variables = {
            "HOME": str(server.folder),  # Erlang's cookie is made there
            "RUNNING_UNDER_SYSTEMD": "true",  # no shell in between: the process is the broker itself
            "ERL_EPMD_PORT": str(names),
            "ERL_EPMD_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODENAME": f"countersign{port}@localhost",
            "RABBITMQ_NODE_IP_ADDRESS": "127.0.0.1",
            "RABBITMQ_NODE_PORT": str(port),
            "RABBITMQ_DIST_PORT": str(between_nodes),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "RABBITMQ_MNESIA_BASE": str(server.folder / "data"),
            "RABBITMQ_LOG_BASE": str(server.folder / "log"),
            "RABBITMQ_CONFIG_FILE": str(server.folder / "no-such-file"),
            "RABBITMQ_CONF_ENV_FILE": os.devnull,
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(server.folder / "plugins"),
        }
        (server.folder / "plugins").write_text("[].\n")
        server.start([machine.program("epmd"), "-port", str(names), "-address", "127.0.0.1"], variables)
        server.start([machine.program("rabbitmq-server")], variables)
        yield _broker(server, f"amqp://guest:guest@127.0.0.1:{port}//")


@contextlib.contextmanager
def object_store(bucket: str) -> Iterator[str]:
    """An S3-compatible store with one empty bucket; its address. Keys are STORE_KEYS."""
    import boto3

    port = free_port()
    address = f"http://127.0.0.1:{port}"
    with _running("s3") as server:
        server.start([sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)])

        def answers() -> None:
            opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
            with contextlib.suppress(urllib.error.HTTPError):
                opener.open(address, timeout=2).close()

        server.wait(answers)
        keys = {name.lower(): value for name, value in STORE_KEYS.items() if "KEY" in name}
        region = STORE_KEYS["AWS_DEFAULT_REGION"]
        client = boto3.client("s3", endpoint_url=address, region_name=region, **keys)
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": region})
        yield address


def free_port() -> int:
    """A loopback port nobody listens on now."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


@contextlib.contextmanager
def _running(name: str) -> Iterator[Neighbours]:
    server = Neighbours(name)
    try:
        yield server
    finally:
        server.stop()


def _broker(server: Neighbours, url: str) -> str:
    from kombu import Connection

    def answers() -> None:
        with Connection(url, connect_timeout=2) as connection:
            connection.connect()

    server.wait(answers)
    return url
