"""Learns the pieces of a language from its training sentences."""

import contextlib
import io
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import sentencepiece

from models.errors import VocabularyTooSmall
from models.seq2seq.tokens import END, PAD, START, UNKNOWN, Tokenizer, normalise
from models.seq2seq.training.languages import NAMES
from models.whole_files import told

_NEEDED = re.compile(r"smaller than required_chars\. \d+ vs (\d+)")


def train_tokenizer(sentences: Iterable[str], size: int, language: str) -> Tokenizer:
    """A byte-pair model that covers every character of the sentences.

    It has `size` pieces, or fewer where the sentences give no more; VocabularyTooSmall where they
    have more characters than that. The same sentences give the same model. One of Chinese ("zh")
    reads traditional characters as simplified ones. Sennrich, Haddow and Birch 2016.
    """
    model = io.BytesIO()
    with tempfile.TemporaryDirectory() as folder, told(Path(folder)), contextlib.chdir(folder):
        rules: dict[str, Any] = {}
        if language == "zh":
            from models.seq2seq.training.chinese import normalisation_rules

            path = Path("rules.tsv")  # the model keeps this name
            path.write_text(normalisation_rules(), encoding="utf-8")
            rules = {"normalization_rule_tsv": str(path)}
        try:
            _train(sentences, size, model, rules)
        except RuntimeError as error:
            if needed := _NEEDED.search(str(error)):
                raise VocabularyTooSmall(
                    language=NAMES[language], value=size, least=int(needed[1])
                ) from error
            raise
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
