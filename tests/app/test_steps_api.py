"""Every number of a translation, recomputed from the HTTP API alone with NumPy alone."""

import base64
from collections.abc import Iterator
from io import BytesIO
from typing import Any

import numpy as np
import pytest
from fastapi.testclient import TestClient
from numpy.typing import NDArray

from app.main import create_app
from app.settings import Settings
from tests.app.small_models import save_small

TEXT = "My sister reads a blue book."
MODELS: dict[str, dict[str, Any]] = {
    "additive": {"default": True},
    "dot": {"score": "dot", "cell": "gru", "layers": 2, "attend": "after", "lexical": True},
}
Numbers = NDArray[np.float64]


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    weights = tmp_path_factory.mktemp("weights")
    for name, config in MODELS.items():
        save_small(weights, name, **config)
    with TestClient(create_app(Settings(weights=weights))) as started:
        yield started


class Tensors:
    """A model's tensors, fetched when they are first used."""

    def __init__(self, client: TestClient, model: str) -> None:
        self.client, self.address = client, f"/api/v1/models/{model}/tensors"
        self.held: dict[str, Numbers] = {}

    def __getitem__(self, name: str) -> Numbers:
        if name not in self.held:
            file = self.client.get(f"{self.address}/{name}").content
            self.held[name] = np.load(BytesIO(file)).astype(np.float64)
        return self.held[name]


def sigmoid(x: Numbers) -> Numbers:
    return 1 / (1 + np.exp(-x))


def cell_step(
    projected: Numbers, recurrent: Numbers, hidden: Numbers, cell: Numbers | None
) -> tuple[dict[str, Numbers], dict[str, Numbers], Numbers, Numbers | None]:
    """W x + b and U h -> pre-activations, gates, new hidden state and cell."""
    if cell is not None:
        names = ("input", "forget", "candidate", "output")
        sums = dict(zip(names, np.split(projected + recurrent, 4), strict=True))
    else:
        r, z, n = np.split(projected, 3)
        by_r, by_z, by_n = np.split(recurrent, 3)
        sums = {"reset": r + by_r, "update": z + by_z}
        sums["candidate"] = n + sigmoid(sums["reset"]) * by_n
    gates = {
        name: np.tanh(value) if name == "candidate" else sigmoid(value)
        for name, value in sums.items()
    }
    if cell is not None:
        cell = gates["forget"] * cell + gates["input"] * gates["candidate"]
        return sums, gates, gates["output"] * np.tanh(cell), cell
    kept = gates["update"] * hidden
    return sums, gates, (1 - gates["update"]) * gates["candidate"] + kept, None


def close(found: Any, expected: Any) -> None:
    np.testing.assert_allclose(np.array(found, dtype=np.float64), expected, rtol=1e-5, atol=1e-5)


def check_encoder(answer: dict[str, Any], tensors: Tensors) -> None:
    encoder = answer["encoder"]
    inputs = np.array(encoder["embeddings"])
    for index, layer in enumerate(encoder["layers"]):
        sides, ends = [], []
        for side, direction in enumerate(("forward", "backward")):
            shown = layer[direction]
            weights, recurrent, bias = (
                tensors[f"encoder.layers.{index}.{name}"][side]
                for name in ("input", "recurrent", "bias")
            )
            places = range(len(inputs)) if side == 0 else reversed(range(len(inputs)))
            hidden = np.zeros(recurrent.shape[1])
            cell = None if shown["cell"] is None else hidden
            states = np.empty((len(inputs), len(hidden)))
            for place in places:
                _, gates, hidden, cell = cell_step(
                    weights @ inputs[place] + bias, recurrent @ hidden, hidden, cell
                )
                for name, gate in gates.items():
                    close(shown["gates"][name][place], gate)
                if cell is not None:
                    close(shown["cell"][place], cell)
                states[place] = hidden
            close(shown["hidden"], states)
            sides.append(states)
            ends.append((hidden, cell))
        inputs = np.concatenate(sides, axis=1)
        close(answer["initial"]["hidden"][index], np.concatenate([one for one, _ in ends]))
        if answer["initial"]["cell"] is not None:
            close(answer["initial"]["cell"][index], np.concatenate([one for _, one in ends]))
    close(encoder["forward"], sides[0])
    close(encoder["backward"], sides[1])
    close(encoder["memory"], inputs)
    close(answer["keys"], inputs @ tensors["decoder.attention.key"].T)


