"""POST /api/v1/convolve: the contract, its examples, and every way to ask for nonsense."""

import json
from typing import Any

import numpy as np
import pytest
import torch
from fastapi.testclient import TestClient
from httpx2 import Response

from app.api.convolve import EXAMPLES
from models import limits

GRID = [[0, 1, 2], [3, 4, 5], [6, 7, 8]]
KERNEL = [[0, 1], [2, 3]]
URL = "/api/v1/convolve"
AXIS = {
    "side": 3,
    "before": 0,
    "after": 0,
    "kernel": 2,
    "dilation": 1,
    "extent": 2,
    "stride": 1,
    "output": 2,
    "remainder": 0,
    "overhang": 0,
    "output_padding": 0,
}


def post(client: TestClient, body: str | bytes, language: str = "en") -> Response:
    headers = {"Content-Type": "application/json", "Accept-Language": language}
    return client.post(URL, content=body, headers=headers)


def ask(client: TestClient, **fields: Any) -> dict[str, Any]:
    response = client.post(URL, json={"input": GRID, "kernel": KERNEL} | fields)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def test_the_textbook_example_is_answered_with_every_number(client: TestClient) -> None:
    assert ask(client, bias=1, frames={"start": 3, "count": 2}) == {
        "operation": "cross_correlation",
        "output": [[20, 26], [38, 44]],
        "activated": None,
        "output_shape": [2, 2],
        "padded_input": GRID,
        "flipped_kernel": None,
        "sources": {"rows": [0, 1, 2], "columns": [0, 1, 2]},
        "geometry": {"rows": AXIS, "columns": AXIS},
        "parameters": {"weights": 4, "biases": 1, "total": 5},
        "multiply_adds": 16,
        "unread": {"rows": [], "columns": []},
        "frame_count": 4,
        "frames": [
            {
                "index": 3,
                "output": {"channel": 0, "row": 1, "column": 1},
                "window": {"top": 1, "left": 1, "bottom": 3, "right": 3},
                "products": [[0, 5], [14, 24]],
                "channel_sums": [43],
                "bias": 1,
                "value": 44,
                "activated": None,
            }
        ],
    }


def test_defaults_are_stride_1_no_padding_no_bias_and_64_frames(client: TestClient) -> None:
    answer = ask(client, input=[[1] * 20] * 20)
    assert answer["output_shape"] == [19, 19]
    assert answer["parameters"] == {"weights": 4, "biases": 0, "total": 4}
    assert [frame["index"] for frame in answer["frames"]] == list(range(64))
    assert answer["frame_count"] == 361


@pytest.mark.parametrize("padding", [1, [1, 1], {"top": 1, "bottom": 1, "left": 1, "right": 1}])
@pytest.mark.parametrize("stride", [2, [2, 2]])
def test_channels_padding_and_stride_equal_pytorch(
    client: TestClient, padding: Any, stride: Any
) -> None:
    random = np.random.default_rng(0)
    values, kernel, bias = (random.normal(size=shape) for shape in ((3, 8, 8), (4, 3, 2, 3), 4))
    expected = torch.nn.functional.conv2d(
        torch.tensor(values), torch.tensor(kernel), torch.tensor(bias), stride=2, padding=1
    )
    answer = ask(
        client,
        input=values.tolist(),
        kernel=kernel.tolist(),
        bias=bias.tolist(),
        padding=padding,
        stride=stride,
        frames={"count": 4096},
    )
    np.testing.assert_allclose(answer["output"], expected.numpy(), rtol=1e-9, atol=1e-12)
    assert answer["output_shape"] == list(expected.shape)
    assert answer["unread"] == {"rows": [], "columns": [9]}
    assert len(answer["frames"]) == answer["frame_count"] == expected.numel()
    for frame in answer["frames"]:
        at, window = frame["output"], frame["window"]
        read = np.array(answer["padded_input"])[
            :, window["top"] : window["bottom"], window["left"] : window["right"]
        ]
        assert (read * kernel[at["channel"]]).tolist() == frame["products"]
        assert sum(frame["channel_sums"]) + frame["bias"] == frame["value"]
        assert frame["value"] == answer["output"][at["channel"]][at["row"]][at["column"]]


def test_same_and_valid_padding(client: TestClient) -> None:
    assert ask(client, padding="same")["output_shape"] == [3, 3]
    assert ask(client, padding="valid")["output_shape"] == [2, 2]


