"""Recipes set otherwise."""

import dataclasses

import pytest

from models.seq2seq.training.recipe import RECIPES, varied


def test_a_recipe_set_otherwise_is_named_after_what_differs():
    texts = {"layers": "2", "dropout": "0.4", "score": "dot", "lexical": "False"}
    changed = varied(RECIPES["tiny"], texts)
    assert changed.name == "tiny+layers=2+dropout=0.4+score=dot+lexical=False"
    was, now = (dataclasses.asdict(one) for one in (RECIPES["tiny"], changed))
    assert [now[field] for field in texts] == [2, 0.4, "dot", False]
    assert all(was[field] == now[field] for field in was.keys() - texts.keys() - {"name"})


def test_nothing_set_leaves_the_recipe():
    assert varied(RECIPES["tiny"], {}) == RECIPES["tiny"]


def test_the_name_is_not_a_field_to_set():
    with pytest.raises(ValueError, match="no field 'name'"):
        varied(RECIPES["tiny"], {"name": "en-fr-additive"})
