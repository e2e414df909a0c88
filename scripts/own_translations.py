"""Write a corpus with translations by a model of ours, for `loupe train --corpus`.

    python -m scripts.own_translations en-fr-additive fra.tsv.gz distilled.tsv
    python -m scripts.own_translations en-zh cmn.tsv.gz more.tsv --add --sentences fra.tsv.gz

The first command makes the student's corpus of sequence-level distillation (Kim and Rush 2016): the
training sentences of the model's source language are translated once each, held-out pairs stay as
they are. The second makes that of back-translation (Sennrich, Haddow and Birch 2016) for the
opposite direction: the corpus is kept, and other sentences, of which it has no translation, are
added with the model's.
"""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from models import limits
from models.seq2seq import artefact
from models.seq2seq.artefact import Artefact
from models.seq2seq.beam import beam
from models.seq2seq.training import corpus
from models.seq2seq.training.batches import with_end
from models.seq2seq.training.cli import WEIGHTS

_AT_ONCE = 64


def main(
    model: str,
    path: Annotated[Path, typer.Argument(metavar="CORPUS", exists=True, dir_okay=False)],
    out: Path,
    add: Annotated[bool, typer.Option("--add", help="Keep the corpus's own pairs too.")] = False,
    sentences: Annotated[
        Path | None, typer.Option(help="Another corpus, whose English is translated instead.")
    ] = None,
    most: Annotated[int, typer.Option(help="Translate at most so many sentences.")] = 10**9,
    beam_size: Annotated[int, typer.Option(min=1, max=limits.BEAM_SIZE)] = 5,
    weights: Annotated[Path, typer.Option(help="Where the models are.")] = WEIGHTS,
) -> None:
    """Translate sentences with a model of ours and write them into a corpus."""
    made = artefact.load(weights / model)
    backwards = made.source_language != "en"
    language = made.source_language if backwards else made.target_language
    pairs = corpus.read(path, language)
    train = corpus.split(pairs).train
    of_train = set(train)
    kept = [pair for pair in pairs if add or pair not in of_train]
    sources = {pair[backwards]: None for pair in train}
    if sentences is not None:
        if backwards:
            raise typer.BadParameter("--sentences needs a model that reads English")
        sources = {pair[0]: None for pair in corpus.read(sentences) if pair[0] not in sources}
    chosen = random.Random(1).sample(list(sources), min(most, len(sources)))
    made_pairs = [
        pair[::-1] if backwards else pair
        for pair in track(translated(made, chosen, beam_size), total=len(chosen))
    ]
    # English that is held out must not be learned from, neither a source nor a translation.
    learned = (pair for pair in made_pairs if all(pair) and not corpus.held_out(pair[0]))
    lines = (f"{english}\t{other}\n" for english, other in (*kept, *learned))
    out.write_text("".join(lines), encoding="utf-8")


def translated(made: Artefact, texts: list[str], beam_size: int) -> Iterator[tuple[str, str]]:
    """(text, translation), shortest text first."""
    texts = sorted(texts, key=len)
    for start in range(0, len(texts), _AT_ONCE):
        batch = texts[start : start + _AT_ONCE]
        ids = [with_end(made.source.ids(text)) for text in batch]
        found = beam(
            made.network, ids, beam_size, limits.LENGTH_PENALTY_DEFAULT, limits.TARGET_TOKENS
        )
        for text, best in zip(batch, found, strict=True):
            yield text, made.target.decode(best[0].ids).text


if __name__ == "__main__":
    typer.run(main)
