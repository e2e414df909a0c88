"""Both scripts of Chinese: the corpus's and the user's."""

import gzip
import tempfile
from pathlib import Path

import pytest

from models.seq2seq.tokens import UNKNOWN, Tokenizer
from models.seq2seq.training import corpus
from models.seq2seq.training.alignment import word_spans, words
from models.seq2seq.training.tokenizer import train_tokenizer

SENTENCES = ("我们后来去了台湾。", "你的头发干了吗？", "龙在云里。", "他们开门见山。")


@pytest.fixture(scope="module")
def tokenizer() -> Tokenizer:
    return train_tokenizer(SENTENCES * 3, 60, "zh")


def test_the_same_sentences_give_the_same_model_wherever_it_is_learned(tokenizer):
    assert train_tokenizer(SENTENCES * 3, 60, "zh").model == tokenizer.model
    assert tempfile.gettempdir().encode() not in tokenizer.model


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("我們後來去了臺灣。", "我们后来去了台湾。"),
        ("龍在雲裡。", "龙在云里。"),
        ("　他們開門見山。\u200b", "他们开门见山。"),
        ("你的頭髮乾了嗎?", "你的头发干了吗？"),
    ],
)
def test_the_tokenizer_reads_traditional_characters_as_simplified_ones(tokenizer, typed, read):
    found, expected = tokenizer.encode(typed), tokenizer.encode(read)
    assert UNKNOWN not in found.ids
    assert found.ids == expected.ids
    assert found.text == typed
    written = "".join(typed[start:end] for start, end in found.spans)
    assert written.replace("\u200b", "").strip() == typed.replace("\u200b", "").strip()


def test_a_chinese_corpus_comes_out_simplified_by_phrase(tmp_path: Path):
    path = tmp_path / "pairs.tsv.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write("Your hair is dry.\t你的頭髮乾了。\nYour hair is dry.\t你的头发干了。\n")
        file.write("The universe and its laws.\t乾坤有法。\n")
    assert corpus.read(path, "zh") == [
        ("Your hair is dry.", "你的头发干了。"),
        ("The universe and its laws.", "乾坤有法。"),
    ]


def test_every_chinese_character_is_a_word_to_the_aligner():
    assert words("我们2019年去了KTV，是吗？") == [
        *("我", "们", "2019", "年", "去", "了", "ktv", "，", "是", "吗", "？")
    ]
    assert word_spans("人人𠀀") == [(0, 1), (1, 2), (2, 3)]
    assert words("Don't, naïve_1!") == ["don", "'", "t", ",", "naïve_1", "!"]
