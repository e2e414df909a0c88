"""PNG and JPEG pictures -> grey values or red, green and blue channels.

The size is read from the header, and refused where it is too large, before anything is decoded.
"""

import io
import struct
import zlib

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from models import limits
from models.errors import AnimatedImage, BrokenFile, ImageTooLarge, TooManyScans
from models.notes import Note

UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF tag 274 -> what undoes it."""
ORIENTATION = 274
PNG_END = struct.pack(">I4sI", 0, b"IEND", zlib.crc32(b"IEND"))
"""The last chunk; a file that was cut off does not have it."""


def read_png(data: bytes) -> tuple[NDArray[np.float64], list[Note]]:
    """(rows, columns) of a grey image, (3, rows, columns) of any other; 0..255, grey to 65,535.

    Raises BrokenFile, ImageTooLarge or AnimatedImage.
    """
    if len(data) < 26:
        raise BrokenFile(kind="PNG")
    width, height, depth = struct.unpack_from(">IIB", data, 16)
    _check_size(width, height)
    if data[-12:] != PNG_END:
        raise BrokenFile(kind="PNG")
    values, notes = _read(data, "PNG")
    if depth == 16 and Note("sixteen-bit") not in notes:
        notes.append(Note("sixteen-to-eight-bit"))
    return values, notes


def read_jpeg(data: bytes) -> tuple[NDArray[np.float64], list[Note]]:
    """(rows, columns) of a grey image, (3, rows, columns) of any other; 0..255.

    Raises BrokenFile, ImageTooLarge or TooManyScans.
    """
    _check_size(*_jpeg_size(data))
    scans = data.count(b"\xff\xda")
    if scans > limits.JPEG_SCANS:
        raise TooManyScans(scans=scans, limit=limits.JPEG_SCANS)
    return _read(data, "JPEG")


def _jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height from the start-of-frame segment."""
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker = data[position + 1]
        if marker == 0xFF:
            position += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, position + 5)
            return width, height
        else:
            position += 2 + struct.unpack_from(">H", data, position + 2)[0]
    raise BrokenFile(kind="JPEG")


def _check_size(width: int, height: int) -> None:
    if max(width, height) > limits.GRID_SIDE:
        raise ImageTooLarge(found=(height, width), limit=(limits.GRID_SIDE, limits.GRID_SIDE))


def _read(data: bytes, form: str) -> tuple[NDArray[np.float64], list[Note]]:
    try:
        with Image.open(io.BytesIO(data), formats=[form]) as image:
            _check_size(*image.size)
            frames = getattr(image, "n_frames", 1) if form == "PNG" else 1
            if frames == 1:
                image.load()
                return _values(image)
    except ImageTooLarge:
        raise
    except Exception:  # a decoder of hostile bytes raises many kinds
        raise BrokenFile(kind=form) from None
    raise AnimatedImage(frames=frames)


def _values(image: Image.Image) -> tuple[NDArray[np.float64], list[Note]]:
    notes = []
    if image.mode == "P":
        notes.append(Note("palette"))
    if image.mode == "CMYK":
        notes.append(Note("cmyk"))
    if image.mode.startswith("I"):
        notes.append(Note("sixteen-bit"))
    if image.has_transparency_data:
        notes.append(Note("alpha"))
    upright = UPRIGHT.get(_orientation(image))
    if upright is not None:
        image = image.transpose(upright)
        notes.append(Note("turned"))
    if image.mode in ("1", "LA"):
        image = image.convert("L")
    elif image.mode != "L" and not image.mode.startswith("I"):
        image = image.convert("RGB")
    values = np.array(image, dtype=np.float64)
    return values if values.ndim == 2 else np.moveaxis(values, 2, 0), notes


def _orientation(image: Image.Image) -> int:
    """1 where the EXIF data is missing or broken: the pixels are good all the same."""
    try:
        return int(image.getexif().get(ORIENTATION, 1))
    except Exception:
        return 1
