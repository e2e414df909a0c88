"""What a drawing is made of: boxes, wires and labels, in the coordinates of its view box."""

from collections.abc import Sequence
from dataclasses import dataclass, field

LINE = 16

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """kind: the class of the style sheet."""

    kind: str
    left: float
    top: float
    right: float
    bottom: float
    lines: Sequence[str]
    titles: int = 1
    """How many of the first lines are the title."""

    @property
    def baselines(self) -> Sequence[tuple[float, str, bool]]:
        """Where each line stands, all of them in the middle of the box; whether it is title."""
        first = (self.top + self.bottom) / 2 - LINE * (len(self.lines) - 1) / 2 + 4
        return [
            (first + LINE * index, line, index < self.titles)
            for index, line in enumerate(self.lines)
        ]

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


@dataclass(frozen=True)
class Wire:
    """Straight lines through points; `head` is the arrow's head, empty for none."""

    points: Sequence[Point]
    kind: str = "flow"
    arrow: bool = True

    @property
    def path(self) -> str:
        return "M" + " L".join(f"{x:g} {y:g}" for x, y in self.points)

    @property
    def head(self) -> str:
        if not self.arrow:
            return ""
        (x0, y0), (x, y) = self.points[-2:]
        dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
        corners = [
            (x, y),
            (x - 7 * dx - 3.5 * dy, y - 7 * dy - 3.5 * dx),
            (x - 7 * dx + 3.5 * dy, y - 7 * dy + 3.5 * dx),
        ]
        return " ".join(f"{a:g},{b:g}" for a, b in corners)


@dataclass(frozen=True)
class Label:
    """anchor: "start", "middle" or "end", as SVG has it."""

    kind: str
    x: float
    y: float
    text: str
    anchor: str = "start"


@dataclass
class Drawing:
    """Everything in the picture, and a sentence for each of its parts."""

    boxes: list[Box] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    width: float = 0
    height: float = 0
