"""Settings of the whole process, made once before it answers."""

import os
import sys

TORCH_THREADS = 1
"""A computation has one core: several threads would wait for one another at products this small,
and other computations are there to use the other cores."""
SWITCH_S = 0.0005
"""How long Python code runs while another thread waits for its turn. The event loop waits some
turns for every answer, so that Python's own 5 ms would add up under load."""


def cores() -> int:
    """Processor cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def settle() -> None:
    import torch  # not for those who read the settings alone, such as a proxy

    torch.set_num_threads(TORCH_THREADS)
    sys.setswitchinterval(SWITCH_S)
