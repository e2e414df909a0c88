"""Pictures of cells, boxes and words, once as SVG and once in pixels."""

import base64
import io
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from html import escape
from pathlib import Path
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from models.errors import MediaTypeUnknown
from models.figures import palette

Anchor = Literal["start", "middle", "end"]
Shape = "Cells | Box | Text"

DRAWN_CELLS = 4096
"""More than these are a picture in the SVG rather than a shape each."""
LINED_FROM = 6
"""Pixels: the side of a cell from which lines part it from its neighbours."""
SHARP_PIXELS = 2_000_000
"""A picture of fewer has twice as many each way."""
UNKNOWN = str.maketrans({"≈": "~", "×": "x", "−": "-"})
"""What Pillow's own font lacks."""


@dataclass(frozen=True, eq=False)
class Cells:
    """colours (rows, columns, 3), each 0 … 255; squares of `side` pixels."""

    x: int
    y: int
    side: int
    colours: NDArray[np.uint8]

    def picture(self, scale: int) -> Image.Image:
        side = self.side * scale
        pixels = self.colours.repeat(side, 0).repeat(side, 1)
        if self.side >= LINED_FROM:
            line = np.array(palette.rgb(palette.HAIRLINE), np.uint8)
            for at in range(side - scale, side):
                pixels[at::side] = line
                pixels[:, at::side] = line
        return Image.fromarray(pixels)

    def svg(self) -> Iterator[str]:
        rows, columns = self.colours.shape[:2]
        width, height = columns * self.side, rows * self.side
        if rows * columns > DRAWN_CELLS:
            file = io.BytesIO()
            self.picture(1).save(file, "PNG")
            data = base64.b64encode(file.getvalue()).decode()
            yield (
                f'<image x="{self.x}" y="{self.y}" width="{width}" height="{height}" '
                f'href="data:image/png;base64,{data}"/>'
            )
            return
        gap = 1 if self.side >= LINED_FROM else 0
        yield from Box(self.x, self.y, width, height, fill=palette.HAIRLINE).svg()
        for row, line in enumerate(self.colours.tolist()):
            for column, colour in enumerate(line):
                x, y = self.x + column * self.side, self.y + row * self.side
                side = self.side - gap
                yield from Box(x, y, side, side, fill="#{:02x}{:02x}{:02x}".format(*colour)).svg()


@dataclass(frozen=True)
class Box:
    """A rectangle; `line` is the width of its edge in pixels, which lies around it."""

    x: int
    y: int
    width: int
    height: int
    fill: str | None = None
    edge: str | None = None
    line: int = 0

    def svg(self) -> Iterator[str]:
        half = self.line / 2
        edge = f' stroke="{self.edge}" stroke-width="{self.line}"' if self.edge else ""
        yield (
            f'<rect x="{self.x - half:g}" y="{self.y - half:g}" width="{self.width + self.line:g}" '
            f'height="{self.height + self.line:g}" fill="{self.fill or "none"}"{edge}/>'
        )


@dataclass(frozen=True)
class Text:
    """One line; y is its middle."""

    x: float
    y: float
    text: str
    size: int
    fill: str = palette.INK
    anchor: Anchor = "start"

    def svg(self) -> Iterator[str]:
        yield (
            f'<text x="{self.x:g}" y="{self.y + 0.35 * self.size:g}" font-size="{self.size}" '
            f'fill="{self.fill}" text-anchor="{self.anchor}">{escape(self.text)}</text>'
        )


@dataclass(frozen=True, eq=False)
class Drawing:
    """A picture of so many pixels; notebooks show it as it is."""

    width: int
    height: int
    shapes: tuple[Cells | Box | Text, ...]

    def svg(self) -> str:
        parts = "\n".join(part for shape in self.shapes for part in shape.svg())
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{self.width}" height="{self.height}" '
            f'viewBox="0 0 {self.width} {self.height}" font-family="{escape(palette.FONT)}">\n'
            f'<rect width="{self.width}" height="{self.height}" fill="{palette.PAPER}"/>\n'
            f"{parts}\n</svg>\n"
        )

    _repr_svg_ = svg

    def image(self, scale: int = 1, height: int | None = None) -> Image.Image:
        """In pixels; height: of the picture, if it is to have more than the drawing needs."""
        size = (self.width * scale, (height or self.height) * scale)
        image = Image.new("RGB", size, palette.PAPER)
        draw = ImageDraw.Draw(image)
        for shape in self.shapes:
            if isinstance(shape, Cells):
                image.paste(shape.picture(scale), (shape.x * scale, shape.y * scale))
            elif isinstance(shape, Box):
                outside = shape.line
                corners = (
                    (shape.x - outside) * scale,
                    (shape.y - outside) * scale,
                    (shape.x + shape.width + outside) * scale - 1,
                    (shape.y + shape.height + outside) * scale - 1,
                )
                draw.rectangle(corners, shape.fill, shape.edge, shape.line * scale)
            else:
                at = (shape.x * scale, shape.y * scale)
                written = shape.text.translate(UNKNOWN)
                anchor = {"start": "lm", "middle": "mm", "end": "rm"}[shape.anchor]
                draw.text(at, written, shape.fill, _font(shape.size * scale), anchor)
        return image

    def png(self) -> bytes:
        file = io.BytesIO()
        few = self.width * self.height <= SHARP_PIXELS
        self.image(2 if few else 1).save(file, "PNG")
        return file.getvalue()

    def save(self, path: str | Path) -> None:
        """As SVG or PNG, by the name's ending; raises MediaTypeUnknown for any other."""
        path = Path(path)
        if path.suffix.lower() == ".svg":
            path.write_text(self.svg(), encoding="utf-8")
        elif path.suffix.lower() == ".png":
            path.write_bytes(self.png())
        else:
            raise MediaTypeUnknown(value=path.name, allowed=".svg, .png")


@lru_cache(2**14)
def text_width(text: str, size: int) -> float:
    """Pixels, about: fonts differ."""
    return float(_font(size).getlength(text.translate(UNKNOWN)))


@cache
def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
