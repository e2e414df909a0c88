"""The commands, run as a user runs them."""

import json
import re
from pathlib import Path

import pytest
from typer.testing import CliRunner

from app.cli import cli, main
from app.terminal import heatmap
from models.errors import LoupeError

RUN = CliRunner()


@pytest.fixture
def grid(tmp_path: Path) -> Path:
    path = tmp_path / "grid.csv"
    path.write_text("0,1,2\n3,4,5\n6,7,8\n")
    return path


def test_convolve_prints_output_and_arithmetic(grid: Path) -> None:
    result = RUN.invoke(cli, ["convolve", str(grid), "--kernel", "0,1;2,3"])
    assert result.exit_code == 0
    assert result.output.split("\n")[:2] == ["19  25", "37  43"]
    assert "0 × 0 + 1 × 1 + 3 × 2 + 4 × 3 = 19" in result.output


def test_convolve_takes_a_grid_by_its_name() -> None:
    result = RUN.invoke(cli, ["convolve", "counting", "--kernel", "0,1;2,3"])
    assert result.output.split("\n")[:2] == ["19  25", "37  43"]
    result = RUN.invoke(cli, ["convolve", "no.csv", "--kernel", "1"])
    assert "There is no file and no grid “no.csv”" in str(result.exception)


def test_convolve_takes_stride_padding_and_bias(grid: Path) -> None:
    options = ["--stride", "3,2", "--padding", "1", "--bias", "0.5", "--json"]
    result = RUN.invoke(cli, ["convolve", str(grid), "--kernel", "0,1;2,3", *options])
    assert json.loads(result.output)["output"] == [[0.5, 8.5], [6.5, 8.5]]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--kernel", "1,2;3"], "Row 2 has 1"),
        (["--kernel", "x"], "“x”"),
        (["--kernel", "1", "--stride", "0"], "stride is 0"),
        (["--kernel", "1", "--padding", "-1"], "-1"),
        (["--kernel", "1", "--channel", "1"], "channel"),
        (["--kernel", ";".join([",".join("1" * 5)] * 5)], "5 × 5"),
        (["--kernel", "[[1"], "not valid JSON"),
        (["--kernel", "[[1], 2]"], "“kernel[1]” is 2"),
        ([], "“kernel” is missing"),
        (["--operation", "pool"], "“operation” is"),
        (["--operation", "max_pool"], "“window” is missing"),
        (["--operation", "max_pool", "--window", "2", "--bias", "1"], "“bias” does not belong"),
        (["--kernel", "1", "--padding-mode", "mirror"], "“padding_mode” is"),
        (["--kernel", "1", "--output-padding", "1"], "“output_padding” does not belong"),
        (["--kernel", "1", "--exclude-padding"], "“count_include_pad” does not belong"),
    ],
)
def test_convolve_says_what_is_wrong(grid: Path, options: list[str], said: str) -> None:
    result = RUN.invoke(cli, ["convolve", str(grid), *options])
    assert isinstance(result.exception, LoupeError)
    assert said in str(result.exception)


@pytest.mark.parametrize(
    ("options", "output", "arithmetic"),
    [
        (
            ["--kernel", "0,1;2,3", "--operation", "convolution"],
            ["5  11", "23  29"],
            "0 × 3 + 1 × 2 + 3 × 1 + 4 × 0 = 5",
        ),
        (
            ["--kernel", "1,2", "--operation", "transposed", "--stride", "1,2", "--padding", "0,1"],
            ["0  1  2  2", "6  4  8  5", "12  7  14  8"],
            "first cell  0 = 0",
        ),
        (
            ["--operation", "max_pool", "--window", "2", "--ceil-mode"],
            ["4  5", "7  8"],
            "max(0, 1, 3, 4) = 4",
        ),
        (
            [
                "--operation",
                "average_pool",
                "--window",
                "1,2",
                "--padding",
                "0,1",
                "--exclude-padding",
            ],
            ["0  1.5", "3  4.5", "6  7.5"],
            "(0) / 1 = 0",
        ),
        (
            ["--kernel", "1,-1", "--padding", "causal", "--activation", "relu", "--dilation", "2"],
            ["0  0  0", "0  0  0", "0  0  0"],
            "0 × 1 + 0 × -1 = 0, activated 0",
        ),
        (
            ["--kernel", "1", "--padding", "0,0,1,0", "--padding-mode", "replicate"],
            ["0  0  1  2", "3  3  4  5", "6  6  7  8"],
            "0 × 1 = 0",
        ),
    ],
)
def test_convolve_computes_every_operation(
    grid: Path, options: list[str], output: list[str], arithmetic: str
) -> None:
    result = RUN.invoke(cli, ["convolve", str(grid), *options])
    assert result.exit_code == 0, result.output
    lines = result.output.split("\n")
    assert [line.split() for line in lines[: len(output)]] == [line.split() for line in output]
    assert arithmetic in result.output


def test_convolve_reads_all_channels_with_a_kernel_that_has_them(tmp_path: Path) -> None:
    path = tmp_path / "grid.json"
    path.write_text("[[[1, 2]], [[3, 4]]]")
    options = ["--kernel", "[[[[1]], [[10]]], [[[0]], [[1]]]]"]
    result = RUN.invoke(cli, ["convolve", str(path), *options])
    assert result.output.split("\n")[:5] == ["channel 0", "31  42", "", "channel 1", " 3   4"]
    assert "1 × 1 + 3 × 10 = 31" in result.output
    grouped = RUN.invoke(
        cli, ["convolve", str(path), "--kernel", "[[[[1]]], [[[10]]]]", "--groups", "2", "--json"]
    )
    assert json.loads(grouped.output)["output"] == [[[1, 2]], [[30, 40]]]


