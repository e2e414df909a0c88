"""Sums and products as the lines of an exercise write them."""

from collections.abc import Iterable

MINUS = "\N{MINUS SIGN}"


def written(value: float) -> str:
    """A number, whole ones without a decimal point, with a real minus."""
    text = str(int(value)) if float(value).is_integer() else repr(float(value))
    return text.replace("-", MINUS)


def factor(value: float) -> str:
    """As it stands in a product or after a sign."""
    return f"({written(value)})" if value < 0 else written(value)


def product(factors: Iterable[float]) -> str:
    return " × ".join(map(factor, factors))


def total(terms: Iterable[float]) -> str:
    return " + ".join(map(factor, terms))
