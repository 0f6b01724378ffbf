"""The tables that predict are held against the scikit-learn pipeline that they were learnt with."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.pipeline import Pipeline

from bot.language.intent_model import IntentModel, learn, letters_of, untrained, words_of

TEXTS = (
    "meteran saya periksa",
    "layar meter tulisannya periksa",
    "listrik padam",
    "rumah saya padam",
    "iya",
    "iya betul",
)
INTENTS = ("lapor_periksa", "lapor_periksa", "lapor_padam", "lapor_padam", "ya", "ya")
WORDS = st.sampled_from(["meteran", "saya", "padam", "iya", "?", "zzz", "m", "é", "periksa,", "00"])


@pytest.fixture(scope="module")
def pipeline() -> Pipeline:
    return untrained(30.0, 1).fit(TEXTS, INTENTS)


@pytest.fixture(scope="module")
def model() -> IntentModel:
    return learn(TEXTS, INTENTS, regularisation=30.0, seed=1)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_likelihoods_are_those_of_scikit_learn(model: IntentModel, pipeline: Pipeline, text: str) -> None:
    assert model.likelihood(text) == pytest.approx(pipeline.predict_proba([text])[0], abs=1e-9)
    assert model.intents == tuple(pipeline.classes_)


@given(st.lists(WORDS, max_size=12).map(" ".join))
def test_texts_are_cut_as_scikit_learn_cuts_them(pipeline: Pipeline, text: str) -> None:
    vectorizers = dict(pipeline["features"].transformer_list)
    assert sorted(words_of(text)) == sorted(vectorizers["words"].build_analyzer()(text))
    assert sorted(letters_of(text)) == sorted(vectorizers["letters"].build_analyzer()(text))


def test_a_saved_model_predicts_the_same(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    loaded = IntentModel.load(tmp_path)
    assert np.array_equal(loaded.likelihood("meteran padam"), model.likelihood("meteran padam"))
    assert loaded.intents == model.intents


def test_half_a_saved_model_is_an_error(model: IntentModel, tmp_path: Path) -> None:
    model.save(tmp_path)
    (tmp_path / "intents.json").write_text(json.dumps({"intents": []}))
    with pytest.raises(KeyError):
        IntentModel.load(tmp_path)


def test_a_known_word_is_familiar_and_noise_is_not(model: IntentModel) -> None:
    assert model.knows_word("meteran")
    assert model.familiar_share("meteran") == 1.0
    assert not model.knows_word("qwertz")
    assert model.familiar_share("qwertz") < 0.5
    assert model.familiar_share("") == 1.0
