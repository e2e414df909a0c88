"""Prefixes, given weights, a zeroed direction and padding: what follows, and what is refused."""

import math

import numpy as np
import pytest
import torch

from models import limits
from models.errors import (
    NulCharacter,
    OutOfRange,
    PrefixAndTarget,
    PrefixTooLong,
    PrefixUnreadable,
    StepEditedTwice,
    TranslationEmpty,
    WeightNotAllowed,
    WeightsCount,
    WeightsSumToZero,
)
from models.seq2seq.beam import GREEDY, Search, beam
from models.seq2seq.interventions import Edit, GivenWeights
from models.seq2seq.search import forced, greedy
from models.seq2seq.trace import trace_text, trace_translation
from models.seq2seq.training.batches import with_end

TEXT = "they buy a green hat here."
SEARCHES = [GREEDY, Search(3, 1.0)]


@pytest.fixture(scope="module")
def source(tiny) -> int:
    """Tokens of the text."""
    return len(trace_translation(tiny, TEXT).source.tokens)


@pytest.mark.parametrize("search", SEARCHES)
@pytest.mark.parametrize("prefix", ["je vois", "nous", "ils achètent un chapeau vert"])
def test_a_translation_goes_on_from_its_prefix(tiny, search, prefix):
    trace = trace_translation(tiny, TEXT, search=search, target_prefix=prefix)
    assert trace.target.text.startswith(prefix)
    ids = tiny.target.ids(prefix)
    assert trace.forced == len(ids)
    for one in trace.hypotheses:
        assert one.target.text.startswith(prefix)
        assert one.ids[: len(ids)] == tuple(ids)
        again = forced(tiny.network, with_end(tiny.source.ids(TEXT)), one.ids)
        np.testing.assert_allclose(one.attention, again.attention.numpy(), atol=1e-5)
        assert one.log_probability == pytest.approx(again.log_probability, abs=1e-4)


def test_after_the_prefix_greedy_search_takes_the_likeliest_token(tiny):
    trace = trace_translation(tiny, TEXT, target_prefix="je vois", steps=True)
    for step in trace.steps.steps[trace.forced :]:
        assert step.candidates[0].chosen
    assert not all(step.candidates[0].chosen for step in trace.steps.steps[: trace.forced])


@pytest.mark.parametrize("size", [2, 5])
def test_a_prefix_that_the_beam_would_choose_itself_changes_nothing(tiny, size):
    (free,) = beam(tiny.network, [with_end(tiny.source.ids(TEXT))], size, 1.0, 40)
    edit = Edit(prefix=free[0].ids[:2])
    (found,) = beam(tiny.network, [with_end(tiny.source.ids(TEXT))], size, 1.0, 40, edit)
    assert len(found) == size
    assert found[0].ids == free[0].ids
    assert found[0].log_probability == pytest.approx(free[0].log_probability, abs=1e-5)
    assert all(one.ids[:2] == free[0].ids[:2] for one in found)


def test_a_beam_of_one_goes_on_from_a_prefix_as_greedy_search_does(tiny):
    prefix = "vous avez"
    one = trace_translation(tiny, TEXT, search=Search(1, 1.0), target_prefix=prefix)
    assert one.target == trace_translation(tiny, TEXT, target_prefix=prefix).target


@pytest.mark.parametrize(
    ("prefix", "error", "says"),
    [
        ("", TranslationEmpty, "at least one word"),
        (" \n", TranslationEmpty, "at least one word"),
        ("je\0vois", NulCharacter, "position 3"),
        ("je vois 猫", PrefixUnreadable, "“猫”"),
        ("je vois un chien " * 9, PrefixTooLong, "at most 19"),
    ],
)
def test_a_prefix_that_cannot_be_is_refused(tiny, prefix, error, says):
    with pytest.raises(error, match=says) as refused:
        trace_translation(tiny, TEXT, target_prefix=prefix, max_tokens=20)
    assert refused.value.field == "target_prefix"


def test_a_prefix_beside_a_whole_target_is_refused(tiny):
    with pytest.raises(PrefixAndTarget) as refused:
        trace_translation(tiny, TEXT, target="je vois un chien.", target_prefix="je")
    assert refused.value.field == "target_prefix"


def test_a_prefix_leaves_room_for_one_token(tiny):
    tokens = len(tiny.target.ids("je vois un"))
    trace = trace_translation(tiny, TEXT, target_prefix="je vois un", max_tokens=tokens + 1)
    assert len(trace.token_log_probabilities) == tokens + 1
    with pytest.raises(PrefixTooLong):
        trace_translation(tiny, TEXT, target_prefix="je vois un", max_tokens=tokens)


