"""A network drawn from its configuration: boxes, wires with shapes on them, and the same in words.

Coordinates are those of the picture's view box, y downwards. One source sentence of S tokens flows
from the top; the decoder is shown at one step.
"""

from app.i18n import Language, texts
from app.page_contexts.models_picture import LINE, Box, Drawing, Label, Point, Wire
from models.seq2seq.config import NetworkConfig

WIDTH = 352
LEFT, RIGHT = 64, 340
"""Edges of what stands in the picture; wires run beside them."""
INNER = 224
"""Right edge of the boxes that leave room for the target's column."""
PASSED = 200
"""Right edge of an attention that the state passes by."""
MIDDLE = (LEFT + INNER) / 2
TARGET = 290
"""Middle of the target's column."""
GAP = 34
"""Height of a wire between two boxes, with its shape beside it."""


def draw(config: NetworkConfig, language: Language) -> Drawing:
    """The picture of a network."""
    return _Pen(config, language).draw()


class _Pen:
    """Goes down the picture; `y` is where the next thing begins."""

    def __init__(self, config: NetworkConfig, language: Language) -> None:
        self.config = config
        self.language = language
        self.drawing = Drawing(width=WIDTH)
        self.y = 0.0
        self.cell = config.cell.upper()

    def draw(self) -> Drawing:
        memory = self.encoder()
        if self.config.attend == "before":
            self.attend_before(memory)
        else:
            self.attend_after(memory)
        self.drawing.height = self.y
        return self.drawing

    # Pieces

    def text(self, key: str, **parameters: object) -> str:
        return texts().text(f"models_drawing.{key}", self.language, **parameters)

    def box(
        self,
        kind: str,
        *lines: str,
        left: float = LEFT,
        right: float = INNER,
        height: float = 0,
        titles: int = 1,
    ) -> Box:
        height = height or 12 + LINE * len(lines)
        made = Box(kind, left, self.y, right, self.y + height, lines, titles)
        self.drawing.boxes.append(made)
        self.y += height
        return made

    def wire(self, *points: Point, kind: str = "flow", arrow: bool = True) -> None:
        self.drawing.wires.append(Wire(points, kind, arrow))

    def label(
        self, x: float, y: float, text: str, kind: str = "shape", anchor: str = "start"
    ) -> None:
        self.drawing.labels.append(Label(kind, x, y, text, anchor))

    def down(self, shape: str, x: float = MIDDLE, to: float = 0) -> None:
        """A wire to the next box, at `to` or below, with the shape of what it carries."""
        end = max(self.y + GAP, to)
        self.wire((x, self.y), (x, end))
        self.label(x + 8, (self.y + end) / 2 + 3, shape)
        self.y = end

    def say(self, key: str, **parameters: object) -> None:
        self.drawing.words.append(self.text(f"words_{key}", **parameters))

    # The encoder

    def encoder(self) -> Box:
        """Down to the memory, which is handed over."""
        config, text = self.config, self.text
        half = config.hidden // 2
        self.label(RIGHT, 14, text("encoder"), "caption", "end")
        self.label(MIDDLE, 14, "x₁  x₂  …  xₛ", "token", "middle")
        self.y = 20
        self.down("(S)")
        size = f"{config.source_vocabulary:,} × {config.embedding}"
        self.source = self.box("matrix", text("source_embedding"), size)
        self.say("source_embedding", vocabulary=config.source_vocabulary, size=config.embedding)
        self.down(f"(S, {config.embedding})")
        inputs = config.embedding
        for layer in range(config.layers):
            top = self.y
            for left, right, key in (
                (LEFT, MIDDLE - 3, "forwards"),
                (MIDDLE + 3, INNER, "backwards"),
            ):
                self.y = top
                line = f"{'→' if left == LEFT else '←'} {self.cell} {half}"
                self.box("recurrent", text(key), line, left=left, right=right)
            self.say("encoder", layer=layer + 1, cell=self.cell, inputs=inputs, half=half)
            self.down(f"(S, {config.hidden})")
            inputs = config.hidden
        memory = self.box("memory", text("memory"), height=30)
        self.say("memory", hidden=config.hidden)
        return memory

    # The decoder, in both orders

    def attend_before(self, memory: Box) -> None:
        hidden = self.config.hidden
        self.decoder_caption(memory)
        target = self.target_column(memory.bottom + 38)
        self.down(f"(S, {hidden})")
        attention = self.attention("state_before")
        self.down(f"({hidden})", to=target.bottom + GAP)
        joined = self.joined(target, "joined")
        layer = self.recurrence()
        self.down(f"({hidden})")
        turn = layer.bottom + 12
        query = (attention.top + attention.bottom) / 2
        self.wire((MIDDLE, turn), (20, turn), (20, query), (LEFT, query), kind="state")
        middle = (layer.top + layer.bottom) / 2
        self.wire((20, middle), (LEFT, middle), kind="state")
        self.label(24, query - 6, f"({hidden})", anchor="start")
        self.label(24, query + 15, self.text("query"), "name")
        self.first_state(memory, 20, query)
        self.read_out(joined, layer, target)

    def attend_after(self, memory: Box) -> None:
        """The state reads on straight beside the attention, which is narrower here."""
        hidden = self.config.hidden
        self.decoder_caption(memory)
        target = self.target_column(memory.bottom + 38)
        self.y = target.bottom + GAP
        joined = self.joined(target, "joined_before")
        layer = self.recurrence()
        narrow, straight = (LEFT + PASSED) / 2, (PASSED + INNER) / 2
        turn, side = layer.bottom + 12, (layer.top + layer.bottom) / 2
        self.wire(
            (straight, turn), (INNER + 18, turn), (INNER + 18, side), (INNER, side), kind="state"
        )
        self.first_state(memory, 52, side, arrow=True)
        self.down(f"({hidden})", narrow)
        attention = self.attention("state_after", PASSED)
        out, into = attention.top + 16, attention.bottom - 16
        lane, back = (memory.top + memory.bottom) / 2 - 7, (joined.top + joined.bottom) / 2
        self.wire((LEFT, lane), (16, lane), (16, into), (LEFT, into))
        self.label(LEFT - 4, into + 15, f"(S, {hidden})", anchor="end")
        self.wire((LEFT, out), (38, out), (38, back), (LEFT, back), kind="state")
        self.label(LEFT - 4, out + 13, f"({hidden})", anchor="end")
        self.down(f"({hidden})", narrow)
        self.wire((straight, layer.bottom), (straight, self.y))
        self.label(straight + 8, (attention.top + attention.bottom) / 2 + 4, f"({hidden})")
        self.read_out(joined, layer, target)

    def decoder_caption(self, memory: Box) -> None:
        self.label(RIGHT, memory.bottom + 6, self.text("decoder"), "caption", "end")

    def target_column(self, top: float) -> Box:
        """The token before and its embedding, at the right; leaves `y` where it was."""
        config, y = self.config, self.y
        self.label(TARGET, top - 6, "yᵢ₋₁", "token", "middle")
        self.wire((TARGET, top), (TARGET, top + 20))
        self.y = top + 20
        title = self.text("target_embedding").split("\n")
        size = f"{config.target_vocabulary:,} × {config.embedding}"
        made = self.box("matrix", *title, size, left=INNER + 16, right=RIGHT, titles=len(title))
        self.say("target_embedding", vocabulary=config.target_vocabulary, size=config.embedding)
        self.y = y
        return made

    def attention(self, state: str, right: float = INNER) -> Box:
        config, text = self.config, self.text
        formula = "v · tanh(W q + U hⱼ)" if config.score == "additive" else "(W q) · (U hⱼ) / √d"
        made = self.box("attention", text(config.score), formula, text("softmax"), right=right)
        formula = "v · tanh(W q + U h)" if config.score == "additive" else "(W q) · (U h) / √d"
        self.say("attention", formula=formula, hidden=config.hidden, state=text(state))
        return made

    def joined(self, target: Box, key: str) -> Box:
        """Context beside embedding: the input of the recurrence."""
        config = self.config
        made = self.box("joined", self.text(key), right=RIGHT, height=30)
        self.wire((TARGET, target.bottom), (TARGET, made.top))
        self.label(TARGET + 8, made.top - 12, f"({config.embedding})")
        self.down(f"({config.embedding + config.hidden})")
        return made

    def recurrence(self) -> Box:
        config = self.config
        several = [self.text("layers", layers=config.layers)] if config.layers > 1 else []
        made = self.box("recurrent", f"{self.cell} {config.hidden}", *several)
        self.say(
            f"recurrence_{config.attend}",
            cell=self.cell,
            inputs=config.embedding + config.hidden,
            hidden=config.hidden,
            layers=config.layers,
        )
        return made

    def first_state(self, memory: Box, lane: float, end: float, arrow: bool = False) -> None:
        """The encoder's last state, with which the decoder begins."""
        out = (memory.top + memory.bottom) / 2 + (7 if arrow else 0)
        points = [(LEFT, out), (lane, out), (lane, end)]
        self.wire(*points, *([(LEFT, end)] if arrow else []), kind="first", arrow=arrow)
        self.label(lane + 4, memory.bottom + 16, self.text("first_state"), "name")

    def read_out(self, joined: Box, layer: Box, target: Box) -> None:
        """From the state, beside what the recurrence read, to the next token."""
        config, text = self.config, self.text
        inputs = 2 * config.hidden + (2 if config.lexical else 1) * config.embedding
        averaged = [text("averaged")] if config.lexical else []
        size = f"tanh: {inputs:,} → {config.embedding}"
        readout = self.box("readout", text("readout"), size, *averaged, right=RIGHT)
        if config.lexical:
            start, end = (self.source.top + self.source.bottom) / 2, readout.bottom - 14
            self.wire((LEFT, start), (7, start), (7, end), (LEFT, end))
            self.label(LEFT - 4, end - 5, f"(S, {config.embedding})", anchor="end")
        self.wire((TARGET, joined.bottom), (TARGET, readout.top))
        beside = config.embedding + (config.hidden if config.attend == "before" else 0)
        self.label(TARGET + 8, layer.bottom, f"({beside})")
        self.say("readout", inputs=inputs, size=config.embedding)
        if config.lexical:
            self.say("lexical", size=config.embedding)
        self.down(f"({config.embedding})")
        output = self.box(
            "matrix",
            text("output"),
            f"{config.embedding} → {config.target_vocabulary:,}",
            right=RIGHT,
        )
        self.say("output", size=config.embedding, vocabulary=config.target_vocabulary)
        tied = (output.top + output.bottom) / 2
        start = (target.top + target.bottom) / 2
        lane = RIGHT + 9
        self.wire(
            (RIGHT, start), (lane, start), (lane, tied), (RIGHT, tied), kind="tied", arrow=False
        )
        self.down(f"({config.target_vocabulary:,})")
        self.label(MIDDLE, self.y + 14, "yᵢ", "token", "middle")
        self.y += 20
