"""`loupe train` and `loupe evaluate`."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.console import Console
from rich.table import Table

from models.errors import BrokenArtefact, UnknownModel, UnusableCorpus
from models.seq2seq import artefact as artefacts
from models.seq2seq.training import corpus
from models.seq2seq.training.distributed import default_threads, joined
from models.seq2seq.training.progress import Report
from models.seq2seq.training.recipe import RECIPES, Recipe, varied
from models.seq2seq.training.run_folder import claim
from models.seq2seq.training.stopping import Stopping

try:
    from models.seq2seq.training.evaluate import SPLITS, evaluate_gold
    from models.seq2seq.training.evaluate import evaluate as measure
    from models.seq2seq.training.finish import DEFAULT, finished, measured, publish
    from models.seq2seq.training.gold import read_gold
    from models.seq2seq.training.loop import train as run
    from models.seq2seq.training.prepare import prepare
except ModuleNotFoundError as missing:
    raise SystemExit(
        f"loupe: training needs {missing.name}; install the extra: pip install 'loupe[train]'"
    ) from None

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
_CORPUS_HELP = (
    "Sentence pairs: a .tsv or .tsv.gz of two columns or the publisher's zip. "
    "Without it they are downloaded from manythings.org."
)
CorpusPath = Annotated[
    Path | None,
    typer.Option("--corpus", envvar="LOUPE_CORPUS", exists=True, dir_okay=False, help=_CORPUS_HELP),
]
Downloads = Annotated[Path, typer.Option(help="Where downloads and checkpoints are kept.")]


def _recipe(name: str, epochs: int | None, changes: list[str]) -> Recipe:
    if name not in RECIPES:
        raise typer.BadParameter(f"no recipe {name!r}; available: {', '.join(RECIPES)}")
    if odd := [change for change in changes if "=" not in change]:
        raise typer.BadParameter(f"--set takes NAME=VALUE, got {odd[0]!r}")
    try:
        recipe = varied(RECIPES[name], dict(change.split("=", 1) for change in changes))
    except ValueError as error:
        raise typer.BadParameter(f"--set {error}") from None
    return dataclasses.replace(recipe, epochs=epochs) if epochs else recipe


def _splits(
    language: str, reverse: bool, path: Path | None, folder: Path, console: Console
) -> corpus.Splits:
    path = path or corpus.download(language, folder)
    splits = corpus.split(corpus.read(path, language, note=console.print), reverse)
    if not (splits.train and splits.dev and splits.test):
        reason = (
            f"it is too small: {len(splits.train):,} training, {len(splits.dev):,} dev and "
            f"{len(splits.test):,} test pairs; expected at least one of each"
        )
        raise UnusableCorpus(file=path, reason=reason)
    return splits


def _corpus_of(made: artefacts.Artefact) -> str:
    language = made.training.get("recipe", {}).get("corpus")
    if language not in corpus.LANGUAGES:
        reason = f"its {artefacts.CONFIG} holds no recipe that says what it was trained on"
        raise BrokenArtefact(folder=made.name, reason=reason)
    return str(language)


def train(
    recipe: Annotated[str, typer.Option(help="Which model to train.")] = DEFAULT,
    corpus_path: CorpusPath = None,
    folder: Downloads = Path("checkpoints"),
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    changes: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="NAME=VALUE",
            help="A field of the recipe set otherwise; the model is named after it.",
        ),
    ] = None,
    weights: Annotated[Path, typer.Option(help="Where the finished model goes.")] = WEIGHTS,
    threads: Annotated[int, typer.Option(min=1, help="Of each process.")] = default_threads(),
    remark: Annotated[str, typer.Option(help="For the card: where the run left its recipe.")] = "",
) -> None:
    """Train a model; a run that was interrupted goes on where it stopped.

    Ctrl+C or a SIGTERM lets it write a checkpoint first; the exit status is then 130 or 143.

    Under torchrun the processes share the work of each batch.
    """
    torch.set_num_threads(threads)
    chosen = _recipe(recipe, epochs, changes or [])
    reverse = chosen.source_language != "en"
    run_folder = folder / chosen.name
    with joined() as world:
        console = Console(quiet=not world.first)
        with world.first_alone():
            splits = _splits(chosen.corpus, reverse, corpus_path, folder, console)
            console.print(
                f"{len(splits.train):,} training pairs; learning tokenizers and alignments if new"
            )
            claim(run_folder, chosen, splits.train)
            prepared = prepare(splits, chosen, run_folder)
        with Stopping() as stopping, Report(console) as report:
            ended = run(prepared, chosen, run_folder, report, world=world, stopping=stopping)
    if stopping() or not ended:  # another process may have been asked instead
        console.print("stopped; the same command goes on from here")
        raise typer.Exit(stopping.exit_code)
    if not world.first:
        return
    console.print("measuring on dev and test")
    threads *= world.size
    made = finished(chosen, prepared, run_folder, len(splits.train), threads, remark)
    found = {name: one.as_metrics() for name, one in measure(made, splits).items()}
    publish(measured(made, found), weights / made.name)
    console.print(_table(made.name, found))


def evaluate(
    model: Annotated[str, typer.Option(help="A folder's name below the weights.")] = DEFAULT,
    split: Annotated[
        list[str] | None, typer.Option(help="dev (if not given), test; or both.")
    ] = None,
    corpus_path: CorpusPath = None,
    gold: Annotated[
        Path | None,
        typer.Option(exists=True, dir_okay=False, help="Word links that people drew; see above."),
    ] = None,
    gold_source: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Its source sentences.")
    ] = None,
    gold_target: Annotated[
        Path | None, typer.Option(exists=True, dir_okay=False, help="Its target sentences.")
    ] = None,
    folder: Downloads = Path("checkpoints"),
    weights: Annotated[Path, typer.Option(help="Where the models are.")] = WEIGHTS,
    keep: Annotated[
        bool, typer.Option("--keep", help="Put dev's and test's figures into the model's card.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON instead of a table.")] = False,
) -> None:
    """Measure a model: its translations, and its attention against an aligner's word links.

    With --gold, attention alone, on sentences of which people have drawn the links. The file has a
    link a line, "sentence source target S" (sure; or P, possible), all counted from 1; or a
    sentence a line, "0-0 1-2 3?4", where "-" is sure and "?" or "p" possible, counted from 0
    unless the file has no 0. The sentences are a line each, their words apart by spaces.
    """
    names = split or ["dev"]
    if unknown := set(names) - set(SPLITS):
        raise typer.BadParameter(f"no split {unknown.pop()!r}; available: {', '.join(SPLITS)}")
    if keep and (gold or set(names) != set(SPLITS)):
        raise typer.BadParameter("--keep needs --split dev --split test, and no --gold")
    console = Console(quiet=as_json)
    available = sorted(path.parent.name for path in weights.glob(f"*/{artefacts.CONFIG}"))
    if model not in available:
        raise UnknownModel(value=model, allowed=", ".join(available) or "none")
    made = artefacts.load(weights / model)
    if gold is not None:
        if gold_source is None or gold_target is None:
            raise typer.BadParameter("--gold needs --gold-source and --gold-target")
        found = {"gold": evaluate_gold(made, read_gold(gold, gold_source, gold_target))}
    else:
        splits = _splits(
            _corpus_of(made), made.source_language != "en", corpus_path, folder, console
        )
        evaluations = measure(made, splits, names)
        if keep:
            figures = {name: one.as_metrics() for name, one in evaluations.items()}
            publish(measured(made, figures), weights / model)
        found = {name: one.as_metrics() | one.speeds() for name, one in evaluations.items()}
    if as_json:
        typer.echo(json.dumps({"model": made.name, **found}, ensure_ascii=False, indent=2))
    else:
        console.print(_table(made.name, found))


def _table(name: str, found: dict[str, dict[str, Any]]) -> Table:
    """A measure a row; lists and groups one below the other."""
    table = Table("measure", *found, title=name)
    for key in dict.fromkeys(key for figures in found.values() for key in figures):
        table.add_row(key, *(_cell(figures.get(key, "–")) for figures in found.values()))
    return table


def _cell(value: Any) -> str:
    if isinstance(value, list):
        return "\n".join(_cell(part) for part in value)
    if isinstance(value, dict):
        return "  ".join(f"{key} {part}" for key, part in value.items())
    return str(value)
