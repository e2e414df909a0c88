"""Sentences to try, by language; each shows one thing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Example:
    """A sentence and what it shows; `kind` names its text in the catalogue."""

    kind: str
    text: str


EXAMPLES: Mapping[str, Sequence[Example]] = {
    "en": (
        Example("adjectives", "My brother has a red car and a small dog."),
        Example("negation", "I do not understand this question."),
        Example("question", "Where did you buy this book?"),
        Example("distance", "The children who live in this house are at school."),
        Example("pronouns", "I will show it to you tomorrow."),
        Example("tense", "I have been living here for ten years."),
    ),
    "fr": (
        Example("adjectives", "Ma sœur a une voiture rouge et un petit chien."),
        Example("negation", "Je ne comprends pas cette question."),
        Example("question", "Où avez-vous acheté ce livre ?"),
        Example("distance", "Les enfants qui habitent cette maison sont à l'école."),
        Example("pronouns", "Je te le montrerai demain."),
        Example("tense", "J'habite ici depuis dix ans."),
    ),
    "zh": (
        Example("time", "我明天早上八点去学校。"),
        Example("relative", "住在这里的孩子都在学校。"),
        Example("classifier", "我昨天买了三本书。"),
        Example("question", "你喜欢喝茶吗？"),
        Example("object", "请把门关上。"),
        Example("comparison", "我哥哥比我高。"),
    ),
}


def examples_in(language: str) -> Sequence[Example]:
    return EXAMPLES.get(language, EXAMPLES["en"])
