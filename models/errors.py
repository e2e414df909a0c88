"""Every error that a user can cause, typed: what was wrong, with which value, and what is allowed.

A family says what kind of fault it is (the web maps families to statuses); a leaf says which.
English lives here; other languages are looked up by `code` with the same parameters.
"""

# ruff: noqa: N818 - an error is named after what is wrong

from collections.abc import Iterator
from typing import ClassVar

SHOWN_CHARACTERS = 160


def shown(value: object) -> str:
    """A parameter in a text: shapes as 3 × 4, thousands apart, long or unprintable text cut."""
    if isinstance(value, tuple | list):
        return " × ".join(shown(part) for part in value) if value else "()"
    if isinstance(value, int) and not isinstance(value, bool):
        digits = value.bit_length() * 0.30103
        return f"{value:,}" if digits < 20 else f"{'−' if value < 0 else ''}1e{digits:.0f}…"
    if isinstance(value, float):
        return f"{value:.12g}"
    text = "".join(c if c.isprintable() else ascii(c)[1:-1] for c in str(value)[:SHOWN_CHARACTERS])
    return text if len(str(value)) <= SHOWN_CHARACTERS else text + "…"


class LoupeError(Exception):
    """`message` is a template with {named} parameters; `str(error)` is the finished English text.

    field: dotted path of the input field at fault ("kernel", "frames.count"), if one is.
    parameters: the named values as they are shown in a text of any language.
    """

    code: ClassVar[str] = "error"
    title: ClassVar[str] = "Error"
    message: ClassVar[str] = "Something went wrong."

    def __init__(self, *, field: str | None = None, **parameters: object) -> None:
        self.field = field
        self.parameters: dict[str, str] = {name: shown(value) for name, value in parameters.items()}
        super().__init__(self.message.format_map(self.parameters))

    @classmethod
    def leaves(cls) -> Iterator[type["LoupeError"]]:
        """Every error below this one that has a code of its own, in the order of definition."""
        for subclass in cls.__subclasses__():
            if "code" in vars(subclass):
                yield subclass
            yield from subclass.leaves()


# Families


class InvalidInput(LoupeError):
    """Understood, but not something that can be computed."""


class UnsupportedMedia(LoupeError):
    """A kind of file that is not read here, or not what it says it is."""


class NotFound(LoupeError):
    """An address at which there is nothing."""


class TooLarge(LoupeError):
    """More bytes than are taken."""


class Unavailable(LoupeError):
    """Right, but not now."""


# Bodies and files


class BodyTooLarge(TooLarge):
    code = "body-too-large"
    title = "Body too large"
    message = "The body is larger than the {limit} bytes that are allowed."


class MediaTypeUnknown(UnsupportedMedia):
    code = "media-type-unknown"
    title = "Kind of file not supported"
    message = "“{value}” is not a kind of file that is read here; allowed: {allowed}."


class MediaTypeMismatch(UnsupportedMedia):
    code = "media-type-mismatch"
    title = "File is not what it says it is"
    message = "The file was sent as {expected}, but its first bytes are not of that kind ({found})."


class EmptyFile(InvalidInput):
    code = "empty-file"
    title = "Empty file"
    message = "The file holds no numbers; at least one row with one number is needed."


class BrokenFile(InvalidInput):
    code = "broken-file"
    title = "File cannot be read"
    message = "The {kind} file is damaged or cut off."


class NotText(InvalidInput):
    code = "not-text"
    title = "File is not readable text"
    message = "The file is not text in {allowed}: the byte at position {position} does not fit."


class NulCharacter(InvalidInput):
    code = "nul-character"
    title = "NUL character"
    message = "The text holds a NUL character at position {position}; remove it."


class InvalidJson(InvalidInput):
    code = "invalid-json"
    title = "Invalid JSON"
    message = "The text is not valid JSON in line {line}, column {column}, near “{value}”."


class JsonTooDeep(InvalidInput):
    code = "json-too-deep"
    title = "JSON nested too deeply"
    message = "The JSON is nested too deeply; use at most {limit} levels."


class BrokenCsv(InvalidInput):
    code = "broken-csv"
    title = "CSV cannot be split into cells"
    message = (
        "The CSV cannot be split into cells at line {line}: a quotation mark is not closed, "
        "or a cell is far too long."
    )


class TooManyRows(InvalidInput):
    code = "too-many-rows"
    title = "Too many rows"
    message = "The file has more than {limit} rows; at most {limit} are allowed."


