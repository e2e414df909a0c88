"""What a model is worth: translations against every reference, attention against an aligner."""

import math
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import torch
from sacrebleu.metrics.bleu import BLEU
from sacrebleu.metrics.chrf import CHRF

from models import limits
from models.seq2seq.artefact import Artefact
from models.seq2seq.search import greedy
from models.seq2seq.training.aer import (
    attention_links,
    diagonal_links,
    score,
    word_attention,
)
from models.seq2seq.training.alignment import align, word_spans
from models.seq2seq.training.batches import Example, in_order, make_batch, with_end
from models.seq2seq.training.corpus import Item, Pair, Splits, items

_BATCH = 64


@dataclass(frozen=True)
class TranslationQuality:
    """Greedy translations of the items against all their references."""

    bleu: float
    """0..100, sacrebleu."""
    chrf: float
    """0..100, sacrebleu."""
    bleu_signature: str
    chrf_signature: str
    exact_match: float
    """Share of items whose translation is one of the references to the letter, 0..1."""
    items: int
    words_per_second: float
    """Target words a second, in batches, on the machine that measured."""


@dataclass(frozen=True)
class AttentionQuality:
    """Word links of the attention on reference translations, against eflomal's."""

    link_share: float
    """Share of the links that eflomal finds in both directions on which the target word has its
    largest weight, 0..1."""
    aer: float
    """Alignment error rate of the largest weights; sure: both directions, possible: either."""
    diagonal_link_share: float
    """The same share for a plain diagonal."""
    diagonal_aer: float
    links: int
    end_mass: float
    """Mean weight on the end-of-sentence token over target words, 0..1."""


@dataclass(frozen=True)
class Evaluation:
    """Everything measured on one split."""

    translation: TranslationQuality
    attention: AttentionQuality
    perplexity: float
    """Of a target token, given those before it."""

    def as_metrics(self) -> dict[str, float | int | str]:
        """Flat, with figures rounded to four places."""
        rows = asdict(self.translation) | asdict(self.attention) | {"perplexity": self.perplexity}
        return {k: round(v, 4) if isinstance(v, float) else v for k, v in rows.items()}


def translate_items(artefact: Artefact, sentences: Sequence[str]) -> list[str]:
    """Greedy translations in batches of sentences of like length."""
    encoded = [with_end(artefact.source.ids(sentence)) for sentence in sentences]
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i]))
    found: dict[int, str] = {}
    for start in range(0, len(order), _BATCH):
        rows = order[start : start + _BATCH]
        hypotheses = greedy(
            artefact.network, [encoded[i] for i in rows], limits.TARGET_TOKENS_DEFAULT
        )
        for row, hypothesis in zip(rows, hypotheses, strict=True):
            found[row] = artefact.target.decode(hypothesis.ids).text
    return [found[i] for i in range(len(sentences))]


def translation_quality(artefact: Artefact, evaluated: Sequence[Item]) -> TranslationQuality:
    started = time.perf_counter()
    translations = translate_items(artefact, [item.source for item in evaluated])
    seconds = time.perf_counter() - started
    bleu, chrf = BLEU(), CHRF()
    most = max(len(item.references) for item in evaluated)
    # sacrebleu takes None where a sentence has fewer references; its types do not say so
    streams: list[Any] = [
        [item.references[i] if i < len(item.references) else None for item in evaluated]
        for i in range(most)
    ]
    matches = sum(t in item.references for t, item in zip(translations, evaluated, strict=True))
    bleu_score = bleu.corpus_score(translations, streams)
    chrf_score = chrf.corpus_score(translations, streams)
    return TranslationQuality(
        bleu_score.score,
        chrf_score.score,
        str(bleu.get_signature()),
        str(chrf.get_signature()),
        matches / len(evaluated),
        len(evaluated),
        sum(len(translation.split()) for translation in translations) / seconds,
    )


@torch.inference_mode()
def perplexity(artefact: Artefact, pairs: Sequence[Pair]) -> float:
    examples = [
        Example(with_end(artefact.source.ids(a)), with_end(artefact.target.ids(b)))
        for a, b in pairs
    ]
    total, tokens = 0.0, 0
    for batch in in_order(examples, 4000):
        unrolled = artefact.network(batch.source, batch.valid_lengths, batch.inputs)
        logits = artefact.network.decoder.logits(unrolled.readout)
        total += float(
            torch.nn.functional.cross_entropy(
                logits.flatten(0, 1), batch.targets.flatten(), reduction="sum"
            )
        )
        tokens += batch.target_tokens
    return math.exp(total / tokens)


@torch.inference_mode()
def attention_quality(
    artefact: Artefact, pairs: Sequence[Pair], train: Sequence[Pair]
) -> AttentionQuality:
    """Attention while reading the reference translations.

    eflomal learns from `train` and `pairs` together, and the links of `pairs` are compared.
    """
    gold = align([*train, *pairs])[len(train) :]
    found, diagonal, end_mass, words = [], [], 0.0, 0
    for a, b in pairs:
        source, target = artefact.source.encode(a), artefact.target.encode(b)
        batch = make_batch([Example(with_end(source.ids), with_end(target.ids))])
        weights = artefact.network(batch.source, batch.valid_lengths, batch.inputs).weights[0]
        matrix = word_attention(weights.double().numpy(), source, target)
        found.append(attention_links(matrix))
        diagonal.append(diagonal_links(len(word_spans(a)), len(word_spans(b))))
        end_mass += float(matrix[:, -1].sum())
        words += len(matrix)
    ours, plain = score(found, gold), score(diagonal, gold)
    return AttentionQuality(
        ours.sure_share,
        ours.aer,
        plain.sure_share,
        plain.aer,
        ours.sure_links,
        end_mass / words,
    )


def evaluate(artefact: Artefact, splits: Splits, split: str) -> Evaluation:
    """Measure a model on "dev" or "test"."""
    pairs = {"dev": splits.dev, "test": splits.test}[split]
    return Evaluation(
        translation_quality(artefact, items(pairs)),
        attention_quality(artefact, pairs, splits.train),
        perplexity(artefact, pairs),
    )
