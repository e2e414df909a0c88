"""One step of a layer written out; static/js/convolution/arithmetic.js does the same."""

from collections.abc import Sequence

from app.page_contexts.convolution_parts import Part
from app.page_contexts.written_numbers import shown
from models.convolution.trace import ConvolutionTrace

Text = tuple[str, bool]
"""And whether a number in it is rounded."""


def lines_of(
    trace: ConvolutionTrace, parts: Sequence[Part], activation: str, *, bias: bool
) -> list[Text]:
    """ "0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19"; with several channels a line each and their sum."""
    several = len(parts) > 1
    if trace.painted:
        return [_label(part, _landings(part), several=several) for part in parts]
    frame = trace.frames[0]
    lines: list[Text] = []
    if frame.chosen is not None:
        lines.append(_equation(_values(parts[0], ", ", "max({})"), frame.value))
    elif frame.divisor is not None:
        lines.append(_equation(_values(parts[0], " + ", f"({{}}) / {frame.divisor}"), frame.value))
    else:
        offset = [_number("bias ", frame.bias)] if bias else []
        if several:
            lines += [
                _label(part, _equation(_joined(_terms(part), " + "), part.total), several=True)
                for part in parts
            ]
            sums = [shown(part.total, 6) for part in parts]
        else:
            sums = _terms(parts[0])
        lines.append(_equation(_joined([*sums, *offset], " + "), frame.value))
    if frame.activated is not None:
        value, rounded = shown(frame.value, 6)
        lines.append(_equation((f"{activation}({value})", rounded), frame.activated))
    return lines


def _terms(part: Part) -> list[Text]:
    terms = [_product(value, weight) for value, weight, _ in _elements(part)]
    return terms or [("0", False)]


def _landings(part: Part) -> Text:
    landed = []
    for value, weight, product in _elements(part):
        text, rounded = _product(value, weight)
        result, result_rounded = shown(product)
        sign = "≈" if rounded or result_rounded else "="
        landed.append((f"{text} {sign} {result}", rounded or result_rounded))
    return _joined(landed, ", ")


def _elements(part: Part) -> list[tuple[float, float, float]]:
    """Value, weight and product of each element of the kernel that covers something."""
    weights = part.weights or []
    return [
        (value, weight, product)
        for rows in zip(part.window, weights, part.products, strict=True)
        for value, weight, product in zip(*rows, strict=True)
        if value is not None and product is not None
    ]


def _values(part: Part, between: str, form: str) -> Text:
    values = [shown(value) for row in part.window for value in row if value is not None]
    text, rounded = _joined(values, between)
    return form.format(text), rounded


def _product(value: float, weight: float) -> Text:
    a, b = shown(value), shown(weight)
    return f"{a[0]} x {b[0]}", a[1] or b[1]


def _number(prefix: str, value: float) -> Text:
    text, rounded = shown(value)
    return prefix + text, rounded


def _joined(texts: Sequence[Text], between: str) -> Text:
    return between.join(text for text, _ in texts), any(rounded for _, rounded in texts)


def _equation(left: Text, value: float) -> Text:
    result, result_rounded = shown(value, 6)
    rounded = left[1] or result_rounded
    return f"{left[0]} {'≈' if rounded else '='} {result}", rounded


def _label(part: Part, line: Text, *, several: bool) -> Text:
    return (f"[{part.channel}] {line[0]}" if several else line[0]), line[1]