def test_true_convolution_answers_with_the_flipped_kernel(client: TestClient) -> None:
    answer = ask(client, operation="convolution", frames={"count": 1})
    assert answer["output"] == [[5, 11], [23, 29]]
    assert answer["flipped_kernel"] == [[3, 2], [1, 0]]
    assert answer["frames"][0]["products"] == [[0, 2], [3, 0]]
    deep = ask(client, operation="convolution", kernel=[[[[1, 2]]]])
    assert deep["flipped_kernel"] == [[[[2, 1]]]]


@pytest.mark.parametrize(
    ("mode", "columns", "first"),
    [
        ("zeros", [None, None, 0, 1, 2, None], [0, 0, 0, 1, 2, 0]),
        ("reflect", [2, 1, 0, 1, 2, 1], [2, 1, 0, 1, 2, 1]),
        ("replicate", [0, 0, 0, 1, 2, 2], [0, 0, 0, 1, 2, 2]),
        ("circular", [1, 2, 0, 1, 2, 0], [1, 2, 0, 1, 2, 0]),
    ],
)
def test_sources_say_where_each_padded_cell_comes_from(
    client: TestClient, mode: str, columns: list[int | None], first: list[int]
) -> None:
    answer = ask(client, padding={"left": 2, "right": 1}, padding_mode=mode)
    assert answer["sources"] == {"rows": [0, 1, 2], "columns": columns}
    assert answer["padded_input"][0] == first


def test_an_activation_is_answered_beside_the_output(client: TestClient) -> None:
    answer = ask(client, kernel=[[1, -1], [-1, 1.5]], bias=-3, activation="relu")
    assert answer["output"] == [[-1, -0.5], [0.5, 1]]
    assert answer["activated"] == [[0, 0], [0.5, 1]]
    assert [(f["value"], f["activated"]) for f in answer["frames"]] == [
        (-1, 0),
        (-0.5, 0),
        (0.5, 0.5),
        (1, 1),
    ]


def test_transposed_by_output_and_by_input_cell(client: TestClient) -> None:
    asked = {"input": [[0, 1], [2, 3]], "operation": "transposed", "stride": [1, 2], "padding": 0}
    answer = ask(client, **asked, bias=1)
    assert answer["output"] == [[1, 1, 1, 2], [1, 3, 3, 7], [5, 7, 7, 10]]
    assert answer["padded_input"] == [[0, 1], [2, 3]]
    assert answer["sources"] == {"rows": [0, 1], "columns": [0, 1]}
    assert answer["multiply_adds"] == 16
    assert answer["geometry"]["columns"] == AXIS | {"side": 2, "stride": 2, "output": 4}
    frame = answer["frames"][7]
    assert frame["output"] == {"channel": 0, "row": 1, "column": 3}
    assert frame["window"] == {"top": 0, "left": 1, "bottom": 2, "right": 2}
    assert frame["products"] == [[0, 3], [0, 3]]
    by_input = ask(client, **asked, frames={"by": "input", "start": 3})
    assert by_input["frame_count"] == 4
    assert by_input["frames"] == [
        {
            "index": 3,
            "input": {"channel": 0, "row": 1, "column": 1},
            "window": {"top": 1, "left": 2, "bottom": 3, "right": 4},
            "products": [[0, 3], [6, 9]],
        }
    ]


def test_output_padding_stands_in_the_geometry(client: TestClient) -> None:
    answer = ask(client, operation="transposed", stride=3, output_padding=[2, 0], padding=[1, 0])
    rows, columns = answer["geometry"]["rows"], answer["geometry"]["columns"]
    assert [rows["output"], columns["output"]] == answer["output_shape"] == [8, 8]
    assert (rows["output_padding"], columns["output_padding"]) == (2, 0)
    for axis in (rows, columns):
        full = (axis["side"] - 1) * axis["stride"] + axis["extent"] + axis["output_padding"]
        assert full - axis["before"] - axis["after"] == axis["output"]
    assert answer["output"][7] == [0] * 8


def test_max_pooling_names_the_chosen_cell_and_leaves_padding_empty(client: TestClient) -> None:
    answer = ask(client, kernel=None, operation="max_pool", window=2, padding={"top": 1, "left": 1})
    assert answer["output"] == [[0, 2], [6, 8]]
    assert answer["padded_input"] == [[None] * 4, *([None, *row] for row in GRID)]
    assert answer["parameters"] == {"weights": 0, "biases": 0, "total": 0}
    assert answer["frames"][1]["products"] == [[None, None], [1, 2]]
    assert answer["frames"][1]["chosen"] == {"row": 1, "column": 3}
    assert "divisor" not in answer["frames"][1]


