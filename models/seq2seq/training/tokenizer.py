"""Learns the pieces of a language from its training sentences."""

import io
from collections.abc import Iterable

import sentencepiece

from models.seq2seq.tokens import END, PAD, START, UNKNOWN, Tokenizer, normalise


def train_tokenizer(sentences: Iterable[str], size: int) -> Tokenizer:
    """A byte-pair model of `size` pieces that covers every character of the sentences.

    Sennrich, Haddow and Birch 2016. The same sentences give the same model.
    """
    model = io.BytesIO()
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
    )
    return Tokenizer(model.getvalue())
