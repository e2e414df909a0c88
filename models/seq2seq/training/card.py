"""The model card, generated from what the artefact says of itself."""

from pathlib import Path
from typing import Any

from models.card_text import bullets, paragraph, table
from models.seq2seq import artefact as artefacts
from models.seq2seq.artefact import Artefact
from models.seq2seq.training.card_quality import quality
from models.seq2seq.training.corpus import ATTRIBUTION, LICENCE
from models.seq2seq.training.languages import NAMES
from models.seq2seq.weaknesses import weaknesses
from models.whole_files import write_whole

_ADDITIVE = "**Additive (MLP) attention**: v . tanh(W_k k + W_q q) scores a key."
_DOT = "**Scaled dot-product attention**: q . k / sqrt(d) scores a key."
_BEFORE = """**Attention before the update**: the query is the decoder's state before it has read
the last word that it wrote; it then reads the context together with that word."""
_AFTER = """**Attention after the update**: the query is the decoder's state after it has read the
last word that it wrote; the context goes into the next word, and into the next step."""
_GUIDED = """**Guided**: in training a term of the loss (weight {}) drew the attention towards word
links that the aligner eflomal found in the training pairs. The model did not find them alone."""
_UNGUIDED = """**Not guided**: it was shown no word links; what its attention does, it learned from
translating."""
_LEXICAL = """**Lexical way**: the readout also sees the source embeddings averaged under the
attention weights."""


def write_card(artefact: Artefact, folder: Path) -> None:
    """Write MODEL_CARD.md beside the weights."""
    write_whole(folder / artefacts.CARD, card(artefact).encode())


def card(artefact: Artefact) -> str:
    """The card as Markdown."""
    source, target = (NAMES[x] for x in (artefact.source_language, artefact.target_language))
    about = f"""Translates short, everyday {source} sentences into {target}, and shows its
        attention. It is made for learning how attention works, not for translating anything that
        matters."""
    data = f"""{ATTRIBUTION}; licence {LICENCE}. Sentences of the dev and test sets, and
        translations that occur in them, were kept out of training."""
    languages = f"{artefact.source_language}-{artefact.target_language}"
    pieces = artefact.network.config.source_vocabulary
    failings = weaknesses(artefact.metrics, artefact.training, languages, pieces)
    parts = [
        f"# {artefact.name}",
        paragraph(about),
        "## What it is",
        bullets(_choices(artefact)),
        "## Network",
        table(("", ""), _network(artefact)),
        "## Data",
        paragraph(data),
        "## Training",
        table(("", ""), _training(artefact.training)),
        paragraph(artefact.training["remark"]),
        "## Quality",
        *quality(artefact.metrics),
        "## Known weaknesses",
        bullets(map(str, failings)),
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _choices(artefact: Artefact) -> list[str]:
    """What sets it apart from the other models."""
    config, guidance = artefact.network.config, artefact.training["recipe"]["guidance"]
    return [
        _ADDITIVE if config.score == "additive" else _DOT,
        _BEFORE if config.attend == "before" else _AFTER,
        _GUIDED.format(guidance) if guidance else _UNGUIDED,
        *([_LEXICAL] if config.lexical else []),
    ]


def _network(artefact: Artefact) -> list[tuple[str, str]]:
    config = artefact.network.config
    layers = f"{config.layers} layer{'s' if config.layers > 1 else ''}"
    cell = config.cell.upper()
    vocabularies = f"{config.source_vocabulary:,}, {config.target_vocabulary:,} pieces"
    return [
        ("parameters", f"{artefact.network.parameter_count():,}"),
        ("source, target vocabulary", vocabularies),
        ("embedding", f"{config.embedding}"),
        ("encoder", f"{cell}, {layers}, {config.hidden // 2} units in each direction"),
        ("decoder, attention", f"{cell}, {layers}, {config.hidden} units"),
        ("weights", "float16 on disk, computed in float32"),
    ]


def _training(training: dict[str, Any]) -> list[tuple[str, str]]:
    recipe = training["recipe"]
    tokens = f"{training['target_tokens']:,}; {recipe['batch_tokens']:,}"
    rate = f"Adam, peak learning rate {recipe['learning_rate']}, warm-up, half cosine"
    return [
        ("training pairs", f"{training['pairs']:,}"),
        ("epochs", f"{recipe['epochs']}"),
        ("target tokens, in all and a batch", tokens),
        ("time", f"{training['seconds'] / 60:.0f} minutes on {training['threads']} threads"),
        ("optimiser", rate),
        ("dropout, label smoothing", f"{recipe['dropout']}, {recipe['label_smoothing']}"),
        ("pairs read several in a row", f"{recipe.get('joined', 0):.0%}"),
        ("sentences read without their final mark", f"{recipe.get('casual', 0):.0%}"),
        ("kept weights", "a running average; of all epochs the one with the lowest loss on dev"),
    ]