def test_average_pooling_divides_by_what_it_counts(client: TestClient) -> None:
    asked = {"kernel": None, "operation": "average_pool", "window": 2, "ceil_mode": True}
    answer = ask(client, **asked)
    assert answer["output"] == [[2, 3.5], [6.5, 8]]
    assert answer["frames"][1]["products"] == [[1, None], [2.5, None]]
    assert [frame["divisor"] for frame in answer["frames"]] == [4, 2, 2, 1]
    assert answer["geometry"]["rows"]["overhang"] == 1
    padded = ask(client, **asked, padding=1, count_include_pad=False)
    assert padded["padded_input"][0] == [None] * 5
    assert padded["frames"][0]["divisor"] == 1


def test_frames_past_the_end_are_an_empty_list(client: TestClient) -> None:
    assert ask(client, frames={"start": 4})["frames"] == []
    assert ask(client, frames={"start": 10**12, "count": 4096})["frames"] == []
    assert ask(client, frames={"count": 0})["frames"] == []


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_of_the_docs_run(client: TestClient, name: str) -> None:
    described = client.get("/openapi.json").json()["paths"][URL]["post"]
    body = described["requestBody"]["content"]["application/json"]
    assert set(body["schema"]["properties"]) >= {"input", "kernel", "stride", "frames"}
    assert client.post(URL, json=body["examples"][name]["value"]).status_code == 200


def test_the_docs_describe_every_field_of_the_answer(client: TestClient) -> None:
    description = client.get("/openapi.json").json()
    answer = description["components"]["schemas"]["ConvolveResponse"]["properties"]
    assert set(answer) == set(ask(client))


@pytest.mark.parametrize(
    ("fields", "field", "text"),
    [
        ({"kernel": [[1] * 4]}, "kernel", "covers 1 × 4 cells, but the padded input has only 3"),
        ({"stride": 0}, "stride", "The stride is 0, 0;"),
        ({"stride": [1, 0]}, "stride", "The stride is 1, 0;"),
        ({"stride": 1.5}, "stride", "“stride” is 1.5; allowed: 2, [2, 1]."),
        ({"padding": -1}, "padding", "none may be below 0"),
        ({"padding": "same", "stride": 2}, "padding", "needs stride 1"),
        ({"padding": {"top": 1, "up": 1}}, "padding", '"up": 1'),
        ({"input": [[1, 2], [3]]}, "input", "“input[1]” has 1 element,"),
        ({"input": [[1, None]]}, "input", "“input[0][1]” is null"),
        ({"input": [[1, "2"]]}, "input", '“input[0][1]” is "2"'),
        ({"input": [[True]]}, "input", "“input[0][0]” is true"),
        ({"input": "abc"}, "input", '“input” is "abc"'),
        ({"input": [[1] * 1025]}, "input", "1 × 1,025; at most 1,024 × 1,024"),
        ({"kernel": [[[1]]]}, "kernel", "has 3 dimensions; allowed: 2, 4"),
        ({"kernel": [[1] * 32]}, "kernel", "1 × 32; at most 31 × 31"),
        ({"bias": [1, 2]}, "bias", "2 biases do not fit 1 output"),
        ({"groups": 2}, "groups", "2 groups do not divide"),
        ({"frames": {"count": 4097}}, "frames.count", "is 4,097; it must be at most 4,096"),
        ({"frames": {"start": -1}}, "frames.start", "is -1; it must be at least 0"),
        ({"frames": {"start": True}}, "frames.start", "whole number"),
        ({"frames": {"end": 1}}, "frames.end", "not a field that is known"),
        ({"frames": None}, "frames", "a JSON object is needed"),
        ({"operation": "pool"}, "operation", "“pool”; available: 'cross_correlation', 'convo"),
        ({"padding_mode": "mirror"}, "padding_mode", "“mirror”; available: 'zeros', 'reflect'"),
        ({"padding_mode": "reflect", "padding": 3}, "padding", "“reflect” takes at most 2 rows"),
        ({"window": [2, 2]}, "window", "does not belong to the operation “cross_correlation”"),
        ({"size": [2, 2]}, "size", "not a field that is known here"),
        ({"operation": "max_pool"}, "kernel", "does not belong to the operation “max_pool”"),
        ({"operation": "max_pool", "kernel": None}, "window", "“window” is missing"),
        ({"operation": "transposed", "ceil_mode": True}, "ceil_mode", "It belongs to: max_pool"),
        ({"ceil_mode": "yes"}, "ceil_mode", "does not belong to the operation"),
        ({"padding": "causal"}, "padding", "goes with a kernel of one row; this one has 2"),
        ({"frames": {"by": "input"}}, "frames.by", "It belongs to: transposed"),
        ({"frames": {"by": "kernel"}}, "frames.by", "available: 'output' or 'input'"),
        ({"activation": "gelu"}, "activation", "“gelu”; available: 'none', 'relu'"),
    ],
)
def test_what_cannot_be_computed_is_a_422_that_names_field_and_value(
    client: TestClient, fields: dict[str, Any], field: str, text: str
) -> None:
    response = client.post(URL, json={"input": GRID, "kernel": KERNEL} | fields)
    assert response.status_code == 422
    assert response.headers["content-type"] == "application/problem+json"
    problem = response.json()
    assert problem["field"] == field
    assert text in problem["detail"]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b"", "not valid JSON in line 1, column 1"),
        (b"{", "not valid JSON in line 1, column 2"),
        (b'{"input": [[1]],\n "kernel": [[1]]', "line 2"),
        (b"[]", "a JSON object is needed"),
        (b'{"input": [[1]]}', "“kernel” is missing"),
        (b'{"input": [[NaN]], "kernel": [[1]]}', "“input[0][0]” is NaN"),
        (b'{"input": [[1e999]], "kernel": [[1]]}', "“input[0][0]” is Infinity"),
        (b'{"input": [[' + b"9" * 10_000 + b']], "kernel": [[1]]}', "“input[0][0]” is Infinity"),
        (b'{"input": [[1]], "kernel": [[1]], "stride": ' + b"9" * 10_000 + b"}", "is Infinity"),
        (b'{"input": [["\\ud800"]], "kernel": [[1]]}', "“input[0][0]” is"),
        (b'{"input": ' + b"[" * 500 + b"]" * 500 + b', "kernel": [[1]]}', "allowed: 2, 3"),
        (b'{"input": ' + b"[" * 1_000_000, "nested too deeply"),
        (b'{"\\ud800": 1, "input": [[1]], "kernel": [[1]]}', "not valid Unicode"),
        (b'{"\xff', "not text in UTF-8"),
        (b'{"input": \x00}', "NUL character at position 11"),
    ],
)
def test_json_that_is_broken_or_hostile_is_a_422(
    client: TestClient, body: bytes, text: str
) -> None:
    response = post(client, body)
    assert response.status_code == 422
    assert text in response.json()["detail"]


