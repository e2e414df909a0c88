"""GET /metrics: what is counted, under which few labels, and who may read it."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from fastapi.testclient import TestClient
from prometheus_client import Metric
from prometheus_client.parser import text_string_to_metric_families

from app.main import create_app
from app.observing.metrics import Metrics, forget_the_dead
from app.observing.routes import Templates
from app.observing.sampler import sample_of
from app.observing.tally import BOUNDS_MS, Tally, Totals, quantile_ms
from app.observing.work import WorkFigures
from app.settings import Settings
from tests.app.small_models import save_small

HERE = ("127.0.0.1", 5000)
CONVOLUTION = {"input": [[0, 1], [2, 3]], "kernel": [[1]]}


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """An application of its own with a small model, asked from its own machine."""
    weights = tmp_path_factory.mktemp("weights")
    save_small(weights, "small", default=True)
    with TestClient(create_app(Settings(weights=weights)), client=HERE) as client:
        yield client


def families(client: TestClient) -> dict[str, Metric]:
    answer = client.get("/metrics")
    assert answer.status_code == 200, answer.text
    return {one.name: one for one in text_string_to_metric_families(answer.text)}


def value(client: TestClient, name: str, /, **labels: str) -> float:
    """Of a sample, by its full name; 0 where it is not there."""
    for family in families(client).values():
        for sample in family.samples:
            if sample.name == name and labels.items() <= sample.labels.items():
                return float(sample.value)
    return 0.0


def test_requests_are_counted_by_template_and_class(local: TestClient) -> None:
    def count(route: str, status: str) -> float:
        return value(local, "loupe_request_seconds_count", route=route, status=status)

    before = count("/api/v1/convolve", "2xx"), count("/api/v1/convolve", "4xx")
    assert local.post("/api/v1/convolve", json=CONVOLUTION).status_code == 200
    assert local.post("/api/v1/convolve", json={}).status_code == 422
    assert (count("/api/v1/convolve", "2xx"), count("/api/v1/convolve", "4xx")) == (
        before[0] + 1,
        before[1] + 1,
    )
    local.get("/problems/empty-file")
    assert count("/problems/{code}", "2xx") == 1
    assert count("/problems/empty-file", "2xx") == 0


def test_the_model_that_answered_is_a_label(local: TestClient) -> None:
    labels = {"route": "/api/v1/translate", "status": "2xx"}
    for body in ({"text": "a"}, {"text": "b", "model": "small"}):
        assert local.post("/api/v1/translate", json=body).status_code == 200
    assert value(local, "loupe_request_seconds_count", model="small", **labels) == 2
    assert local.post("/api/v1/translate", json={"text": "a", "model": "none"}).status_code == 422
    models = {sample.labels["model"] for sample in families(local)["loupe_request_seconds"].samples}
    assert models == {"", "small"}


def test_what_the_work_of_the_application_counts_is_there(local: TestClient) -> None:
    names = ("loupe_cache_hits_total", "loupe_cache_misses_total", "loupe_batch_sentences_sum")
    before = [value(local, name) for name in names]
    for _ in range(3):
        local.post("/api/v1/translate", json={"text": "Is this counted?"})
    after = [value(local, name) for name in names]
    assert [b - a for a, b in zip(before, after, strict=True)] == [2, 1, 1]
    assert value(local, "loupe_cache_bytes") > 0


def test_whatever_is_asked_labels_stay_few(local: TestClient) -> None:
    def routes() -> set[str]:
        return {
            sample.labels["route"] for sample in families(local)["loupe_request_seconds"].samples
        }

    local.get("/nothing")
    local.get("/static/js/page.js")
    before = routes()
    for number in range(50):
        local.get(f"/nothing/{number}")
        local.get(f"/static/{number}.js")
        local.get(f"/problems/{number}")
        local.request(f"WORD{number}", "/models")
    assert routes() - before <= {"/problems/{code}", "/models"}
    assert {"other", "/static"} <= before


def test_every_route_has_a_template_of_its_own(local: TestClient) -> None:
    templates = Templates(local.app.routes)  # type: ignore[attr-defined]
    for path in local.get("/openapi.json").json()["paths"]:
        asked = path.replace("{", "").replace("}", "")
        assert templates.of({"path": asked}) == path
        assert templates.of({"path": f"/below{asked}", "root_path": "/below"}) == path
    for path in ("", "//", "/../etc/passwd", "/api/v1/translate/", "/healthz\n"):
        assert templates.of({"path": path}) == "other"


def test_models_and_builds_are_told_here_only(local: TestClient) -> None:
    found = families(local)
    assert [one.labels["model"] for one in found["loupe_model_load_seconds"].samples] == ["small"]
    assert found["loupe_model_load_seconds"].samples[0].value > 0
    build = found["loupe_build_info"].samples[0].labels
    assert build["version"] == local.get("/openapi.json").json()["info"]["version"]
    answer = local.get("/nothing", headers={"Accept": "application/json"})
    assert build["python"] not in answer.text + str(answer.headers)
    assert build["torch"] not in answer.text + str(answer.headers)


def test_memory_is_that_of_the_process(local: TestClient) -> None:
    status = Path("/proc/self/status").read_text()
    resident = next(int(line.split()[1]) for line in status.splitlines() if "VmRSS" in line)
    assert value(local, "loupe_memory_bytes") == pytest.approx(resident * 1024, rel=0.2)


def test_a_request_is_in_flight_while_it_is_answered(local: TestClient) -> None:
    assert value(local, "loupe_requests_in_flight") == 1  # this one
    assert local.app.state.sampler.tally.in_flight == 0  # type: ignore[attr-defined]


@pytest.mark.parametrize("passed_on", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_figures_are_for_the_own_machine(local: TestClient, passed_on: str) -> None:
    headers = {passed_on: "127.0.0.1", "Accept": "application/json"}
    answer = local.get("/metrics", headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/metrics-kept"


def test_figures_can_be_opened_to_everybody() -> None:
    for settings, client, status in (
        (Settings(), ("192.0.2.1", 1), 403),
        (Settings(), ("::1", 1), 200),
        (Settings(metrics="everywhere"), ("192.0.2.1", 1), 200),
    ):
        stranger = TestClient(create_app(settings), client=client)
        assert stranger.get("/metrics").status_code == status


def test_what_the_work_counts_is_followed() -> None:
    metrics = Metrics()
    metrics.follow(WorkFigures(1, 2, {"full": 3}, {4: 2}, 5, 6, 7))
    metrics.follow(WorkFigures(0, 9, {"full": 4, "late_waiting": 1}, {4: 2, 8: 1}, 15, 6, 70))
    text = metrics.text().decode()
    for line in (
        'loupe_rejections_total{reason="full"} 4.0',
        'loupe_rejections_total{reason="late_waiting"} 1.0',
        "loupe_work_waiting 9.0",
        "loupe_work_running 0.0",
        'loupe_batch_sentences_bucket{le="4.0"} 2.0',
        "loupe_batch_sentences_count 3.0",
        "loupe_batch_sentences_sum 16.0",
        "loupe_cache_hits_total 15.0",
        "loupe_cache_misses_total 6.0",
        "loupe_cache_bytes 70.0",
    ):
        assert line in text.splitlines()


def test_several_processes_are_one_to_who_asks(tmp_path: Path) -> None:
    script = """
