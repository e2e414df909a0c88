"""`loupe train` and `loupe evaluate`."""

import dataclasses
import json
from pathlib import Path
from typing import Annotated, Any

import torch
import typer
from rich.console import Console
from rich.table import Table
from safetensors.torch import load_file

from models.errors import UnusableCorpus
from models.seq2seq import artefact as artefacts
from models.seq2seq.artefact import Artefact
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.training import corpus
from models.seq2seq.training.card import write_card
from models.seq2seq.training.distributed import default_threads, joined
from models.seq2seq.training.loop import network_config
from models.seq2seq.training.loop import train as run
from models.seq2seq.training.prepare import Prepared, prepare
from models.seq2seq.training.progress import Report
from models.seq2seq.training.recipe import RECIPES, Recipe

try:
    from models.seq2seq.training.evaluate import Evaluation
    from models.seq2seq.training.evaluate import evaluate as measure
except ModuleNotFoundError as missing:
    raise SystemExit(
        f"loupe: training needs {missing.name}; install the extra: pip install 'loupe[train]'"
    ) from None

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
_CORPUS_HELP = (
    "Sentence pairs: a .tsv.gz of two columns or the publisher's zip. "
    "Without it they are downloaded from manythings.org."
)
CorpusPath = Annotated[
    Path | None,
    typer.Option("--corpus", envvar="LOUPE_CORPUS", exists=True, dir_okay=False, help=_CORPUS_HELP),
]
Downloads = Annotated[Path, typer.Option(help="Where downloads and checkpoints are kept.")]


def _recipe(name: str, epochs: int | None) -> Recipe:
    if name not in RECIPES:
        raise typer.BadParameter(f"no recipe {name!r}; available: {', '.join(RECIPES)}")
    recipe = RECIPES[name]
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


def train(
    recipe: Annotated[str, typer.Option(help="Which model to train.")] = "en-fr-additive",
    corpus_path: CorpusPath = None,
    folder: Downloads = Path("checkpoints"),
    epochs: Annotated[int | None, typer.Option(min=1, help="Instead of the recipe's.")] = None,
    weights: Annotated[Path, typer.Option(help="Where the finished model goes.")] = WEIGHTS,
    threads: Annotated[int, typer.Option(min=1, help="Of each process.")] = default_threads(),
    remark: Annotated[str, typer.Option(help="For the card: where the run left its recipe.")] = "",
) -> None:
    """Train a model; a run that was interrupted goes on where it stopped.

    Under torchrun the processes share the work of each batch.
    """
    torch.set_num_threads(threads)
    chosen = _recipe(recipe, epochs)
    reverse = chosen.source_language != "en"
    run_folder = folder / chosen.name
    with joined() as world:
        console = Console(quiet=not world.first)
        with world.first_alone():
            splits = _splits(chosen.corpus, reverse, corpus_path, folder, console)
            console.print(
                f"{len(splits.train):,} training pairs; learning tokenizers and alignments if new"
            )
            prepared = prepare(splits, chosen, run_folder)
        run(prepared, chosen, run_folder, Report(console), world=world)
    if not world.first:
        return
    console.print("measuring on dev and test")
    threads *= world.size
    made = finished(chosen, prepared, run_folder, len(splits.train), threads, remark)
    evaluations = {split: measure(made, splits, split) for split in ("dev", "test")}
    made = dataclasses.replace(made, metrics=metrics(evaluations))
    artefacts.save(made, weights / made.name)
    write_card(made, weights / made.name)
    console.print(_table(made.name, evaluations))


def finished(
    recipe: Recipe, prepared: Prepared, folder: Path, pairs: int, threads: int, remark: str = ""
) -> Artefact:
    """The best weights of a run as a model, not measured yet.

    They are rounded to fp16 first, so that what is measured is what is kept.
    """
    network = EncoderDecoder(network_config(recipe, prepared))
    network.load_state_dict(load_file(folder / "best.safetensors"))
    network.half().float().eval().requires_grad_(False)
    last = json.loads((folder / "log.jsonl").read_text().splitlines()[-1])
    training: dict[str, Any] = {
        "recipe": dataclasses.asdict(recipe),
        "corpus": f"{corpus.ATTRIBUTION}; {corpus.LICENCE}",
        "pairs": pairs,
        "target_tokens": last["target_tokens"],
        "seconds": round(last["seconds"]),
        "threads": threads,
        "remark": remark,
        "torch": torch.__version__.partition("+")[0],
    }
    return Artefact(
        name=recipe.name,
        source_language=recipe.source_language,
        target_language=recipe.target_language,
        network=network,
        source=prepared.source,
        target=prepared.target,
        training=training,
        default=recipe.name == "en-fr-additive",
    )


def metrics(evaluations: dict[str, Evaluation]) -> dict[str, Any]:
    """Test's figures at the top, dev's below; what depends on the machine is left out."""
    rows = {split: evaluation.as_metrics() for split, evaluation in evaluations.items()}
    for row in rows.values():
        row.pop("words_per_second")
    return {"split": "test", "search": "greedy", **rows["test"], "dev": rows["dev"]}


def evaluate(
    model: Annotated[str, typer.Option(help="A folder's name below the weights.")] = (
        "en-fr-additive"
    ),
    split: Annotated[str, typer.Option(help="dev or test.")] = "dev",
    corpus_path: CorpusPath = None,
    folder: Downloads = Path("checkpoints"),
    weights: Annotated[Path, typer.Option(help="Where the models are.")] = WEIGHTS,
) -> None:
    """Measure a model: BLEU, chrF, perplexity, and its attention against eflomal's links."""
    if split not in ("dev", "test"):
        raise typer.BadParameter(f"no split {split!r}; available: dev, test")
    made = artefacts.load(weights / model)
    recipe = made.training["recipe"]
    console = Console()
    reverse = made.source_language != "en"
    splits = _splits(recipe["corpus"], reverse, corpus_path, folder, console)
    console.print(_table(made.name, {split: measure(made, splits, split)}))


def _table(name: str, evaluations: dict[str, Evaluation]) -> Table:
    table = Table("measure", *evaluations, title=name)
    rows = {split: evaluation.as_metrics() for split, evaluation in evaluations.items()}
    for key in next(iter(rows.values())):
        table.add_row(key, *(str(row[key]) for row in rows.values()))
    return table
