"""A layer as a file, by the ending of its name."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.convolution_code import REQUEST, is_long
from app.convolution_files import as_csv, as_json, as_npy, body_of
from app.convolution_torch import torch_program
from app.schemas.convolve import ConvolveRequest
from models import limits
from models.convolution.geometry import Padding
from models.convolution.trace import ConvolutionTrace
from models.errors import FileNotWritten, MediaTypeUnknown
from models.figures.animation import animation


@dataclass(frozen=True)
class Wanted:
    """step: of a picture; first, last and speed (steps a second): of an animation."""

    file: Path
    step: int = 1
    first: int = 1
    last: int | None = None
    speed: float = limits.ANIMATION_SPEED_DEFAULT


def request_of(options: Mapping[str, Any]) -> ConvolveRequest:
    """The request to the API with the same input, kernel and options."""
    padding, by = options["padding"], options["frames_by"]
    written = {name: value for name, value in options.items() if name != "frames_by"}
    if isinstance(padding, Padding):
        written["padding"] = padding._asdict()
    return ConvolveRequest.model_validate(written | {"frames": {"by": by}})


def save(trace: ConvolutionTrace, asked: ConvolveRequest, wanted: Wanted) -> list[Path]:
    """Write it, and the request beside a program that reads it; the files that were written.

    Raises MediaTypeUnknown, FileNotWritten, OutOfRange and what animation raises.
    """
    output = trace.output if trace.activated is None else trace.activated
    body = body_of(asked)
    kinds: Mapping[str, Callable[[], bytes]] = {
        ".csv": lambda: as_csv(output),
        ".npy": lambda: as_npy(output),
        ".json": lambda: as_json(asked, trace),
        ".py": lambda: torch_program(body, trace).encode(),
        ".svg": lambda: trace.figure(wanted.step).svg().encode(),
        ".png": lambda: trace.figure(wanted.step).png(),
        ".gif": lambda: animation(trace, speed=wanted.speed, first=wanted.first, last=wanted.last),
    }
    suffix = wanted.file.suffix.lower()
    if suffix not in kinds:
        raise MediaTypeUnknown(field="save", value=wanted.file.name, allowed=", ".join(kinds))
    files = {wanted.file: kinds[suffix]()}
    if suffix == ".py" and is_long(body):
        files[wanted.file.with_name(REQUEST)] = json.dumps(body).encode()
    for file, data in files.items():
        try:
            file.write_bytes(data)
        except OSError as error:
            raise FileNotWritten(field="save", file=file, reason=error.strerror or error) from error
    return list(files)
