"""A cluster of two nodes loses a replica under load, and everybody who asked has an answer."""

import json
import os
import socket
import threading
import time
import urllib.error
import urllib.request
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.app.small_models import save_small

ray = pytest.importorskip("ray", reason="needs the extra `cluster`", exc_type=ImportError)
pytestmark = [pytest.mark.cluster, pytest.mark.filterwarnings("ignore")]  # of Ray

REPLICAS = 2
CLIENTS = 6
LOAD_S = 8.0
KILL_AFTER_S = 2.0


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The application on two nodes with a processor each: one replica on either."""
    weights = tmp_path_factory.mktemp("weights")
    save_small(weights, "en-fr-small", default=True)
    environment = {
        "LOUPE_WEIGHTS": str(weights),
        "LOUPE_CLASSIFIERS": str(weights / "none"),
        "PYTHONPATH": str(Path(__file__).parents[2]),
        "RAY_SERVE_HTTP_PROXY_CALLBACK_IMPORT_PATH": "app.asked_again.middlewares",
        "RAY_raylet_start_wait_time_s": "120",
        "RAY_SERVE_PROXY_READY_CHECK_TIMEOUT_S": "60",
        "RAY_SERVE_PROXY_HEALTH_CHECK_TIMEOUT_S": "60",
        "RAY_USAGE_STATS_ENABLED": "0",
        "OMP_NUM_THREADS": "1",
    }
    before = dict(os.environ)
    os.environ.update(environment)
    from ray import serve
    from ray.cluster_utils import Cluster

    node = {"num_cpus": 1, "object_store_memory": 80 * 2**20}
    cluster = Cluster(initialize_head=True, head_node_args={**node, "include_dashboard": False})
    try:
        cluster.add_node(**node)
        cluster.wait_for_nodes()
        ray.init(address=cluster.address, log_to_driver=False, configure_logging=False)
        port = free_port()
        serve.start(
            proxy_location="HeadOnly",
            http_options={"host": "127.0.0.1", "port": port, "request_timeout_s": 60},
        )
        from app.cluster import application

        fixed = application._bound_deployment.options(
            num_replicas=REPLICAS, autoscaling_config=None
        )
        serve.run(fixed.bind(), name="loupe")
        yield f"http://127.0.0.1:{port}"
        serve.shutdown()
    finally:
        ray.shutdown()
        cluster.shutdown()
        os.environ.clear()
        os.environ.update(before)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def ask(address: str) -> tuple[int, dict[str, str], Any]:
    body = json.dumps({"text": "My sister reads a blue book.", "detail": "steps"}).encode()
    request = urllib.request.Request(
        f"{address}/api/v1/translate", body, {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=60) as answer:
            return answer.status, dict(answer.headers), json.load(answer)
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), json.load(error)


def replicas() -> list[str]:
    names = ray.util.list_named_actors(all_namespaces=True)
    return [one["name"] for one in names if one["name"].startswith("SERVE_REPLICA::")]


def test_a_replica_that_is_killed_under_load_costs_nobody_an_answer(address: str) -> None:
    _, _, expected = ask(address)
    assert len(replicas()) == REPLICAS
    counts: Counter[int] = Counter()
    wrong: list[object] = []
    after_kill: Counter[int] = Counter()
    killed = threading.Event()
    end = time.monotonic() + LOAD_S

    def load() -> None:
        while time.monotonic() < end:
            late = killed.is_set()
            try:
                status, headers, answer = ask(address)
            except Exception as error:
                wrong.append(error)
                return
            counts[status] += 1
            if late:
                after_kill[status] += 1
            refused = status == 503 and headers["Retry-After"] and answer["type"]
            if not (refused or (status == 200 and answer["target"] == expected["target"])):
                wrong.append((status, answer))

    clients = [threading.Thread(target=load) for _ in range(CLIENTS)]
    for client in clients:
        client.start()
    time.sleep(KILL_AFTER_S)
    victim = replicas()[0]
    ray.kill(ray.get_actor(victim, namespace="serve"), no_restart=True)
    killed.set()
    for client in clients:
        client.join()
    assert not wrong
    assert after_kill[200] > 0, counts
    assert victim not in replicas()


def test_a_page_and_its_files_come_through_the_proxy(address: str) -> None:
    with urllib.request.urlopen(
        f"{address}/attention?text=Is+this+your+dog%3F", timeout=60
    ) as page:
        assert b"</html>" in page.read()
        assert page.headers["Content-Security-Policy"]
    with urllib.request.urlopen(f"{address}/static/js/page.js", timeout=60) as script:
        assert script.read()
