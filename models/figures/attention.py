"""The attention of one translation as a heatmap: source tokens across, target tokens down."""

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from models.figures import palette
from models.seq2seq.words import Unit, merged

CELL, LABEL, BAR = 44, 8, 84
"""Pixels: a cell's side, a character of a label, the room for the colour bar."""
NUMBERED_CELLS = 2500


def attention_figure(
    source: Sequence[Unit],
    target: Sequence[Unit],
    attention: Sequence[Sequence[float]],
    title: str = "",
) -> go.Figure:
    """Weights between units, colours fixed from 0 to 1, each cell with its number.

    attention (target tokens, source tokens), each row a distribution; where a unit holds several
    tokens, columns are added and rows averaged.
    """
    weights = merged(attention, target, source)
    columns, rows = list(range(len(source))), list(range(len(target)))
    numbered = len(rows) * len(columns) <= NUMBERED_CELLS
    heatmap = go.Heatmap(
        z=weights,
        x=columns,
        y=rows,
        zmin=0,
        zmax=1,
        colorscale=[(step / 4, colour) for step, colour in enumerate(palette.WEIGHTS)],
        xgap=1,
        ygap=1,
        text=[[f"{_text(row.label)} ← {_text(one.label)}" for one in source] for row in target],
        hovertemplate="%{text}<br><b>%{z:.4f}</b><extra></extra>",
        colorbar={"orientation": "h", "y": -LABEL / (len(rows) * CELL), "yanchor": "top",
                  "thickness": 8, "len": 0.5, "outlinewidth": 0},
    )  # fmt: skip
    numbers = go.Scatter(
        x=[column for _ in rows for column in columns],
        y=[row for row in rows for _ in columns],
        text=[f"{weight:.2f}".removeprefix("0") for line in weights for weight in line],
        mode="text",
        textfont={
            "size": 12,
            "color": [
                palette.PAPER if weight >= palette.DARK_FROM else palette.INK
                for line in weights
                for weight in line
            ],
        },
        hoverinfo="skip",
    )
    left, top = (40 + LABEL * max(len(one.label) for one in side) for side in (target, source))
    figure = go.Figure([heatmap, numbers] if numbered else [heatmap])
    figure.update_layout(
        title={"text": _text(title), "font": {"size": 15}},
        width=left + CELL * len(columns) + 24,
        height=top + CELL * len(rows) + BAR + (24 if title else 0),
        margin={"l": left, "t": top + (24 if title else 0), "r": 24, "b": BAR},
        font={"family": palette.FONT, "color": palette.INK, "size": 14},
        paper_bgcolor=palette.PAPER,
        plot_bgcolor=palette.HAIRLINE,
        showlegend=False,
        xaxis=_axis(source) | {"side": "top"},
        yaxis=_axis(target) | {"autorange": "reversed"},
    )
    return figure


def _axis(side: Sequence[Unit]) -> dict[str, object]:
    return {
        "tickvals": list(range(len(side))),
        "ticktext": [_text(one.label) for one in side],
        "showgrid": False,
        "zeroline": False,
        "constrain": "domain",
    }


def _text(label: str) -> str:
    """Plotly reads a small HTML in every label; escaped, text stays text."""
    return escape(label, quote=False)
