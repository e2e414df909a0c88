"""Models that are not there, or cannot be used."""

# ruff: noqa: N818 - an error is named after what is wrong

from models.errors.base import InvalidInput, LoupeError, NotFound, Unavailable


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
