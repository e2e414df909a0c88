"""JoeyNMT 2.3.0 (Kreutzer et al. 2019) as a peer: its own model, loss, training step and search.

Two repairs let the release run with a current torch, made here while it is imported: it wants
`importlib_metadata`, which is part of Python now, and passes its scheduler `verbose`, which is
gone. Where its sizes are bound otherwise than ours, the difference is its own: it cannot share the
output layer with embeddings narrower than the decoder's state, and trains in float32 where there
is no graphics processor.
"""

import importlib.metadata
import importlib.util
import logging
import sys
from collections.abc import Sequence

import torch
from torch.optim.lr_scheduler import ReduceLROnPlateau

from models.seq2seq.training.batches import Example
from models.seq2seq.training.recipe import Recipe

NAME = "JoeyNMT 2.3.0"
_PAD, _START, _END = 1, 2, 3


def installed() -> bool:
    return importlib.util.find_spec("joeynmt") is not None


class Peer:
    """JoeyNMT's model at a recipe's sizes."""

    def __init__(self, recipe: Recipe, folder: str) -> None:
        """Folder: where it may write."""
        sys.modules.setdefault("importlib_metadata", importlib.metadata)
        logging.disable(logging.INFO)
        from joeynmt import builders
        from joeynmt.config import parse_global_args
        from joeynmt.model import build_model
        from joeynmt.training import TrainManager
        from joeynmt.vocabulary import Vocabulary

        builders.ReduceLROnPlateau = _without_verbose
        config = parse_global_args(_config(recipe, folder))
        words = [f"word{number}" for number in range(recipe.vocabulary - 4)]
        source, target = (Vocabulary(words, config.data["special_symbols"]) for _ in range(2))
        self.model = build_model(config.model, source, target)
        self.model.loss_function = (config.train.loss, config.train.label_smoothing)
        self._manager = TrainManager(
            rank=0,
            model=self.model,
            model_dir=config.model_dir,
            device=config.device,
            autocast=config.autocast,
            train_args=config.train,
            dev_args=config.test,
        )

    def batch(self, examples: Sequence[Example]):
        """The same sentences as a batch of its own kind; its markers have other numbers."""
        from joeynmt.batch import Batch

        source = [(*example.source[:-1], _END) for example in examples]
        target = [(_START, *example.target[:-1], _END) for example in examples]
        return Batch(
            src=_padded(source),
            src_length=torch.tensor([len(sentence) for sentence in source]),
            src_prompt_mask=None,
            trg=_padded(target),
            trg_prompt_mask=None,
            indices=torch.arange(len(source)),
            device=torch.device("cpu"),
            pad_index=_PAD,
            eos_index=_END,
        )

    def translate(self, source: Sequence[Sequence[int]], steps: int) -> None:
        """What its predictions do with a batch: greedy, with log probabilities and attention.

        Fresh weights do not end a sentence; it takes all of the steps.
        """
        from joeynmt.search import search

        self.model.eval()
        longest_first = sorted(source, key=len, reverse=True)  # as it wants them
        batch = self.batch([Example(tuple(ids), (_END,), ()) for ids in longest_first])
        search(self.model, batch, steps, 1, -1, return_prob="hyp", return_attention=True)

    def step(self, batch) -> None:
        """What its training loop does with a batch."""
        manager = self._manager
        manager._train_step(batch)
        manager.clip_grad_fun(parameters=self.model.parameters())
        manager.optimizer.step()
        self.model.zero_grad()


def _without_verbose(*, verbose: bool, **arguments) -> ReduceLROnPlateau:
    del verbose
    return ReduceLROnPlateau(**arguments)


def _padded(sentences: Sequence[Sequence[int]]) -> torch.Tensor:
    tensors = [torch.tensor(sentence) for sentence in sentences]
    return torch.nn.utils.rnn.pad_sequence(tensors, batch_first=True, padding_value=_PAD)


def _config(recipe: Recipe, folder: str) -> dict:
    """The recipe in the terms of its configuration files."""
    layers = {
        "type": "recurrent",
        "rnn_type": recipe.cell,
        "num_layers": recipe.layers,
        "dropout": recipe.dropout,
        "embeddings": {"embedding_dim": recipe.embedding, "dropout": recipe.dropout},
    }
    return {
        "name": "bench",
        "model_dir": folder,
        "use_cuda": False,
        "data": {},
        "testing": {},
        "training": {
            "normalization": "tokens",
            "label_smoothing": recipe.label_smoothing,
            "optimizer": "adam",
            "adam_betas": [0.9, 0.98],
            "learning_rate": recipe.learning_rate,
            "scheduling": "plateau",
            "clip_grad_norm": recipe.clip,
            "batch_size": recipe.batch_tokens,
            "batch_type": "token",
        },
        "model": {
            "encoder": {**layers, "hidden_size": recipe.hidden // 2, "bidirectional": True},
            "decoder": {
                **layers,
                "hidden_size": recipe.hidden,
                "hidden_dropout": recipe.dropout,
                "attention": "bahdanau",
                "init_hidden": "last",
                "input_feeding": True,
            },
        },
    }
