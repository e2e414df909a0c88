"""Corpora, recipes and folders that training cannot use."""

# ruff: noqa: N818 - an error is named after what is wrong

from models.errors.base import InvalidInput, LoupeError


class BadLine(InvalidInput):
    code = "bad-line"
    title = "Line that cannot be read"
    message = "{file}, line {line}: {reason}; expected {expected}."


class UnusableCorpus(InvalidInput):
    code = "unusable-corpus"
    title = "Unusable corpus"
    message = "{file}: {reason}."


class VocabularyTooSmall(InvalidInput):
    code = "vocabulary-too-small"
    title = "Vocabulary too small"
    message = (
        "The {language} vocabulary of {value} pieces is too small for this corpus: its characters "
        "alone need {least}. Use a recipe with a larger one, or a corpus of fewer characters."
    )


class ChangedRecipe(InvalidInput):
    """Going on would mix what two recipes or two corpora made."""

    code = "changed-recipe"
    title = "Run of another recipe"
    message = (
        "The run in {folder} was begun with another recipe or corpus: {changes}. "
        "Go on with what it was begun with, or give another --folder."
    )


class CannotWrite(LoupeError):
    """A full disk, for one; what was there before is still there."""

    code = "cannot-write"
    title = "File that cannot be written"
    message = (
        "{file} cannot be written ({reason}); the last good one is kept. "
        "Make room and give the same command again: it goes on from there."
    )
