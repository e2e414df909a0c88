"""What `loupe serve` runs: one process that answers, or several and one that watches over them.

Models are loaded before the socket listens: what is wrong with them, or with the address, is said
in one line and nothing is started.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from socket import socket
from tempfile import TemporaryDirectory

import torch
from fastapi import FastAPI

from app.observing.logs import configure
from app.registry import Registry
from app.serving.server import Server, Worker, bound_socket, in_order
from app.serving.supervisor import Supervisor
from app.settings import Settings

METRICS_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where workers put their counts, so that any of them can tell those of all."""
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})


__all__ = ["bound_socket", "serve"]


def serve(bound: socket, host: str, workers: int) -> int:
    """Answer on a socket that is bound to a host until SIGTERM or SIGINT; the exit status.

    Raises BrokenArtefact, or pydantic's ValidationError for a setting that makes no sense.
    """
    with in_order(), bound:
        return alone(bound, host) if workers == 1 else together(bound, host, workers)


def alone(bound: socket, host: str) -> int:
    settings, registry = opened(host)
    Server(application(settings, registry.start())).run(sockets=[bound])
    return 0


def together(bound: socket, host: str, workers: int) -> int:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)  # a fork could not use threads that were started before it
    with counted_together():
        settings, registry = opened(host)
        app = application(shared_out(settings, workers), registry.load_all())

        def work() -> None:
            torch.set_num_threads(max(1, threads // workers))
            with in_order():
                Worker(app).run(sockets=[bound])

        return Supervisor(work, bound, workers, forget).run()


def opened(host: str) -> tuple[Settings, Registry]:
    """The settings, with the own address among the trusted ones, and the models' descriptions."""
    settings = Settings()
    configure(settings.log)
    if host not in EVERY_ADDRESS:
        own = f"[{host}]" if ":" in host else host.lower()
        settings = settings.model_copy(update={"trusted_hosts": (*settings.trusted_hosts, own)})
    return settings, Registry.load(settings.weights)


SHARED = {"computations": 1, "waiting": 1, "uploads": 1, "cache_bytes": 0}
"""Settings that speak of the whole server -> the least that a worker has of each."""


def shared_out(settings: Settings, workers: int) -> Settings:
    """What one of the workers may have of what the server may."""
    given = {name: getattr(settings, name) for name in SHARED}
    parts = {name: min(value, max(value // workers, SHARED[name])) for name, value in given.items()}
    return settings.model_copy(update=parts)


def application(settings: Settings, registry: Registry) -> FastAPI:
    # prometheus_client, which this imports, looks only then for the folder of all counts
    from app.main import create_app

    return create_app(settings, registry)


@contextmanager
def counted_together() -> Iterator[None]:
    """A folder in which every worker counts, unless the environment names one."""
    if METRICS_FOLDER in os.environ:
        yield
        return
    with TemporaryDirectory(prefix="loupe-metrics-") as folder:
        os.environ[METRICS_FOLDER] = folder
        try:
            yield
        finally:
            del os.environ[METRICS_FOLDER]


def forget(process: int) -> None:
    """Drop what a worker that is gone measured of itself; what it counted stays."""
    if "prometheus_client" in sys.modules:
        from prometheus_client.multiprocess import mark_process_dead

        mark_process_dead(process)  # type: ignore[no-untyped-call]