def check_attention(
    answer: dict[str, Any], step: dict[str, Any], query: Numbers, tensors: Tensors
) -> Numbers:
    """The context of a step whose query this is."""
    keys, memory = np.array(answer["keys"]), np.array(answer["encoder"]["memory"])
    parameters = answer["attention_parameters"]
    projected = tensors["decoder.attention.query"] @ query
    if parameters["score"] == "additive":
        assert parameters["vector"] == pytest.approx(tensors["decoder.attention.vector"])
        scores = np.tanh(keys + projected) @ np.array(parameters["vector"])
    else:
        scores = keys @ projected / len(query) ** 0.5
        assert parameters["scale"] == pytest.approx(len(query) ** -0.5)
    weights = np.exp(scores - scores.max())
    weights /= weights.sum()
    context: Numbers = weights @ memory
    for name, expected in (
        ("query", query),
        ("projected_query", projected),
        ("scores", scores),
        ("masked_scores", scores),
        ("weights", weights),
        ("context", context),
    ):
        close(step[name], expected)
    return context


def check_step(
    answer: dict[str, Any],
    step: dict[str, Any],
    states: list[tuple[Numbers, Numbers | None]],
    context: Numbers,
    tensors: Tensors,
) -> Numbers:
    """Change `states` to those after the step; its context."""
    before = answer["attend"] == "before"
    if before:
        context = check_attention(answer, step, states[-1][0], tensors)
    embedding = np.array(step["input_embedding"])
    inputs = np.concatenate((embedding, context))
    close(step["rnn_input"], inputs)
    for index, shown in enumerate(step["layers"]):
        close(shown["input"], inputs)
        names = ("input", "recurrent", "bias")
        weights, recurrent, bias = (tensors[f"decoder.layers.{index}.{name}"] for name in names)
        hidden, cell = states[index]
        sums, gates, hidden, cell = cell_step(
            weights @ inputs + bias, recurrent @ hidden, hidden, cell
        )
        for name in gates:
            close(shown["pre_activations"][name], sums[name])
            close(shown["gates"][name], gates[name])
        close(shown["hidden"], hidden)
        assert (shown["cell"] is None) == (cell is None)
        if cell is not None:
            close(shown["cell"], cell)
        inputs, states[index] = hidden, (hidden, cell)
    assert all(step[name] == shown[name] for name in ("gates", "hidden", "cell"))
    if not before:
        context = check_attention(answer, step, hidden, tensors)
    parts = [hidden, context, embedding]
    if step["lexical"] is not None:
        parts.append(np.array(step["weights"]) @ np.array(answer["encoder"]["embeddings"]))
        close(step["lexical"], parts[-1])
    readout = np.tanh(
        tensors["decoder.readout.weight"] @ np.concatenate(parts) + tensors["decoder.readout.bias"]
    )
    close(step["readout"], readout)
    logits = tensors["decoder.embedding.weight"] @ readout + tensors["decoder.output_bias"]
    normaliser = np.log(np.exp(logits - logits.max()).sum()) + logits.max()
    close(step["log_normaliser"], normaliser)
    for rank, one in enumerate(step["candidates"][:10]):
        close(one["logit"], np.sort(logits)[-1 - rank])
    for one in step["candidates"]:
        close(one["logit"], logits[one["id"]])
        close(one["log_probability"], logits[one["id"]] - normaliser)
        close(one["probability"], np.exp(logits[one["id"]] - normaliser))
        assert one["chosen"] == (one == step["chosen"])
    close(step["logit"], logits[step["chosen"]["id"]])
    return context


def check(client: TestClient, **request: Any) -> dict[str, Any]:
    """Ask for the steps, recompute all of them; the answer."""
    response = client.post("/api/v1/translate", json={**request, "detail": "steps"})
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    tensors = Tensors(client, answer["model"])
    check_encoder(answer, tensors)
    initial = answer["initial"]
    cells = initial["cell"] or [None] * len(initial["hidden"])
    states = [
        (np.array(hidden), None if cell is None else np.array(cell))
        for hidden, cell in zip(initial["hidden"], cells, strict=True)
    ]
    context = np.zeros(len(initial["hidden"][0]))
    for step in answer["steps"]:
        context = check_step(answer, step, states, context, tensors)
    return answer


@pytest.mark.parametrize("model", MODELS)
def test_each_stage_can_be_recomputed_from_the_answer(small: TestClient, model: str) -> None:
    answer = check(small, text=TEXT, model=model, max_tokens=6)
    close([step["weights"] for step in answer["steps"]], answer["attention"])


def test_each_stage_of_the_shipped_model_can_be_recomputed(client: TestClient) -> None:
    plain = client.post("/api/v1/translate", json={"text": TEXT}).json()
    answer = check(client, text=TEXT)
    assert answer["target"] == plain["target"]
    close([step["weights"] for step in answer["steps"]], plain["attention"])
    total = sum(step["chosen"]["log_probability"] for step in answer["steps"])
    assert total == pytest.approx(plain["log_probability"], abs=1e-5)


