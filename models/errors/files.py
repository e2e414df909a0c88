"""Files and requests that cannot be read."""

from models.errors.base import InvalidInput, TooLarge, UnsupportedMedia


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
