"""What is measured of a model, in the order in which it is shown, and how its numbers are written.

The names are those of metrics.json, apart from the parts of its `shift`.
"""

from collections.abc import Mapping
from typing import Any

DASH = "–"
TRANSLATION = {
    "bleu_beam": "{:.1f}",
    "bleu": "{:.1f}",
    "chrf_beam": "{:.1f}",
    "chrf": "{:.1f}",
    "exact_match_beam": "{:.1%}",
    "exact_match": "{:.1%}",
    "perplexity": "{:.2f}",
    "items": "{:,}",
}
ATTENTION = {
    "link_share": "{:.1%}",
    "diagonal_link_share": "{:.1%}",
    "aer": "{:.3f}",
    "diagonal_aer": "{:.3f}",
    "shift_before": "{:.1%}",
    "shift_own": "{:.1%}",
    "shift_after": "{:.1%}",
    "end_mass": "{:.1%}",
    "punctuation_mass": "{:.1%}",
    "entropy": "{:.2f}",
    "links": "{:,}",
}
_SHIFTS = {"shift_before": "-1", "shift_own": "0", "shift_after": "1"}


def number(value: Any, form: str) -> str:
    """A number as it is written, a dash where there is none."""
    return form.format(value) if isinstance(value, int | float) else DASH


def measure(metrics: Mapping[str, Any], name: str) -> str:
    """One measure of a split as it is written; a dash if it was not measured."""
    if name in _SHIFTS:
        value = (metrics.get("shift") or {}).get(_SHIFTS[name])
    else:
        value = metrics.get(name)
    return number(value, (TRANSLATION | ATTENTION)[name])
