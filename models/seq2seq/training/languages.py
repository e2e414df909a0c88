"""Which language sentences are in, told by their commonest words or their script."""

import re
from collections.abc import Iterable

from models.seq2seq.han import CHINESE

NAMES = {"en": "English", "fr": "French", "de": "German", "zh": "Chinese"}
_COMMON = {
    "en": "the is are was you he she they of to that this with not have my your what don't it",
    "fr": "le la les est je vous il elle ils de une un que dans avec pas ce mon votre et",
    "de": "der die das ist ich sie er nicht ein eine einen zu mit den wir es haben mein und auf",
}
_LANGUAGES = {word: language for language, words in _COMMON.items() for word in words.split()}
_WORD = re.compile(r"[^\W\d_]+(?:'t)?")
_LEAST, _TIMES = 20, 2
"""Hits, and how many times those of the next language, before anything is concluded."""


def spoken(sentences: Iterable[str]) -> str | None:
    """ "en", "fr", "de" or "zh" if the sentences are clearly in it, else None."""
    hits = dict.fromkeys((*_COMMON, "zh"), 0)
    for sentence in sentences:
        if CHINESE.search(sentence):
            hits["zh"] += 1
        for word in _WORD.findall(sentence.lower()):
            if word in _LANGUAGES:
                hits[_LANGUAGES[word]] += 1
    best, second = sorted(hits, key=lambda language: hits[language])[:-3:-1]
    clear = hits[best] >= _LEAST and hits[best] >= _TIMES * hits[second]
    return best if clear else None
