"""Pictures that a classifier cannot take, and names that it does not know."""

from models.errors.base import InvalidInput, Unavailable


class WrongPictureSize(InvalidInput):
    code = "wrong-picture-size"
    title = "Picture of the wrong size"
    message = "The picture is {found}; the network reads {expected} numbers."


class PixelOutOfRange(InvalidInput):
    code = "pixel-out-of-range"
    title = "Grey value out of range"
    message = "“{place}” is {value}; grey values from 0 (black) to 255 (white) are allowed."


class UnknownSample(InvalidInput):
    code = "unknown-sample"
    title = "Unknown sample"
    message = "There is no sample “{value}”; available: {allowed}."


class UnknownClass(InvalidInput):
    code = "unknown-class"
    title = "Unknown class"
    message = "The network knows no class “{value}”; it tells apart: {allowed}."


class UnknownLayer(InvalidInput):
    code = "unknown-layer"
    title = "Unknown layer"
    message = "The network “{model}” has no layer “{value}”; available: {allowed}."


class NoClassifier(Unavailable):
    code = "no-classifier"
    title = "No classifier loaded"
    message = "No image classifier is loaded on this server."
