"""Write a corpus whose other side a model of ours has translated, for `loupe train --corpus`.

    python -m scripts.own_translations en-fr-additive corpus.tsv.gz distilled.tsv
    python -m scripts.own_translations fr-en-additive corpus.tsv.gz doubled.tsv --add

The training sentences of the model's source language are translated once each; held-out pairs stay
as they are. The first command makes the student's corpus of sequence-level distillation (Kim and
Rush 2016), the second, which keeps the corpus and adds to it, that of back-translation (Sennrich,
Haddow and Birch 2016).
"""

from pathlib import Path
from typing import Annotated

import typer
from rich.progress import track

from models import limits
from models.seq2seq import artefact
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
    beam_size: Annotated[int, typer.Option(min=1, max=limits.BEAM_SIZE)] = 5,
) -> None:
    """Translate the training sentences of a corpus with a model of ours."""
    made = artefact.load(WEIGHTS / model)
    backwards = made.source_language != "en"
    language = made.source_language if backwards else made.target_language
    pairs = corpus.read(path, language)
    train = corpus.split(pairs).train
    sources = sorted(dict.fromkeys(pair[backwards] for pair in train), key=len)
    starts = range(0, len(sources), _AT_ONCE)
    made_pairs = []
    for start in track(starts, "translating"):
        texts = sources[start : start + _AT_ONCE]
        ids = [with_end(made.source.ids(text)) for text in texts]
        found = beam(
            made.network, ids, beam_size, limits.LENGTH_PENALTY_DEFAULT, limits.TARGET_TOKENS
        )
        for text, best in zip(texts, found, strict=True):
            written = made.target.decode(best[0].ids).text
            made_pairs.append((written, text) if backwards else (text, written))
    # A translation back into English may be a held-out sentence: it must not be learned from.
    made_pairs = [pair for pair in made_pairs if pair[0] and not corpus.held_out(pair[0])]
    of_train = set(train)
    kept = [pair for pair in pairs if add or pair not in of_train]
    out.write_text("".join(f"{one}\t{other}\n" for one, other in kept + made_pairs), "utf-8")


if __name__ == "__main__":
    typer.run(main)
