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
    TooManySentences,
    TooManySteps,
    TranslationEmpty,
    TranslationTooLong,
    UnpairedSurrogate,
    WrongForm,
)
from models.notes import Note
from models.seq2seq.beam import Search, beam
from models.seq2seq.search import greedy
from models.seq2seq.tokens import END, START
from models.seq2seq.trace import trace_text, trace_translation
from models.seq2seq.training.batches import with_end

TEXT = "they buy a green hat here."
SENTENCES = [
    "They buy a green hat here.",
    "I see a black dog!",
    "We want a red coat today!",
    "You have a blue book here.",
    "They buy a yellow coat.",
]


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


OF_TARGETS = {SentenceEmpty: TranslationEmpty, SentenceTooLong: TranslationTooLong}


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
    if field == "target":
        error = OF_TARGETS.get(error, error)
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


def test_a_beam_gives_its_hypotheses_with_their_own_attention(tiny):
    trace = trace_translation(tiny, TEXT, search=Search(4, 0.7))
    (expected,) = beam(tiny.network, [with_end(tiny.source.ids(TEXT))], 4, 0.7, 96)
    assert len(trace.hypotheses) == 4
    for one, other in zip(trace.hypotheses, expected, strict=True):
        assert one.target.text == tiny.target.decode(other.ids).text
        assert one.log_probability == pytest.approx(other.log_probability)
        assert one.score == pytest.approx(other.score(0.7))
        np.testing.assert_allclose(one.attention, other.attention.numpy(), atol=1e-6)
    assert trace.target is trace.hypotheses[0].target
    assert trace.attention is trace.hypotheses[0].attention


def test_greedy_has_one_hypothesis_scored_by_its_log_probability(tiny):
    (only,) = trace_translation(tiny, TEXT).hypotheses
    assert only.score == pytest.approx(only.log_probability)


@pytest.mark.parametrize(
    ("size", "penalty", "error"),
    [
        (0, 1.0, OutOfRange),
        (limits.BEAM_SIZE + 1, 1.0, OutOfRange),
        (5, -0.1, WrongForm),
        (5, math.nan, WrongForm),
        (5, limits.LENGTH_PENALTY + 0.1, WrongForm),
    ],
)
def test_a_beam_out_of_range_is_refused(size, penalty, error):
    with pytest.raises(error) as refused:
        Search(size, penalty)
    assert refused.value.field in ("search.size", "search.length_penalty")


@pytest.mark.parametrize("search", [Search(1, 0.0), Search(3, 1.0)])
def test_a_long_text_is_translated_sentence_by_sentence(tiny, search):
    text = "  " + "\n\n".join([" ".join(SENTENCES), *SENTENCES[:2]]) + "\n"
    trace = trace_text(tiny, text, search=search)
    assert [one.source.text for one in trace.segments] == [*SENTENCES, *SENTENCES[:2]]
    assert trace.text == text
    alone = [trace_translation(tiny, one, search=search) for one in [*SENTENCES, *SENTENCES[:2]]]
    for segment, other in zip(trace.segments, alone, strict=True):
        assert text[segment.start :].startswith(segment.source.text)
        assert segment.source == other.source
        assert segment.target == other.target
        assert len(segment.hypotheses) == len(other.hypotheses)
        np.testing.assert_allclose(segment.attention, other.attention, rtol=1e-4, atol=1e-5)
    targets = [one.target.text for one in alone]
    assert trace.target_text == "\n\n".join([" ".join(targets[:5]), *targets[5:]])
    assert trace.log_probability == pytest.approx(sum(one.log_probability for one in alone))


def test_translations_of_sentences_without_a_space_between_get_one(tiny):
    trace = trace_text(tiny, "".join(f"{one[:-1]}\u3002" for one in 3 * SENTENCES))
    assert len(trace.segments) == 3 * len(SENTENCES)
    assert trace.target_text == " ".join(one.target.text for one in trace.segments)


def test_many_sentences_are_all_translated(tiny):
    trace = trace_text(tiny, "I see a dog! " * 50)
    assert len(trace.segments) == 50
    assert len({one.target.text for one in trace.segments}) == 1


def test_a_search_for_too_many_steps_is_given_up(tiny, monkeypatch):
    sentences, run = [], Search.run
    monkeypatch.setattr(
        Search,
        "run",
        lambda self, network, some, *rest: (
            sentences.extend(some) or run(self, network, some, *rest)
        ),
    )
    text = "I see a dog. " * limits.SENTENCES
    with pytest.raises(TooManySteps, match=f"at most {limits.STEPS}"):
        trace_text(tiny, text, steps=True)
    assert len(sentences) < limits.SENTENCES
    assert len(trace_text(tiny, text).segments) == limits.SENTENCES


def test_more_sentences_than_are_allowed_are_refused(tiny):
    with pytest.raises(TooManySentences, match=f"101 sentences; at most {limits.SENTENCES}"):
        trace_text(tiny, "I see a dog! " * (limits.SENTENCES + 1))


def test_what_fits_one_pass_is_not_split(tiny):
    text = " ".join(SENTENCES[:2])
    (only,) = trace_text(tiny, text).segments
    assert only.source.text == text
    assert only.target == trace_translation(tiny, text).target


def test_one_long_sentence_is_not_split(tiny):
    text = " they buy a hat and" * 6 + "\n"
    (only,) = trace_text(tiny, text).segments
    assert len(only.source.tokens) > limits.PASS_TOKENS
    assert only.source.text == text


def test_with_a_target_nothing_is_split(tiny):
    text = " ".join(SENTENCES)
    (only,) = trace_text(tiny, text, target="je vois un chien bleu.").segments
    assert only.source.text == text


def test_what_has_no_token_belongs_to_a_sentence(tiny):
    trace = trace_text(tiny, " ".join([*SENTENCES, "\u200b\n!", *SENTENCES]))
    assert len(trace.segments) == 2 * len(SENTENCES)
    assert trace.segments[4].source.text == f"{SENTENCES[4]} \u200b\n!"


def test_a_sentence_too_long_among_others_is_refused(tiny):
    with pytest.raises(SentenceTooLong, match=f"at most {limits.SENTENCE_TOKENS}"):
        trace_text(tiny, " ".join([*SENTENCES, "a coat " * 300 + "."]))


def test_capitals_and_curly_quotes_are_read_plainly_and_shown_as_typed(tiny):
    plain = trace_translation(tiny, "They buy a green hat today!")
    loud = trace_translation(tiny, "THEY BUY A GREEN HAT TODAY!")
    assert loud.source.text == "THEY BUY A GREEN HAT TODAY!"
    assert loud.target == plain.target
    assert (plain.notes, loud.notes) == ((), (Note("capitals"),))
    curly = trace_translation(tiny, "they buy a \u201cgreen\u201d hat")
    assert curly.notes == (Note("typography"),)
    text = " ".join(SENTENCES[:3]) + " YOU HAVE A BLUE BOOK. " + SENTENCES[4]
    notes = [one.notes for one in trace_text(tiny, text).segments]
    assert notes == [(), (), (), (Note("capitals"),), ()]


def test_a_given_translation_is_read_as_it_is(tiny):
    trace = trace_translation(tiny, TEXT, target="JE VOIS UN CHIEN.")
    assert trace.notes == ()
    assert trace.target.tokens[:-1] == tiny.target.encode("JE VOIS UN CHIEN.").tokens
