"""POST /api/v1/grids: each kind of file, and what is not one."""

import io
import json
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from httpx2 import Response
from PIL import Image

from models import limits

URL = "/api/v1/grids"
VALUES = [[0, 1.5, 2], [3, 4, -5]]
PIXELS = np.random.default_rng(0).integers(0, 256, (4, 6, 3), dtype=np.uint8)


def upload(client: TestClient, data: bytes, kind: str, language: str = "en") -> Response:
    headers = {"Content-Type": kind, "Accept-Language": language}
    return client.post(URL, content=data, headers=headers)


def npy(array: Any) -> bytes:
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def picture(form: str) -> bytes:
    file = io.BytesIO()
    Image.fromarray(PIXELS).save(file, form)
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "media_type", "kind"),
    [
        (b"0,1.5,2\n3,4,-5\n", "text/csv", "csv"),
        (b"0,1.5,2\n3,4,-5\n", "text/csv; charset=utf-8", "csv"),
        (json.dumps(VALUES).encode(), "application/json", "json"),
        (npy(VALUES), "application/x-npy", "npy"),
        (npy(np.asfortranarray(VALUES, dtype=">f4")), "application/x-npy", "npy"),
    ],
)
def test_the_same_grid_from_each_kind_of_file(
    client: TestClient, data: bytes, media_type: str, kind: str
) -> None:
    response = upload(client, data, media_type)
    assert response.status_code == 200
    assert response.json() == {"shape": [2, 3], "values": VALUES, "kind": kind, "notes": []}


def test_pictures_become_channels(client: TestClient) -> None:
    answer = upload(client, picture("PNG"), "image/png").json()
    assert (answer["shape"], answer["kind"]) == ([3, 4, 6], "png")
    assert answer["values"] == np.moveaxis(PIXELS, 2, 0).tolist()
    data = picture("JPEG")
    answer = upload(client, data, "image/jpeg").json()
    assert (answer["shape"], answer["kind"]) == ([3, 4, 6], "jpeg")
    assert answer["values"] == np.moveaxis(np.asarray(Image.open(io.BytesIO(data))), 2, 0).tolist()


def test_notes_are_in_the_language_of_the_request(client: TestClient) -> None:
    assert upload(client, b"1;2", "text/csv").json()["notes"] == [
        "Cells are separated by semicolons."
    ]
    assert upload(client, b"1;2", "text/csv", "zh").json()["notes"] == ["单元格以分号分隔。"]


def test_an_answer_can_be_uploaded_and_convolved(client: TestClient) -> None:
    answer = upload(client, picture("PNG"), "image/png")
    again = upload(client, answer.content, "application/json").json()
    assert again["values"] == answer.json()["values"]
    kernel = [[[[1]]] * 3]
    response = client.post("/api/v1/convolve", json={"input": again["values"], "kernel": kernel})
    assert response.json()["output"] == [PIXELS.sum(axis=2, dtype=int).tolist()]


@pytest.mark.parametrize(
    ("data", "media_type", "status", "text"),
    [
        (b"", "text/csv", 422, "no numbers"),
        (b"", "image/png", 422, "no numbers"),
        (b"1,2\n3\n", "text/csv", 422, "Row 2 has 1 cell, but row 1 has 2"),
        (b"1,nan\n", "text/csv", 422, "Row 1, column 2 holds “nan”"),
        (b"1,x\n", "text/csv", 422, "Row 1, column 2 holds “x”"),
        (b"[[Infinity]]", "application/json", 422, "“grid[0][0]” is Infinity"),
        (b"[[1,", "application/json", 422, "not valid JSON"),
        (npy([[np.inf]]), "application/x-npy", 422, "“grid[0][0]” is Infinity"),
        (npy([[1, 2]])[:-1], "application/x-npy", 422, "needs 16 bytes of data"),
        (npy(np.array([[None]])), "application/x-npy", 422, "of type |O;"),
        (picture("PNG")[:60], "image/png", 422, "PNG file is damaged or cut off"),
        (picture("PNG"), "image/jpeg", 415, "sent as JPEG"),
        (b"<svg/>", "image/png", 415, "(SVG)"),
        (b"1", "", 415, "allowed: text/csv, application/json"),
        (b"1", "image/gif", 415, "“image/gif” is not a kind of file"),
        (b"1", "multipart/form-data; boundary=x", 415, "allowed: text/csv"),
        (b"1" * (limits.BODY_BYTES + 1), "text/csv", 413, "8,388,608 bytes"),
    ],
)
def test_files_that_are_no_grid(
    client: TestClient, data: bytes, media_type: str, status: int, text: str
) -> None:
    response = upload(client, data, media_type)
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert text in response.json()["detail"]
    assert upload(client, b"1,2", "text/csv").status_code == 200


def test_a_problem_in_chinese(client: TestClient) -> None:
    problem = upload(client, b"1,2\n3\n", "text/csv", "zh-CN").json()
    assert problem["title"] == "各行长度不一"
    assert problem["detail"] == "第 2 行有 1 个单元格，而第 1 行有 2 个；各行须一样多。"


def test_examples_of_the_docs_run(client: TestClient) -> None:
    content = client.get("/openapi.json").json()["paths"][URL]["post"]["requestBody"]["content"]
    assert set(content) >= {"application/x-npy", "image/png", "image/jpeg"}
    csv = content["text/csv"]["example"].encode()
    assert upload(client, csv, "text/csv").status_code == 200
    example = json.dumps(content["application/json"]["example"]).encode()
    assert upload(client, example, "application/json").status_code == 200