@pytest.mark.parametrize("search", SEARCHES)
def test_given_weights_are_those_of_their_step_and_the_rest_follows(tiny, source, search):
    free = trace_translation(tiny, TEXT, search=search)
    weights = [0.0] * (source - 1) + [4.0]
    edit = Edit(weights=(GivenWeights(1, tuple(weights)),))
    trace = trace_translation(tiny, TEXT, search=search, edit=edit, steps=True)
    np.testing.assert_allclose(trace.attention[0], free.attention[0], atol=1e-5)
    for one in trace.hypotheses:
        np.testing.assert_allclose(one.attention[1], np.array(weights) / 4, atol=1e-7)
    step = trace.steps.steps[1]
    np.testing.assert_allclose(step.context, trace.steps.encoder.memory[-1], atol=1e-6)
    assert [one.edited for one in trace.steps.steps[:3]] == [False, True, False]
    assert np.exp(step.scores) / np.exp(step.scores).sum() != pytest.approx(step.weights)


def test_giving_a_step_the_weights_it_has_anyway_changes_nothing(tiny):
    free = trace_translation(tiny, TEXT)
    edit = Edit(
        weights=tuple(
            GivenWeights(index, tuple((7 * row).tolist()))
            for index, row in enumerate(free.attention)
        )
    )
    trace = trace_translation(tiny, TEXT, edit=edit)
    assert trace.target == free.target
    np.testing.assert_allclose(trace.attention, free.attention, atol=1e-6)
    assert trace.log_probability == pytest.approx(free.log_probability, abs=1e-4)


def test_a_given_target_is_read_with_given_weights_too(tiny, source):
    even = GivenWeights(0, (1.0,) * source)
    target = "ils achètent un chapeau vert."
    free = trace_translation(tiny, TEXT, target=target)
    trace = trace_translation(tiny, TEXT, target=target, edit=Edit(weights=(even,)))
    np.testing.assert_allclose(trace.attention[0], 1 / source, atol=1e-6)
    assert trace.log_probability != pytest.approx(free.log_probability, abs=1e-3)


@pytest.mark.parametrize(("zeroed", "place"), [("forward", 0), ("backward", 1)])
def test_a_zeroed_direction_is_zero_wherever_it_is_read(tiny, zeroed, place):
    edit = Edit(zero_direction=zeroed)
    steps = trace_translation(tiny, TEXT, edit=edit, steps=True).steps
    free = trace_translation(tiny, TEXT, steps=True).steps
    halves = np.split(steps.encoder.memory, 2, axis=1)
    others = np.split(free.encoder.memory, 2, axis=1)
    assert not halves[place].any()
    np.testing.assert_allclose(halves[1 - place], others[1 - place], atol=1e-6)
    for initial in (steps.initial_hidden, steps.initial_cell):
        assert not np.split(initial, 2, axis=1)[place].any()
        assert np.split(initial, 2, axis=1)[1 - place].any()
    assert not steps.encoder.layers[0][place].hidden.any()
    assert steps.encoder.layers[0][place].gates["input"].any()


def test_masked_padding_changes_nothing_and_weighs_exactly_zero(tiny, source):
    free = trace_translation(tiny, TEXT)
    trace = trace_translation(tiny, TEXT, edit=Edit(padding=4), steps=True)
    assert trace.target == free.target
    assert trace.source.tokens == (*free.source.tokens, *["<pad>"] * 4)
    assert trace.valid_length == source
    assert trace.attention.shape[1] == source + 4
    assert (trace.attention[:, source:] == 0).all()
    np.testing.assert_allclose(trace.attention[:, :source], free.attention, atol=1e-6)
    assert trace.log_probability == pytest.approx(free.log_probability, abs=1e-5)
    for step in trace.steps.steps:
        assert np.isneginf(step.masked_scores[source:]).all()
        np.testing.assert_array_equal(step.masked_scores[:source], step.scores[:source])


def test_padding_is_what_a_longer_sentence_in_the_batch_makes_of_it(tiny):
    ids = with_end(tiny.source.ids(TEXT))
    longer = with_end(tiny.source.ids(TEXT[:-1] + " " + TEXT))
    more = len(longer) - len(ids)
    alone = trace_translation(tiny, TEXT, edit=Edit(padding=more), steps=True).steps
    batch = torch.tensor([[*ids, *[0] * more], longer])
    outputs = tiny.network.encoder(batch, torch.tensor([len(ids), len(longer)])).outputs
    np.testing.assert_allclose(alone.encoder.memory, outputs[0].detach().numpy(), atol=1e-5)


