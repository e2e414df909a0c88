"""A client that asks too often is told when to come again; others are not the worse for it."""

from pathlib import Path
from typing import Any

import pytest

from app.main import create_app
from app.settings import Settings
from app.work import rate
from app.work.rate import Buckets, client_of
from tests.app.at_once import get, on_a_loop, started

PAGE = "/convolution.csv?input=1,2%3B3,4&kernel=1"


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def test_a_burst_and_then_a_steady_rate() -> None:
    clock = Clock()
    buckets = Buckets(per_s=2, burst=3, clock=clock)
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5]
    assert buckets.take("b") == 0, "another client has a bucket of its own"
    clock.now = 0.25
    assert buckets.take("a") == 0.25
    clock.now = 0.5
    assert [buckets.take("a") for _ in range(2)] == [0, 0.5]
    clock.now = 1000
    assert [buckets.take("a") for _ in range(4)] == [0, 0, 0, 0.5], "never more than the burst"


def test_over_a_long_time_no_more_pass_than_the_rate() -> None:
    clock = Clock()
    buckets = Buckets(per_s=3, burst=5, clock=clock)
    passed = 0
    for tick in range(10_000):
        clock.now = tick / 100
        passed += buckets.take("a") == 0
    assert passed == pytest.approx(3 * 100 + 5, abs=1)


def test_a_bounded_number_of_clients_is_remembered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rate, "CLIENTS", 10)
    buckets = Buckets(per_s=0.001, burst=1, clock=Clock())
    for number in range(100):
        buckets.take(str(number))
    assert len(buckets._left) == 10
    assert buckets.take("99") > 0
    assert buckets.take("0") == 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "trusted", "client"),
    [
        ("203.0.113.9", "", False, "203.0.113.9"),
        ("127.0.0.1", "", False, None),
        ("127.8.8.8", "", True, None),
        ("::1", "", False, None),
        ("::ffff:203.0.113.9", "", False, "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "", False, "2001:db8:1:2::/64"),
        ("203.0.113.9", "198.51.100.7", False, "203.0.113.9"),
        ("127.0.0.1", "198.51.100.7", False, None),
        ("127.0.0.1", "198.51.100.7", True, "198.51.100.7"),
        ("203.0.113.9", "127.0.0.1, 198.51.100.7", True, "198.51.100.7"),
        ("203.0.113.9", "somebody", True, "203.0.113.9"),
        ("testclient", "", False, None),
    ],
)
def test_who_a_client_is(peer: str, forwarded: str, trusted: bool, client: str | None) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())] if forwarded else []
    scope = {"type": "http", "client": (peer, 1), "headers": headers}
    assert client_of(scope, forwarded_for=trusted) == client


def statuses(folder: Path, client: str, **settings: Any) -> list[int]:
    """Of four requests, and of one that is light."""
    app = create_app(Settings(weights=folder, classifiers=folder, **settings))

    async def main() -> list[int]:
        async with started(app):
            found = [await get(app, PAGE, client=client).answered() for _ in range(4)]
            found.append(await get(app, "/healthz", client=client).answered())
        late = found[3]
        if late.status == 429:
            assert late.problem == "too-many-requests"
            assert int(late.headers["retry-after"]) == 10
            assert "10 seconds" in late.json()["detail"]
            assert late.headers["x-content-type-options"] == "nosniff"
            assert app.state.work.refused == {"rate": 1}
        return [one.status for one in found]

    return on_a_loop(main())


def test_too_many_requests_of_one_client_are_refused(tmp_path: Path) -> None:
    limited = {"rate_per_s": 0.1, "rate_burst": 3}
    assert statuses(tmp_path / "none", "203.0.113.9", **limited) == [200, 200, 200, 429, 200]
    assert statuses(tmp_path / "none", "127.0.0.1", **limited) == [200] * 5


def test_without_a_setting_there_is_no_limit(tmp_path: Path) -> None:
    assert statuses(tmp_path / "none", "203.0.113.9") == [200] * 5
