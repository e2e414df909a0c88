"""/convolution without JavaScript: every operation, channels, receptive fields, what is refused."""

import html
import re

import pytest
import torch
import torch.nn.functional as F
from fastapi.testclient import TestClient

from app.page_contexts.grids_and_kernels import GRIDS, KERNELS
from app.page_contexts.stacks_and_filters import FILTERS, LAYERS, STACKS

LETTER = torch.tensor(GRIDS["letter"])[None, None]
WAVE = torch.tensor(GRIDS["wave"])[None, None]
COLOURS = torch.tensor(STACKS["colours"])[None]


def page(client: TestClient, query: str) -> str:
    answer = client.get(f"/convolution?{query}", headers={"Accept-Language": "en"})
    assert answer.status_code == 200
    return html.unescape(answer.text)


def arithmetic(text: str) -> list[str]:
    found = re.search(r'aria-label="Arithmetic" role="note">([^<]*)<', text)
    assert found is not None
    return found[1].split("\n")


def kernel(name: str) -> torch.Tensor:
    return torch.tensor(KERNELS[name])[None, None]


@pytest.mark.parametrize(
    ("query", "output"),
    [
        (
            "op=convolution&input=wave&kernel=emboss&bias=0.5",
            F.conv2d(WAVE, kernel("emboss").flip(2, 3), torch.tensor([0.5])),
        ),
        (
            "input=wave&kernel=corner&padding=1,2&mode=circular&dilation=2&stride=2,1",
            F.conv2d(
                F.pad(WAVE, (2, 2, 1, 1), mode="circular"), kernel("corner"), None, (2, 1), 0, 2
            ),
        ),
        (
            "input=wave&kernel=corner&padding=1,0,2,0",
            F.conv2d(F.pad(WAVE, (2, 0, 1, 0)), kernel("corner")),
        ),
        (
            "op=transposed&input=wave&kernel=emboss&stride=2&padding=1&extra=1&by=output",
            F.conv_transpose2d(WAVE, kernel("emboss"), None, 2, 1, 1),
        ),
        ("op=max_pool&input=letter&window=3&stride=2", F.max_pool2d(LETTER, 3, 2)),
        ("op=average_pool&input=wave&window=2,5", F.avg_pool2d(WAVE, (2, 5))),
        (
            "input=colours&kernel=ten&bias=0.5&padding=1",
            F.conv2d(COLOURS, torch.tensor(FILTERS["ten"]), torch.full((10,), 0.5), padding=1),
        ),
        (
            "input=colours&kernel=depthwise&groups=3",
            F.conv2d(COLOURS, torch.tensor(FILTERS["depthwise"]), groups=3),
        ),
    ],
)
def test_last_lines_equal_torch(client: TestClient, query: str, output: torch.Tensor) -> None:
    values = output.ravel().tolist()
    for step in (1, len(values) // 2, len(values)):
        text = page(client, f"{query}&step={step}")
        assert f"Step {step} of {len(values)}" in text
        result = float(re.split(" [=≈] ", arithmetic(text)[-1])[1])
        assert result == pytest.approx(values[step - 1], rel=1e-4, abs=1e-4)


def test_an_activation_is_a_line_of_its_own(client: TestClient) -> None:
    lines = arithmetic(page(client, "kernel=0,-1;0,0&act=relu"))
    assert lines == ["0 x 0 + 1 x -1 + 3 x 0 + 4 x 0 = -1", "relu(-1) = 0"]


def test_channels_have_a_line_each_and_a_sum(client: TestClient) -> None:
    lines = arithmetic(page(client, "input=counting-2&kernel=counting-2&bias=0.5"))
    assert lines == [
        "[0] 0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19",
        "[1] 1 x 1 + 2 x 2 + 4 x 3 + 5 x 4 = 37",
        "19 + 37 + bias 0.5 = 56.5",
    ]


def test_an_input_cell_paints_its_window(client: TestClient) -> None:
    text = page(client, "op=transposed&input=0,1;2,3&kernel=0,1;2,3&step=2")
    assert arithmetic(text) == ["1 x 0 = 0, 1 x 1 = 1, 1 x 2 = 2, 1 x 3 = 3"]
    assert "row 0, column 1 of the input" in text
    assert "(2 − 1) × 1 + 2 + 0 − 0 − 0 = 3" in text


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("input=colours&kernel=ten&bias=0", "10 × 3 × 3 × 3 + 10 = 280 parameters"),
        ("input=colours&kernel=depthwise&groups=3&bias=0", "3 × 1 × 3 × 3 + 3 = 30 parameters"),
        ("dilation=2", "2 × (2 − 1) + 1 = 3"),
        ("op=max_pool&input=letter&window=2&ceil=1", "ceil((9 + 0 + 0 − 2) / 2) + 1 = 5"),
        ("op=max_pool&input=letter&window=2&ceil=1", "the last window overhangs by 1"),
        ("input=colours&kernel=ten", "10 × 4 × 4 × 3 × 3 × 3 = 4320"),
        ("stack=3;3,2;3", "A cell of the last layer sees 9 cells"),
    ],
)
def test_counts_and_formulas(client: TestClient, query: str, says: str) -> None:
    assert says in page(client, query)


