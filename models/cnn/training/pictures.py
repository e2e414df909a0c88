"""Fashion-MNIST as its publisher has it: idx files (LeCun, Cortes and Burges), packed with gzip.

A file begins with two zero bytes, the type of its numbers (8: bytes) and the number of its
dimensions; then come the dimensions, each a big-endian 32-bit number, and the numbers.
"""

import gzip
import hashlib
import zlib
from dataclasses import dataclass
from math import prod
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.cnn.layers import SIDE
from models.errors import UnusableCorpus

DEBIAN = Path("/usr/share/datasets/fashion-mnist")
"""Where Debian's package dataset-fashion-mnist puts the files."""
ATTRIBUTION = "Fashion-MNIST (Zalando Research: Xiao, Rasul and Vollgraf 2017)"
LICENCE = "MIT"
CLASSES = ("T-shirt", "trousers", "pullover", "dress", "coat", "sandal", "shirt", "sneaker",
           "bag", "ankle boot")  # fmt: skip
BYTES = b"\x00\x00\x08"
LARGEST = 2**28
"""Bytes of an unpacked file: five times those that there are."""


@dataclass(frozen=True)
class Pictures:
    """images (count, 28, 28), uint8; labels (count,), int64."""

    images: Tensor
    labels: Tensor

    def __len__(self) -> int:
        return len(self.labels)

    def part(self, where: slice) -> "Pictures":
        return Pictures(self.images[where], self.labels[where])

    def checksum(self) -> str:
        """Of images and labels, eight hexadecimal digits."""
        both = (self.images.numpy().tobytes(), self.labels.numpy().tobytes())
        return hashlib.sha256(b"".join(both)).hexdigest()[:8]


def read_set(folder: Path, name: str) -> Pictures:
    """The set "train" or "t10k" of a folder. Raises UnusableCorpus."""
    paths = [folder / f"{name}-{kind}-ubyte.gz" for kind in ("images-idx3", "labels-idx1")]
    images, labels = (read_idx(path) for path in paths)
    if images.shape[1:] != (SIDE, SIDE):
        shape = " × ".join(map(str, images.shape))
        raise UnusableCorpus(file=paths[0], reason=f"it is {shape}, not n × {SIDE} × {SIDE}")
    if labels.shape != images.shape[:1] or not len(labels):
        reason = f"it has {labels.size} labels for {len(images)} pictures"
        raise UnusableCorpus(file=paths[1], reason=reason)
    if labels.max() >= len(CLASSES):
        reason = f"label {labels.max()} is none of 0 … {len(CLASSES) - 1}"
        raise UnusableCorpus(file=paths[1], reason=reason)
    return Pictures(torch.from_numpy(images), torch.from_numpy(labels.astype(np.int64)))


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of an idx file of bytes. Raises UnusableCorpus for anything else."""
    try:
        with gzip.open(path, "rb") as file:
            content = file.read(LARGEST + 1)
    except FileNotFoundError:
        reason = "it is missing; Debian's package dataset-fashion-mnist has it, or give --data"
        raise UnusableCorpus(file=path, reason=reason) from None
    except (OSError, EOFError, zlib.error) as error:
        raise UnusableCorpus(file=path, reason=f"it cannot be unpacked ({error})") from None
    rank = content[3] if len(content) > 3 else 0
    if content[:3] != BYTES or not 1 <= rank <= 3 or len(content) < 4 + 4 * rank:
        raise UnusableCorpus(file=path, reason="it is no idx file of bytes")
    shape = tuple(np.frombuffer(content, ">u4", rank, offset=4).tolist())
    numbers = content[4 + 4 * rank :]
    if prod(shape) != len(numbers):
        raise UnusableCorpus(file=path, reason=f"{len(numbers):,} numbers are not {shape}")
    return np.frombuffer(numbers, np.uint8).reshape(shape).copy()
