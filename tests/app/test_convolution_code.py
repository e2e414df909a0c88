"""The layer of /convolution as a program of PyTorch, and the request as code."""

import io
import json
import random
import shlex
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient

from app.convolution_code import REQUEST

GRID = "0,1,2,5;3,4,-5,1;6,7,8,2.5;1,0,2,3"
COLOURS = "input=colours&kernel=ten"
LAYERS = (
    "",
    "op=convolution&kernel=sobel-x&padding=1",
    "kernel=box-blur&padding=2&mode=reflect&act=relu&bias=-3",
    "kernel=1,2;3,4&padding=0,1,2,0&mode=replicate&stride=2,1",
    "kernel=1,2;3,4&padding=1,2,0,1&mode=circular&act=tanh",
    "kernel=1,2;3,4&padding=3,1,0,2&dilation=2,1&act=sigmoid",
    "kernel=1,2,3;4,5,6&padding=same&dilation=2",
    "input=1,2,3,4,5,6,7,8&kernel=1,2,3&dilation=2&padding=causal",
    "op=transposed&kernel=0,1;2,3&stride=2,3&extra=1,2&bias=0.5",
    "op=transposed&kernel=0,1,3;2,3,-1&stride=3&padding=0,1,2,0&extra=2&act=relu",
    "op=transposed&kernel=0,1,3;2,3,-1&stride=2&padding=1&dilation=2&extra=1",
    "op=max_pool&window=3&stride=2&padding=1&ceil=1",
    "op=max_pool&window=2&padding=0,1,1,0&ceil=1",
    "op=max_pool&window=2&stride=3&padding=1,0,0,1&dilation=2",
    "op=average_pool&window=2,3&stride=1&padding=1,1&count=0",
    "op=average_pool&window=3&stride=2&padding=1&ceil=1",
    "op=average_pool&window=3&stride=2&padding=0,1,1,0&ceil=1&act=relu",
    "op=average_pool&window=3&stride=3&padding=1,0,0,1&ceil=1&count=0",
    COLOURS,
    f"{COLOURS}&bias=0.5,1,-1,2,3,4,5,6,7,8&padding=1&stride=2",
    "input=colours&kernel=depthwise&groups=3&bias=0",
    "input=counting-2&kernel=1,2;3,4|1,0;0,1||2,2;1,1|0,1;1,0&op=transposed&stride=2",
    "input=counting-2&op=max_pool&window=2&stride=1",
    "input=texture,64x64&kernel=gaussian-blur&padding=1&mode=reflect",
    "net=fashion-cnn&sample=ankle-boot&layer=conv2&channel=3&row=4&column=5",
)


def run(text: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(text, "convolution.py", "exec"), names)
    return names


def api_answer(client: TestClient, query: str) -> dict[str, Any]:
    body = client.get(f"/convolution.request.json?{query}").json()
    found = client.post("/api/v1/convolve", json=body)
    assert found.status_code == 200, found.text
    answer: dict[str, Any] = found.json()
    return answer


@pytest.mark.parametrize("query", LAYERS)
def test_pytorch_computes_what_the_api_answers(
    client: TestClient, query: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = query if "input=" in query or "net=" in query else f"input={GRID}&{query}"
    found = client.get(f"/convolution.torch.py?{query}")
    assert found.status_code == 200, found.text
    (tmp_path / REQUEST).write_bytes(client.get(f"/convolution.request.json?{query}").content)
    monkeypatch.chdir(tmp_path)
    y = run(found.text)["y"]
    answer = api_answer(client, query)
    expected = answer["activated"] or answer["output"]
    expected = np.array(expected, dtype=float)
    assert tuple(y.shape)[-2:] == expected.shape[-2:]
    np.testing.assert_allclose(y.detach().numpy().reshape(expected.shape), expected, rtol=1e-9)


def test_random_layers_in_pytorch(client: TestClient) -> None:
    draw = random.Random(7)
    ran = 0
    for _ in range(60):
        sides = ",".join(str(draw.randint(0, 1)) for _ in range(4))
        query = {
            "op": draw.choice(["cross_correlation", "convolution", "transposed", "max_pool"]),
            "input": ";".join(
                ",".join(str(draw.randint(-9, 9)) for _ in range(6)) for _ in range(5)
            ),
            "kernel": ";".join(",".join(str(draw.randint(-3, 3)) for _ in range(2)) for _ in "12"),
            "padding": sides,
            "stride": draw.choice(["1", "2", "2,1", "3"]),
            "dilation": draw.choice(["1", "2", "1,2"]),
            "window": draw.choice(["2", "3", "2,3"]),
            "ceil": draw.choice("01"),
        }
        found = client.get("/convolution.torch.py", params=query)
        if found.status_code != 200:
            continue
        y = run(found.text)["y"]
        request = client.get("/convolution.request.json", params=query).json()
        expected = client.post("/api/v1/convolve", json=request).json()["output"]
        assert torch.allclose(y[0], torch.tensor(expected, dtype=torch.float64)), query
        ran += 1
    assert ran > 40


@pytest.mark.parametrize("query", ["step=3", "op=max_pool&window=2", "op=transposed", COLOURS])
def test_the_request_as_a_program_checks_a_step(
    client: TestClient,
    query: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def urlopen(request: urllib.request.Request) -> io.BytesIO:
        headers = dict(request.header_items())
        found = client.post(request.full_url, content=request.data, headers=headers)
        assert found.status_code == 200, found.text
        return io.BytesIO(found.content)

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    run(client.get(f"/convolution.py?{query}").text)
    printed = capsys.readouterr().out
    assert ("step 3" if "step" in query else "step 1") in printed
    if "transposed" not in query:
        assert float(printed.split()[-1]) < 1e-9


def test_the_command_asks_the_same(client: TestClient) -> None:
    query = "input=1,2;3,4&kernel=0.5,-1&bias=2&stride=1,2&step=2"
    text = client.get(f"/convolution.sh?{query}").text
    _, url, *_, flag, body = shlex.split(text)
    assert (url, flag) == ("http://testserver/api/v1/convolve", "--data")
    assert json.loads(body) == {
        "operation": "cross_correlation",
        "input": [[1, 2], [3, 4]],
        "kernel": [[0.5, -1]],
        "bias": 2,
        "stride": [1, 2],
        "frames": {"start": 1, "count": 1},
    }


@pytest.mark.parametrize("kind", ["py", "torch.py", "sh"])
def test_many_numbers_are_read_from_the_file_of_the_request(client: TestClient, kind: str) -> None:
    text = client.get(f"/convolution.{kind}?input=checkerboard,64x64").text
    assert REQUEST in text
    assert len(text) < 2000
    saved = client.get("/convolution.request.json?input=checkerboard,64x64")
    assert f'filename="{REQUEST}"' in saved.headers["content-disposition"]
    assert np.shape(saved.json()["input"]) == (64, 64)
