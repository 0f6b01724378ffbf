"""The Rasa component in a real, tiny model: features from standard forms, entities as typed."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("ignore")

CONFIG = """
recipe: default.v1
language: id
assistant_id: tiny
pipeline:
  - name: bot.language.rasa_components.IndonesianSpacy
  - name: CountVectorsFeaturizer
    token_pattern: '(?u)\\b\\w+\\b'
  - name: LogisticRegressionClassifier
    random_state: 123
policies:
  - name: RulePolicy
"""
DOMAIN = """
version: "3.1"
intents: [ya, tidak, beri_keterangan]
entities: [nama_orang, tempat]
"""
NLU = """
version: "3.1"
nlu:
- intent: ya
  examples: |
    - ya
    - iya betul
    - benar
- intent: tidak
  examples: |
    - tidak
    - tidak ada
    - bukan
- intent: beri_keterangan
  examples: |
    - nama saya [Budi](nama_orang)
    - rumah di [Kebumen](tempat)
"""


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A model trained by Rasa's own training function from three intents."""
    import skops.io  # noqa: F401 - before Rasa: it halves the time of importing it
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    home = tmp_path_factory.mktemp("model")
    for name, content in (("config.yml", CONFIG), ("domain.yml", DOMAIN), ("nlu.yml", NLU)):
        (home / name).write_text(content, encoding="utf-8")
    model = train_nlu(
        str(home / "config.yml"), str(home / "nlu.yml"), str(home), domain=str(home / "domain.yml")
    )
    assert model is not None
    return Agent.load(model)


def parsed(agent: Any, text: str) -> dict[str, Any]:
    return asyncio.run(agent.parse_message(text))


def test_slang_never_seen_in_training_is_understood_through_its_standard_form(agent: Any) -> None:
    assert parsed(agent, "gk")["intent"]["name"] == "tidak"


def test_the_callers_words_stay_as_typed(agent: Any) -> None:
    assert parsed(agent, "Gk  ADA yg bener")["text"] == "Gk  ADA yg bener"


def test_entities_point_into_the_text_as_typed(agent: Any) -> None:
    text = "sy  mau lapor, nama saya Siti Aminah dr Kebumen"
    found = {entity["entity"]: entity for entity in parsed(agent, text)["entities"]}
    assert found["nama_orang"]["value"].startswith("Siti")
    assert found["tempat"]["value"] == "Kebumen"
    for entity in found.values():
        assert text[entity["start"] : entity["end"]] == entity["value"]
        assert entity["extractor"] == "IndonesianSpacy"


@pytest.mark.parametrize("text", ["", "   ", "😀", "padam" * 20_000], ids=["empty", "blanks", "sign", "huge"])
def test_odd_messages_are_read_without_an_error(agent: Any, text: str) -> None:
    # Rasa strips white space from both ends of a message.
    assert parsed(agent, text)["text"] == text.strip()


def test_the_model_carries_its_own_pipeline(agent: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.language import spacy_pipeline

    monkeypatch.setattr(spacy_pipeline, "PIPELINES", Path("does-not-exist"))
    assert parsed(agent, "iya betul")["intent"]["name"] == "ya"


def test_a_changed_pipeline_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.language import rasa_components

    before = rasa_components.IndonesianSpacy.fingerprint_addon({})
    monkeypatch.setattr(rasa_components.spacy_pipeline, "content_hash", lambda: "changed")
    assert rasa_components.IndonesianSpacy.fingerprint_addon({}) != before
