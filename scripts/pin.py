"""Print one exact pin for every distribution that Loupe and its extras need, as installed here.

Run by `make constraints`. Local version suffixes ("+cpu") are dropped, so that the pin fits
every build of a release. With `--check`, print nothing and fail if one is not installed.
"""

import sys
from importlib.metadata import PackageNotFoundError, distribution

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HEADER = """\
# Exact versions that Loupe is tested with; made by `make constraints`.
# To move to newer releases: install them into .venv, run `make test`, then `make constraints`.
"""


def closure(name: str, extras: frozenset[str]) -> dict[str, str]:
    """Map every distribution that `name[extras]` needs to its installed version."""
    pins: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    waiting = [(canonicalize_name(name), extras)]
    while waiting:
        name, extras = waiting.pop()
        if (name, extras) in seen:
            continue
        seen.add((name, extras))
        try:
            found = distribution(name)
        except PackageNotFoundError:
            pins[name] = ""
            continue
        pins[name] = found.version.partition("+")[0]
        for line in found.requires or ():
            needed = Requirement(line)
            marker = needed.marker
            if marker is None or any(marker.evaluate({"extra": e}) for e in extras | {""}):
                waiting.append((canonicalize_name(needed.name), frozenset(needed.extras)))
    return pins


def main() -> None:
    pins = closure("loupe", frozenset({"test", "train"}))
    optional = closure("loupe", frozenset({"fuzz", "audit"}))
    pins |= {name: installed for name, installed in optional.items() if installed}
    del pins["loupe"]
    pins.pop("pip", None)
    if missing := [name for name, installed in pins.items() if not installed]:
        sys.exit(f"not installed: {', '.join(missing)}")
    if "--check" in sys.argv:
        return
    print(HEADER + "\n".join(f"{name}=={installed}" for name, installed in sorted(pins.items())))


if __name__ == "__main__":
    main()
