"""The figures of a model card."""

from typing import Any

from models.seq2seq.training.card_text import paragraph, table
from models.seq2seq.training.translation_quality import BEAM, LENGTH_PENALTY

Figures = tuple[tuple[str, str, str], ...]

_TRANSLATION: Figures = (
    ("BLEU, greedy", "bleu", "{:.1f}"),
    ("BLEU, beam search", "bleu_beam", "{:.1f}"),
    ("chrF, greedy", "chrf", "{:.1f}"),
    ("chrF, beam search", "chrf_beam", "{:.1f}"),
    ("exact match, greedy", "exact_match", "{:.1%}"),
    ("exact match, beam search", "exact_match_beam", "{:.1%}"),
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
_SEARCH = f"""Every reference of a sentence counts. Beam search follows {BEAM} translations
at once, with a length penalty of {LENGTH_PENALTY:g}."""
_READ = """Attention is read while the model is given reference translations, and compared with the
word links of the aligner eflomal: found are those of its links, drawn in both of its directions, on
which the target word has its largest weight. An aligner is not the truth; it is a yardstick."""


def quality(metrics: dict[str, Any]) -> list[str]:
    """Paragraphs and tables of both splits; what was not measured is a dash."""
    signatures = f"Signatures: `{metrics['bleu_signature']}`, `{metrics['chrf_signature']}`."
    parts = [paragraph(_SEARCH), _both(metrics, _TRANSLATION), signatures]
    if groups := metrics.get("by_length"):
        head = ("source words, on test", "sentences", "BLEU, greedy", "BLEU, beam search")
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


def _both(metrics: dict[str, Any], figures: Figures) -> str:
    splits = (metrics["dev"], metrics)
    rows = [(label, *(_cell(split, key, form) for split in splits)) for label, key, form in figures]
    return table(("", "dev", "test"), rows)


def _cell(split: dict[str, Any], key: str, form: str) -> str:
    value: Any = split
    for part in key.split("."):
        value = value.get(part, {})
    return "–" if value == {} else form.format(value)