@pytest.mark.parametrize("name", LAYERS)
def test_every_example_computes(client: TestClient, name: str) -> None:
    text = page(client, LAYERS[name])
    assert arithmetic(text)
    assert not re.findall(r'id="plain-error-\w+">[^<]', text)


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ("op=fold", "op", "“fold” is not one of the choices"),
        ("dilation=0", "dilation", "0"),
        ("dilation=wide", "dilation", "“wide”"),
        ("dilation=65", "dilation", "64"),
        ("dilation=3", "kernel", "With dilation 3 × 3 the kernel covers 4 × 4 cells"),
        ("padding=1,2,3", "padding", "“1,2,3” is not allowed"),
        ("padding=same&stride=2", "padding", "needs stride 1"),
        ("padding=causal", "padding", "one row"),
        ("padding=3&mode=reflect", "padding", "“Reflection at the edge” takes at most 2"),
        ("mode=mirror", "mode", "mirror"),
        ("act=gelu", "act", "gelu"),
        ("groups=0", "groups", "“Groups” is 0;"),
        ("groups=few", "groups", "“few” is not a whole number"),
        ("input=colours&kernel=ten&groups=2", "groups", "2 groups"),
        ("bias=1,2", "bias", "2"),
        ("op=transposed&extra=1", "extra", "1"),
        ("op=transposed&padding=same", "padding", "same"),
        ("op=max_pool&window=0", "window", "0"),
        ("op=max_pool&window=9", "window", "9"),
        ("op=average_pool&padding=2", "padding", "2"),
        ("input=colours", "kernel", "3"),
        ("input=0,1|2", "input", "2"),
        ("stack=3;0", "stack", "0"),
        ("stack=three", "stack", "“three”"),
        ("stack=3;3;3;3;3;3", "stack", "5"),
    ],
)
def test_what_is_refused_is_said_at_its_field(
    client: TestClient, query: str, field: str, says: str
) -> None:
    text = page(client, query)
    place = "error-stack" if field == "stack" else f"plain-error-{field}"
    message = re.search(rf'id="{place}"[^>]*>([^<]*)<', text)
    assert message is not None
    assert says in message[1]


def test_a_cell_of_the_trained_network_is_what_the_network_computed(client: TestClient) -> None:
    question = {"image": "ankle-boot", "outputs": ["conv2", "pool2"]}
    layers = client.post("/api/v1/classify", json=question).json()["layers"]
    outputs = {layer["name"]: layer["output"] for layer in layers}
    link = "net=fashion-cnn&sample=ankle-boot&channel=3&row=4&column=5&layer="
    lines = arithmetic(page(client, f"{link}conv2"))
    assert len(lines) == 8
    value = float(re.split(" [=≈] ", lines[-2])[1])
    assert value == pytest.approx(outputs["conv2"][3][4][5], rel=1e-4)
    assert lines[-1].startswith("relu(")
    (line,) = arithmetic(page(client, f"{link}pool2"))
    assert float(re.split(" [=≈] ", line)[1]) == pytest.approx(outputs["pool2"][3][4][4], rel=1e-4)


def test_the_form_of_a_networks_layer_keeps_to_it_and_asks_for_a_step(client: TestClient) -> None:
    link = "net=fashion-cnn&sample=ankle-boot&layer=conv2"
    form = re.search(
        r'<form class="plain-form".*?</form>', page(client, link + "&row=1"), re.DOTALL
    )
    assert form is not None
    held = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[0]))
    assert held == dict(part.split("=") for part in link.split("&")) | {"step": "11"}
    assert "<textarea" not in form[0]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("net=unknown&sample=ankle-boot&layer=conv2", "unknown"),
        ("net=fashion-cnn&sample=hat&layer=conv2", "hat"),
        ("net=fashion-cnn&sample=ankle-boot&layer=conv9", "conv9"),
        ("net=fashion-cnn&sample=ankle-boot&layer=flatten", "slides no window"),
        ("net=fashion-cnn&image=AAAA&layer=conv2", "not 28 × 28"),
    ],
)
def test_a_link_to_no_cell_of_a_network_says_so(client: TestClient, query: str, says: str) -> None:
    message = re.search(r'id="plain-error-input">([^<]*)<', page(client, query))
    assert message is not None
    assert says in message[1]


def test_a_refusal_in_chinese_names_fields_and_modes_as_the_page_does(client: TestClient) -> None:
    text = html.unescape(client.get("/convolution?lang=zh&padding=3&mode=reflect").text)
    assert "“边缘反射”方式每侧最多填充 2 行" in text
    assert "“分组数”是 0" in html.unescape(client.get("/convolution?lang=zh&groups=0").text)
