"""The description of the API, and its examples, which must run."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

POSTS = ["/api/v1/translate", "/api/v1/convolve", "/api/v1/grids"]


def examples(client: TestClient, path: str) -> list[tuple[str, Any]]:
    """Every example of a request body with its media type."""
    body = client.get("/openapi.json").json()["paths"][path]["post"]["requestBody"]
    found: list[tuple[str, Any]] = []
    for media, content in body["content"].items():
        schema = content.get("schema", {})
        if "$ref" in schema:
            name = schema["$ref"].rpartition("/")[2]
            schema = client.get("/openapi.json").json()["components"]["schemas"][name]
        found += [(media, each["value"]) for each in content.get("examples", {}).values()]
        found += [(media, each) for each in schema.get("examples", [])]
        found += [(media, content["example"])] if "example" in content else []
    return found


@pytest.mark.parametrize("path", POSTS)
def test_every_example_runs(client: TestClient, path: str) -> None:
    found = examples(client, path)
    assert found
    for media, value in found:
        sent: dict[str, Any] = (
            {"content": value.encode()} if isinstance(value, str) else {"json": value}
        )
        answer = client.post(path, headers={"Content-Type": media}, **sent)
        assert answer.status_code == 200, (value, answer.text)


def test_every_operation_is_described_and_names_its_errors(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    for path, operations in description["paths"].items():
        for operation in operations.values():
            assert operation["summary"], path
            if path.startswith("/api/"):
                assert "application/problem+json" in operation["responses"]["422"]["content"]


def test_swagger_ui_comes_from_here(client: TestClient) -> None:
    page = client.get("/docs").text
    for part in page.split('"'):
        if part.startswith("/static/vendor/swagger"):
            answer = client.get(part)
            assert answer.status_code == 200
            assert "immutable" in answer.headers["cache-control"]
    assert page.count("/static/vendor/swagger-ui") == 2


def test_without_a_script_the_requests_stand_in_a_table(client: TestClient) -> None:
    page = client.get("/docs").text
    table = page[page.index("<noscript>") : page.index("</noscript>")]
    for path, operations in client.get("/openapi.json").json()["paths"].items():
        assert path in table
        assert all(operation["summary"] in table for operation in operations.values())