import sys
from app.observing.metrics import Metrics
from app.observing.request import Observed
from app.observing.work import WorkFigures
metrics = Metrics()
metrics.in_flight.inc()
metrics.answered(Observed("12345678", "GET", "/models", status=200), 0.02)
metrics.follow(WorkFigures(rejections={"full": 2}, batch_sizes={4: 1}))
sys.stdin.read()
"""
    environment = os.environ | {"PROMETHEUS_MULTIPROC_DIR": str(tmp_path)}
    tell = "from app.observing.metrics import Metrics; print(Metrics().text().decode())"

    def told() -> str:
        return subprocess.run(
            [sys.executable, "-c", tell],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        ).stdout

    workers = [
        subprocess.Popen([sys.executable, "-c", script], env=environment, stdin=subprocess.PIPE)
        for _ in range(2)
    ]
    workers[0].communicate()
    text = told()
    workers[1].communicate()
    assert 'loupe_request_seconds_count{model="",route="/models",status="2xx"} 2.0' in text
    assert 'loupe_rejections_total{reason="full"} 4.0' in text
    assert "loupe_batch_sentences_sum 8.0" in text
    assert "loupe_requests_in_flight 0.0" in told()  # whoever has ended has nothing in flight


def test_only_what_the_dead_said_of_their_present_is_forgotten(tmp_path: Path) -> None:
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        ended.wait()
    dead, alive = ended.pid, os.getpid()
    for name in (
        f"gauge_livesum_{dead}",
        f"gauge_livesum_{alive}",
        f"counter_{dead}",
        "gauge_live_x",
    ):
        (tmp_path / f"{name}.db").touch()
    forget_the_dead(tmp_path)
    left = {path.stem for path in tmp_path.iterdir()}
    assert left == {f"gauge_livesum_{alive}", f"counter_{dead}", "gauge_live_x"}


@pytest.mark.parametrize("share", [0.5, 0.95])
def test_quantiles_are_those_of_numpy_within_a_tenth(share: float) -> None:
    seconds = np.random.default_rng(0).lognormal(-3, 1, 5000)
    tally = Tally()
    for each in seconds:
        tally.count(float(each))
    found = quantile_ms(tally.latencies, share)
    assert found == pytest.approx(np.quantile(seconds, share) * 1000, rel=0.1)


def test_quantiles_of_nothing_of_the_quickest_and_of_the_slowest() -> None:
    nothing = [0] * (len(BOUNDS_MS) + 1)
    assert quantile_ms(nothing, 0.5) is None
    assert quantile_ms([1, *nothing[1:]], 0.5) == BOUNDS_MS[0]
    assert quantile_ms([*nothing[1:], 1], 0.95) == pytest.approx(BOUNDS_MS[-1], rel=0.1)


def test_rates_are_of_the_time_between_two_moments() -> None:
    def totals(requests: int, **more: int) -> Totals:
        return Totals(requests=requests, **more)

    first = {1: totals(100, hits=10, misses=10), 2: totals(50)}
    last = {
        1: totals(120, hits=13, misses=11, memory_bytes=10**8),
        3: totals(5, batches=2, batched=7),
    }
    sample = sample_of([(10.0, first), (20.0, last)])
    assert sample.requests == 2.5  # 20 of the first process, 5 of the new one, none of the one gone
    assert sample.hit_rate == 0.75
    assert sample.batch == 3.5
    assert sample.memory_mb == 100
    assert sample.median_ms is None
    alone = sample_of([(10.0, first)])
    assert alone.requests == 0
    assert alone.hit_rate is None
