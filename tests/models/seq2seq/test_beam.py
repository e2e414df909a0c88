"""Beam search against greedy search, teacher forcing and trying out every translation."""

import itertools

import pytest
import torch
from torch import nn

from models.seq2seq.beam import beam
from models.seq2seq.config import NetworkConfig
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.search import Hypothesis, forced, greedy
from models.seq2seq.tokens import END
from models.seq2seq.training.batches import with_end

VOCABULARY, LONGEST = 6, 3
SOURCES = [[4, 5, END], [5, 4, 4, 5, END], [END]]


def arbitrary(seed: int, **choices: str) -> EncoderDecoder:
    """A network that knows nothing, but prefers some tokens strongly."""
    torch.manual_seed(seed)
    config = NetworkConfig(VOCABULARY, VOCABULARY, embedding=6, hidden=8, **choices)
    network = EncoderDecoder(config).eval().requires_grad_(False)
    for parameter in network.parameters():
        nn.init.uniform_(parameter, -1.5, 1.5)
    return network


def every_translation(network: EncoderDecoder, source: list[int]) -> list[Hypothesis]:
    """All that end within LONGEST tokens, and all that are cut off there."""
    others = [token for token in range(VOCABULARY) if token != END]
    found = []
    for length in range(LONGEST + 1):
        for beginning in itertools.product(others, repeat=length):
            ids = beginning if length == LONGEST else (*beginning, END)
            found.append(forced(network, source, ids))
    return found


@pytest.mark.parametrize("choices", [{}, {"cell": "gru"}, {"score": "dot"}, {"attend": "after"}])
def test_a_beam_with_room_for_all_finds_what_trying_out_everything_finds(choices):
    network = arbitrary(0, **choices)
    all_of_each = [every_translation(network, source) for source in SOURCES]
    for length_penalty in (0.0, 0.6, 2.0):
        found = beam(network, SOURCES, VOCABULARY**LONGEST, length_penalty, LONGEST)
        for hypotheses, expected in zip(found, all_of_each, strict=True):
            expected.sort(key=lambda one: -one.score(length_penalty))
            assert hypotheses[0].ids == expected[0].ids
            assert {one.ids for one in hypotheses} == {one.ids for one in expected}
            assert [one.score(length_penalty) for one in hypotheses] == pytest.approx(
                [one.score(length_penalty) for one in expected], abs=1e-4
            )


def test_a_beam_may_find_what_greedy_search_misses():
    better = 0
    for seed in range(20):
        network = arbitrary(seed)
        (hypotheses,), (first,) = (
            beam(network, [SOURCES[0]], 8, 0.0, LONGEST),
            greedy(network, [SOURCES[0]], LONGEST),
        )
        best = max(every_translation(network, SOURCES[0]), key=lambda one: one.log_probability)
        assert hypotheses[0].log_probability <= best.log_probability + 1e-5
        better += hypotheses[0].log_probability > first.log_probability + 1e-5
    assert better >= 3


@pytest.fixture(scope="module")
def sentences(tiny, splits) -> list[list[int]]:
    texts = [a for a, _ in splits.dev] + ["they buy a hat", "red red book I today! here. dog"]
    return [with_end(tiny.source.ids(text)) for text in texts]


@pytest.mark.parametrize("length_penalty", [0.0, 1.0])
@pytest.mark.parametrize("max_tokens", [3, 30])
def test_a_beam_of_one_is_greedy_search(tiny, sentences, length_penalty, max_tokens):
    ours = beam(tiny.network, sentences, 1, length_penalty, max_tokens)
    theirs = greedy(tiny.network, sentences, max_tokens)
    for (one,), other in zip(ours, theirs, strict=True):
        assert one.ids == other.ids
        assert one.log_probabilities == pytest.approx(other.log_probabilities, abs=1e-4)
        torch.testing.assert_close(one.attention, other.attention, rtol=1e-4, atol=1e-5)


@pytest.mark.parametrize("max_tokens", [5, 30])
def test_each_hypothesis_has_its_own_probabilities_and_attention(tiny, sentences, max_tokens):
    found = beam(tiny.network, sentences, 5, 1.0, max_tokens)
    for source, hypotheses in zip(sentences, found, strict=True):
        assert len(hypotheses) == len({one.ids for one in hypotheses}) == 5
        for one in hypotheses:
            assert (one.ids[-1] == END) or len(one.ids) == max_tokens
            assert END not in one.ids[:-1]
            again = forced(tiny.network, source, one.ids)
            assert one.log_probabilities == pytest.approx(again.log_probabilities, abs=1e-4)
            assert one.attention.shape == (len(one.ids), len(source))
            torch.testing.assert_close(one.attention, again.attention, rtol=1e-4, atol=1e-5)


def test_hypotheses_are_ranked_by_log_probability_over_length(tiny, sentences):
    for length_penalty in (0.0, 0.7, 2.0):
        for hypotheses in beam(tiny.network, sentences, 4, length_penalty, 30):
            scores = [
                one.log_probability / ((5 + len(one.ids)) / 6) ** length_penalty
                for one in hypotheses
            ]
            assert [one.score(length_penalty) for one in hypotheses] == pytest.approx(scores)
            assert scores == sorted(scores, reverse=True)


def test_a_batch_gives_what_each_sentence_gives_alone(tiny, sentences):
    for source, together in zip(sentences, beam(tiny.network, sentences, 5, 1.0, 30), strict=True):
        (alone,) = beam(tiny.network, [source], 5, 1.0, 30)
        assert [one.ids for one in together] == [one.ids for one in alone]
        assert [one.score(1.0) for one in together] == pytest.approx(
            [one.score(1.0) for one in alone], abs=1e-4
        )


def test_a_long_limit_does_not_change_a_search_that_is_over(tiny, sentences):
    short, long = (beam(tiny.network, sentences, 3, 1.0, most) for most in (40, 120))
    assert [[one.ids for one in each] for each in short] == [
        [one.ids for one in each] for each in long
    ]


def test_of_one_token_each_hypothesis_is_another(tiny, sentences):
    (hypotheses,) = beam(tiny.network, sentences[:1], 7, 1.0, 1)
    assert len({one.ids for one in hypotheses}) == len(hypotheses) == 7
    assert all(len(one.ids) == 1 for one in hypotheses)
