"""Every number between a sentence and one of its translations.

Recorded while the modules that translate read the translation token by token; nothing is computed
a second way.
"""

import math
from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from models.arrays import Array, frozen
from models.attention.scores import weighted_pooling
from models.seq2seq.cells import CELL_GATES
from models.seq2seq.config import NetworkConfig
from models.seq2seq.decoder import DecoderState, DecoderStep, Led
from models.seq2seq.encoder import EncoderLayerOutput
from models.seq2seq.interventions import AS_IT_IS, Edit
from models.seq2seq.network import EncoderDecoder
from models.seq2seq.search import begin, lead
from models.seq2seq.step_trace import (
    Candidate,
    DirectionTrace,
    EncoderTrace,
    Gates,
    LayerStep,
    StepsTrace,
    StepTrace,
)
from models.seq2seq.tokens import START, Tokenizer

CANDIDATES = 10
"""Likeliest tokens that a step names."""


@torch.inference_mode()
def trace_steps(
    network: EncoderDecoder,
    tokenizer: Tokenizer,
    source_ids: Sequence[int],
    target_ids: Sequence[int],
    edit: Edit = AS_IT_IS,
) -> StepsTrace:
    """Lead the network through a translation and keep everything.

    source_ids with the end-of-sentence token; target_ids: 1 or more; tokenizer: the target's.
    """
    begun = begin(network, [source_ids], edit, keep_gates=True)
    decoder, sentence = network.decoder, begun.sentence
    led = lead(decoder, begun, target_ids, edit)
    logits = decoder.logits(led.readout[0])
    likeliest = logits.topk(min(CANDIDATES, logits.shape[1]))
    normalisers = logits.logsumexp(-1).tolist()
    states = [begun.state, *(step.state for step in led.steps)]
    reading = [START, *target_ids[:-1]]
    steps = []
    for index, step in enumerate(led.steps):
        chosen = target_ids[index]
        ids, values = likeliest.indices[index].tolist(), likeliest.values[index].tolist()
        if chosen not in ids:
            ids, values = [*ids, chosen], [*values, logits[index, chosen].item()]
        steps.append(
            StepTrace(
                index=index,
                input_token=tokenizer.token(reading[index]),
                output_token=tokenizer.token(chosen),
                input_embedding=_array(led.embedded[0, index]),
                query=_row(step.query),
                projected_query=_row(step.projected_query),
                scores=_row(step.scores),
                masked_scores=_row(step.scores.masked_fill(~sentence.mask, -math.inf)),
                weights=_row(step.weights),
                edited=edit.given(index) is not None,
                context=_row(step.context),
                layers=_layers(network.config, led, index, states[index]),
                lexical=_row(weighted_pooling(step.weights, sentence.embeddings))
                if network.config.lexical
                else None,
                readout=_array(led.readout[0, index]),
                log_normaliser=normalisers[index],
                candidates=tuple(
                    Candidate(
                        tokenizer.token(id_), id_, value, value - normalisers[index], id_ == chosen
                    )
                    for id_, value in zip(ids, values, strict=True)
                ),
            )
        )
    hidden = torch.cat([layer.hidden for layer in begun.state.layers])
    cells = [layer.cell for layer in begun.state.layers if layer.cell is not None]
    return StepsTrace(
        config=network.config,
        encoder=EncoderTrace(
            _row(sentence.embeddings),
            tuple(_both_directions(network.config, one) for one in begun.encoder),
            _row(sentence.memory),
        ),
        keys=_row(sentence.keys),
        vector=_array(decoder.attention.vector) if network.config.score == "additive" else None,
        initial_hidden=_array(hidden),
        initial_cell=_array(torch.cat(cells)) if cells else None,
        steps=tuple(steps),
    )


def _layers(
    config: NetworkConfig, led: Led, index: int, before: DecoderState
) -> tuple[LayerStep, ...]:
    step: DecoderStep = led.steps[index]
    context = step.context if config.attend == "before" else before.context
    below = torch.cat((led.embedded[:, index], context), dim=-1)
    layers = []
    for state, gates in zip(step.state.layers, step.gates, strict=True):
        layers.append(
            LayerStep(
                _row(below),
                _named(config, [_row(one) for one in gates.pre_activations]),
                _named(config, [_row(one) for one in gates.values]),
                _row(state.hidden),
                None if state.cell is None else _row(state.cell),
            )
        )
        below = state.hidden
    return tuple(layers)


def _both_directions(
    config: NetworkConfig, output: EncoderLayerOutput
) -> tuple[DirectionTrace, DirectionTrace]:
    def of(direction: int) -> DirectionTrace:
        return DirectionTrace(
            _array(output.hidden[0, :, direction]),
            None if output.cells is None else _array(output.cells[0, :, direction]),
            _named(config, [_array(one[0, :, direction]) for one in output.gates]),
        )

    return of(0), of(1)


def _named(config: NetworkConfig, gates: Sequence[Array]) -> Gates:
    return dict(zip(CELL_GATES[config.cell], gates, strict=True))


def _row(batch: Tensor) -> Array:
    """The one of its batch."""
    return _array(batch[0])


def _array(tensor: Tensor) -> Array:
    found: Array = frozen(np.array(tensor.numpy(), dtype=np.float32))
    return found
