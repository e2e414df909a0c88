"""What cannot be taken along as a file."""

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


class UploadNotInLink(InvalidInput):
    code = "upload-not-in-link"
    title = "Uploaded grid not in the link"
    message = (
        "“{value}” was uploaded and is too large for a link, so that there is no file of it at "
        "this address. Open it on the page and save the file there."
    )


class NotThere(InvalidInput):
    code = "not-there"
    title = "Layer without this part"
    message = "This layer has no “{value}”; it has: {allowed}."


class LinkUnreadable(InvalidInput):
    code = "link-unreadable"
    title = "Link cannot be followed"
    message = "{reason}"


class FileNotWritten(InvalidInput):
    code = "file-not-written"
    title = "File cannot be written"
    message = "“{file}” cannot be written: {reason}."
