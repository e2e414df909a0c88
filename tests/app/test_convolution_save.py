"""`loupe convolve --save`: the same files as on /convolution."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from PIL import Image
from typer.testing import CliRunner

from app.cli import cli
from models.errors import LoupeError

RUN = CliRunner()
OPTIONS = ["--kernel", "0,1;2,3", "--padding", "1,0,1,0", "--bias", "-9", "--activation", "relu"]
QUERY = "kernel=0,1;2,3&padding=1,0,1,0&bias=-9&act=relu"


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    path = tmp_path / "grid.csv"
    path.write_text("0,1,2\n3,4,5\n6,7,8\n")
    return path


def saved(grid: Path, name: str, *options: str) -> Path:
    file = grid.with_name(name)
    result = RUN.invoke(cli, ["convolve", str(grid), *OPTIONS, "--save", str(file), *options])
    assert result.exit_code == 0, result.exception
    assert f"saved       {file}" in result.output
    return file


@pytest.mark.parametrize(
    ("name", "kind", "options", "query"),
    [
        ("out.csv", "csv", [], "part=activated"),
        ("out.npy", "npy", [], "part=activated"),
        ("layer.py", "torch.py", [], ""),
        ("step.svg", "svg", ["--step", "5"], "step=5"),
        ("step.PNG", "png", ["--step", "5"], "step=5"),
        ("steps.gif", "gif", ["--first", "2", "--last", "4"], "first=2&last=4"),
    ],
)
def test_the_same_file_as_of_the_page(
    client: TestClient, grid: Path, name: str, kind: str, options: list[str], query: str
) -> None:
    page = client.get(f"/convolution.{kind}?{QUERY}&{query}")
    assert saved(grid, name, *options).read_bytes() == page.content


def test_json_is_a_request_and_its_answer(client: TestClient, grid: Path) -> None:
    found = json.loads(saved(grid, "all.json").read_text())
    assert client.post("/api/v1/convolve", json=found["request"]).json() == found["answer"]


def test_steps_of_a_transposed_convolution_by_input_cell(grid: Path) -> None:
    file = grid.with_name("steps.gif")
    options = ["--kernel", "1,2", "--operation", "transposed", "--by", "input", "--speed", "10"]
    result = RUN.invoke(cli, ["convolve", str(grid), *options, "--save", str(file)])
    assert result.exit_code == 0, result.exception
    with Image.open(file) as image:
        assert (image.n_frames, image.info["duration"]) == (9, 100)


def test_a_program_of_many_numbers_finds_them_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid = tmp_path / "noise.npy"
    np.save(grid, np.random.default_rng(1).normal(size=(60, 50)))
    file = saved(grid, "layer.py")
    monkeypatch.chdir(tmp_path)
    names: dict[str, Any] = {}
    exec(compile(file.read_text(), "layer.py", "exec"), names)
    expected = np.load(saved(grid, "out.npy"))
    np.testing.assert_allclose(names["y"][0].detach().numpy(), expected, rtol=1e-9)


@pytest.mark.parametrize(
    ("name", "options", "said"),
    [
        ("out.bmp", [], ".csv, .npy, .json"),
        ("none/out.csv", [], "cannot be written"),
        ("step.svg", ["--step", "0"], "step"),
        ("step.png", ["--step", "99"], "9"),
        ("steps.gif", ["--speed", "0"], "0.2"),
        ("steps.gif", ["--last", "10"], "9"),
        ("steps.gif", ["--by", "input"], "transposed"),
    ],
)
def test_what_cannot_be_saved_is_told(grid: Path, name: str, options: list[str], said: str) -> None:
    file = grid.parent / name
    result = RUN.invoke(cli, ["convolve", str(grid), *OPTIONS, "--save", str(file), *options])
    assert isinstance(result.exception, LoupeError)
    assert said in str(result.exception)
