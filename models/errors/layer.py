"""Layers that cannot be computed, and answers that would be too large."""

from models.errors.base import InvalidInput


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
