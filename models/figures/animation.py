"""The steps of a layer one after the other, as an animated GIF."""

import io
from collections.abc import Iterator

from PIL import Image

from models import limits
from models.convolution.options import whole
from models.convolution.trace import ConvolutionTrace
from models.errors import AnimationTooLarge, AnimationTooLong, SpeedOutOfRange
from models.figures.convolution import Layout, drawing_of
from models.figures.scene import outputs_so_far, planes_of, scene_of
from models.interruption import checkpoint

LAST_MS = 2_000
"""The last picture is seen so much longer before all begins anew."""
COLOURS = 128
"""A GIF holds 256; fewer make smaller files."""


def animation(
    trace: ConvolutionTrace,
    *,
    speed: float = limits.ANIMATION_SPEED_DEFAULT,
    first: int = 1,
    last: int | None = None,
) -> bytes:
    """A file with a picture a step, from first to last, counted from 1; None is the end.

    speed: pictures a second. Raises SpeedOutOfRange, OutOfRange, AnimationTooLong or
    AnimationTooLarge.
    """
    least, most = limits.ANIMATION_SPEED_LEAST, limits.ANIMATION_SPEED
    if not least <= speed <= most:
        raise SpeedOutOfRange(field="speed", value=speed, least=least, most=most)
    start = whole(first, "first", 1, trace.frame_count) - 1
    end = trace.frame_count if last is None else whole(last, "last", start + 1, trace.frame_count)
    if end - start > limits.ANIMATION_FRAMES:
        raise AnimationTooLong(field="last", steps=end - start, limit=limits.ANIMATION_FRAMES)
    pictures = _pictures(trace, range(start, end))
    first_picture = next(pictures)
    # a GIF counts hundredths of a second
    lasting = [max(20, round(100 / speed) * 10)] * (end - start)
    lasting[-1] += LAST_MS
    file = io.BytesIO()
    first_picture.save(
        file, "GIF", save_all=True, append_images=pictures, duration=lasting, loop=0, disposal=1
    )
    return file.getvalue()


def _pictures(trace: ConvolutionTrace, steps: range) -> Iterator[Image.Image]:
    """All of one size and in the colours of the last, which has every number in it."""
    layout, height = _room(trace, steps)
    pixels = layout.width * height
    if pixels * len(steps) > limits.ANIMATION_PIXELS:
        most = max(1, limits.ANIMATION_PIXELS // pixels)
        size = (height, layout.width)
        raise AnimationTooLarge(field="last", size=size, steps=len(steps), limit=most)
    last = next(_drawn(trace, steps[-1:], layout, height))
    colours = last.quantize(COLOURS, dither=Image.Dither.NONE)
    for picture in _drawn(trace, steps, layout, height):
        yield picture.quantize(palette=colours, dither=Image.Dither.NONE)


def _drawn(
    trace: ConvolutionTrace, steps: range, layout: Layout, height: int
) -> Iterator[Image.Image]:
    for step, so_far in zip(steps, outputs_so_far(trace, steps), strict=True):
        checkpoint()
        scene = scene_of(trace, step, so_far)
        yield drawing_of(trace, step, scene, layout).image(height=height)


def _room(trace: ConvolutionTrace, steps: range) -> tuple[Layout, int]:
    """Where all steps are drawn, and the height that the longest arithmetic needs."""
    whole_output = planes_of(trace.output)
    scenes = (scene_of(trace, step, whole_output) for step in steps)
    first = next(scenes)
    layout = Layout.of(trace, first)
    lines = max(len(layout.wrapped(scene.lines)) for scene in (first, *scenes))
    return layout, layout.height(lines)
