"""Learns the pieces of a language from its training sentences."""

import io
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sentencepiece

from models.seq2seq.tokens import END, PAD, START, UNKNOWN, Tokenizer, normalise


def train_tokenizer(sentences: Iterable[str], size: int, language: str) -> Tokenizer:
    """A byte-pair model of `size` pieces that covers every character of the sentences.

    Sennrich, Haddow and Birch 2016. The same sentences give the same model. One of Chinese ("zh")
    reads traditional characters as simplified ones.
    """
    model = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder:
        rules: dict[str, Any] = {}
        if language == "zh":
            from models.seq2seq.training.chinese import normalisation_rules

            path = Path(folder, "rules.tsv")
            path.write_text(normalisation_rules(), encoding="utf-8")
            rules = {"normalization_rule_tsv": str(path)}
        _train(sentences, size, model, rules)
    return Tokenizer(model.getvalue())


def _train(sentences: Iterable[str], size: int, model: io.BytesIO, rules: dict[str, Any]) -> None:
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=(normalise(sentence) for sentence in sentences),
        model_writer=model,
        vocab_size=size,
        model_type="bpe",
        character_coverage=1.0,
        pad_id=PAD,
        unk_id=UNKNOWN,
        bos_id=START,
        eos_id=END,
        unk_surface=" \u2047 ",
        num_threads=1,
        hard_vocab_limit=False,
        minloglevel=2,
        **rules,
    )
