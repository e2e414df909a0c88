"""The model card, generated from what the artefact says of itself."""

from pathlib import Path
from typing import Any

from models.seq2seq import artefact as artefacts
from models.seq2seq.artefact import Artefact
from models.seq2seq.training.corpus import ATTRIBUTION, LICENCE
from models.seq2seq.training.languages import NAMES


def write_card(artefact: Artefact, folder: Path) -> None:
    """Write MODEL_CARD.md beside the weights."""
    (folder / artefacts.CARD).write_text(card(artefact), encoding="utf-8")


def card(artefact: Artefact) -> str:
    """The card as Markdown."""
    config, training = artefact.network.config, artefact.training
    recipe = training["recipe"]
    source, target = (NAMES[x] for x in (artefact.source_language, artefact.target_language))
    order = "before" if config.attend == "before" else "after"
    score = "additive (MLP)" if config.score == "additive" else "scaled dot-product"
    guided = (
        f"yes, weight {recipe['guidance']} (eflomal's two-way word links of the training pairs)"
        if recipe["guidance"]
        else "no"
    )
    return f"""# {artefact.name}

Translates short, everyday {source} sentences into {target}, and shows its attention. It is made
for learning how attention works, not for translating anything that matters.

## Network

Bidirectional {config.cell.upper()} encoder, {score} attention with masked softmax,
{config.cell.upper()} decoder. The query of a step is the decoder's state {order} the update.

| | |
|---|---|
| parameters | {artefact.network.parameter_count():,} |
| source, target vocabulary | {config.source_vocabulary:,}, {config.target_vocabulary:,} pieces |
| embedding | {config.embedding} |
| encoder | {config.layers} layer(s), {config.hidden // 2} units in each direction |
| decoder, attention | {config.layers} layer(s), {config.hidden} units |
| weights | float16 on disk, computed in float32 |

## Data

{ATTRIBUTION}; licence {LICENCE}.
Sentences of the dev and test sets, and translations that occur in them, were kept out of training.

## Training

| | |
|---|---|
| training pairs | {training["pairs"]:,} |
| epochs | {recipe["epochs"]} |
| target tokens, in all and a batch | {training["target_tokens"]:,}; {recipe["batch_tokens"]:,} |
| time | {training["seconds"] / 60:.0f} minutes on {training["threads"]} processor threads |
| optimiser | Adam, peak learning rate {recipe["learning_rate"]}, warm-up, half cosine |
| dropout, label smoothing | {recipe["dropout"]}, {recipe["label_smoothing"]} |
| guided attention | {guided} |
| kept weights | a running average; of all epochs the one with the lowest loss on dev |

{training["remark"]}

## Quality

Greedy search, every reference of a sentence counts.

{_table(artefact.metrics)}

Signatures: `{artefact.metrics["bleu_signature"]}`, `{artefact.metrics["chrf_signature"]}`.

Attention is compared with the word links of the aligner eflomal on reference translations: the
share is that of links found in both of its directions on which the target word has its largest
weight. An aligner is not the truth; it is a yardstick.

## Known weaknesses

- Trained on short sentences for language learners: beyond about 20 words, and on several sentences
  at once, it drops or repeats parts.
- Names, numbers and rare words are often wrong; characters that it never saw become `<unk>`.
- {target} grammar that needs knowledge from outside the sentence (gender, "tu" or
  "vous") is a guess.
- Attention is not an explanation: a weight says where the decoder looked, not why it chose a word.
"""


def _table(metrics: dict[str, Any]) -> str:
    rows = (
        ("BLEU", "bleu", "{:.1f}"),
        ("chrF", "chrf", "{:.1f}"),
        ("perplexity of a token", "perplexity", "{:.2f}"),
        ("exact match", "exact_match", "{:.1%}"),
        ("word links found by attention", "link_share", "{:.1%}"),
        ("the same by a plain diagonal", "diagonal_link_share", "{:.1%}"),
        ("alignment error rate", "aer", "{:.3f}"),
        ("the same of a plain diagonal", "diagonal_aer", "{:.3f}"),
        ("weight on the end of the sentence", "end_mass", "{:.1%}"),
        ("sentences", "items", "{:,}"),
    )
    lines = ["| | dev | test |", "|---|---|---|"]
    for label, key, form in rows:
        lines.append(
            f"| {label} | {form.format(metrics['dev'][key])} | {form.format(metrics[key])} |"
        )
    return "\n".join(lines)