def test_a_million_wrong_cells_are_answered_with_the_first(client: TestClient) -> None:
    body = json.dumps({"input": [["x"] * 1000] * 1000, "kernel": KERNEL})
    response = post(client, body)
    assert response.status_code == 422
    assert len(response.content) < 1000


def test_another_content_type_is_a_415(client: TestClient) -> None:
    response = client.post(URL, content=b"{}", headers={"Content-Type": "text/plain"})
    assert response.status_code == 415
    assert "allowed: application/json" in response.json()["detail"]


def test_a_body_beyond_the_cap_is_a_413(client: TestClient) -> None:
    assert post(client, b" " * (limits.BODY_BYTES + 1)).status_code == 413


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (b'{"input": [[1]], "kernel": [[1, 2]]}', "卷积核覆盖 1 × 2 格"),
        (b'{"input": [[1]], "kernel": [[1]], "frames": {"count": -1}}', "须不小于 0"),
        (b'{"input": [[1]], "kernel": [[1]], "window": 2}', "“window”不是运算“cross_correlation”"),
        (b'{"input": [[1]], "operation": "max_pool"}', "缺少“window”"),
        (b"{", "不是有效的 JSON"),
    ],
)
def test_problems_are_in_the_language_of_the_request(
    client: TestClient, body: bytes, text: str
) -> None:
    problem = post(client, body, "zh-CN").json()
    assert text in problem["detail"]


def test_the_largest_grid_is_answered_in_full(client: TestClient) -> None:
    values = np.random.default_rng(0).integers(0, 256, (1024, 1024))
    body = json.dumps({"input": values.tolist(), "kernel": KERNEL, "frames": {"count": 1}})
    answer = post(client, body).json()
    expected = torch.nn.functional.conv2d(
        torch.tensor(values[None], dtype=torch.float64),
        torch.tensor([[KERNEL]], dtype=torch.float64),
    )
    np.testing.assert_array_equal(answer["output"], expected[0].numpy())
