"""The tree of a beam search against the search itself and against teacher forcing."""

import pytest

from models.seq2seq.beam import ROOT, Search, beam
from models.seq2seq.beam_tree import trace_beam
from models.seq2seq.search import forced, greedy
from models.seq2seq.tokens import END
from tests.models.seq2seq.test_beam import arbitrary

SOURCE, LONGEST = [5, 4, 4, 5, END], 6
CASES = [(seed, size, penalty) for seed in range(6) for size, penalty in ((1, 0.0), (3, 1.0))]


@pytest.fixture(params=CASES, ids=str)
def case(request):
    seed, size, penalty = request.param
    network = arbitrary(seed)
    return network, size, penalty, trace_beam(network, SOURCE, Search(size, penalty), LONGEST)


def test_watching_does_not_change_the_search(case):
    network, size, penalty, trace = case
    (expected,) = beam(network, [SOURCE], size, penalty, LONGEST)
    assert [one.ids for one in trace.hypotheses] == [one.ids for one in expected]


def test_totals_and_scores_are_those_of_teacher_forcing(case):
    network, _, penalty, trace = case
    for step in trace.steps:
        for one in step:
            before = () if one.parent == ROOT else trace.ids(one.parent)
            again = forced(network, SOURCE, (*before, one.token))
            assert one.total == pytest.approx(again.log_probability, abs=1e-4)
            assert one.score == pytest.approx(again.score(penalty), abs=1e-4)
            assert one.log_probability == pytest.approx(again.log_probabilities[-1], abs=1e-4)


def test_what_is_pruned_is_never_likelier_than_what_is_kept(case):
    *_, trace = case
    for step in trace.steps:
        kept = [one.total for one in step if one.node is not None]
        pruned = [one.total for one in step if one.node is None]
        assert kept == sorted(kept, reverse=True)
        assert not pruned or max(pruned) <= min(kept)


def test_nodes_are_numbered_in_order_and_lengthen_running_ones(case):
    *_, trace = case
    running, seen = {ROOT}, []
    for step in trace.steps:
        assert {one.parent for one in step} <= running
        seen += [one.node for one in step if one.node is not None]
        running = {one.node for one in step if one.node is not None and not one.ended}
    assert seen == sorted(seen)


def test_every_hypothesis_ends_at_a_node_of_its_own(case):
    *_, trace = case
    nodes = [trace.node(one) for one in trace.hypotheses]
    assert len(set(nodes)) == len(nodes)
    assert [trace.ids(node) for node in nodes] == [one.ids for one in trace.hypotheses]


def test_a_beam_of_one_grows_the_greedy_translation():
    for seed in range(6):
        network = arbitrary(seed)
        (expected,) = greedy(network, [SOURCE], LONGEST)
        trace = trace_beam(network, SOURCE, Search(1, 0.0), LONGEST)
        assert tuple(step[0].token for step in trace.steps) == expected.ids
