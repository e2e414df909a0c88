"""Kernels that cannot be learned as asked."""

from models.errors.base import InvalidInput


class LearningRateOutOfRange(InvalidInput):
    code = "learning-rate-out-of-range"
    title = "Learning rate out of range"
    message = "The learning rate is {value}; numbers above 0 and up to {most} are allowed."


class TargetOrHiddenKernel(InvalidInput):
    code = "target-or-hidden-kernel"
    title = "One target is needed"
    message = "Give a target, or a hidden kernel that makes it: exactly one of the two."


class TargetShape(InvalidInput):
    code = "target-shape"
    title = "Target of the wrong size"
    message = (
        "The target is {found}, but a {kernel} kernel on a {input} input predicts {expected}; "
        "the two are compared cell by cell."
    )


class HiddenKernelLarger(InvalidInput):
    code = "hidden-kernel-larger"
    title = "Kernel smaller than the hidden one"
    message = "The kernel that learns is {kernel}; it needs at least the hidden kernel's {hidden}."


class FirstKernelGiven(InvalidInput):
    code = "first-kernel-given"
    title = "Two first kernels"
    message = "The first kernel is given as numbers; leave “{name}” out, or leave out the numbers."
