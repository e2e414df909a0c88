"""Translations and their attention, recomputed another way."""

import math

import numpy as np
import pytest
import torch

from models import limits
from models.errors import (
    NulCharacter,
    OutOfRange,
    SentenceEmpty,
    SentenceTooLong,
    UnpairedSurrogate,
)
from models.seq2seq.search import greedy
from models.seq2seq.tokens import END, START
from models.seq2seq.trace import trace_translation
from models.seq2seq.training.batches import with_end

TEXT = "they buy a green hat here."


def test_greedy_takes_the_likeliest_token_of_a_teacher_forced_pass(tiny):
    """Decoding step by step equals running the whole network anew for every prefix."""
    ids = with_end(tiny.source.ids(TEXT))
    source, lengths, prefix = torch.tensor([ids]), torch.tensor([len(ids)]), [START]
    chances, rows = [], []
    while prefix[-1] != END:
        unrolled = tiny.network(source, lengths, torch.tensor([prefix]))
        logits = tiny.network.decoder.logits(unrolled.readout[0, -1])
        chances.append(torch.log_softmax(logits, -1).max().item())
        rows.append(unrolled.weights[0, -1])
        prefix.append(int(logits.argmax()))
    trace = trace_translation(tiny, TEXT)
    assert trace.target.tokens[:-1] == tuple(tiny.target.token(i) for i in prefix[1:-1])
    assert trace.log_probability == pytest.approx(sum(chances), abs=1e-5)
    np.testing.assert_allclose(trace.attention, torch.stack(rows).numpy(), atol=1e-6)


def test_a_batch_gives_what_each_sentence_gives_alone(tiny, splits):
    sentences = [with_end(tiny.source.ids(a)) for a, _ in splits.dev] + [with_end([5])]
    together = greedy(tiny.network, sentences, 30)
    for ids, one in zip(sentences, together, strict=True):
        alone = greedy(tiny.network, [ids], 30)[0]
        assert one.ids == alone.ids
        torch.testing.assert_close(one.attention, alone.attention, rtol=1e-4, atol=1e-5)
        assert one.log_probability == pytest.approx(alone.log_probability, abs=1e-4)


def test_shapes_and_sums(tiny):
    trace = trace_translation(tiny, TEXT)
    assert trace.attention.shape == (len(trace.target.tokens), len(trace.source.tokens))
    assert trace.source.tokens[-1] == trace.target.tokens[-1] == "</s>"
    assert trace.valid_length == len(trace.source.tokens)
    np.testing.assert_allclose(trace.attention.sum(axis=1), 1, atol=1e-6)
    assert not trace.attention.flags.writeable


def test_forcing_the_models_own_translation_changes_nothing(tiny):
    free = trace_translation(tiny, TEXT)
    forced = trace_translation(tiny, TEXT, target=free.target.text)
    assert forced.target == free.target
    np.testing.assert_allclose(forced.attention, free.attention, atol=1e-6)
    assert forced.log_probability == pytest.approx(free.log_probability, abs=1e-5)


def test_another_translation_is_less_likely(tiny):
    free = trace_translation(tiny, TEXT)
    other = trace_translation(tiny, TEXT, target="je vois un chien bleu.")
    assert other.target.text == "je vois un chien bleu."
    assert other.log_probability < free.log_probability < 0
    assert math.isfinite(other.log_probability)


def test_a_translation_is_cut_off_at_the_limit(tiny):
    trace = trace_translation(tiny, TEXT, max_tokens=2)
    assert len(trace.target.tokens) == 2
    assert "</s>" not in trace.target.tokens


@pytest.mark.parametrize(
    ("text", "error", "says"),
    [
        ("", SentenceEmpty, "at least one word"),
        (" \t\n\u3000", SentenceEmpty, "at least one word"),
        ("a\0b", NulCharacter, "position 2"),
        ("a\ud800b", UnpairedSurrogate, "position 2"),
        ("a coat " * 300, SentenceTooLong, f"at most {limits.SENTENCE_TOKENS}"),
    ],
)
@pytest.mark.parametrize("field", ["text", "target"])
def test_what_cannot_be_read_is_refused_by_name(tiny, field, text, error, says):
    arguments = {"text": TEXT, "target": None, field: text}
    with pytest.raises(error, match=says) as refused:
        trace_translation(tiny, arguments["text"], target=arguments["target"])
    assert refused.value.field == field


@pytest.mark.parametrize("value", [0, -1, limits.TARGET_TOKENS + 1])
def test_max_tokens_out_of_range_is_refused(tiny, value):
    with pytest.raises(OutOfRange, match=f"from 1 to {limits.TARGET_TOKENS}"):
        trace_translation(tiny, TEXT, max_tokens=value)


@pytest.mark.parametrize(
    "text",
    [
        "אני בבית",
        "👩‍👩‍👧‍👦 hat",
        "z̷̢̛͔a̴l̸g̵o",
        "zero\u200bwidth",
        "\u202eevil",
        "<b>&amp;</b>",
        "家",
        "\ufeffa hat",
    ],
)
def test_unusual_text_is_translated_with_every_word_placed(tiny, text):
    trace = trace_translation(tiny, text)
    assert trace.source.text == text
    assert len(trace.source.words) == len(text.split())
    np.testing.assert_allclose(trace.attention.sum(axis=1), 1, atol=1e-6)
