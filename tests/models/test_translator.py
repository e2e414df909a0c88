"""What a notebook does: load a model, translate, look at the figure."""

import numpy as np
import pytest

from models import load_translator
from models.errors import UnknownModel


@pytest.fixture(scope="module")
def translator():
    return load_translator()


@pytest.fixture(scope="module")
def trace(translator):
    return translator.translate("I am at <b>home</b>.", beam=2)


def test_a_notebook_gets_the_figure_of_the_page(trace):
    figure = trace.figure()
    heatmap, numbers = figure.data
    assert np.array(heatmap.z) == pytest.approx(trace.attention)
    assert (heatmap.zmin, heatmap.zmax) == (0, 1)
    assert len(figure.layout.xaxis.ticktext) == len(trace.source.tokens)
    assert next(iter(numbers.text)) == f"{trace.attention[0, 0]:.2f}".removeprefix("0")
    assert figure.layout.yaxis.autorange == "reversed"


def test_words_merge_columns_by_sum_and_rows_by_mean(trace):
    (heatmap, _) = trace.figure("words", hypothesis=1).data
    attention, words = trace.hypotheses[1].attention, trace.source.words
    first, last = trace.hypotheses[1].target.words[0]
    rows = attention[first : last + 1].mean(axis=0)
    expected = [rows[a : b + 1].sum() for a, b in words] + [rows[len(rows) - 1]]
    assert np.array(heatmap.z[0]) == pytest.approx(expected)


def test_what_a_sentence_says_is_text_in_the_figure_too(trace):
    assert "<b>" not in str(trace.figure("words").layout)


def test_a_figure_is_a_file_that_needs_nothing_else(trace):
    page = trace.figure().to_html(include_plotlyjs=True)
    assert "<script src" not in page


def test_a_model_that_is_not_there_names_those_that_are():
    with pytest.raises(UnknownModel, match="en-fr-additive"):
        load_translator("en-xx")