class TooManyColumns(InvalidInput):
    code = "too-many-columns"
    title = "Too many columns"
    message = "Row {row} has more than {limit} columns; at most {limit} are allowed."


class BrokenNpyHeader(InvalidInput):
    code = "broken-npy-header"
    title = "NPY header cannot be read"
    message = (
        "The header of the NPY file cannot be read; it needs descr, fortran_order and shape, "
        "in at most {limit} bytes."
    )


class UnsupportedDtype(InvalidInput):
    code = "unsupported-dtype"
    title = "NPY type not supported"
    message = "The NPY file holds values of type {value}; allowed: {allowed}."


class BytesDoNotMatchShape(InvalidInput):
    code = "bytes-do-not-match-shape"
    title = "NPY data does not match its shape"
    message = "A shape of {shape} needs {expected} bytes of data, but the file holds {found}."


class ImageTooLarge(InvalidInput):
    code = "image-too-large"
    title = "Image too large"
    message = "The image is {found} pixels high and wide; at most {limit} are allowed."


class AnimatedImage(InvalidInput):
    code = "animated-image"
    title = "Animated image"
    message = "The image has {frames} frames; upload a single still image."


class TooManyScans(InvalidInput):
    code = "too-many-scans"
    title = "JPEG with too many scans"
    message = "The JPEG has {scans} scans; at most {limit} are allowed."


# Grids


class NotAnArray(InvalidInput):
    code = "not-an-array"
    title = "Not an array of numbers"
    message = "“{place}” is {value}; arrays of numbers with {allowed} dimensions are allowed."


class WrongRank(InvalidInput):
    code = "wrong-rank"
    title = "Wrong number of dimensions"
    message = "“{name}” has {found} dimensions; allowed: {allowed}."


class EmptyGrid(InvalidInput):
    code = "empty-grid"
    title = "Empty array"
    message = "“{place}” is empty; each dimension needs at least one element."


class RaggedGrid(InvalidInput):
    code = "ragged-grid"
    title = "Rows of different lengths"
    message = "“{place}” has {found} elements, the first of its kind {expected}; make them equal."


class RaggedRow(InvalidInput):
    code = "ragged-row"
    title = "Rows of different lengths"
    message = "Row {row} has {found} cells, but row 1 has {expected}; every row needs as many."


class NotANumber(InvalidInput):
    code = "not-a-number"
    title = "Not a number"
    message = "“{place}” is {value}; only finite numbers are allowed."


class CellNotANumber(InvalidInput):
    code = "cell-not-a-number"
    title = "Not a number"
    message = "Row {row}, column {column} holds “{value}”; only finite numbers are allowed."


class MagnitudeTooLarge(InvalidInput):
    code = "magnitude-too-large"
    title = "Number too large"
    message = "“{place}” is {value}; numbers from −{limit} to {limit} are allowed."


class GridTooLarge(InvalidInput):
    code = "grid-too-large"
    title = "Grid too large"
    message = "“{name}” is {found}; at most {limit} is allowed."


# Convolution


class OutOfRange(InvalidInput):
    code = "out-of-range"
    title = "Number out of range"
    message = "“{name}” is {value}; whole numbers from {least} to {most} are allowed."


class WrongForm(InvalidInput):
    code = "wrong-form"
    title = "Value of the wrong form"
    message = "“{name}” is {value}; allowed: {allowed}."


class StrideTooSmall(InvalidInput):
    code = "stride-too-small"
    title = "Stride too small"
    message = "The stride is {stride}; each axis must move by at least 1 cell."


class NegativePadding(InvalidInput):
    code = "negative-padding"
    title = "Negative padding"
    message = "The padding is {padding} (top, bottom, left, right); none may be below 0."


class KernelExceedsInput(InvalidInput):
    code = "kernel-exceeds-input"
    title = "Kernel larger than the padded input"
    message = (
        "The kernel covers {kernel} cells, but the padded input has only {padded_input}; "
        "use a smaller kernel or more padding."
    )


class KernelNeedsChannels(InvalidInput):
    code = "kernel-needs-channels"
    title = "Kernel without channels"
    message = (
        "A two-dimensional kernel goes with one input channel, but the input has {channels}; "
        "use a kernel of [output channels][input channels][rows][columns]."
    )


