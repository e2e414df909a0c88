"""The steps of a translation are those of the search that found it, and hang together."""

import numpy as np
import pytest
import torch
from torch import nn

from models.seq2seq.beam import Search
from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.search import forced, greedy
from models.seq2seq.steps import CANDIDATES, trace_steps
from models.seq2seq.tokens import END
from models.seq2seq.trace import trace_text, trace_translation

SOURCE = [4, 9, 6, 7, 11, END]
TEXT = "they buy a green hat here."


class Numbered:
    """Stands for a tokenizer: a token is its id."""

    def token(self, index: int) -> str:
        return str(index)


def network(**choices) -> EncoderDecoder:
    torch.manual_seed(3)
    made = EncoderDecoder(NetworkConfig(12, 30, embedding=6, hidden=8, **choices)).eval()
    for parameter in made.parameters():
        nn.init.uniform_(parameter, -1, 1)
    return made.requires_grad_(False)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("attend", ["before", "after"])
@pytest.mark.parametrize(("score", "lexical"), [("additive", False), ("dot", True)])
def test_steps_are_those_of_greedy_search(cell, layers, attend, score, lexical):
    made = network(cell=cell, layers=layers, attend=attend, score=score, lexical=lexical)
    (found,) = greedy(made, [SOURCE], 9)
    trace = trace_steps(made, Numbered(), SOURCE, found.ids)
    assert [step.chosen.id for step in trace.steps] == list(found.ids)
    np.testing.assert_allclose(
        [step.weights for step in trace.steps], found.attention.numpy(), atol=1e-5
    )
    np.testing.assert_allclose(
        [step.chosen.log_probability for step in trace.steps], found.log_probabilities, atol=1e-5
    )
    for step in trace.steps:
        assert step.candidates[0].chosen, "greedy search takes the likeliest"
        assert len(step.candidates) == CANDIDATES
        assert (step.lexical is not None) == lexical
        assert len(step.layers) == layers
        assert (step.layers[0].cell is not None) == (cell == "lstm")
        np.testing.assert_array_equal(step.layers[0].input[:6], step.input_embedding)


@pytest.mark.parametrize("attend", ["before", "after"])
@pytest.mark.parametrize("layers", [1, 2])
def test_a_step_goes_on_where_the_one_before_ended(attend, layers):
    trace = trace_steps(network(attend=attend, layers=layers), Numbered(), SOURCE, [5, 6, END])
    hidden, context = trace.initial_hidden, np.zeros(8, np.float32)
    for step in trace.steps:
        after = [layer.hidden for layer in step.layers]
        query = hidden[-1] if attend == "before" else after[-1]
        np.testing.assert_array_equal(step.query, query)
        read = step.context if attend == "before" else context
        np.testing.assert_array_equal(step.layers[0].input[6:], read)
        hidden, context = after, step.context
    last = trace.encoder.layers[-1]
    sides = np.concatenate([one.hidden for one in last], axis=1)
    np.testing.assert_array_equal(trace.encoder.memory, sides)
    ends = np.concatenate([last[0].hidden[-1], last[1].hidden[0]])
    np.testing.assert_array_equal(trace.initial_hidden[-1], ends)


@pytest.mark.parametrize("cell", ["lstm", "gru"])
def test_gates_are_their_pre_activations_squashed_and_make_the_state(cell):
    trace = trace_steps(network(cell=cell, layers=2), Numbered(), SOURCE, [5, 6, END])
    hidden = trace.initial_hidden
    cells = trace.initial_cell
    for step in trace.steps:
        for index, layer in enumerate(step.layers):
            for name, gate in layer.gates.items():
                before = layer.pre_activations[name]
                squashed = np.tanh(before) if name == "candidate" else 1 / (1 + np.exp(-before))
                np.testing.assert_allclose(gate, squashed, atol=1e-6)
            g = layer.gates
            if cell == "lstm":
                new = g["forget"] * cells[index] + g["input"] * g["candidate"]
                np.testing.assert_allclose(layer.cell, new, atol=1e-6)
                expected = g["output"] * np.tanh(new)
            else:
                expected = (1 - g["update"]) * g["candidate"] + g["update"] * hidden[index]
            np.testing.assert_allclose(layer.hidden, expected, atol=1e-6)
        hidden = [layer.hidden for layer in step.layers]
        cells = [layer.cell for layer in step.layers]


def test_leading_the_decoder_equals_running_the_network_over_the_target():
    made, target = network(layers=2, lexical=True), [5, 6, 7, END]
    unrolled = made(torch.tensor([SOURCE]), torch.tensor([6]), torch.tensor([[2, 5, 6, 7]]))
    chances = torch.log_softmax(made.decoder.logits(unrolled.readout[0]), -1)
    led = forced(made, SOURCE, target)
    torch.testing.assert_close(led.attention, unrolled.weights[0])
    torch.testing.assert_close(
        torch.tensor(led.log_probabilities), chances[range(4), torch.tensor(target)]
    )


def test_an_unlikely_token_stands_behind_the_ten_likeliest():
    made = network()
    behind = 0
    for id_ in range(30):
        step = trace_steps(made, Numbered(), SOURCE, [id_]).steps[0]
        assert sum(one.chosen for one in step.candidates) == 1
        logits = [one.logit for one in step.candidates[:CANDIDATES]]
        assert logits == sorted(logits, reverse=True)
        assert len(step.candidates) == CANDIDATES + (step.chosen.logit < logits[-1])
        if len(step.candidates) > CANDIDATES:
            behind += 1
            assert step.candidates[-1] is step.chosen
    assert behind == 30 - CANDIDATES


@pytest.mark.parametrize("search", [Search(1, 0.0), Search(4, 1.0)])
def test_a_trace_holds_the_steps_of_its_best_translation(tiny, search):
    plain = trace_translation(tiny, TEXT, search=search)
    trace = trace_translation(tiny, TEXT, search=search, steps=True)
    assert plain.steps is None
    assert trace.target == plain.target
    assert [step.output_token for step in trace.steps.steps] == list(trace.target.tokens)
    assert [step.input_token for step in trace.steps.steps] == ["<s>", *trace.target.tokens[:-1]]
    weights = [step.weights for step in trace.steps.steps]
    np.testing.assert_allclose(weights, plain.attention, atol=1e-5)
    chances = [step.chosen.log_probability for step in trace.steps.steps]
    np.testing.assert_allclose(chances, plain.token_log_probabilities, atol=1e-5)


def test_a_target_that_is_given_is_stepped_through_as_it_is(tiny):
    trace = trace_translation(tiny, TEXT, target="je vois un chien bleu.", steps=True)
    assert [step.output_token for step in trace.steps.steps] == list(trace.target.tokens)
    assert sum(step.chosen.log_probability for step in trace.steps.steps) == pytest.approx(
        trace.log_probability, abs=1e-5
    )


def test_each_sentence_of_a_text_has_its_steps(tiny):
    trace = trace_text(tiny, "They buy a green hat here. " * 8, steps=True)
    assert len(trace.segments) == 8
    for segment in trace.segments:
        weights = [step.weights for step in segment.steps.steps]
        np.testing.assert_allclose(weights, segment.attention, atol=1e-4)


def test_arrays_cannot_be_written_to(tiny):
    trace = trace_translation(tiny, TEXT, steps=True).steps
    for array in (trace.keys, trace.encoder.memory, trace.steps[0].query, trace.vector):
        assert not array.flags.writeable
        assert array.dtype == np.float32
