"""Pictures as cameras and programs save them, and as attackers do."""

import io
import struct
import zlib
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image

from models import errors
from models.convolution.grids import Grid, GridKind, read_grid

RANDOM = np.random.default_rng(0)
GREY = RANDOM.integers(0, 256, (5, 7), dtype=np.uint8)
COLOUR = RANDOM.integers(0, 256, (5, 7, 3), dtype=np.uint8)


def png(image: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "PNG", **options)
    return file.getvalue()


def jpeg(image: Image.Image, **options: Any) -> bytes:
    file = io.BytesIO()
    image.save(file, "JPEG", **options)
    return file.getvalue()


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def raw_png(
    width: int, height: int, depth: int, colour: int, pixels: bytes, *extra: bytes
) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"".join(
        (
            b"\x89PNG\r\n\x1a\n",
            chunk(b"IHDR", header),
            *extra,
            chunk(b"IDAT", zlib.compress(pixels)),
            chunk(b"IEND", b""),
        )
    )


def notes(grid: Grid) -> list[str]:
    return [note.code for note in grid.notes]


def channels_first(pixels: NDArray[Any]) -> NDArray[Any]:
    return np.moveaxis(pixels, 2, 0)


def test_grey_and_colour_png_give_their_pixels() -> None:
    grid = read_grid(png(Image.fromarray(GREY)), GridKind.PNG)
    np.testing.assert_array_equal(grid.values, GREY)
    assert notes(grid) == []
    grid = read_grid(png(Image.fromarray(COLOUR)), GridKind.PNG)
    np.testing.assert_array_equal(grid.values, channels_first(COLOUR))
    assert notes(grid) == []


@pytest.mark.parametrize("pixels", [GREY, COLOUR], ids=["grey", "colour"])
def test_jpeg_gives_what_pillow_decodes(pixels: NDArray[np.uint8]) -> None:
    data = jpeg(Image.fromarray(pixels), quality=95)
    expected = np.asarray(Image.open(io.BytesIO(data)))
    grid = read_grid(data, GridKind.JPEG)
    if pixels.ndim == 3:
        expected = channels_first(expected)
    np.testing.assert_array_equal(grid.values, expected)


def test_one_bit_is_black_and_white() -> None:
    grid = read_grid(png(Image.fromarray(GREY > 127)), GridKind.PNG)
    np.testing.assert_array_equal(grid.values, np.where(GREY > 127, 255, 0))


def test_sixteen_bit_grey_keeps_every_level() -> None:
    pixels = RANDOM.integers(0, 2**16, (5, 7), dtype=np.uint16)
    grid = read_grid(png(Image.fromarray(pixels)), GridKind.PNG)
    np.testing.assert_array_equal(grid.values, pixels)
    assert notes(grid) == ["sixteen-bit"]


def test_sixteen_bit_colour_is_reduced_and_noted() -> None:
    row = b"\0" + bytes([255, 0, 128, 0, 7, 9])
    grid = read_grid(raw_png(1, 1, 16, 2, row), GridKind.PNG)
    assert grid.values.ravel().tolist() == [255, 128, 7]
    assert notes(grid) == ["sixteen-to-eight-bit"]


def test_palette_becomes_colours() -> None:
    image = Image.fromarray(COLOUR).quantize(8)
    grid = read_grid(png(image), GridKind.PNG)
    np.testing.assert_array_equal(grid.values, channels_first(np.asarray(image.convert("RGB"))))
    assert notes(grid) == ["palette"]


def test_alpha_is_dropped_and_noted() -> None:
    alpha = np.dstack((COLOUR, GREY))
    grid = read_grid(png(Image.fromarray(alpha)), GridKind.PNG)
    np.testing.assert_array_equal(grid.values, channels_first(COLOUR))
    assert notes(grid) == ["alpha"]
    both = Image.merge("LA", (Image.fromarray(GREY), Image.fromarray(255 - GREY)))
    grid = read_grid(png(both), GridKind.PNG)
    np.testing.assert_array_equal(grid.values, GREY)
    assert notes(grid) == ["alpha"]
    transparent = Image.fromarray(COLOUR).quantize(8)
    assert notes(read_grid(png(transparent, transparency=0), GridKind.PNG)) == ["palette", "alpha"]


def test_cmyk_becomes_colours() -> None:
    data = jpeg(Image.fromarray(COLOUR).convert("CMYK"), quality=95)
    grid = read_grid(data, GridKind.JPEG)
    assert grid.values.shape == (3, 5, 7)
    assert notes(grid) == ["cmyk"]


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", [GridKind.PNG, GridKind.JPEG])
def test_exif_orientation_turns_the_picture_as_pillow_does(
    orientation: int, kind: GridKind
) -> None:
    from PIL import ImageOps

    exif = Image.Exif()
    exif[274] = orientation
    save = png if kind == GridKind.PNG else jpeg
    data = save(Image.fromarray(GREY), exif=exif)
    upright = ImageOps.exif_transpose(Image.open(io.BytesIO(data)))
    grid = read_grid(data, kind)
    np.testing.assert_array_equal(grid.values, np.asarray(upright))
    assert notes(grid) == ([] if orientation == 1 else ["turned"])


