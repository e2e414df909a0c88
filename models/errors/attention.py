"""Queries, keys, values and weights that do not fit together."""

from models.errors.base import InvalidInput


class QueriesAndKeysDiffer(InvalidInput):
    code = "queries-and-keys-differ"
    title = "Queries and keys of different lengths"
    message = (
        "Each query has {queries} numbers and each key {keys}; a dot product needs vectors of the "
        "same length. Make them equal, or use additive attention."
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
