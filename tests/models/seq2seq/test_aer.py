"""Alignment error rate against NLTK, and the links that attention draws, by hand."""

import math

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from nltk.translate import Alignment as NltkAlignment
from nltk.translate.metrics import alignment_error_rate as nltk_aer

from models.seq2seq.tokens import Pieces
from models.seq2seq.training.aer import attention_links, diagonal_links, score, word_attention
from models.seq2seq.training.alignment import Alignment, on_pieces

LINKS = st.frozensets(st.tuples(st.integers(0, 5), st.integers(0, 5)), min_size=1)


@given(LINKS, LINKS, LINKS)
def test_the_error_rate_equals_nltks(found, sure, more):
    possible = sure | more
    expected = nltk_aer(NltkAlignment(sure), NltkAlignment(found), NltkAlignment(possible))
    result = score([found], [Alignment(sure, possible)])
    assert abs(result.aer - expected) < 1e-12
    assert result.sure_share == len(found & sure) / len(sure)


def test_without_a_sure_link_there_is_no_score():
    found = score([frozenset({(0, 0)})], [Alignment(frozenset(), frozenset({(0, 0)}))])
    assert math.isnan(found.aer)
    assert math.isnan(found.sure_share)
    assert found.sure_links == 0


SOURCE = Pieces("a dog.", (1, 2, 3, 4), ("▁a", "▁do", "g", "."), ((0, 1), (1, 4), (4, 5), (5, 6)))
TARGET = Pieces("chien!", (1, 2, 3), ("▁chi", "en", "!"), ((0, 3), (3, 5), (5, 6)))


def test_between_words_columns_are_summed_and_rows_averaged():
    weights = np.array(
        [[0.1, 0.2, 0.3, 0.3, 0.1], [0.3, 0.2, 0.1, 0.3, 0.1], [0.0, 0.0, 0.1, 0.8, 0.1]]
    )
    found = word_attention(weights, SOURCE, TARGET)
    np.testing.assert_allclose(found, [[0.2, 0.4, 0.3, 0.1], [0.0, 0.1, 0.8, 0.1]])
    assert attention_links(found) == {(1, 0), (2, 1)}


def test_a_word_that_looks_at_the_end_of_the_sentence_has_no_link():
    assert attention_links(np.array([[0.2, 0.1, 0.7]])) == frozenset()


def test_word_links_fall_on_all_pieces_of_both_words():
    assert on_pieces(frozenset({(1, 0)}), SOURCE, TARGET) == [(0, 1), (0, 2), (1, 1), (1, 2)]


def test_the_diagonal_keeps_the_relative_position():
    assert diagonal_links(2, 4) == {(0, 0), (0, 1), (1, 2), (1, 3)}