def test_broken_exif_does_not_spoil_the_pixels() -> None:
    data = png(Image.fromarray(GREY), exif=b"Exif\0\0II*\0\xff\xff\xff\xff")
    np.testing.assert_array_equal(read_grid(data, GridKind.PNG).values, GREY)


@pytest.mark.parametrize("side", [(1025, 1), (1, 1025), (60_000, 60_000), (2**31 - 1, 2**31 - 1)])
def test_a_large_png_is_refused_by_its_header(side: tuple[int, int]) -> None:
    data = raw_png(side[0], side[1], 8, 0, b"")
    with pytest.raises(errors.ImageTooLarge, match="at most 1,024 × 1,024"):
        read_grid(data, GridKind.PNG)


def test_a_large_jpeg_is_refused_by_its_header() -> None:
    data = bytearray(jpeg(Image.fromarray(GREY)))
    frame = data.index(b"\xff\xc0")
    data[frame + 5 : frame + 9] = struct.pack(">HH", 65_535, 65_535)
    with pytest.raises(errors.ImageTooLarge, match="65,535 × 65,535"):
        read_grid(bytes(data), GridKind.JPEG)


def test_the_largest_picture_is_read() -> None:
    grid = read_grid(png(Image.new("RGB", (1024, 1024), "red")), GridKind.PNG)
    assert grid.values.shape == (3, 1024, 1024)


def test_a_decompression_bomb_is_cut_at_the_size_of_its_header() -> None:
    bomb = raw_png(2, 2, 8, 0, b"\0" * 50_000_000)
    assert read_grid(bomb, GridKind.PNG).values.tolist() == [[0, 0], [0, 0]]


def test_a_bomb_in_a_text_chunk_is_refused_or_ignored() -> None:
    text = chunk(b"zTXt", b"key\0\0" + zlib.compress(b"a" * 50_000_000))
    with pytest.raises(errors.BrokenFile):
        read_grid(raw_png(1, 1, 8, 0, b"\0\0", text), GridKind.PNG)


def test_animation_is_refused() -> None:
    frames = [Image.fromarray(GREY), Image.fromarray(255 - GREY)]
    data = png(frames[0], save_all=True, append_images=frames[1:])
    with pytest.raises(errors.AnimatedImage, match="has 2 frames"):
        read_grid(data, GridKind.PNG)


def test_a_jpeg_with_thousands_of_scans_is_refused() -> None:
    data = jpeg(Image.fromarray(GREY), progressive=True)
    assert read_grid(data, GridKind.JPEG).values.shape == (5, 7)
    scan = data.index(b"\xff\xda")
    many = data[:scan] + data[scan:-2] * 2000 + data[-2:]
    with pytest.raises(errors.TooManyScans, match="at most 64"):
        read_grid(many, GridKind.JPEG)


@pytest.mark.parametrize("kind", [GridKind.PNG, GridKind.JPEG])
def test_files_of_another_kind_are_told_from_broken_ones(kind: GridKind) -> None:
    own = png(Image.fromarray(GREY)) if kind == GridKind.PNG else jpeg(Image.fromarray(GREY))
    other = jpeg(Image.fromarray(GREY)) if kind == GridKind.PNG else png(Image.fromarray(GREY))
    tiff = io.BytesIO()
    Image.fromarray(GREY).save(tiff, "TIFF")
    for data, name in (
        (other, "JPEG" if kind == GridKind.PNG else "PNG"),
        (tiff.getvalue(), "TIFF"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
        (b"<?xml version='1.0'?><svg/>", "XML"),
        (b"GIF89a", "GIF"),
        (b"1,2\n3,4\n", "31 2c 32 0a 33 2c 34 0a"),
    ):
        with pytest.raises(errors.MediaTypeMismatch) as caught:
            read_grid(data, kind)
        assert f"({name})" in str(caught.value)
    for length in (1, 2, 20, 40, len(own) // 2):
        with pytest.raises(errors.BrokenFile, match="damaged or cut off"):
            read_grid(own[:length], kind)
    with pytest.raises(errors.EmptyFile):
        read_grid(b"", kind)


@settings(max_examples=200, deadline=None)
@given(st.data(), st.sampled_from([GridKind.PNG, GridKind.JPEG]))
def test_a_picture_with_any_bytes_changed_is_read_or_refused(
    data: st.DataObject, kind: GridKind
) -> None:
    save = png if kind == GridKind.PNG else jpeg
    whole = bytearray(save(Image.fromarray(COLOUR)))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        grid = read_grid(bytes(whole), kind)
    except errors.LoupeError:
        return
    assert np.isfinite(grid.values).all()
    assert grid.values.ndim in (2, 3)
