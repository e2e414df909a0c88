"""`loupe serve` as a process: how it starts, ends, and survives the loss of a worker."""

import errno
import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import pytest

from app.registry import Registry
from app.security import HEADERS
from app.serving import shared_out
from app.settings import Settings
from models.seq2seq import artefact
from tests.app.small_models import save_small

COMMAND = (sys.executable, "-m", "app.cli", "serve")
TRANSLATE = json.dumps({"text": "My sister reads a blue book."}).encode()


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("weights")
    save_small(folder, "one", default=True)
    save_small(folder, "other")
    return folder


class Running:
    """A server in a process of its own."""

    def __init__(self, process: subprocess.Popen[bytes], port: int) -> None:
        self.process = process
        self.port = port

    def ask(self, path: str, body: bytes | None = None) -> int:
        """The status of an answer on a connection of its own."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            headers = {"Content-Type": "application/json", "Connection": "close"}
            connection.request("POST" if body else "GET", path, body, headers)
            answer = connection.getresponse()
            answer.read()
            return answer.status
        finally:
            connection.close()

    def refuses(self) -> bool:
        """Whether nobody listens any more."""
        with socket.socket() as knock:
            return knock.connect_ex(("127.0.0.1", self.port)) == errno.ECONNREFUSED

    def workers(self) -> list[int]:
        path = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(each) for each in path.read_text().split()]


def wait_until(true: Callable[[], bool], timeout_s: float = 20.0) -> None:
    deadline = time.monotonic() + timeout_s
    while not true():
        assert time.monotonic() < deadline, "it did not come true in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running(weights: Path, *options: str) -> Iterator[Running]:
    port = free_port()
    environment = os.environ | {"LOUPE_WEIGHTS": str(weights), "OMP_NUM_THREADS": "1"}
    command = (*COMMAND, "--port", str(port), *options)
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE) as process:
        server = Running(process, port)

        def answers() -> bool:
            assert process.poll() is None, process.stderr and process.stderr.read()
            try:
                return server.ask("/readyz") == 200
            except OSError:
                return False

        try:
            wait_until(answers, 60)
            yield server
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def pair(weights: Path) -> Iterator[Running]:
    """A server with two workers, of which every test leaves two."""
    with running(weights, "--workers", "2") as server:
        yield server


def gone(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return True
    return "State:\tZ" in Path(f"/proc/{process}/status").read_text()


@pytest.mark.parametrize(
    ("workers", "number"),
    [("1", signal.SIGTERM), ("1", signal.SIGINT), ("2", signal.SIGTERM)],
)
def test_told_to_end_it_stops_accepting_finishes_what_runs_and_ends_with_0(
    weights: Path, workers: str, number: signal.Signals
) -> None:
    with running(weights, "--workers", workers) as server:
        head = (
            f"POST /api/v1/translate HTTP/1.1\r\nHost: localhost\r\nExpect: 100-continue\r\n"
            f"Content-Type: application/json\r\nContent-Length: {len(TRANSLATE)}\r\n\r\n"
        )
        with socket.create_connection(("127.0.0.1", server.port), timeout=20) as sending:
            sending.sendall(head.encode())
            assert sending.recv(100).startswith(b"HTTP/1.1 100 ")  # its body is waited for
            server.process.send_signal(number)
            wait_until(server.refuses, 5)
            sending.sendall(TRANSLATE)
            answer = b"".join(iter(lambda: sending.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 200 OK")
        assert answer.endswith(b"}")
        assert server.process.wait(10) == 0
        assert server.process.stderr is not None
        assert server.process.stderr.read() == b""


def test_a_worker_that_is_killed_loses_what_it_held_and_is_replaced(pair: Running) -> None:
    clients = 6
    lost = [0] * clients
    answered = [0] * clients
    over = threading.Event()

    def load(number: int) -> None:
        while not over.is_set():
            try:
                assert pair.ask("/api/v1/translate", TRANSLATE) == 200
                answered[number] += 1
            except (OSError, HTTPException):
                lost[number] += 1

    threads = [threading.Thread(target=load, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    wait_until(lambda: min(answered) > 2)
    before = pair.workers()
    os.kill(before[0], signal.SIGKILL)
    wait_until(lambda: len(pair.workers()) == 2 and before[0] not in pair.workers())
    seen = list(answered)
    wait_until(lambda: all(now > then + 2 for now, then in zip(answered, seen, strict=True)))
    over.set()
    for thread in threads:
        thread.join()
    assert max(lost) <= 1, "a client can lose only the one request that the worker held"
    assert before[1] in pair.workers()


def test_workers_end_when_their_supervisor_is_killed(weights: Path) -> None:
    with running(weights, "--workers", "2") as server:
        workers = server.workers()
        server.process.kill()
        wait_until(lambda: all(map(gone, workers)), 10)


@pytest.mark.parametrize(
    ("workers", "what"), [("1", "weights cut off"), ("2", "a byte of the weights")]
)
def test_a_broken_default_is_one_line_and_status_2(tmp_path: Path, workers: str, what: str) -> None:
    folder = save_small(tmp_path, "one", default=True)
    file = folder / artefact.WEIGHTS
    content = file.read_bytes()
    file.write_bytes(content[:-9] if what == "weights cut off" else content[:-1] + b"\x7f")
    ended = subprocess.run(
        (*COMMAND, "--port", str(free_port()), "--workers", workers),
        env=os.environ | {"LOUPE_WEIGHTS": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert ended.stderr.startswith("loupe: The model in one cannot be used: ")
    assert ended.stderr.count("\n") == 1


def test_an_address_that_is_taken_is_one_line_and_status_2() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        ended = subprocess.run(
            (*COMMAND, "--port", str(port)), capture_output=True, text=True, timeout=60, check=False
        )
    assert ended.returncode == 2
    said = f"loupe: 127.0.0.1:{port} cannot be listened on: Address already in use\n"
    assert ended.stderr == said


def test_what_is_no_http_is_refused_with_all_headers(pair: Running) -> None:
    with socket.create_connection(("127.0.0.1", pair.port), timeout=20) as rude:
        rude.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nbroken header\r\n\r\n")
        answer = b"".join(iter(lambda: rude.recv(65536), b"")).decode().lower()
    assert answer.startswith("http/1.1 400 ")
    for header in ("content-security-policy: ", "x-content-type-options: nosniff", "referrer"):
        assert header in answer
    assert "server: " not in answer
    assert pair.ask("/healthz") == 200


def test_it_is_ready_only_once_the_default_has_translated(
    weights: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    registry = Registry.load(weights)
    ready: list[bool] = []

    def noted(*_: object, **__: object) -> None:
        ready.append(registry.ready)

    monkeypatch.setattr("app.registry.trace_translation", noted)
    registry.load_all()
    assert not registry.ready
    registry.start().stop()
    assert ready == [False]
    assert registry.ready


def test_workers_share_out_what_the_server_may_have() -> None:
    settings = Settings(computations=4, waiting=9, uploads=1, cache_bytes=100, body_bytes=7)
    part = shared_out(settings, 4)
    assert (part.computations, part.waiting, part.uploads, part.cache_bytes) == (1, 2, 1, 25)
    assert part.body_bytes == 7


def test_a_stream_that_does_not_end_has_all_headers_too(pair: Running) -> None:
    connection = HTTPConnection("127.0.0.1", pair.port, timeout=20)
    connection.request("GET", "/status/events")
    answer = connection.getresponse()
    assert answer.headers["content-type"].startswith("text/event-stream")
    for name, value in HEADERS.items():
        assert answer.headers[name] == value
    connection.close()
