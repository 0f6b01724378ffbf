"""The Rasa component in a real, tiny model: features from standard forms, entities as typed."""

from __future__ import annotations

import asyncio
import statistics
import time
from typing import Any

import pytest

pytestmark = pytest.mark.filterwarnings("ignore")

CONFIG = """
recipe: default.v1
language: id
assistant_id: tiny
pipeline:
  - name: bot.language.rasa_components.IndonesianSpacy
  - name: bot.language.intent_classifier.SparseIntentClassifier
policies:
  - name: RulePolicy
"""
DOMAIN = """
version: "3.1"
intents: [ya, tidak, beri_keterangan]
entities: [tempat]
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
    - nama saya Budi
    - rumah di [Kebumen](tempat)
"""


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A model trained by Rasa's own training function from three intents."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    home = tmp_path_factory.mktemp("model")
    for name, content in (("config.yml", CONFIG), ("domain.yml", DOMAIN), ("nlu.yml", NLU)):
        (home / name).write_text(content, encoding="utf-8")
    model = train_nlu(str(home / "config.yml"), str(home / "nlu.yml"), str(home), domain=str(home / "domain.yml"))
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
    (place,) = parsed(agent, text)["entities"]
    assert (place["entity"], place["value"]) == ("tempat", "Kebumen")
    assert text[place["start"] : place["end"]] == "Kebumen"
    assert place["extractor"] == "IndonesianSpacy"


@pytest.mark.parametrize("text", ["", "   ", "😀", "padam" * 20_000], ids=["empty", "blanks", "sign", "huge"])
def test_odd_messages_are_read_without_an_error(agent: Any, text: str) -> None:
    # Rasa strips white space from both ends of a message.
    assert parsed(agent, text)["text"] == text.strip()


def component() -> Any:
    from bot.language.rasa_components import IndonesianSpacy

    return IndonesianSpacy(IndonesianSpacy.get_default_config())


def read(component: Any, text: str) -> Any:
    from rasa.shared.nlu.training_data.message import Message

    (message,) = component.process([Message({"text": text})])
    return message


@pytest.mark.parametrize("text", ["", " ", "\n\t "])
def test_a_message_without_words_has_one_empty_token_and_no_entity(text: str) -> None:
    message = read(component(), text)
    assert [token.text for token in message.get("text_tokens")] == [""]
    assert message.get("entities") == []


def test_the_words_of_a_message_are_looked_up_once(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.language import chat_tokens

    looked_up: list[str] = []
    words = chat_tokens.words
    monkeypatch.setattr(chat_tokens, "words", lambda text: looked_up.append(text) or words(text))
    read(component(), "listrik di rumah sy padam dr td pagi pak")
    assert looked_up == ["listrik di rumah sy padam dr td pagi pak"]


def test_ten_words_are_read_within_a_millisecond() -> None:
    reader = component()
    texts = [f"listrik di rumah sy padam dr td pagi pak kode{number}" for number in range(200)]
    spans = []
    for text in texts:
        start = time.process_time()
        read(reader, text)
        spans.append(time.process_time() - start)
    assert statistics.median(spans) < 0.001


def test_what_callers_type_does_not_stay_in_memory() -> None:
    reader = component()
    read(reader, "padam")
    before = len(reader._nlp.vocab.strings)
    for number in range(50):
        read(reader, f"katabaru{'x' * number} di kebumen")
    assert len(reader._nlp.vocab.strings) == before


def test_a_changed_pipeline_changes_the_fingerprint(monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.language import rasa_components

    before = rasa_components.IndonesianSpacy.fingerprint_addon({})
    monkeypatch.setattr(rasa_components.spacy_pipeline, "content_hash", lambda: "changed")
    assert rasa_components.IndonesianSpacy.fingerprint_addon({}) != before
