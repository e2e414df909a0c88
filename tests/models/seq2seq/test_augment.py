"""Training sentences as people type them."""

import dataclasses

import pytest

from models.seq2seq.tokens import END
from models.seq2seq.training.augment import casual, epoch_examples, join
from models.seq2seq.training.batches import Example
from models.seq2seq.training.prepare import prepare
from tests.models.seq2seq.conftest import RECIPE


@pytest.fixture(scope="module")
def prepared(splits, tiny, run_folder):
    assert tiny  # its run left tokenizers and links
    return prepare(splits, RECIPE, run_folder)


@pytest.mark.parametrize(
    ("text", "lower", "expected"),
    [
        ("Is it late?", False, "Is it late"),
        ("I see Tom.", True, "i see tom"),
        ("Attends !", False, "Attends"),
        ("你好。", False, "你好"),
        ("No mark", False, "No mark"),
    ],
)
def test_a_casual_sentence_has_no_final_mark(text, lower, expected):
    assert casual(text, lower=lower) == expected


def test_joined_sentences_keep_their_links_in_their_places():
    one = Example((5, 6, END), (7, END), ((0, 1), (1, 2)))
    other = Example((8, END), (9, 10, END), ((0, 0), (1, 0), (2, 1)))
    both = join([one, other])
    assert both.source == (5, 6, 8, END)
    assert both.target == (7, 9, 10, END)
    assert both.links == ((0, 1), (1, 2), (2, 2), (3, 3))


def test_an_epoch_holds_every_target_token_of_the_corpus_once(prepared):
    recipe = dataclasses.replace(RECIPE, joined=0.5, casual=0.5)
    examples = epoch_examples(prepared, recipe, 0)
    assert len(examples) < len(prepared.train)

    def words(found):
        return sorted(token for one in found for token in one.target if token != END)

    assert words(examples) == words(prepared.train)


def test_epochs_differ_and_repeat(prepared):
    recipe = dataclasses.replace(RECIPE, joined=0.3, casual=0.3)
    assert epoch_examples(prepared, recipe, 0) == epoch_examples(prepared, recipe, 0)
    assert epoch_examples(prepared, recipe, 0) != epoch_examples(prepared, recipe, 1)


def test_a_sentence_read_again_keeps_the_links_that_it_still_has(prepared):
    index = next(i for i, pair in enumerate(prepared.pairs) if pair[0].endswith("."))
    again = prepared.read_again(index, casual(prepared.pairs[index][0], lower=False))
    was = prepared.train[index]
    assert again.source == (*was.source[:-2], END)
    assert again.target == was.target
    kept = [(t, s) for t, s in was.links if s < len(was.source) - 2]
    assert list(again.links[:-1]) == kept
    assert again.links[-1] == (len(was.target) - 1, len(again.source) - 1)


def test_sampled_pieces_spell_the_same_sentences_and_keep_the_words_linked(prepared):
    recipe = dataclasses.replace(RECIPE, joined=0.0, casual=0.0, sampling=0.3)
    first = epoch_examples(prepared, recipe, 0)
    assert first == epoch_examples(prepared, recipe, 0)
    assert first != epoch_examples(prepared, recipe, 1)
    more = sum(
        len(one.source) - len(was.source) for one, was in zip(first, prepared.train, strict=True)
    )
    assert more > len(first)
    for one, was in zip(first, prepared.train, strict=True):
        assert prepared.source.decode(one.source).text == prepared.source.decode(was.source).text
        assert one.links[-1] == (len(one.target) - 1, len(one.source) - 1)
        assert _linked_words(prepared, one) == _linked_words(prepared, was)


def _linked_words(prepared, example):
    """Which words are linked, whatever pieces they are cut into."""
    words = [
        {token: word for word, (a, b) in enumerate(ranges) for token in range(a, b + 1)}
        for ranges in (
            prepared.target.decode(example.target).words(),
            prepared.source.decode(example.source).words(),
        )
    ]
    return {(words[0][t], words[1][s]) for t, s in example.links[:-1]}
