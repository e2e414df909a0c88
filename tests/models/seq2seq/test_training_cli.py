"""`loupe train` and `loupe evaluate` on a corpus of our own, from file to card."""

import gzip
import itertools
import json
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from models.errors import UnusableCorpus
from models.seq2seq import artefact
from models.seq2seq.training import cli
from models.seq2seq.training.card import card

WHO = {"I": "je", "you": "vous", "we": "nous", "they": "ils"}
DO = {"see": "voir", "want": "vouloir", "buy": "acheter", "sell": "vendre", "paint": "peindre"}
WHAT = {"book": "livre", "coat": "manteau", "dog": "chien", "hat": "chapeau", "boat": "bateau"}
HOW = {"red": "rouge", "black": "noir", "green": "vert", "blue": "bleu", "yellow": "jaune"}
END = {".": ".", "now.": "maintenant.", "here.": "ici."}


@pytest.fixture(scope="module")
def corpus_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("corpus") / "pairs.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        for who, do, what, how, end in itertools.product(WHO, DO, WHAT, HOW, END):
            glue = "" if end == "." else " "
            french = f"{WHO[who]} {DO[do]} un {WHAT[what]} {HOW[how]}{glue}{END[end]}"
            file.write(f"{who} {do} a {how} {what}{glue}{end}\t{french}\n")
    return path


def run(command, *arguments: str):
    single = typer.Typer()
    single.command()(command)
    return CliRunner().invoke(single, arguments)


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


@pytest.mark.parametrize(
    ("command", "arguments", "says"),
    [
        (cli.train, ["--recipe=huge"], "available: en-fr-additive, tiny"),
        (cli.train, ["--corpus=nowhere.zip"], "does not exist"),
        (cli.train, ["--epochs=0"], "greater than or equal to 1"),
        (cli.evaluate, ["--split=train"], "available: dev, test"),
    ],
)
def test_a_wrong_option_is_said(command, arguments, says):
    result = run(command, *arguments)
    assert result.exit_code == 2
    assert says in " ".join(result.output.replace("│", " ").split())


def test_a_corpus_without_held_out_sentences_is_said(tmp_path):
    path = tmp_path / "small.tsv"
    path.write_text("one\tun\n", encoding="utf-8")
    result = run(cli.train, "--recipe=tiny", f"--corpus={path}", f"--folder={tmp_path}")
    assert isinstance(result.exception, UnusableCorpus)
    assert "it is too small: 1 training, 0 dev and 0 test pairs" in str(result.exception)