@pytest.mark.parametrize("option", ["--stride", "--dilation", "--window", "--output-padding"])
@pytest.mark.parametrize("text", ["a,b", "", "1,2,3"])
def test_convolve_refuses_an_unreadable_pair(grid: Path, option: str, text: str) -> None:
    result = RUN.invoke(cli, ["convolve", str(grid), "--kernel", "1", option, text])
    assert result.exit_code == 2


def test_convolve_refuses_padding_that_is_neither_numbers_nor_a_word(grid: Path) -> None:
    result = RUN.invoke(cli, ["convolve", str(grid), "--kernel", "1", "--padding", "full"])
    assert result.exit_code == 2
    assert "1 or 2 or 4 whole numbers" in result.output


def test_translate_prints_a_heatmap_whose_rows_sum_to_a_hundred() -> None:
    result = RUN.invoke(cli, ["translate", "I am at home."])
    assert result.exit_code == 0
    rows = [line for line in result.output.split("\n")[3:] if line.strip()]
    assert rows
    for row in rows:
        assert 95 <= sum(map(int, re.findall(r"\d+", row.split(maxsplit=1)[1]))) <= 105


def test_translate_as_json_is_the_answer_of_the_api() -> None:
    result = RUN.invoke(cli, ["translate", "I am at home.", "--json"])
    assert json.loads(result.output)["source"]["text"] == "I am at home."


def test_translate_goes_on_from_a_prefix() -> None:
    result = RUN.invoke(cli, ["translate", "I am at home.", "--prefix", "Nous"])
    assert result.exit_code == 0
    assert result.output.startswith("Nous ")


def test_translate_with_a_beam_lists_what_it_found_best_first() -> None:
    result = RUN.invoke(cli, ["translate", "I am at home.", "--beam", "3"])
    assert result.exit_code == 0
    lines = result.output.rstrip().split("\n")
    scores = [float(line.split()[0]) for line in lines[-3:]]
    assert scores == sorted(scores, reverse=True)
    assert lines[-3].endswith(lines[0])
    assert lines[-4] == ""


def test_a_length_penalty_goes_into_the_search() -> None:
    words = ["translate", "I am at home.", "--json", "--beam", "2", "--length-penalty", "0"]
    first = json.loads(RUN.invoke(cli, words).output)["hypotheses"][0]
    assert first["score"] == pytest.approx(first["log_probability"])


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--length-penalty", "1"], "belongs to --beam"),
        (["--beam", "0"], "--beam"),
        (["--beam", "11"], "--beam"),
        (["--beam", "2", "--length-penalty", "3"], "--length-penalty"),
    ],
)
def test_translate_says_what_is_wrong(options: list[str], said: str) -> None:
    result = RUN.invoke(cli, ["translate", "I am at home.", *options])
    assert result.exit_code == 2
    assert said in result.stderr


def test_translate_prints_a_heatmap_for_each_sentence() -> None:
    sentences = [f"My brother has {number} small houses here." for number in range(2, 9)]
    result = RUN.invoke(cli, ["translate", " ".join(sentences)])
    assert result.exit_code == 0
    assert len(result.output.rstrip().split("\n\n")) == 2 * len(sentences)
    assert result.output.count("brother") == len(sentences)


def test_translate_says_that_capitals_were_read_as_small_letters() -> None:
    result = RUN.invoke(cli, ["translate", "WHERE ARE YOU?"])
    assert "read in lower case" in result.output.split("\n")[1]


def test_a_narrow_terminal_gets_a_legend() -> None:
    words = ["extraordinarily", "long", "words"]
    narrow = [line.plain for line in heatmap(["x"], words, [[0.5, 0.25, 0.25]], 20)]
    assert narrow[:3] == ["  1  extraordinarily", "  2  long", "  3  words"]
    wide = [line.plain for line in heatmap(["x"], words, [[0.5, 0.25, 0.25]], 80)]
    assert len(wide) == 2


def test_a_heatmap_aligns_chinese() -> None:
    lines = [line.plain for line in heatmap(["猫"], ["猫", "cat"], [[0.9, 0.1]], 80)]
    assert lines[0].endswith("猫 cat")
    assert lines[1].startswith("猫 ")


def test_help_lists_the_commands_of_other_packages() -> None:
    from app.cli import add_commands

    add_commands(None)
    output = RUN.invoke(cli, ["--help"]).output
    assert all(name in output for name in ("serve", "translate", "convolve", "train", "evaluate"))


def run(monkeypatch: pytest.MonkeyPatch, *words: str) -> int:
    """Exit status of the command as the shell sees it."""
    monkeypatch.setattr("sys.argv", ["loupe", *words])
    with pytest.raises(SystemExit) as ended:
        main()
    return int(ended.value.code or 0)


def test_a_broken_model_is_one_clear_line_at_the_start(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "broken").mkdir()
    (tmp_path / "broken" / "config.json").write_text("{")
    monkeypatch.setenv("LOUPE_WEIGHTS", str(tmp_path))
    assert run(monkeypatch, "serve", "--port", "0") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert said.startswith("loupe: The model in broken cannot be used")


def test_a_setting_that_makes_no_sense_is_named(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LOUPE_BODY_BYTES", "many")
    assert run(monkeypatch, "serve", "--port", "0") == 2
    assert "LOUPE_BODY_BYTES is many" in capsys.readouterr().err
