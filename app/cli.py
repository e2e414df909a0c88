"""The command `loupe`: serve, translate, convolve, learn, and what other packages add."""

import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from models import limits
from models.convolution.activation import ACTIVATIONS
from models.convolution.geometry import Padding
from models.convolution.operations import OPERATIONS
from models.convolution.options import PADDING_WORDS
from models.convolution.padding import PADDING_MODES
from models.errors import LoupeError

GROUP = "loupe.commands"

cli = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="See every number in attention and convolution.",
)


@cli.command("serve")
def serve_pages(
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="Port to listen on.", min=0, max=65535)] = 8000,
    workers: Annotated[
        int, typer.Option(help="Processes that answer; they share their memory.", min=1, max=64)
    ] = 1,
) -> None:
    """Serve the pages and the API."""
    from app.serving import bound_socket, serve

    try:
        bound = bound_socket(host, port)
    except OSError as error:
        typer.echo(f"loupe: {host}:{port} cannot be listened on: {error.strerror}", err=True)
        raise typer.Exit(2) from None
    raise typer.Exit(serve(bound, host, workers))


def whole_numbers(text: str, counts: tuple[int, ...]) -> tuple[int, ...]:
    """So many whole numbers, apart by commas."""
    try:
        numbers = tuple(int(part) for part in text.split(","))
    except ValueError:
        numbers = ()
    if len(numbers) not in counts:
        allowed = " or ".join(map(str, counts))
        raise typer.BadParameter(f"“{text}” is not {allowed} whole numbers apart by commas")
    return numbers


def pair(text: str) -> tuple[int, int]:
    """Rows and columns from one number or two."""
    numbers = whole_numbers(text, (1, 2))
    return numbers[0], numbers[-1]


def sides(text: str) -> str | tuple[int, int] | Padding:
    """Padding as one number, two or four, or as a word."""
    if text in PADDING_WORDS:
        return text
    numbers = whole_numbers(text, (1, 2, 4))
    return Padding(*numbers) if len(numbers) == 4 else (numbers[0], numbers[-1])


Json = Annotated[bool, typer.Option("--json", help="Print the answer of the API instead.")]


@cli.command()
def translate(
    text: Annotated[str, typer.Argument(help="A text in the model's source language.")],
    model: Annotated[str | None, typer.Option(help="Name of a model; see /models.")] = None,
    beam: Annotated[
        int | None,
        typer.Option(help="Follow so many translations at once.", min=1, max=limits.BEAM_SIZE),
    ] = None,
    length_penalty: Annotated[
        float | None,
        typer.Option(
            help=f"Of the beam: more favours longer ones; {limits.LENGTH_PENALTY_DEFAULT} if not "
            "given.",
            min=0,
            max=limits.LENGTH_PENALTY,
        ),
    ] = None,
    prefix: Annotated[
        str | None, typer.Option(help="What the translation must begin with.")
    ] = None,
    tokens: Annotated[bool, typer.Option("--tokens", help="Tokens instead of words.")] = False,
    json: Json = False,
) -> None:
    """Translate a text and show which words each word looked at, in per cent."""
    from app.terminal import show_translation
    from models.seq2seq.beam import GREEDY, Search

    if beam is None and length_penalty is not None:
        raise typer.BadParameter("belongs to --beam", param_hint="--length-penalty")
    search = GREEDY
    if beam is not None:
        default = limits.LENGTH_PENALTY_DEFAULT
        search = Search(beam, default if length_penalty is None else length_penalty)
    show_translation(text, model, search, prefix=prefix, tokens=tokens, as_json=json)


