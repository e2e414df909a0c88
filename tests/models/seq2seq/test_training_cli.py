"""`loupe train` and `loupe evaluate` on a corpus of our own, from file to card."""

import dataclasses
import errno
import gzip
import io
import json
import shutil
import tempfile
from unittest.mock import Mock

import pytest
import typer
from rich.console import Console
from typer.testing import CliRunner

from models.errors import BrokenArtefact, UnusableCorpus, VocabularyTooSmall
from models.seq2seq import artefact
from models.seq2seq.training import cli, loop
from models.seq2seq.training.card import card


def run(command, *arguments: str):
    single = typer.Typer()
    single.command()(command)
    return CliRunner().invoke(single, arguments)


def plain(result) -> str:
    """What it said, out of its box."""
    return " ".join(result.output.replace("│", " ").split())


@pytest.fixture(scope="module")
def trained(corpus_file, tmp_path_factory):
    folder = tmp_path_factory.mktemp("trained")
    weights = folder / "weights"
    result = run(
        cli.train,
        "--recipe=tiny",
        f"--corpus={corpus_file}",
        f"--folder={folder}",
        f"--weights={weights}",
        "--threads=1",
    )
    return result, weights


def test_training_leaves_a_verified_model_with_metrics_and_a_card(trained):
    result, weights = trained
    assert result.exit_code == 0, result.output
    assert "training pairs" in result.output
    assert "bleu" in result.output
    made = artefact.load(weights / "tiny")
    assert made.metrics["split"] == "test"
    assert made.metrics["bleu_signature"].startswith("nrefs:")
    assert made.metrics["dev"]["perplexity"] > 1
    assert made.training["recipe"]["name"] == "tiny"
    text = (weights / "tiny" / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert text == card(made)
    assert "CC BY 2.0 FR" in text
    assert str(weights) not in text + json.dumps(made.training)


def test_evaluation_prints_the_figures_of_the_card(trained, corpus_file):
    _, weights = trained
    result = run(
        cli.evaluate,
        "--model=tiny",
        "--split=dev",
        f"--corpus={corpus_file}",
        f"--weights={weights}",
    )
    assert result.exit_code == 0, result.output
    dev = artefact.load(weights / "tiny").metrics["dev"]
    assert str(dev["bleu"]) in result.output
    assert str(dev["perplexity"]) in result.output


def test_both_splits_come_as_json_with_the_figures_of_metrics_json(trained, corpus_file):
    _, weights = trained
    result = run(
        cli.evaluate,
        "--model=tiny",
        "--split=dev",
        "--split=test",
        "--json",
        f"--corpus={corpus_file}",
        f"--weights={weights}",
    )
    assert result.exit_code == 0, result.output
    answer = json.loads(result.output)
    kept = artefact.load(weights / "tiny").metrics
    assert answer.keys() == {"model", "dev", "test"}
    assert answer["dev"].keys() - kept["dev"].keys() == {
        "words_per_second",
        "words_per_second_beam",
    }
    for key in ("bleu", "bleu_beam", "chrf_beam", "perplexity", "by_length", "entropy"):
        assert answer["dev"][key] == kept["dev"][key]
        assert answer["test"][key] == kept[key]


def test_figures_can_be_kept_in_the_card(trained, corpus_file, tmp_path):
    _, weights = trained
    copy = tmp_path / "weights"
    shutil.copytree(weights, copy)
    made = artefact.load(copy / "tiny")
    poor = {**made.metrics, "bleu": 0.1}
    artefact.save(dataclasses.replace(made, metrics=poor), copy / "tiny")
    both = ("--split=dev", "--split=test", f"--corpus={corpus_file}", f"--weights={copy}")
    result = run(cli.evaluate, "--model=tiny", "--keep", *both)
    assert result.exit_code == 0, result.output
    after = artefact.load(copy / "tiny")
    assert after.metrics["bleu"] == made.metrics["bleu"]
    assert (copy / "tiny" / "MODEL_CARD.md").read_text(encoding="utf-8") == card(after)


def test_attention_is_compared_with_links_that_people_drew(trained, tmp_path):
    _, weights = trained
    files = {"gold": "1 1 1 S\n1 2 2 P\n", "gold-source": "I see\n", "gold-target": "je voir\n"}
    options = []
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
        options.append(f"--{name}={tmp_path / name}")
    result = run(cli.evaluate, "--model=tiny", "--json", f"--weights={weights}", *options)
    assert result.exit_code == 0, result.output
    gold = json.loads(result.output)["gold"]
    assert (gold["sentences"], gold["links"], gold["diagonal_aer"]) == (1, 1, 0.0)
    assert 0 <= gold["aer"] <= 1
    result = run(cli.evaluate, "--model=tiny", f"--weights={weights}", options[0])
    assert result.exit_code == 2
    assert "--gold needs --gold-source and --gold-target" in plain(result)


def test_the_curve_of_the_run_is_kept_with_the_model(trained):
    _, weights = trained
    rows = artefact.load(weights / "tiny").training["curve"]
    assert [row["epoch"] for row in rows] == [1, 2]
    assert rows[0].keys() == {"epoch", "target_tokens", "seconds", "train_loss", "dev_loss"}


def test_an_unknown_model_is_said_with_those_that_there_are(trained):
    _, weights = trained
    result = run(cli.evaluate, "--model=huge", f"--weights={weights}")
    assert str(result.exception) == "There is no model “huge”; available: tiny."


def test_an_error_in_training_gives_the_terminal_back(corpus_file, tmp_path, monkeypatch):
    shown = io.StringIO()
    terminal = Console(file=shown, force_terminal=True)
    monkeypatch.setattr(cli, "Console", lambda **_: terminal)
    monkeypatch.setattr(loop.Trainer, "step", Mock(side_effect=RuntimeError("out of memory")))
    result = run(cli.train, "--recipe=tiny", f"--corpus={corpus_file}", f"--folder={tmp_path}")
    assert str(result.exception) == "out of memory"
    assert shown.getvalue().rpartition("\x1b[?25")[2].startswith("h")  # the cursor is back


@pytest.mark.parametrize("training", [{}, {"recipe": {"corpus": "xx"}}])
def test_a_model_without_a_recipe_is_said(trained, tmp_path, training):
    _, weights = trained
    made = artefact.load(weights / "tiny")
    artefact.save(dataclasses.replace(made, training=training), tmp_path / "tiny")
    result = run(cli.evaluate, "--model=tiny", f"--weights={tmp_path}")
    assert isinstance(result.exception, BrokenArtefact)
    assert "tiny cannot be used: its config.json holds no recipe" in str(result.exception)


def test_a_vocabulary_too_small_for_the_corpus_is_said(corpus_file, tmp_path, monkeypatch):
    recipe = dataclasses.replace(cli.RECIPES["tiny"], name="cramped", vocabulary=9)
    monkeypatch.setitem(cli.RECIPES, "cramped", recipe)
    result = run(cli.train, "--recipe=cramped", f"--corpus={corpus_file}", f"--folder={tmp_path}")
    assert isinstance(result.exception, VocabularyTooSmall)
    lines = gzip.decompress(corpus_file.read_bytes()).decode().splitlines()
    letters = set("".join(line.partition("\t")[0].replace(" ", "") for line in lines))
    assert (
        f"of 9 pieces is too small for this corpus: its characters alone need {len(letters) + 5}"
        in str(result.exception)
    )


def test_no_room_for_passing_files_is_not_blamed_on_the_run(corpus_file, tmp_path, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    monkeypatch.setattr("eflomal.Aligner.align", full)
    options = (f"--corpus={corpus_file}", f"--folder={tmp_path / 'runs'}")
    said = str(run(cli.train, "--recipe=tiny", *options).exception)
    assert said.startswith(f"{tmp_path}/tmp")
    assert "cannot be written (No space left on device)" in said


@pytest.mark.parametrize(
    ("command", "arguments", "says"),
    [
        (cli.train, ["--recipe=huge"], "available: en-fr-additive, en-fr-dot, "),
        (cli.train, ["--corpus=nowhere.zip"], "does not exist"),
        (cli.train, ["--epochs=0"], "greater than or equal to 1"),
        (cli.train, ["--set=layers"], "--set takes NAME=VALUE, got 'layers'"),
        (cli.train, ["--set=depth=2"], "no field 'depth'; available: "),
        (cli.train, ["--set=layers=two"], "layers must be a whole number, got 'two'"),
        (cli.train, ["--set=score=cosine"], "score must be one of additive, dot, got 'cosine'"),
        (cli.evaluate, ["--split=train"], "available: dev, test"),
        (cli.evaluate, ["--keep"], "--keep needs --split dev --split test"),
    ],
)
def test_a_wrong_option_is_said(command, arguments, says):
    result = run(command, *arguments)
    assert result.exit_code == 2
    assert says in plain(result)


def test_a_corpus_without_held_out_sentences_is_said(tmp_path):
    path = tmp_path / "small.tsv"
    path.write_text("one\tun\n", encoding="utf-8")
    result = run(cli.train, "--recipe=tiny", f"--corpus={path}", f"--folder={tmp_path}")
    assert isinstance(result.exception, UnusableCorpus)
    assert "it is too small: 1 training, 0 dev and 0 test pairs" in str(result.exception)