def test_a_beams_best_translation_is_the_one_that_is_stepped_through(client: TestClient) -> None:
    search = {"method": "beam", "size": 3}
    answer = check(client, text="Thank you.", search=search)
    tokens = answer["hypotheses"][0]["tokens"]
    assert [step["output_token"] for step in answer["steps"]] == tokens
    close([step["weights"] for step in answer["steps"]], answer["attention"])


def unpacked(value: Any) -> Any:
    """The answer with each packed array as nested lists."""
    if isinstance(value, list):
        return [unpacked(one) for one in value]
    if not isinstance(value, dict):
        return value
    if set(value) == {"dtype", "shape", "data"}:
        assert value["dtype"] == "float32"
        flat = np.frombuffer(base64.b64decode(value["data"]), dtype="<f4")
        return flat.reshape(value["shape"]).tolist()
    return {name: unpacked(one) for name, one in value.items()}


def as_float32(value: Any) -> Any:
    """Each number as float32 has it; infinity as null."""
    if isinstance(value, list):
        return [as_float32(one) for one in value]
    if isinstance(value, dict):
        return {name: as_float32(one) for name, one in value.items()}
    if isinstance(value, float):
        return float(np.float32(value)) if np.isfinite(value) else None
    return value


@pytest.mark.parametrize("model", MODELS)
def test_packed_arrays_are_the_same_to_the_last_bit(small: TestClient, model: str) -> None:
    asked = {"text": TEXT, "model": model, "detail": "steps", "padding": 2, "max_tokens": 5}
    numbers = small.post("/api/v1/translate", json=asked).json()
    packed = small.post("/api/v1/translate", json={**asked, "arrays": "base64"}).json()
    assert packed["keys"]["shape"] == [len(numbers["source"]["tokens"]), 16]
    assert isinstance(packed["steps"][0]["query"]["data"], str)
    assert as_float32(unpacked(packed)) == as_float32(numbers)


def test_scores_are_the_steps_without_their_arrays(small: TestClient) -> None:
    steps, scores = (
        small.post("/api/v1/translate", json={"text": TEXT, "detail": detail}).json()
        for detail in ("steps", "scores")
    )
    kept = ("scores", "chosen", "candidates", "log_normaliser", "input_token", "output_token")
    assert [set(one) for one in scores["steps"]] == [{*kept, "index"}] * len(scores["steps"])
    for one, whole in zip(scores.pop("steps"), steps["steps"], strict=True):
        assert one == {name: whole[name] for name in one}
    assert scores == {name: steps[name] for name in scores}
    chances = [one["chosen"]["log_probability"] for one in steps["steps"]]
    assert chances == pytest.approx(scores["hypotheses"][0]["token_log_probabilities"], abs=1e-5)


def test_each_sentence_of_a_text_has_its_steps(client: TestClient) -> None:
    text = "My older sister lives in a small house near the river. " * 4
    asked = {"text": text, "detail": "steps", "arrays": "base64"}
    answer = client.post("/api/v1/translate", json=asked).json()
    assert len(answer["segments"]) == 4
    for segment in answer["segments"]:
        assert len(segment["steps"]) == len(segment["target"]["tokens"])
        assert "encoder" in segment


def test_tensors_are_listed_with_the_shapes_they_have(small: TestClient) -> None:
    listed = small.get("/api/v1/models/dot/tensors").json()["tensors"]
    assert {one["name"] for one in listed} >= {"decoder.attention.query", "encoder.layers.1.bias"}
    for one in listed:
        response = small.get(f"/api/v1/models/dot/tensors/{one['name']}")
        assert response.headers["content-type"] == "application/x-npy"
        values = np.load(BytesIO(response.content), allow_pickle=False)
        assert list(values.shape) == one["shape"]
        assert values.dtype == np.float32
        assert one["dtype"] == "float32"


def test_a_tensor_that_is_known_already_is_not_sent_again(small: TestClient) -> None:
    address = "/api/v1/models/additive/tensors/decoder.attention.vector"
    first = small.get(address)
    again = small.get(address, headers={"if-none-match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = small.get("/api/v1/models/dot/tensors/decoder.attention.query")
    assert other.headers["etag"] != first.headers["etag"]


@pytest.mark.parametrize(
    ("address", "status", "says"),
    [
        ("additive/tensors/decoder.attention.keys", 404, "no tensor “decoder.attention.keys”"),
        ("dot/tensors/decoder.attention.vector", 404, "/api/v1/models/dot/tensors lists them"),
        ("nobody/tensors", 422, "“nobody”; available: additive, dot"),
        ("nobody/tensors/x", 422, "“nobody”; available: additive, dot"),
    ],
)
def test_what_is_not_there_is_told(small: TestClient, address: str, status: int, says: str) -> None:
    response = small.get(f"/api/v1/models/{address}")
    assert response.status_code == status
    assert response.headers["content-type"] == "application/problem+json"
    assert says in response.json()["detail"]
