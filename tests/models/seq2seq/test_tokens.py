"""Text to pieces and back, and where each piece stands."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.seq2seq.tokens import END, PAD, START, UNKNOWN_TOKEN, Tokenizer, normalise
from models.seq2seq.training.tokenizer import train_tokenizer

TEXTS = [
    "I am at home.",
    "You're at home, aren't you?",
    "My little sister's two cats sleep on the old chair.",
    "We don't know whether it's raining - or snowing!",
    'They said: "Good morning, everyone; come in."',
]


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(TEXTS, 90, "en")


@given(text=st.lists(st.sampled_from(" ".join(TEXTS).split()), min_size=1).map(" ".join))
def test_what_is_covered_comes_back_as_it_was(tokenizer, text):
    pieces = tokenizer.encode(text)
    assert tokenizer.decode(pieces.ids).text == text
    assert tuple(tokenizer.ids(text)) == pieces.ids


@given(text=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40))
def test_every_text_has_pieces_in_order_and_a_range_for_each_word(tokenizer, text):
    pieces = tokenizer.encode(text)
    assert len(pieces.ids) == len(pieces.tokens) == len(pieces.spans)
    assert all(0 <= a <= b <= len(text) for a, b in pieces.spans)
    words = pieces.words()
    assert len(words) == len(text.split())
    assert all(0 <= first <= last + 1 <= len(pieces.ids) for first, last in words)
    assert all(last < first for (_, last), (first, _) in itertools.pairwise(words))


@given(
    places=st.lists(st.tuples(st.integers(0, 7), st.sampled_from([PAD, START])), max_size=4),
    text=st.sampled_from(TEXTS),
)
def test_written_padding_is_a_piece_and_no_text(tokenizer, places, text):
    ids = list(tokenizer.encode(text).ids)
    for at, index in places:
        ids.insert(at, index)
    pieces = tokenizer.decode([*ids, END])
    assert (pieces.text, pieces.ids) == (text, tuple(ids))
    assert pieces.tokens == tuple(tokenizer.token(index) for index in ids)
    spelled = ["".join(pieces.tokens[a : b + 1]) for a, b in pieces.words()]
    bare = [word.replace("<pad>", "").replace("<s>", "").strip("\u2581") for word in spelled]
    assert bare == text.split()


def test_word_ranges_by_hand(tokenizer):
    text = "You're  at home."
    pieces = tokenizer.encode(text)
    joined = ["".join(pieces.tokens[a : b + 1]).strip("\u2581") for a, b in pieces.words()]
    assert joined == ["You're", "at", "home."]


def test_the_sign_of_a_words_beginning_counts_to_that_word(tokenizer):
    pieces = tokenizer.encode("at 家 at 😀!")
    assert pieces.tokens == ("▁at", "▁", "<unk>", "▁at", "▁", "<unk>", "!")
    assert pieces.words() == ((0, 0), (1, 2), (3, 3), (4, 6))


def test_invisible_characters_leave_each_token_to_one_word(tokenizer):
    for text, ranges in (
        ("at\u200b home", ((0, 0), (1, 1))),
        ("at \u200b home", ((0, 0), (1, 0), (1, 1))),
        ("\u200b at", ((0, -1), (0, 0))),
    ):
        pieces = tokenizer.encode(text)
        assert pieces.tokens in (("▁at", "▁home"), ("▁at",))
        assert pieces.words() == ranges


def test_a_character_that_becomes_several_pieces_is_one_word(tokenizer):
    pieces = tokenizer.encode("½ at")
    assert len(pieces.tokens) > 2
    assert pieces.words() == ((0, len(pieces.tokens) - 2), (len(pieces.tokens) - 1,) * 2)


def test_a_character_never_seen_is_shown_as_unknown(tokenizer):
    assert UNKNOWN_TOKEN in tokenizer.encode("I am 家.").tokens


def test_typographic_marks_become_plain_ones_of_the_same_length(tokenizer):
    text = "You’re\u00a0“at home”"
    assert normalise(text) == 'You\'re "at home"'
    assert len(normalise(text)) == len(text)
    assert tokenizer.encode("You’re").ids == tokenizer.encode("You're").ids
    assert normalise("don´t „go‟ 5′") == "don't \"go\" 5'"


def test_a_text_can_be_read_as_another_of_the_same_length(tokenizer):
    loud, plain = tokenizer.encode("AT HOME", "at home"), tokenizer.encode("at home")
    assert loud.text == "AT HOME"
    assert (loud.ids, loud.spans, loud.words()) == (plain.ids, plain.spans, plain.words())


def test_the_same_sentences_give_the_same_tokenizer(tokenizer):
    assert train_tokenizer(TEXTS, 90, "en").model == tokenizer.model