@pytest.mark.parametrize("search", SEARCHES)
def test_without_a_mask_padding_takes_a_share_of_the_attention(tiny, source, search):
    trace = trace_translation(tiny, TEXT, search=search, edit=Edit(padding=6, mask=False))
    leaked = trace.attention[:, source:].sum(axis=1)
    assert (leaked > 0).all()
    np.testing.assert_allclose(trace.attention.sum(axis=1), 1, atol=1e-6)


def test_with_an_edit_a_long_text_is_one_pass(tiny):
    text = "They buy a green hat here. " * 6
    assert len(trace_text(tiny, text).segments) > 1
    assert len(trace_text(tiny, text, edit=Edit(zero_direction="forward")).segments) == 1
    assert len(trace_text(tiny, text, target_prefix="nous").segments) == 1


def test_the_sum_of_weights_may_be_larger_than_any_float(tiny, source):
    huge = GivenWeights(0, (1e308,) * source)
    trace = trace_translation(tiny, TEXT, edit=Edit(weights=(huge,)))
    np.testing.assert_allclose(trace.attention[0], 1 / source, atol=1e-6)
    tiniest = GivenWeights(0, (5e-324,) * source)
    trace = trace_translation(tiny, TEXT, edit=Edit(weights=(tiniest,)))
    np.testing.assert_allclose(trace.attention[0], 1 / source, atol=1e-6)


def test_edits_that_cannot_be_are_refused_by_field_step_and_value(tiny, source):
    def given(*weights: float, step: int = 2) -> GivenWeights:
        return GivenWeights(step, weights)

    good = given(*[1.0] * source)
    refused = [
        ((good, good), {}, StepEditedTwice, "edit.weights.1.step", "Step 2"),
        ((given(1.0),), {}, WeightsCount, "edit.weights.0.weights", f"1 weights; {source}"),
        (
            (given(*[1.0] * (source - 1), -0.5),),
            {},
            WeightNotAllowed,
            f"edit.weights.0.weights.{source - 1}",
            f"Weight {source} of step 2 is -0.5",
        ),
        (
            (good, given(math.nan, *[1.0] * (source - 1), step=0)),
            {},
            WeightNotAllowed,
            "edit.weights.1.weights.0",
            "Weight 1 of step 0 is nan",
        ),
        ((given(*[0.0] * source),), {}, WeightsSumToZero, "edit.weights.0.weights", "step 2"),
        ((given(*[1.0] * source, step=20),), {}, OutOfRange, "edit.weights.0.step", "0 to 19"),
        ((), {"padding": -1}, OutOfRange, "padding", "0 to"),
        (
            (),
            {"padding": limits.SENTENCE_TOKENS},
            OutOfRange,
            "padding",
            f"0 to {limits.SENTENCE_TOKENS - source}",
        ),
    ]
    for weights, more, error, field, says in refused:
        edit = Edit(weights=weights, **more)
        with pytest.raises(error, match=says) as found:
            trace_translation(tiny, TEXT, edit=edit, max_tokens=20)
        assert found.value.field == field


def test_without_a_mask_the_padding_is_given_weights_as_well(tiny, source):
    edit = Edit(weights=(GivenWeights(0, (1.0,) * source),), padding=2)
    masked = trace_translation(tiny, TEXT, edit=edit)
    np.testing.assert_allclose(masked.attention[0], [1 / source] * source + [0, 0], atol=1e-6)
    edit = Edit(weights=(GivenWeights(0, (1.0,) * (source + 2)),), padding=2, mask=False)
    open_ = trace_translation(tiny, TEXT, edit=edit)
    np.testing.assert_allclose(open_.attention[0], 1 / (source + 2), atol=1e-6)


def test_greedy_search_forced_and_beam_agree_under_an_edit(tiny, source):
    ids = with_end(tiny.source.ids(TEXT))
    edit = Edit(
        weights=(GivenWeights(1, (1.0,) * source),), zero_direction="forward", padding=1
    ).checked(source, 30)
    (found,) = greedy(tiny.network, [ids], 30, edit)
    again = forced(tiny.network, ids, found.ids, edit)
    torch.testing.assert_close(found.attention, again.attention)
    assert found.log_probability == pytest.approx(again.log_probability, abs=1e-5)
    (one,) = beam(tiny.network, [ids], 1, 0.0, 30, edit)
    assert one[0].ids == found.ids
