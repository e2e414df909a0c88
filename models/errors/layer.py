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


class DilatedKernelExceedsInput(KernelExceedsInput):
    code = "dilated-kernel-exceeds-input"
    title = "Dilated kernel larger than the padded input"
    message = (
        "With dilation {dilation} the kernel covers {kernel} cells, but the padded input has only "
        "{padded_input}; use less dilation, a smaller kernel or more padding."
    )


class KernelNeedsChannels(InvalidInput):
    code = "kernel-needs-channels"
    title = "Kernel without channels"
    message = (
        "A two-dimensional kernel goes with one input channel, but the input has {channels}; "
        "use a kernel of four dimensions, channels first."
    )


class ChannelsDisagree(InvalidInput):
    code = "channels-disagree"
    title = "Channels of input and kernel differ"
    message = (
        "The kernel reads {found} {found:channel|channels} a group, but the input has {channels} "
        "{channels:channel|channels} in {groups} {groups:group|groups}, so {expected} "
        "{expected:is|are} needed."
    )


class GroupsDoNotDivide(InvalidInput):
    code = "groups-do-not-divide"
    title = "Groups do not divide the channels"
    message = (
        "{groups} groups do not divide both {input_channels} input "
        "{input_channels:channel|channels} and {output_channels} output "
        "{output_channels:channel|channels}; they must."
    )


class BiasCount(InvalidInput):
    code = "bias-count"
    title = "Wrong number of biases"
    message = (
        "{found} {found:bias does|biases do} not fit {expected} output "
        "{expected:channel|channels}; give one each, or one number."
    )


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


class OptionMissing(InvalidInput):
    code = "option-missing"
    title = "Required by the operation"
    message = "“{name}” is missing; the operation “{operation}” needs it."


class OptionNotForOperation(InvalidInput):
    code = "option-not-for-operation"
    title = "Not an option of this operation"
    message = (
        "“{name}” does not belong to the operation “{operation}”; leave it out. "
        "It belongs to: {allowed}."
    )


class WordsNotForOperation(InvalidInput):
    code = "words-not-for-operation"
    title = "Padding in words is not for this operation"
    message = "The operation “{operation}” takes its padding in numbers, not as “{padding}”."


class PaddingExceedsInput(InvalidInput):
    code = "padding-exceeds-input"
    title = "Padding wider than the input"
    message = (
        "The padding is {padding} (top, bottom, left, right), but the mode “{mode}” takes at most "
        "{rows} {rows:row|rows} and {columns} {columns:column|columns} a side from an input of "
        "{input}."
    )


class CausalNeedsOneRow(InvalidInput):
    code = "causal-needs-one-row"
    title = "Padding “causal” needs a kernel of one row"
    message = "Padding “causal” goes with a kernel of one row; this one has {rows} rows."


class OutputPaddingTooLarge(InvalidInput):
    code = "output-padding-too-large"
    title = "Output padding too large"
    message = (
        "The output padding is {output_padding} (rows, columns); on each axis it must be less than "
        "the stride ({stride}) or the dilation ({dilation})."
    )


class PaddingLeavesNothing(InvalidInput):
    code = "padding-leaves-nothing"
    title = "Padding cuts off the whole output"
    message = (
        "The uncropped output has {full} cells, and padding of {padding} (top, bottom, left, "
        "right) cuts all of them off; use less."
    )


class TransposedChannelsDiffer(InvalidInput):
    code = "transposed-channels-differ"
    title = "Channels of input and transposed kernel differ"
    message = (
        "The first dimension of a transposed convolution's kernel is the input's channels; "
        "it is {found}, but the input has {channels}."
    )


class TooManyOutputChannels(InvalidInput):
    code = "too-many-output-channels"
    title = "Too many output channels"
    message = "Kernel and groups make {channels} output channels; at most {limit} are allowed."


class WindowExceedsInput(InvalidInput):
    code = "window-exceeds-input"
    title = "Window larger than the padded input"
    message = (
        "The window covers {window} cells, but the padded input has only {padded_input}; "
        "use a smaller window or more padding."
    )


class DilatedWindowExceedsInput(WindowExceedsInput):
    code = "dilated-window-exceeds-input"
    title = "Dilated window larger than the padded input"
    message = (
        "With dilation {dilation} the window covers {window} cells, but the padded input has only "
        "{padded_input}; use less dilation, a smaller window or more padding."
    )


class PaddingExceedsWindow(InvalidInput):
    code = "padding-exceeds-window"
    title = "Padding wider than half the window"
    message = (
        "The padding is {padding} (top, bottom, left, right); a window of {window} allows at most "
        "{rows} {rows:row|rows} and {columns} {columns:column|columns} a side, half of its own."
    )


class WindowReadsPaddingOnly(InvalidInput):
    code = "window-reads-padding-only"
    title = "Window that reads padding only"
    message = (
        "The dilated window at output cell {place} (row, column) reads padding only, and has no "
        "largest value; use less padding or dilation."
    )