class ChannelsDisagree(InvalidInput):
    code = "channels-disagree"
    title = "Channels of input and kernel differ"
    message = (
        "The kernel reads {found} channels a group, but the input has {channels} channels "
        "in {groups} groups, so {expected} are needed."
    )


class GroupsDoNotDivide(InvalidInput):
    code = "groups-do-not-divide"
    title = "Groups do not divide the channels"
    message = (
        "{groups} groups divide neither or only one of {input_channels} input channels "
        "and {output_channels} output channels; they must divide both."
    )


class BiasCount(InvalidInput):
    code = "bias-count"
    title = "Wrong number of biases"
    message = "{found} biases do not fit {expected} output channels; give one each, or one number."


class SameNeedsStrideOne(InvalidInput):
    code = "same-needs-stride-one"
    title = "Padding “same” needs stride 1"
    message = "Padding “same” needs stride 1 on both axes; the stride is {stride}. Give numbers."


class TooMuchWork(InvalidInput):
    code = "too-much-work"
    title = "Too much to compute in one request"
    message = (
        "This takes {multiply_adds} multiply-adds; at most {limit} are allowed a request. "
        "Use a smaller input or kernel, or a larger stride."
    )


class AnswerTooLarge(InvalidInput):
    code = "answer-too-large"
    title = "Answer too large"
    message = (
        "Padded input and output would hold {numbers} numbers; at most {limit} are allowed "
        "an answer. Use a smaller input, less padding or fewer channels."
    )


class TooManyFrames(InvalidInput):
    code = "too-many-frames"
    title = "Too many frames in one answer"
    message = "{count} frames were asked for; at most {limit} fit one answer with this kernel."


# Attention by hand


class QueriesAndKeysDiffer(InvalidInput):
    code = "queries-and-keys-differ"
    title = "Queries and keys of different lengths"
    message = (
        "Each query has {queries} numbers and each key {keys}; a dot product needs as many in "
        "both. Make them equal, or use additive attention."
    )


class KeysAndValuesDiffer(InvalidInput):
    code = "keys-and-values-differ"
    title = "Not one value for each key"
    message = "There are {keys} keys but {values} values; each key needs one value."


class ValidLengthCount(InvalidInput):
    code = "valid-length-count"
    title = "Wrong number of valid lengths"
    message = "{found} valid lengths do not fit {expected} queries; give one each, or none at all."


class WeightShape(InvalidInput):
    code = "weight-shape"
    title = "Weights of the wrong shape"
    message = "“{name}” is {found}, but {expected} is needed ({meaning})."


class WeightsNeedAdditive(InvalidInput):
    code = "weights-need-additive"
    title = "Weights without additive attention"
    message = "“{name}” belongs to the score “additive”, not to “{score}”; leave it out."


# Sentences and models


class SentenceEmpty(InvalidInput):
    code = "sentence-empty"
    title = "Empty sentence"
    message = "The sentence is empty; type at least one word."


class SentenceTooLong(InvalidInput):
    code = "sentence-too-long"
    title = "Sentence too long"
    message = "The sentence has {tokens} tokens; at most {limit} are allowed. Shorten or split it."


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
        "The translation has {steps} steps; at most {limit} fit an answer with all their numbers. "
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


class UnknownTensor(NotFound):
    code = "unknown-tensor"
    title = "Unknown tensor"
    message = (
        "The model “{model}” has no tensor “{value}”; /api/v1/models/{model}/tensors lists them."
    )


class UnknownModel(InvalidInput):
    code = "unknown-model"
    title = "Unknown model"
    message = "There is no model “{value}”; available: {allowed}."


class ModelNotReady(Unavailable):
    code = "model-not-ready"
    title = "No model loaded"
    message = "No translation model is loaded on this server."


class BrokenArtefact(LoupeError):
    """A folder of weights that cannot be trusted."""

    code = "broken-artefact"
    title = "Broken model artefact"
    message = "The model in {folder} cannot be used: {reason}."


class ArtefactTooNew(BrokenArtefact):
    code = "artefact-too-new"
    title = "Model of a newer format"
    message = (
        "The model in {folder} is of format {found}; this version of Loupe reads formats up to "
        "{limit}. Loupe {version}, which wrote it, or a newer one reads it."
    )


class ModelUnusable(Unavailable):
    """Found to be broken only after the server had started; its log says what is wrong."""

    code = "model-unusable"
    title = "Model cannot be used"
    message = "The files of the model “{value}” are damaged; available: {allowed}."


# Files that training reads and writes


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
