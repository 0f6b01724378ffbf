"""The sparse intent classifier, alone with a model store and in a real, tiny Rasa model."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest
from rasa.engine.graph import ExecutionContext, GraphSchema
from rasa.engine.storage.local_model_storage import LocalModelStorage
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.engine.training.fingerprinting import calculate_fingerprint_key
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_RANKING_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language import intent_classifier
from bot.language.intent_classifier import SparseIntentClassifier, can_be_read

pytestmark = pytest.mark.filterwarnings("ignore")

EXAMPLES = {
    "ya": ("iya", "iya bu", "betul", "boleh", "👍"),
    "tidak": ("tidak", "tidak bu", "bukan", "belum pernah", "tidak mau"),
    "tanya_fungsi_kode": ("kode 41 itu apa", "fungsi kode 70 apa", "41 untuk apa", "arti angka itu apa"),
    "terima_kasih": ("terima kasih", "terima kasih bu", "🙏"),
}
RESOURCE = Resource("intents")
CONTEXT = ExecutionContext(GraphSchema({}), "tiny")
CONFIG = SparseIntentClassifier.get_default_config()
UNREADABLE = ["", "   ", "aaaaaa", "?!", "😀", "❤️", "你好", "привет", "안녕하세요", "你好👍"]


def message(text: str, intent: str | None = None) -> Message:
    """A message as it leaves the tokenizer, whose lemmas are here the words in lower case."""
    made = Message.build(text, intent=intent)
    tokens = [Token(word, text.index(word), lemma=word.lower()) for word in text.split()]
    made.set(TOKENS_NAMES[TEXT], tokens)
    return made


def examples(**more: tuple[str, ...]) -> TrainingData:
    texts = {**EXAMPLES, **more}
    return TrainingData([message(text, intent) for intent in texts for text in texts[intent]])


@pytest.fixture
def storage(tmp_path: Path) -> ModelStorage:
    return LocalModelStorage.create(tmp_path)


@pytest.fixture
def trained(storage: ModelStorage) -> SparseIntentClassifier:
    classifier = SparseIntentClassifier.create(CONFIG, storage, RESOURCE, CONTEXT)
    assert classifier.train(examples()) == RESOURCE
    return classifier


def ranking(classifier: SparseIntentClassifier, text: str) -> list[dict[str, Any]]:
    read = classifier.process([message(text)])[0]
    assert read.get(INTENT) == read.get(INTENT_RANKING_KEY)[0]
    return read.get(INTENT_RANKING_KEY)


def test_the_ranking_holds_every_intent_once_from_likely_to_unlikely(trained: SparseIntentClassifier) -> None:
    found = ranking(trained, "tidak bu")
    assert found[0]["name"] == "tidak"
    assert {entry["name"] for entry in found} == set(EXAMPLES)
    shares = [entry["confidence"] for entry in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1)


def test_the_ranking_ends_after_ten(storage: ModelStorage) -> None:
    classifier = SparseIntentClassifier.create(CONFIG, storage, RESOURCE, CONTEXT)
    classifier.train(examples(**{f"lain_{number}": (f"perkara {'abcdefghi'[number]}",) for number in range(9)}))
    assert len(ranking(classifier, "iya")) == 10


def test_a_code_never_seen_is_read_by_its_shape(trained: SparseIntentClassifier) -> None:
    assert ranking(trained, "kode 58 itu apa") == ranking(trained, "kode 41 itu apa")


def test_a_text_said_again_and_again_is_no_surer_than_its_words(trained: SparseIntentClassifier) -> None:
    once, often = ranking(trained, "betul")[0], ranking(trained, "betul " * 60)[0]
    assert often["name"] == once["name"] == "ya"
    assert often["confidence"] <= once["confidence"]


@pytest.mark.parametrize("text", UNREADABLE)
def test_what_holds_no_word_leaves_every_intent_equally_unlikely(trained: SparseIntentClassifier, text: str) -> None:
    shares = {entry["confidence"] for entry in ranking(trained, text)}
    assert shares == {1 / len(EXAMPLES)}
    assert not can_be_read(text)


@pytest.mark.parametrize(("text", "intent"), [("👍", "ya"), ("👍 👍", "ya"), ("🙏", "terima_kasih")])
def test_a_sign_that_stands_for_a_word_is_read(trained: SparseIntentClassifier, text: str, intent: str) -> None:
    assert ranking(trained, text)[0]["name"] == intent


@pytest.mark.parametrize("text", ["ya", "0402", "👌", "🆗", "👍🏽", "é", "ya 你好"])
def test_letters_digits_and_speaking_signs_can_be_read(text: str) -> None:
    assert can_be_read(text)


def test_a_message_without_a_text_is_left_alone(trained: SparseIntentClassifier) -> None:
    silent = Message(data={"action_name": "action_listen"})
    assert trained.process([silent])[0].get(INTENT) is None


def test_the_saved_classifier_predicts_the_same_to_the_last_digit(
    trained: SparseIntentClassifier, storage: ModelStorage
) -> None:
    loaded = SparseIntentClassifier.load(CONFIG, storage, RESOURCE, CONTEXT)
    for text in ("iya bu", "kode 41", "entah", "😀"):
        assert ranking(loaded, text) == ranking(trained, text)


def test_two_trainings_give_the_same_classifier(trained: SparseIntentClassifier, tmp_path: Path) -> None:
    (tmp_path / "other").mkdir()
    again = SparseIntentClassifier.create(CONFIG, LocalModelStorage.create(tmp_path / "other"), RESOURCE, CONTEXT)
    again.train(examples())
    assert ranking(again, "boleh saja") == ranking(trained, "boleh saja")


def test_a_model_without_a_classifier_is_refused(storage: ModelStorage) -> None:
    with pytest.raises(ValueError):
        SparseIntentClassifier.load(CONFIG, storage, Resource("nothing"), CONTEXT)


def test_an_untrained_classifier_refuses_to_guess(storage: ModelStorage) -> None:
    untrained = SparseIntentClassifier.create(CONFIG, storage, RESOURCE, CONTEXT)
    with pytest.raises(RuntimeError):
        untrained.process([message("iya")])


def test_one_intent_alone_can_not_be_learnt(storage: ModelStorage) -> None:
    classifier = SparseIntentClassifier.create(CONFIG, storage, RESOURCE, CONTEXT)
    with pytest.raises(InvalidConfigException):
        classifier.train(TrainingData([message("iya", "ya"), message("betul", "ya")]))


@pytest.mark.parametrize("strength", [0, -1])
def test_a_regularisation_not_above_zero_is_refused(strength: float) -> None:
    with pytest.raises(InvalidConfigException):
        SparseIntentClassifier.validate_config({"C": strength})


def fingerprint(config: dict[str, Any], data: TrainingData) -> str:
    return calculate_fingerprint_key(SparseIntentClassifier, config, {"training_data": data})


def test_settings_and_examples_change_the_fingerprint_and_nothing_else_does() -> None:
    first = fingerprint(CONFIG, examples())
    assert fingerprint(dict(CONFIG), examples()) == first
    assert fingerprint({**CONFIG, "C": 1.0}, examples()) != first
    assert fingerprint(CONFIG, examples(salam=("halo",))) != first


def test_a_change_of_the_functions_beside_the_class_changes_the_fingerprint(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    before = SparseIntentClassifier.fingerprint_addon(CONFIG)
    changed = tmp_path / "intent_classifier.py"
    changed.write_text("changed", encoding="utf-8")
    monkeypatch.setattr(intent_classifier, "__file__", str(changed))
    assert SparseIntentClassifier.fingerprint_addon(CONFIG) != before


MODEL_CONFIG = """
recipe: default.v1
language: id
assistant_id: tiny
pipeline:
  - name: bot.language.rasa_components.IndonesianSpacy
  - name: bot.language.intent_classifier.SparseIntentClassifier
  - name: FallbackClassifier
    threshold: 0.3
