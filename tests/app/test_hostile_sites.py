"""What a page elsewhere could make a visitor's browser send here, and under which names we answer.

Browsers say of each request where it comes from (Sec-Fetch-Site), how (-Mode) and what for (-Dest).
"""

import pytest
from fastapi.testclient import TestClient

from app.main import create_app
from app.settings import Settings

CONVOLUTION = {"input": [[1, 2], [3, 4]], "kernel": [[1]]}
STRANGE = [
    "evil.example", "localhost.evil.example", "", "127.0.0.1@evil", "localhost:80@evil",
    "localhost:x", "localhost/", "localhost:8000:8000", "[::1]x", "[::1", "127.0.0.1.evil.example",
]  # fmt: skip


def sent_by(
    site: str, mode: str, dest: str, origin: str | None = "https://evil.example"
) -> dict[str, str]:
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": mode, "Sec-Fetch-Dest": dest}
    return headers if origin is None else {**headers, "Origin": origin}


COMPUTING = ["/attention?text=Go.", "/convolution", "/attention.csv?text=Go.", "/api/v1/models"]
FROM_ELSEWHERE = {
    "a picture": sent_by("cross-site", "no-cors", "image", None),
    "a script": sent_by("cross-site", "no-cors", "script", None),
    "a frame": sent_by("cross-site", "navigate", "iframe", None),
    "an object": sent_by("cross-site", "navigate", "object", None),
    "fetch": sent_by("cross-site", "cors", "empty"),
    "fetch without reading": sent_by("cross-site", "no-cors", "empty", None),
    "an event source": sent_by("cross-site", "cors", "empty", "null"),
    "another port of this machine": sent_by("same-site", "no-cors", "empty", None),
}


@pytest.mark.parametrize("address", COMPUTING)
@pytest.mark.parametrize("headers", FROM_ELSEWHERE.values(), ids=FROM_ELSEWHERE)
def test_a_page_elsewhere_cannot_keep_us_computing(
    client: TestClient, address: str, headers: dict[str, str]
) -> None:
    answer = client.get(address, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/foreign-origin"
    assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "headers",
    [
        sent_by("cross-site", "navigate", "document", None),  # a link on another page
        sent_by("none", "navigate", "document", None),  # typed, or a bookmark
        sent_by("same-origin", "cors", "empty", None),
        sent_by("same-origin", "no-cors", "image", None),
        {},  # a program
    ],
)
def test_links_own_pages_and_programs_are_answered(
    client: TestClient, headers: dict[str, str]
) -> None:
    assert client.get("/attention", headers=headers).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded"])
@pytest.mark.parametrize("headers", [sent_by("cross-site", "navigate", "document"), {}])
def test_a_form_elsewhere_cannot_ask_the_api(
    client: TestClient, kind: str, headers: dict[str, str]
) -> None:
    """With the headers of today's browsers, and of one that sends none of them."""
    body = b'{"input": [[1]], "kernel": [[1]], "bias": "="}'
    headers = headers | {"Content-Type": kind}
    answer = client.post("/api/v1/convolve", content=body, headers=headers)
    assert answer.status_code in (403, 415)


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE"])
def test_no_preflight_is_granted(client: TestClient, method: str) -> None:
    headers = {"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"}
    answer = client.request(method, "/api/v1/convolve", headers=headers)
    assert answer.status_code in (403, 405)
    assert not [name for name in answer.headers if name.startswith("access-control-")]


@pytest.mark.parametrize("host", STRANGE)
def test_strange_hosts_are_refused(client: TestClient, host: str) -> None:
    answer = client.get("/", headers={"Host": host, "Accept": "application/json"})
    assert answer.status_code == 400
    assert answer.json()["type"] == "/problems/host-not-served"


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:8000", "127.0.0.1:9", "[::1]:8000"])
def test_own_hosts_are_served(client: TestClient, host: str) -> None:
    assert client.get("/healthz", headers={"Host": host}).status_code == 200


def test_hosts_can_be_set() -> None:
    settings = Settings(trusted_hosts=("*",))
    with TestClient(create_app(settings)) as open_to_all:
        assert open_to_all.get("/healthz", headers={"Host": "any"}).status_code == 200


def test_hosts_are_read_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOUPE_TRUSTED_HOSTS", "Loupe.example, other.example")
    assert Settings().trusted_hosts == ("loupe.example", "other.example")


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://["},
        {"Origin": "http://testserver.evil.example"},
        {"Origin": "http://testserver:81"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Origin": "http://testserver", "Sec-Fetch-Site": "cross-site"},
    ],
)
def test_pages_of_other_sites_cannot_send(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/v1/convolve", json=CONVOLUTION, headers=headers)
    assert answer.status_code == 403
    assert answer.json()["type"] == "/problems/foreign-origin"


@pytest.mark.parametrize(
    "headers", [{}, {"Origin": "http://testserver", "Sec-Fetch-Site": "same-origin"}]
)
def test_own_pages_and_programs_can_send(client: TestClient, headers: dict[str, str]) -> None:
    answer = client.post("/api/v1/convolve", json=CONVOLUTION, headers=headers)
    assert answer.status_code == 200
