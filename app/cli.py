"""The command `loupe`: serve, translate, convolve, and what other packages add."""

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer

from models.errors import LoupeError

GROUP = "loupe.commands"
EVERY_ADDRESS = frozenset({"0.0.0.0", "::"})

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="See every number in attention and convolution.",
)


@cli.command()
def serve(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
) -> None:
    """Serve the pages and the API."""
    import uvicorn

    from app.main import create_app
    from app.settings import Settings

    settings = Settings()
    if host not in EVERY_ADDRESS:
        own = f"[{host}]" if ":" in host else host.lower()
        settings = settings.model_copy(update={"trusted_hosts": (*settings.trusted_hosts, own)})
    uvicorn.run(
        create_app(settings), host=host, port=port, server_header=False, log_level="warning"
    )


@cli.command()
def translate(
    text: Annotated[str, typer.Argument(help="A sentence in the model's source language.")],
    model: Annotated[str | None, typer.Option(help="Name of a model; see /models.")] = None,
    tokens: Annotated[bool, typer.Option(help="Show subword tokens instead of words.")] = False,
) -> None:
    """Translate a sentence and show which words it looked at."""
    from app.terminal import show_translation

    show_translation(text, model, tokens)


@cli.command()
def convolve(
    grid: Annotated[Path, typer.Argument(help="A CSV, JSON, NPY, PNG or JPEG file.")],
    kernel: Annotated[str, typer.Option(help='Rows apart by semicolons: "0,1;2,3".')],
    bias: Annotated[float, typer.Option(help="Added to every output cell.")] = 0.0,
    stride: Annotated[str, typer.Option(help='Cells moved a step: "1", or "rows,columns".')] = "1",
    padding: Annotated[str, typer.Option(help='Zeros around: "0", or "rows,columns".')] = "0",
) -> None:
    """Slide a kernel over a grid and show the output with its arithmetic."""
    from app.terminal import show_convolution

    show_convolution(grid, kernel, bias=bias, stride=stride, padding=padding)


def add_commands(asked_for: str | None) -> None:
    """Add the entry points of other packages; only the one that was asked for is imported."""
    for point in entry_points(group=GROUP):
        if point.name == asked_for:
            cli.command(point.name)(point.load())
        else:
            summary = f"Added by {point.value.partition(':')[0]}; it has a --help of its own."
            cli.command(point.name, help=summary)(lambda: None)


def main() -> None:
    """Run a command; what the user got wrong is one line and exit status 2."""
    add_commands(sys.argv[1] if len(sys.argv) > 1 else None)
    try:
        cli()
    except LoupeError as error:
        typer.echo(f"loupe: {error}", err=True)
        raise SystemExit(2) from None


if __name__ == "__main__":
    main()
