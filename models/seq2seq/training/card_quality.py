"""The figures of a model card."""

from collections.abc import Iterable
from typing import Any

from models.card_text import paragraph, table
from models.seq2seq.measures import ATTENTION, TRANSLATION, measure, number
from models.seq2seq.training.translation_quality import BEAM, LENGTH_PENALTY
from models.seq2seq.weaknesses import length_groups

_LABELS = {
    "bleu_beam": "BLEU, beam search",
    "bleu": "BLEU, greedy",
    "chrf_beam": "chrF, beam search",
    "chrf": "chrF, greedy",
    "exact_match_beam": "exact match, beam search",
    "exact_match": "exact match, greedy",
    "perplexity": "perplexity of a token",
    "items": "sentences",
    "link_share": "word links found",
    "diagonal_link_share": "by a plain diagonal",
    "aer": "alignment error rate",
    "diagonal_aer": "of a plain diagonal",
    "shift_before": "word links found, rows read as the previous token's",
    "shift_own": "rows read as their own token's",
    "shift_after": "rows read as the next token's",
    "end_mass": "weight on the end of the sentence",
    "punctuation_mass": "weight on punctuation",
    "entropy": "entropy of a token's weights, nats",
    "links": "word links",
}
_SEARCH = f"""Every reference of a sentence counts. Beam search follows {BEAM} translations
at once, with a length penalty of {LENGTH_PENALTY:g}."""
_READ = """Attention is read while the model is given reference translations, and compared with the
word links of the aligner eflomal: found are those of its links, drawn in both of its directions, on
which the target word has its largest weight. An aligner is not the truth; it is a yardstick."""


def quality(metrics: dict[str, Any]) -> list[str]:
    """Paragraphs and tables of both splits; what was not measured is a dash."""
    signatures = f"Signatures: `{metrics['bleu_signature']}`, `{metrics['chrf_signature']}`."
    parts = [paragraph(_SEARCH), _both(metrics, TRANSLATION), signatures]
    if groups := length_groups(metrics):
        head = ("source words, on test", "sentences", "BLEU, beam search", "BLEU, greedy")
        rows = [
            (
                f"{group['least']} to {group['most']}",
                f"{group['items']:,}",
                *(number(group.get(name), TRANSLATION[name]) for name in ("bleu_beam", "bleu")),
            )
            for group in groups
        ]
        parts.append(table(head, rows))
    return [*parts, paragraph(_READ), _both(metrics, ATTENTION)]


def _both(metrics: dict[str, Any], names: Iterable[str]) -> str:
    rows = [
        (_LABELS[name], measure(metrics["dev"], name), measure(metrics, name)) for name in names
    ]
    return table(("", "dev", "test"), rows)
