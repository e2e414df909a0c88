"""The page's question as a program and as a command."""

import ast
import io
import json
import shlex
import urllib.request

import pytest
from fastapi.testclient import TestClient

TYPED = """It's "one" $HOME `x` {y} 🙂 — 你好 \\n '''"""


def test_the_program_checks_every_step_with_numpy(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = client.get("/attention.py", params={"text": TYPED, "search": "beam"}).text

    def urlopen(request: urllib.request.Request) -> io.BytesIO:
        found = client.post(
            request.full_url, content=request.data, headers=dict(request.header_items())
        )
        assert found.status_code == 200, found.text
        assert json.loads(found.content)["source"]["text"] == TYPED
        return io.BytesIO(found.content)

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    exec(compile(text, "attention.py", "exec"), {})
    head, *lines = capsys.readouterr().out.splitlines()
    assert head.split()[-3:] == ["scores", "weights", "context"]
    assert len(lines) > 3
    for line in lines:
        assert max(map(float, line.split()[-3:])) < 1e-5


def test_the_command_says_exactly_what_was_typed(client: TestClient) -> None:
    text = client.get("/attention.sh", params={"text": TYPED}).text
    *_, flag, body = shlex.split(text)
    assert flag == "--data-raw"
    assert json.loads(body)["text"] == TYPED


def test_a_text_stays_a_text_in_the_program(client: TestClient) -> None:
    typed = "'''\n\"\"\"; import os #"
    tree = ast.parse(client.get("/attention.py", params={"text": typed}).text)
    imported = {one.names[0].name for one in ast.walk(tree) if isinstance(one, ast.Import)}
    assert imported == {"json", "urllib.request", "numpy"}


@pytest.mark.parametrize("kind", ["py", "sh"])
def test_nothing_typed_is_told(client: TestClient, kind: str) -> None:
    found = client.get(f"/attention.{kind}", headers={"Accept": "*/*"})
    assert found.status_code == 422
    assert found.json()["field"] == "text"


def test_a_chosen_translation_is_asked_for_by_its_text(client: TestClient) -> None:
    query = {"text": "He told me a long story.", "search": "beam", "size": "3", "hypothesis": "2"}
    body = json.loads(shlex.split(client.get("/attention.sh", params=query).text)[-1])
    asked = {"text": query["text"], "search": {"method": "beam", "size": 3}}
    second = client.post("/api/v1/translate", json=asked).json()["hypotheses"][1]
    assert body["target"] == second["text"]
    assert client.post("/api/v1/translate", json=body).json()["target"]["text"] == second["text"]
