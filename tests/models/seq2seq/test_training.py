"""Training itself: it learns, it resumes exactly, its losses are PyTorch's."""

import dataclasses
import io
import itertools
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from rich.console import Console
from safetensors.torch import load_file
from torch.nn import functional as F

from models.seq2seq.search import greedy
from models.seq2seq.tokens import END, PAD, START
from models.seq2seq.training.aer import (
    attention_links,
    diagonal_links,
    score,
    word_attention,
)
from models.seq2seq.training.alignment import Alignment, align, words
from models.seq2seq.training.batches import IGNORED, Example, make_batch, plan, with_end
from models.seq2seq.training.loop import learning_rate, train
from models.seq2seq.training.losses import guidance_loss, vocabulary_loss
from models.seq2seq.training.prepare import prepare
from models.seq2seq.training.progress import Report
from models.seq2seq.training.recipe import Recipe
from tests.models.seq2seq.conftest import true_links

QUIET = Report(Console(quiet=True))


def test_guided_attention_follows_the_words_across_the_change_of_order(tiny, splits):
    found, diagonal = [], []
    for english, french in splits.dev:
        source, target = tiny.source.encode(english), tiny.target.encode(french)
        batch = make_batch([Example(with_end(source.ids), with_end(target.ids))])
        weights = tiny.network(batch.source, batch.valid_lengths, batch.inputs).weights[0]
        found.append(attention_links(word_attention(weights.double().numpy(), source, target)))
        diagonal.append(diagonal_links(len(words(english)), len(words(french))))
    gold = [Alignment(true_links(pair), frozenset()) for pair in splits.dev]
    assert score(found, gold).sure_share > 0.9 > score(diagonal, gold).sure_share


def test_the_aligner_mostly_finds_the_true_links(splits):
    found = align(splits.train)
    right = sum(len(a.both & true_links(p)) for a, p in zip(found, splits.train, strict=True))
    assert right > 0.5 * sum(len(alignment.both) for alignment in found)
    assert all(a.both <= a.either for a in found)


@pytest.mark.parametrize("choices", [{}, {"cell": "gru", "attend": "after", "score": "dot"}])
def test_an_interrupted_run_ends_with_the_weights_of_an_uninterrupted_one(
    choices, splits, tmp_path: Path
):
    recipe = dataclasses.replace(
        Recipe("resumed", vocabulary=120, embedding=16, hidden=32, batch_tokens=300, warm_up=3),
        epochs=2,
        **choices,
    )
    straight, broken = tmp_path / "straight", tmp_path / "broken"
    prepared = prepare(splits, recipe, straight)
    train(prepared, recipe, straight, QUIET)
    train(prepared, recipe, broken_folder(broken), QUIET, stop_after=4)
    train(prepared, recipe, broken, QUIET)
    one, other = (load_file(f / "checkpoint.safetensors") for f in (straight, broken))
    assert one.keys() == other.keys()
    for name, value in one.items():
        assert torch.equal(value, other[name]), name


def broken_folder(folder: Path) -> Path:
    folder.mkdir()
    return folder


def test_the_log_and_the_kept_weights_are_those_of_the_best_epoch(tiny, run_folder):
    rows = [json.loads(line) for line in (run_folder / "log.jsonl").read_text().splitlines()]
    assert len(rows) == tiny.training["recipe"]["epochs"]
    assert rows[-1]["dev_loss"] < 0.5 * rows[0]["dev_loss"]
    best = load_file(run_folder / "best.safetensors")
    kept = tiny.network.state_dict()
    for name, value in best.items():
        torch.testing.assert_close(kept[name], value, rtol=1e-3, atol=1e-6)


def test_vocabulary_loss_and_its_gradients_equal_cross_entropy():
    torch.manual_seed(0)
    readout = torch.randn(600, 16, requires_grad=True)
    weight = torch.randn(50, 16, requires_grad=True)
    bias = torch.randn(50, requires_grad=True)
    targets = torch.randint(0, 50, (600,))
    expected = F.cross_entropy(
        readout @ weight.T + bias, targets, label_smoothing=0.1, reduction="sum"
    )
    found = vocabulary_loss(readout, weight, bias, targets, 0.1)
    torch.testing.assert_close(found, expected)
    leaves = (readout, weight, bias)
    pairs = zip(
        torch.autograd.grad(3 * found, leaves),
        torch.autograd.grad(3 * expected, leaves),
        strict=True,
    )
    for one, other in pairs:
        torch.testing.assert_close(one, other, rtol=1e-4, atol=1e-4)


def test_guidance_loss_by_hand():
    weights = torch.tensor([[[0.5, 0.25, 0.25], [0.1, 0.8, 0.1]]])
    guide = torch.tensor([[[0.0, 0.5, 0.5], [0.0, 0.0, 0.0]]])
    assert guidance_loss(weights, guide).item() == pytest.approx(-np.log(0.25))


def test_a_batch_shifts_the_target_and_masks_what_is_padding():
    batch = make_batch(
        [Example((5, 6, END), (7, END), links=((0, 0), (0, 1))), Example((5, END), (8, 9, END))]
    )
    assert batch.source.tolist() == [[5, 6, END], [5, END, PAD]]
    assert batch.valid_lengths.tolist() == [3, 2]
    assert batch.inputs.tolist() == [[START, 7, PAD], [START, 8, 9]]
    assert batch.targets.tolist() == [[7, END, IGNORED], [8, 9, END]]
    assert batch.guide[0].tolist() == [[0.5, 0.5, 0], [0, 0, 0], [0, 0, 0]]
    assert batch.target_tokens == 5


def test_a_plan_takes_every_example_once_within_the_token_budget():
    rng = np.random.default_rng(0)
    examples = [Example((4,) * rng.integers(1, 30), (4,) * rng.integers(1, 30)) for _ in range(500)]
    batches = plan(examples, 200, np.random.default_rng(1))
    assert sorted(i for batch in batches for i in batch) == list(range(500))
    for batch in batches:
        assert len(batch) * max(len(examples[i].target) for i in batch) <= 200
        assert len(batch) * max(len(examples[i].source) for i in batch) <= 200
    assert batches != plan(examples, 200, np.random.default_rng(2))


def test_the_learning_rate_rises_to_its_peak_and_falls_to_zero():
    recipe = Recipe("r", learning_rate=1e-3, warm_up=100)
    rates = [learning_rate(recipe, step, 1000) for step in range(1, 1001)]
    assert rates[0] == pytest.approx(1e-5)
    assert max(rates) == rates[99] == 1e-3
    assert rates[-1] == pytest.approx(0, abs=1e-9)
    assert all(a >= b for a, b in itertools.pairwise(rates[99:]))


def test_without_a_terminal_progress_is_plain_lines(splits, tmp_path):
    out = io.StringIO()
    recipe = dataclasses.replace(
        Recipe("plain", vocabulary=120, embedding=16, hidden=32, batch_tokens=300, guidance=0.0),
        epochs=1,
    )
    train(prepare(splits, recipe, tmp_path), recipe, tmp_path, Report(Console(file=out, width=120)))
    text = out.getvalue()
    assert text.startswith("plain: 1 epochs")
    assert "epoch 1 ended after" in text
    assert "\x1b" not in text


def test_the_trained_model_ends_its_sentences(tiny, splits):
    for source, _ in splits.dev:
        ids = with_end(tiny.source.ids(source))
        assert greedy(tiny.network, [ids], 40)[0].ids[-1] == END