policies:
  - name: RulePolicy
"""


@pytest.fixture(scope="module")
def agent(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A model trained by Rasa's own training function."""
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    home = tmp_path_factory.mktemp("model")
    nlu = 'version: "3.1"\nnlu:\n'
    for intent, texts in EXAMPLES.items():
        nlu += f"- intent: {intent}\n  examples: |\n" + "".join(f"    - {text}\n" for text in texts)
    domain = f'version: "3.1"\nintents: [{", ".join(EXAMPLES)}]\n'
    for name, content in (("config.yml", MODEL_CONFIG), ("domain.yml", domain), ("nlu.yml", nlu)):
        (home / name).write_text(content, encoding="utf-8")
    model = train_nlu(str(home / "config.yml"), str(home / "nlu.yml"), str(home), domain=str(home / "domain.yml"))
    assert model is not None
    return Agent.load(model)


def intent_of(agent: Any, text: str) -> str:
    return asyncio.run(agent.parse_message(text))["intent"]["name"]


def test_in_a_rasa_model_slang_is_read_through_its_standard_form(agent: Any) -> None:
    assert intent_of(agent, "gk mau") == "tidak"
    assert intent_of(agent, "mksh") == "terima_kasih"


@pytest.mark.parametrize("text", UNREADABLE)
def test_in_a_rasa_model_what_can_not_be_read_is_a_fallback(agent: Any, text: str) -> None:
    assert intent_of(agent, text) == "nlu_fallback"


def test_a_text_without_one_familiar_word_is_not_understood(trained: SparseIntentClassifier) -> None:
    strange = message("hjkl bnm")
    trained.process([strange])
    assert strange.get(INTENT)["confidence"] == pytest.approx(1 / len(EXAMPLES))


@pytest.mark.parametrize("text", ["qwertz fungsi", "hjkl untuk qwfp", "zxcv kode vbnm"])
def test_one_common_word_does_not_speak_for_strange_ones(trained: SparseIntentClassifier, text: str) -> None:
    assert ranking(trained, text)[0]["confidence"] == pytest.approx(1 / len(EXAMPLES))


def test_a_new_word_with_the_letters_of_known_ones_is_not_strange(trained: SparseIntentClassifier) -> None:
    assert ranking(trained, "fungsinya kode 70")[0]["name"] == "tanya_fungsi_kode"


@pytest.mark.parametrize("text", ["BELUM PERNAH!!!", "belum pernah...", "!! Belum pernah !!", "belum, pernah"])
def test_emphasis_is_no_meaning(agent: Any, text: str) -> None:
    assert intent_of(agent, text) == "tidak"


def test_marks_of_emphasis_leave_the_ranking_as_it_is(agent: Any) -> None:
    calm, loud, asked = (
        asyncio.run(agent.parse_message(text))["intent_ranking"]
        for text in ("belum pernah", "BELUM PERNAH!!!", "belum pernah???!")
    )
    assert loud == calm
    assert asked == asyncio.run(agent.parse_message("belum pernah?"))["intent_ranking"]
