"""Sentences, and what is to be done with them, that cannot be."""

from models.errors.base import InvalidInput


class SentenceEmpty(InvalidInput):
    code = "sentence-empty"
    title = "Empty sentence"
    message = "The sentence is empty; type at least one word."


class SentenceTooLong(InvalidInput):
    code = "sentence-too-long"
    title = "Sentence too long"
    message = "The sentence has {tokens} tokens; at most {limit} are allowed. Shorten or split it."


class TranslationEmpty(InvalidInput):
    code = "translation-empty"
    title = "Empty translation"
    message = "The translation of your own is empty; type at least one word of it."


class TranslationTooLong(InvalidInput):
    code = "translation-too-long"
    title = "Translation too long"
    message = (
        "The translation of your own has {tokens} tokens; at most {limit} are allowed. Shorten it."
    )


class TooManySentences(InvalidInput):
    code = "too-many-sentences"
    title = "Too many sentences"
    message = "The text has {sentences} sentences; at most {limit} are allowed at once. Shorten it."


class UnpairedSurrogate(InvalidInput):
    code = "unpaired-surrogate"
    title = "Half a character"
    message = "The text holds half of a surrogate pair at position {position}; remove it."


class PrefixTooLong(InvalidInput):
    code = "prefix-too-long"
    title = "Beginning too long"
    message = (
        "The beginning has {tokens} tokens; at most {limit} leave room for a translation to go on. "
        "Shorten it, or allow more tokens."
    )


class PrefixUnreadable(InvalidInput):
    code = "prefix-unreadable"
    title = "Beginning that the model cannot write"
    message = (
        "The model has no token for “{value}” in the beginning; write it with letters and signs "
        "of its target language."
    )


class PrefixAndTarget(InvalidInput):
    code = "prefix-and-target"
    title = "Beginning beside a whole translation"
    message = (
        "“target_prefix” cannot go with “target”, which is the whole translation; leave one out."
    )


class TooManySteps(InvalidInput):
    code = "too-many-steps"
    title = "Too many steps in one answer"
    message = (
        "The translation has too many steps; at most {limit} fit an answer with all their numbers. "
        "Send fewer sentences."
    )


class StepEditedTwice(InvalidInput):
    code = "step-edited-twice"
    title = "Step edited twice"
    message = "Step {step} is given weights twice; give them once."


class WeightsCount(InvalidInput):
    code = "weights-count"
    title = "Wrong number of weights"
    message = "Step {step} is given {found} weights; {expected} are needed, one a source token."


class WeightNotAllowed(InvalidInput):
    code = "weight-not-allowed"
    title = "Weight not allowed"
    message = "Weight {position} of step {step} is {value}; finite numbers from 0 on are allowed."


class WeightsSumToZero(InvalidInput):
    code = "weights-sum-to-zero"
    title = "Weights sum to 0"
    message = "The weights of step {step} sum to 0; at least one must be above 0."
