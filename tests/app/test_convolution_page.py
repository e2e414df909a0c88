"""The page /convolution without JavaScript: one step as tables, messages at the fields."""

import html
import re

import pytest
import torch
import torch.nn.functional as F
from fastapi.testclient import TestClient

from app.page_contexts.grids_and_kernels import GRIDS, KERNELS


def page(client: TestClient, language: str = "en", **query: str) -> str:
    answer = client.get("/convolution", params=query, headers={"Accept-Language": language})
    assert answer.status_code == 200
    return html.unescape(answer.text)


def arithmetic(text: str) -> str:
    found = re.search(r'aria-label="Arithmetic" role="note">([^<]*)<', text)
    assert found is not None
    return found[1]


def test_worked_example(client: TestClient) -> None:
    text = page(client)
    assert arithmetic(text) == "0 x 0 + 1 x 1 + 3 x 2 + 4 x 3 = 19"
    assert "floor((3 + 0 + 0 − 2) / 1) + 1 = 2" in text
    assert "2 × 2 = 4 parameters" in text


@pytest.mark.parametrize("step", [1, 7, 15])
def test_every_part_of_the_address_counts(client: TestClient, step: int) -> None:
    text = page(
        client,
        input="letter",
        kernel="sobel-x",
        padding="1",
        stride="2,3",
        bias="0.5",
        step=str(step),
    )
    plane = torch.tensor(GRIDS["letter"])[None, None]
    kernel = torch.tensor(KERNELS["sobel-x"])[None, None]
    output = F.conv2d(plane, kernel, torch.tensor([0.5]), stride=(2, 3), padding=1).ravel()
    assert len(output) == 15
    assert arithmetic(text).endswith(f"+ bias 0.5 = {output[step - 1].item():g}")
    assert f"Step {step} of 15" in text
    assert "3 × 3 + 1 = 10 parameters" in text
    assert "floor((9 + 1 + 1 − 3) / 3) + 1 = 3, remainder 2" in text
    assert "Never read by any window: column 8 (hatched)." in text


def test_typed_grids_with_blanks_line_ends_and_fractions(client: TestClient) -> None:
    text = page(client, input="1 2\n3 4", kernel="1/2, 0; 0, 1/4")
    assert arithmetic(text) == "1 x 0.5 + 2 x 0 + 3 x 0 + 4 x 0.25 = 1.5"


def test_rounded_numbers_are_marked(client: TestClient) -> None:
    text = page(client, kernel="1/3")
    assert arithmetic(text) == "0 x 0.3333 ≈ 0"
    assert "≈ rounded" in text


def test_a_step_beyond_the_end_is_the_last(client: TestClient) -> None:
    assert "Step 4 of 4" in page(client, step="99")


@pytest.mark.parametrize(
    ("query", "field", "says"),
    [
        ({"input": "1,2;3"}, "input", "2"),
        ({"input": "a"}, "input", "“a” is not a grid"),
        ({"input": "1,,2"}, "input", "is not a grid"),
        ({"kernel": "1,2,3,4"}, "kernel", "1 × 4"),
        ({"kernel": ";"}, "kernel", "is not a grid"),
        ({"bias": "much"}, "bias", "“much” is not a number"),
        ({"bias": "1e999"}, "bias", "is not a number"),
        ({"stride": "0"}, "stride", "at least 1"),
        ({"stride": "1,2,3"}, "stride", "“1,2,3”"),
        ({"stride": "x"}, "stride", "“x”"),
        ({"padding": "-1"}, "padding", "-1"),
        ({"padding": "1e9"}, "padding", "512"),
        ({"step": "one"}, "step", "“one” is not a whole number"),
        ({"input": "1e300"}, "input", "1e+100"),
    ],
)
def test_what_is_wrong_stands_at_its_field(
    client: TestClient, query: dict[str, str], field: str, says: str
) -> None:
    text = page(client, **query)
    message = re.search(rf'id="plain-error-{field}">([^<]*)<', text)
    assert message is not None
    assert says in message[1]
    box = re.search(rf'<(?:input|textarea)[^>]*id="plain-{field}"[^>]*>([^<]*)', text)
    assert box is not None
    assert 'aria-invalid="true"' in box[0]
    assert query[field] in box[0]
    assert 'aria-label="Arithmetic" role="note"' not in text


def test_messages_are_in_the_language_of_the_page(client: TestClient) -> None:
    assert "不是数的网格" in page(client, "zh-CN", kernel="a")
    assert "步幅是 0" in page(client, "zh-CN", stride="0")


def test_markup_in_the_address_is_shown_as_text(client: TestClient) -> None:
    answer = client.get("/convolution", params={"kernel": "<script>alert(1)</script>"})
    assert "<script>alert" not in answer.text


def test_a_form_keeps_the_language_of_its_address(client: TestClient) -> None:
    text = page(client, lang="zh")
    assert '<input type="hidden" name="lang" value="zh">' in text


def test_examples_and_presets_are_links(client: TestClient) -> None:
    text = page(client, padding="1", step="3")
    assert 'href="/convolution?padding=1&input=hill"' in text
    assert 'href="/convolution?padding=1&kernel=sobel-x"' in text


def test_kernels_are_what_their_names_say() -> None:
    ramp = torch.arange(5.0).expand(5, 5)[None, None]

    def of(name: str, plane: torch.Tensor) -> torch.Tensor:
        return F.conv2d(plane, torch.tensor(KERNELS[name])[None, None])

    assert torch.equal(of("identity", ramp), ramp[..., 1:-1, 1:-1])
    assert torch.equal(of("sobel-x", ramp), torch.full((1, 1, 3, 3), 8.0))
    assert torch.equal(of("sobel-y", ramp), torch.zeros(1, 1, 3, 3))
    assert torch.equal(of("edges-vertical", ramp), torch.full((1, 1, 5, 4), -1.0))
    assert torch.equal(of("edges-horizontal", ramp), torch.zeros(1, 1, 4, 5))
    for name in ("box-blur", "gaussian-blur", "sharpen"):
        assert torch.allclose(of(name, ramp), ramp[..., 1:-1, 1:-1])
    for name in ("corner", "sobel-x", "sobel-y"):
        assert abs(sum(map(sum, KERNELS[name]))) < 1e-12
