"""The measured part of a model card: figures, and the weaknesses that they and the data tell."""

from typing import Any

from models.seq2seq.artefact import Artefact
from models.seq2seq.training.card_text import paragraph, table

Figures = tuple[tuple[str, str, str], ...]

_TRANSLATION: Figures = (
    ("BLEU, greedy", "bleu", "{:.1f}"),
    ("BLEU, beam 5", "bleu_beam", "{:.1f}"),
    ("chrF, greedy", "chrf", "{:.1f}"),
    ("chrF, beam 5", "chrf_beam", "{:.1f}"),
    ("exact match, greedy", "exact_match", "{:.1%}"),
    ("exact match, beam 5", "exact_match_beam", "{:.1%}"),
    ("perplexity of a token", "perplexity", "{:.2f}"),
    ("sentences", "items", "{:,}"),
)
_ATTENTION: Figures = (
    ("word links found", "link_share", "{:.1%}"),
    ("by a plain diagonal", "diagonal_link_share", "{:.1%}"),
    ("with rows read as the previous token's", "shift.-1", "{:.1%}"),
    ("with rows read as the next token's", "shift.1", "{:.1%}"),
    ("alignment error rate", "aer", "{:.3f}"),
    ("of a plain diagonal", "diagonal_aer", "{:.3f}"),
    ("weight on the end of the sentence", "end_mass", "{:.1%}"),
    ("weight on punctuation", "punctuation_mass", "{:.1%}"),
    ("entropy of a token's weights, nats", "entropy", "{:.2f}"),
    ("word links", "links", "{:,}"),
)
_SEARCH = "Every reference of a sentence counts. Beam search has a length penalty of 1."
_READ = """Attention is read while the model is given reference translations, and compared with the
word links of the aligner eflomal: found are those of its links, drawn in both of its directions, on
which the target word has its largest weight. An aligner is not the truth; it is a yardstick."""
_FEW = 20
"""Sentences below which a group by length says nothing."""
_MANY = 300
"""Sentences from which chance moves BLEU by little."""

_CLEARLY = 0.02
"""By how much more word links must be found for one reading of the rows to be the better."""

_LONG = """The longer, the worse: BLEU {:.0f} on {} to {} words, {:.0f} on {} to {} (test,
beam 5)."""
_SHORT = """Trained on short sentences for language learners: of longer ones, from about 20 words,
it drops or repeats parts."""
_RARE = """Names, numbers and rare words are often wrong; characters that it never saw become
`<unk>`."""
_GRAMMAR = "{} that needs knowledge from outside the sentence ({}) is a guess."
_OUTSIDE = {
    "French": 'gender, "tu" or "vous"',
    "German": '"du" or "Sie"',
    "English": '"he" or "she", tense',
    "Chinese": '"he" or "she", measure words',
}
_CHANCE = "Measured on {} sentences only: a point of BLEU more or less is chance."
_DIAGONAL = """Its largest weights find fewer word links ({:.0%}) than a plain diagonal ({:.0%}): do
not read them as links."""
_SHIFTED = """A row shows what belongs to the {} target token ({:.0%} of the word links) rather than
to its own ({:.0%})."""
_EXPLANATION = """Attention is not an explanation: a weight says where the decoder looked, not why
it chose a word."""


def quality(metrics: dict[str, Any]) -> list[str]:
    """Paragraphs and tables of both splits; what was not measured is a dash."""
    signatures = f"Signatures: `{metrics['bleu_signature']}`, `{metrics['chrf_signature']}`."
    parts = [_SEARCH, _both(metrics, _TRANSLATION), signatures]
    if groups := metrics.get("by_length"):
        head = ("source words, on test", "sentences", "BLEU, greedy", "BLEU, beam 5")
        rows = [
            (
                f"{group['least']} to {group['most']}",
                f"{group['items']:,}",
                f"{group['bleu']:.1f}",
                f"{group['bleu_beam']:.1f}",
            )
            for group in groups
        ]
        parts.append(table(head, rows))
    return [*parts, paragraph(_READ), _both(metrics, _ATTENTION)]


def weaknesses(artefact: Artefact, target: str) -> list[str]:
    """In plain words, each from a figure or from what the data are."""
    metrics = artefact.metrics
    found = []
    groups = [group for group in metrics.get("by_length", ()) if group["items"] >= _FEW]
    if len(groups) > 1 and groups[-1]["bleu_beam"] < groups[0]["bleu_beam"]:
        first, last = (
            (group["bleu_beam"], group["least"], group["most"]) for group in (groups[0], groups[-1])
        )
        found.append(_LONG.format(*first, *last))
    found += [_SHORT, _RARE, _GRAMMAR.format(target, _OUTSIDE[target])]
    if metrics["items"] < _MANY:
        found.append(_CHANCE.format(metrics["items"]))
    if metrics.get("link_share", 1.0) < metrics.get("diagonal_link_share", 0.0):
        found.append(_DIAGONAL.format(metrics["link_share"], metrics["diagonal_link_share"]))
    shift = metrics.get("shift") or {"0": 1.0}
    best = max(shift, key=lambda key: shift[key])
    if shift[best] - shift["0"] > _CLEARLY:
        neighbour = "next" if best == "1" else "previous"
        found.append(_SHIFTED.format(neighbour, shift[best], shift["0"]))
    return [*found, _EXPLANATION]


def _both(metrics: dict[str, Any], figures: Figures) -> str:
    splits = (metrics["dev"], metrics)
    rows = [(label, *(_cell(split, key, form) for split in splits)) for label, key, form in figures]
    return table(("", "dev", "test"), rows)


def _cell(split: dict[str, Any], key: str, form: str) -> str:
    value: Any = split
    for part in key.split("."):
        value = value.get(part, {})
    return "–" if value == {} else form.format(value)
