"""Pictures that cannot be drawn."""

from models.errors.base import InvalidInput


class SpeedOutOfRange(InvalidInput):
    code = "speed-out-of-range"
    title = "Speed out of range"
    message = "“speed” is {value}; from {least} to {most} steps a second are allowed."


class AnimationTooLong(InvalidInput):
    code = "animation-too-long"
    title = "Too many steps in an animation"
    message = (
        "An animation of {steps} steps is too long; at most {limit} are allowed. Say its first "
        "and its last step."
    )


class AnimationTooLarge(InvalidInput):
    code = "animation-too-large"
    title = "Animation too large"
    message = (
        "{steps} pictures of {size} pixels are too many for one file; at this size at most "
        "{limit} steps are allowed."
    )
