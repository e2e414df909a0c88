"""Numbers as people write them."""

NOISE = 1e-12
"""Differences below this share of a number are noise of binary fractions, not rounding."""


def shown(value: float, digits: int = 4) -> tuple[str, bool]:
    """A number in so many significant digits, integers in full, and whether that rounds it."""
    size = abs(value)
    if value == int(value) and size < 1e7:
        return str(int(value)), False
    if 1e-4 <= size < 1e7:
        near = float(round(value)) if size >= 10**digits else float(f"{value:.{digits - 1}e}")
        text = str(int(near)) if near == int(near) else repr(near)
    else:
        near = float(f"{value:.{digits - 1}e}")
        mantissa, _, exponent = f"{near:e}".partition("e")
        text = f"{mantissa.rstrip('0').rstrip('.')}e{int(exponent)}"
    return text, abs(near - value) > NOISE * size
