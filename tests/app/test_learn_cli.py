"""loupe learn, run as a user runs it."""

import json
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli
from models.errors import LoupeError

RUN = CliRunner()


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    path = tmp_path / "grid.csv"
    path.write_text("1,1,0,0,0,0,1,1\n" * 6)
    return path


def test_every_step_is_a_line_and_the_stable_rate_is_said(grid: Path) -> None:
    result = RUN.invoke(cli, ["learn", str(grid), "--hidden", "1,-1", "--steps", "200"])
    lines = result.output.splitlines()
    assert result.exit_code == 0
    assert len(lines) == 202
    assert lines[0].endswith("kernel 0, 0")
    assert lines[200].endswith("kernel 1, -1")
    assert "2 / 60 = 0.03333" in lines[201]


def test_divergence_is_said(grid: Path) -> None:
    options = ["--hidden", "1,-1", "--rate", "1", "--steps", "60", "--seed", "1"]
    result = RUN.invoke(cli, ["learn", str(grid), *options])
    assert result.exit_code == 0
    assert "Diverged: at step 28" in result.output


def test_json_is_the_answer_of_the_api_with_every_step(grid: Path, tmp_path: Path) -> None:
    target = tmp_path / "target.csv"
    target.write_text("0,1,0,0,0,-1,0\n" * 6)
    options = ["--target", str(target), "--bias", "1", "--rate", "0.01", "--json"]
    answer = json.loads(RUN.invoke(cli, ["learn", str(grid), *options]).output)
    assert len(answer["frames"]) == 11
    assert answer["frames"][0]["bias"] == 1
    assert answer["target_kernel"] is None


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "exactly one"),
        (["--hidden", "1,x"], "“x”"),
        (["--hidden", "1", "--rate", "0"], "above 0"),
        (["--hidden", "1", "--steps", "501"], "1 to 500"),
        (["--hidden", "1", "--size", "8"], "1 to 7"),
    ],
)
def test_what_is_wrong_is_said(grid: Path, options: list[str], said: str) -> None:
    result = RUN.invoke(cli, ["learn", str(grid), *options])
    assert isinstance(result.exception, LoupeError)
    assert said in str(result.exception)
