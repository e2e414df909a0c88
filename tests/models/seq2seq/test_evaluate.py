"""What is measured of a model, against sacrebleu, NumPy and figures worked out by hand."""

import json
import math

import numpy as np
import pytest
import sacrebleu

from models.attention.confidence import entropies
from models.seq2seq.search import forced
from models.seq2seq.tokens import Pieces
from models.seq2seq.training.aer import attention_links
from models.seq2seq.training.alignment import Alignment, align, word_count, words
from models.seq2seq.training.attention_quality import (
    as_gold,
    attention_quality,
    punctuation_marks,
    shifted,
)
from models.seq2seq.training.batches import with_end
from models.seq2seq.training.corpus import items
from models.seq2seq.training.evaluate import attention_metrics, evaluate
from models.seq2seq.training.finish import curve
from models.seq2seq.training.run_folder import add_row
from models.seq2seq.training.translation_quality import (
    BEAM,
    LENGTH_PENALTY,
    Metrics,
    perplexity,
    translation_quality,
)
from tests.models.seq2seq.conftest import true_links

KEYS = {
    *("bleu", "chrf", "exact_match", "bleu_beam", "chrf_beam", "exact_match_beam", "perplexity"),
    *("bleu_signature", "chrf_signature", "items", "by_length"),
    *("link_share", "aer", "links", "diagonal_link_share", "diagonal_aer", "shift"),
    *("end_mass", "punctuation_mass", "entropy"),
}


def test_a_small_model_learns_to_translate_unseen_combinations(tiny, splits):
    quality = translation_quality(tiny, items(splits.dev))
    assert quality.greedy.bleu > 80
    assert quality.greedy.exact_match > 0.6
    assert quality.items == len(splits.dev)
    assert (BEAM, LENGTH_PENALTY) == (5, 1.0)
    assert quality.beam.bleu > 80


def test_quality_by_length_covers_every_item_once_and_equals_sacrebleus(tiny, splits):
    quality = translation_quality(tiny, items(splits.dev))
    assert sum(group.items for group in quality.by_length) == quality.items
    for group in quality.by_length:
        here = [i for i in items(splits.dev) if group.least <= word_count(i.source) <= group.most]
        assert len(here) == group.items
        alone = translation_quality(tiny, here)
        assert alone.greedy.bleu == pytest.approx(group.bleu)
        assert alone.beam.bleu == pytest.approx(group.bleu_beam)


def test_bleu_is_sacrebleus_with_every_reference():
    evaluated = items([("a b", "one two three four"), ("c", "five six seven"), ("a b", "one two!")])
    scores = Metrics("fr").scores(["one two three four", "five six"], evaluated)
    streams = [["one two three four", "five six seven"], ["one two!", None]]
    expected = sacrebleu.corpus_bleu(["one two three four", "five six"], streams)
    assert scores.bleu == expected.score
    assert scores.exact_match == 0.5


def test_perplexity_is_that_of_the_probabilities_given_the_target(tiny, splits):
    chances = []
    for source, target in splits.dev[:4]:
        ids = [with_end(t.ids(x)) for t, x in ((tiny.source, source), (tiny.target, target))]
        chances += forced(tiny.network, *ids).log_probabilities
    expected = math.exp(-np.mean(chances))
    assert perplexity(tiny, splits.dev[:4]) == pytest.approx(expected, rel=1e-4)


def test_words_are_counted_by_spaces_and_chinese_ones_by_character():
    assert word_count("Don't go home, Tom.") == 4
    assert word_count("我们去KTV。") == 4
    assert word_count("") == 0


def test_attention_is_best_read_unshifted_and_its_masses_are_shares(tiny, splits):
    gold = as_gold(splits.dev, [Alignment(true_links(p), frozenset()) for p in splits.dev])
    quality = attention_quality(tiny, gold)
    assert quality.shift[0] == quality.links.sure_share > 0.9
    assert quality.links.sure_share > quality.diagonal.sure_share
    assert max(quality.shift[-1], quality.shift[1]) < quality.shift[0]
    assert 0 <= quality.end_mass + quality.punctuation_mass <= 1
    assert 0 <= quality.entropy < math.log(15)


def test_rows_move_by_the_shift_and_leave_zeros():
    weights = np.array([[0.9, 0.1], [0.4, 0.6], [0.2, 0.8]])
    assert shifted(weights, 0).tolist() == weights.tolist()
    assert shifted(weights, 1).tolist() == [[0, 0], [0.9, 0.1], [0.4, 0.6]]
    assert shifted(weights, -1).tolist() == [[0.4, 0.6], [0.2, 0.8], [0, 0]]


def test_a_row_without_weight_draws_no_link_and_shared_pieces_draw_one_each():
    weights = np.array([[0.0, 0.0, 0.0], [0.4, 0.4, 0.2], [0.1, 0.5, 0.4]])
    assert attention_links(weights) == {(0, 1), (1, 1), (1, 2)}


def test_entropy_by_hand():
    found = entropies(np.array([[0.25, 0.25, 0.25, 0.25], [0.0, 1.0, 0.0, 0.0]]))
    np.testing.assert_allclose(found, [math.log(4), 0])


def test_punctuation_marks_are_pieces_without_letters_or_digits():
    spans = ((0, 1), (1, 4), (4, 5), (5, 6), (6, 6))
    pieces = Pieces("“it's!", (1, 2, 3, 4, 5), ("▁“", "it'", "s", "!", "▁"), spans)
    assert punctuation_marks(pieces).tolist() == [True, False, False, True, False]


def test_an_evaluation_has_the_figures_of_a_model_card(tiny, splits):
    found = evaluate(tiny, splits, ["dev"])["dev"]
    figures = found.as_metrics()
    assert figures.keys() == KEYS
    assert figures == json.loads(json.dumps(figures))
    assert set(figures["shift"]) == {"-1", "0", "1"}
    assert figures["shift"]["0"] == figures["link_share"]
    assert all(speed > 0 for speed in found.speeds().values())
    assert 0 < figures["links"] <= sum(len(words(a)) for a, _ in splits.dev)
    assert figures["bleu"] == pytest.approx(found.translation.greedy.bleu, abs=1e-4)


def test_what_no_link_tells_is_left_out(tiny, splits):
    """An aligner may find nothing in a handful of sentences."""
    none = Alignment(frozenset(), frozenset())
    figures = attention_metrics(attention_quality(tiny, as_gold(splits.dev[:2], [none, none])))
    assert figures["links"] == 0
    assert figures["shift"] == {}
    assert figures.keys().isdisjoint({"link_share", "aer", "diagonal_aer"})
    assert figures["entropy"] > 0
    assert json.loads(json.dumps(figures, allow_nan=False)) == figures


def test_the_aligner_learns_from_training_and_measured_pairs_together(splits):
    assert len(align([*splits.train, *splits.dev])) == len(splits.train) + len(splits.dev)


def test_the_curve_keeps_the_last_of_an_epoch_that_was_repeated(tmp_path):
    log = tmp_path / "log.jsonl"
    rest = {"target_tokens": 90, "seconds": 3.0, "train_loss": 2.5}
    for epoch, loss in ((1, 3.0), (2, 2.0), (2, 2.12345678)):
        add_row(log, {"epoch": epoch, "step": 9, "dev_loss": loss, **rest})
    assert curve(log) == [
        {"epoch": 1, "dev_loss": 3.0, **rest},
        {"epoch": 2, "dev_loss": 2.1235, **rest},
    ]