@cli.command()
def convolve(
    grid: Annotated[
        Path,
        typer.Argument(
            help="A CSV, JSON, NPY, PNG or JPEG file; or the name of a grid: letter, random,8x8.",
            dir_okay=False,
        ),
    ],
    kernel: Annotated[
        str | None,
        typer.Option(help='Rows apart by semicolons: "0,1;2,3"; with channels as JSON.'),
    ] = None,
    operation: Annotated[str, typer.Option(help=", ".join(OPERATIONS))] = OPERATIONS[0],
    bias: Annotated[float, typer.Option(help="Added to every output cell.")] = 0.0,
    stride: Annotated[
        str | None, typer.Option(help='"2" or "rows,columns"; in pooling the window, otherwise 1.')
    ] = None,
    padding: Annotated[
        str,
        typer.Option(
            help='Cells around: "1", "rows,columns" or "top,bottom,left,right"; or one of '
            f"{', '.join(PADDING_WORDS)}."
        ),
    ] = "0",
    padding_mode: Annotated[str, typer.Option(help=", ".join(PADDING_MODES))] = PADDING_MODES[0],
    dilation: Annotated[str, typer.Option(help='"2" or "rows,columns".')] = "1",
    groups: Annotated[int, typer.Option(help="Of channels that are kept apart.")] = 1,
    output_padding: Annotated[
        str, typer.Option(help='Of transposed: "1" or "rows,columns".')
    ] = "0",
    window: Annotated[str | None, typer.Option(help='Of pooling: "2" or "rows,columns".')] = None,
    ceil_mode: Annotated[
        bool, typer.Option("--ceil-mode", help="Of pooling: round the output's shape up.")
    ] = False,
    exclude_padding: Annotated[
        bool, typer.Option("--exclude-padding", help="Of average_pool: do not count padding.")
    ] = False,
    activation: Annotated[str, typer.Option(help=", ".join(ACTIVATIONS))] = ACTIVATIONS[0],
    channel: Annotated[
        int | None,
        typer.Option(
            help="Of a picture, from 0; the mean if not given, or all for a kernel with channels.",
            min=0,
            max=3,
        ),
    ] = None,
    by: Annotated[
        str, typer.Option(help="Of transposed: steps by output or by input cell.")
    ] = "output",
    save: Annotated[
        Path | None,
        typer.Option(
            help="Write a file: the output as .csv or .npy, all as .json, a step as .svg or .png, "
            "the steps as .gif, the layer in PyTorch as .py.",
            dir_okay=False,
        ),
    ] = None,
    step: Annotated[int, typer.Option(help="Of a picture, from 1.")] = 1,
    first: Annotated[int, typer.Option(help="Of an animation: its first step.")] = 1,
    last: Annotated[int | None, typer.Option(help="Of an animation: its last step.")] = None,
    speed: Annotated[
        float, typer.Option(help="Of an animation: steps a second.")
    ] = limits.ANIMATION_SPEED_DEFAULT,
    json: Json = False,
) -> None:
    """Compute a layer on a grid and show the output and its arithmetic."""
    from app.terminal_files import Wanted
    from app.terminal_layer import show_layer

    show_layer(
        grid,
        kernel,
        operation=operation,
        bias=bias or None,
        stride=None if stride is None else pair(stride),
        padding=sides(padding),
        padding_mode=padding_mode,
        dilation=pair(dilation),
        groups=groups,
        output_padding=pair(output_padding),
        window=None if window is None else pair(window),
        ceil_mode=ceil_mode,
        count_include_pad=not exclude_padding,
        activation=activation,
        frames_by=by,
        channel=channel,
        wanted=None if save is None else Wanted(save, step, first, last, speed),
        as_json=json,
    )


@cli.command()
def learn(
    grid: Annotated[
        Path,
        typer.Argument(help="A CSV, JSON, NPY, PNG or JPEG file.", exists=True, dir_okay=False),
    ],
    hidden: Annotated[
        str | None,
        typer.Option(help='The kernel whose output is the target: "1,-1", rows by semicolons.'),
    ] = None,
    target: Annotated[
        Path | None, typer.Option(help="Instead: a file with it.", exists=True, dir_okay=False)
    ] = None,
    size: Annotated[
        str | None, typer.Option(help='Of the kernel that learns: "3" or "rows,columns".')
    ] = None,
    seed: Annotated[
        int | None, typer.Option(help="Draw the first kernel; zeros if not given.")
    ] = None,
    bias: Annotated[float | None, typer.Option(help="To start from; it is learned too.")] = None,
    rate: Annotated[float, typer.Option(help="Learning rate.")] = limits.LEARNING_RATE_DEFAULT,
    steps: Annotated[int, typer.Option(help="Updates.")] = limits.LEARN_STEPS_DEFAULT,
    json: Json = False,
) -> None:
    """Learn a kernel by gradient descent and show every step."""
    from app.terminal_learning import show_learning

    show_learning(
        grid,
        hidden,
        target,
        kernel_size=None if size is None else pair(size),
        seed=seed,
        bias=bias,
        learning_rate=rate,
        steps=steps,
        as_json=json,
    )


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
        place = f"{error.field}: " if error.field else ""
        typer.echo(f"loupe: {place}{error}", err=True)
    except ValidationError as error:
        for one in error.errors():
            name = "_".join(map(str, one["loc"])).upper()
            typer.echo(f"loupe: LOUPE_{name} is {one['input']}: {one['msg']}", err=True)
    else:
        return
    raise SystemExit(2)


if __name__ == "__main__":
    main()
