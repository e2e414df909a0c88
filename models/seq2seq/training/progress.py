"""What a run tells its user: a bar on a terminal, plain lines elsewhere."""

import math
import time

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

from models.seq2seq.training.checkpoint import Progress as Where
from models.seq2seq.training.recipe import Recipe

_LINE_S = 30.0


class Report:
    """Tokens a second, loss and the time that is left; the bar ends with the `with` block."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self._bar: Progress | None = None
        self._steps = 0
        self._start()

    def _start(self) -> None:
        self._since = time.monotonic()
        self._tokens = 0
        self._loss = self._guidance = 0.0
        self._count = 0

    def start(self, recipe: Recipe, steps: int, where: Where) -> None:
        self._steps = steps
        self.console.print(
            f"{recipe.name}: {recipe.epochs} epochs, {steps:,} batches"
            + (f", going on from batch {where.step:,}" if where.step else "")
        )
        if self.console.is_terminal:
            self._bar = Progress(
                TextColumn("epoch {task.fields[epoch]}"),
                BarColumn(),
                TextColumn("{task.percentage:.0f} %  {task.fields[text]}"),
                TimeElapsedColumn(),
                TextColumn("left"),
                TimeRemainingColumn(),
                console=self.console,
            )
            self._bar.start()
            self._task = self._bar.add_task(
                "", total=steps, completed=where.step, epoch=where.epoch + 1, text=""
            )
        self._start()

    def step(self, where: Where, tokens: int, likelihood: float, guidance: float) -> None:
        """After each batch. likelihood is summed over its tokens, guidance a mean."""
        self._tokens += tokens
        self._loss += likelihood
        self._guidance += guidance
        self._count += 1
        seconds = time.monotonic() - self._since
        if self._bar:
            if seconds > 1.0:
                self._bar.update(self._task, completed=where.step, text=self._text(seconds))
                self._bar.update(self._task, epoch=where.epoch + 1)
                self._start()
        elif seconds > _LINE_S:
            left = (self._steps - where.step) * seconds / self._count
            self.console.print(
                f"epoch {where.epoch + 1}  batch {where.step:,}/{self._steps:,}  "
                f"{self._text(seconds)}  {left / 60:.0f} min left"
            )
            self._start()

    def _text(self, seconds: float) -> str:
        return (
            f"{self._tokens / seconds:,.0f} target tokens/s  loss {self._loss / self._tokens:.3f}"
            f"  guidance {self._guidance / self._count:.3f}"
        )

    def epoch(self, where: Where, dev_loss: float) -> None:
        self.console.print(
            f"epoch {where.epoch} ended after {where.seconds / 60:.1f} min: dev loss "
            f"{dev_loss:.4f}, perplexity {math.exp(dev_loss):.2f}"
        )

    def __enter__(self) -> "Report":
        return self

    def __exit__(self, *_: object) -> None:
        if self._bar:
            self._bar.stop()
