"""Which intent a message has: n-grams of its standard forms, weighed by a sparse logistic regression.

In ``config.yml``, after :class:`bot.language.rasa_components.IndonesianSpacy`::

      - name: bot.language.intent_classifier.SparseIntentClassifier

Rasa's own ``LogisticRegressionClassifier`` learns from raw counts in dense matrices: it needs minutes, and a
long message drowns in its own counts. Here each message is a vector of length one, whatever its length, and
stays sparse from end to end. Measured choices: docs/measurements.md.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers import LABEL_RANKING_LENGTH
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import INTENT, INTENT_NAME_KEY, INTENT_RANKING_KEY, PREDICTED_CONFIDENCE_KEY, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.language import intent_model
from bot.language.doubt import only_stalls
from bot.language.intent_model import IntentModel, learn

REGULARISATION = "C"
SEED = "random_state"
# between two intents scikit-learn learns one row of weights, not one for each
FEWEST_INTENTS = 3
_DIGIT = re.compile(r"\d")
_READABLE = re.compile(r"[A-Za-z\u00C0-\u024F\d]")
_WORD = re.compile(r"[^\W_]+")
# a key held down: "aaaaaa", which standard forms would shorten to a word
_HELD_KEY = re.compile(r"([^\W\d_])\1{3,}")
# Gestures of chat that stand for a word: yes (thumbs up, OK), thank you (folded hands).
_SPEAKING_SIGNS = frozenset("👍👌🆗🙏")
# Marks that part or ask. The others only give emphasis: "BELUM!!!" means no more than "belum".
_PAUSES = frozenset(",.")
_TELLING_MARKS = _PAUSES | {"?"}

# How sure the regression must be of a strange text ("hjkl bnm"), for it to count as understood.
SURE_THOUGH_STRANGE = 0.75
# A word never seen is strange when less than this share of its runs of three and four letters was ever seen.
_FAMILIAR_SHARE = 0.5


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class SparseIntentClassifier(IntentClassifier, GraphComponent):
    """Predicts ``intent`` and ``intent_ranking`` from the tokens of a message.

    It reads the standard form (``lemma``) of each token, with every digit as 0, so that no number it learns
    from means more than its shape; of punctuation it reads only what parts or asks. A message without a Latin
    letter, a digit or a speaking sign can't be read, and one of strange words is read only when there is little
    doubt: otherwise it gets every intent at the same low confidence, so that ``FallbackClassifier`` takes it.
    """

    def __init__(self, config: dict[str, Any], model_storage: ModelStorage, resource: Resource) -> None:
        """Remember where the model goes; there is none before :meth:`train` or :meth:`load`."""
        self._config = config
        self._model_storage = model_storage
        self._resource = resource
        self._model: IntentModel | None = None

    @classmethod
    def required_components(cls) -> list[type]:
        """Tokens must be there, from whichever tokenizer."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> list[str]:
        """The packages whose versions become part of the fingerprint."""
        return ["sklearn"]

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """``C`` is the inverse strength of the regularisation, found by cross-validation."""
        return {REGULARISATION: 30.0, SEED: 123}

    @classmethod
    def validate_config(cls, config: dict[str, Any]) -> None:
        """Refuse what can't be trained with.

        Raises:
            InvalidConfigException: when ``C`` is not above zero.
        """
        if config.get(REGULARISATION, 1) <= 0:
            raise InvalidConfigException(f"{cls.__name__}: {REGULARISATION} must be above zero.")

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:  # noqa: ARG003 - Rasa passes the configuration
        """Both files as a hash: Rasa by itself sees the class alone, not the functions beside it."""
        files = (Path(__file__), Path(intent_model.__file__))
        return hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's interface
    ) -> SparseIntentClassifier:
        """Make the component for training."""
        return cls(config, model_storage, resource)

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
        **kwargs: Any,  # noqa: ARG003 - Rasa's interface
    ) -> SparseIntentClassifier:
        """Load what :meth:`train` has saved.

        Raises:
            ValueError: when there is no trained classifier in the model.
        """
        component = cls.create(config, model_storage, resource, execution_context)
        with model_storage.read_from(resource) as folder:
            component._model = IntentModel.load(Path(folder))
        return component

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the examples that have an intent and a text, and save the result.

        Raises:
            InvalidConfigException: when there are fewer than three intents to tell apart.
        """
        examples = [example for example in training_data.intent_examples if example.get(TEXT)]
        intents = [example.get(INTENT) for example in examples]
        if len(set(intents)) < FEWEST_INTENTS:
            raise InvalidConfigException(f"{type(self).__name__} needs examples of {FEWEST_INTENTS} intents or more.")
        self._model = learn(
            [self.form_of(example) for example in examples],
            intents,
            regularisation=self._config[REGULARISATION],
            seed=self._config[SEED],
        )
        with self._model_storage.write_to(self._resource) as folder:
            self._model.save(Path(folder))
        return self._resource

    def form_of(self, message: Message) -> str:
        """What is learnt from a message and looked for in it; another kind of speaker may need another form."""
        return _readable_form(message)

    def process(self, messages: list[Message]) -> list[Message]:
        """Set the likeliest intent and the ranking of the first ten.

        Raises:
            RuntimeError: when the component has been neither trained nor loaded.
        """
        if self._model is None:
            raise RuntimeError("SparseIntentClassifier is used before it was trained.")
        for message in messages:
            if message.get(TEXT) is None:
                continue
            likelihood = self._model.likelihood(self.form_of(message))
            unsure = likelihood.max() < SURE_THOUGH_STRANGE
            if (unsure and self._is_strange(message)) or not can_be_read(message.get(TEXT)) or _only_stalls(message):
                likelihood = np.full_like(likelihood, 1 / len(likelihood))
            ranking = _ranking(self._model.intents, likelihood)
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set(INTENT_RANKING_KEY, ranking, add_to_output=True)
        return messages

    def _is_strange(self, message: Message) -> bool:
        """Whether no word stood in the training examples, or half of the words or more are unlike any that did.

        One common word must not speak for the rest ("qwertz lagi"), but a name or a new form of a known word
        has the letters of the language, and does not count against the words around it.
        """
        assert self._model is not None
        forms = [form for form in _forms(message) if not _is_mark(form)]
        unknown = [form for form in forms if not self._model.knows_word(form)]
        if len(unknown) == len(forms):
            return True
        strange = [form for form in unknown if self._model.familiar_share(form) < _FAMILIAR_SHARE]
        return 2 * len(strange) >= len(forms)

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Predict for the training examples too, for components that learn from predictions."""
        self.process(training_data.training_examples)
        return training_data


def can_be_read(text: str) -> bool:
    """Whether ``text`` holds what can be learnt: Latin letters or digits, or, without other letters, 👍 👌 🆗 🙏.

    A key held down ("aaaaaa") is nothing to learn from.
    """
    if _READABLE.search(text):
        return not all(_HELD_KEY.fullmatch(word) for word in _WORD.findall(text.lower()))
    return not _SPEAKING_SIGNS.isdisjoint(text) and not any(map(str.isalpha, text))


def _forms(message: Message) -> list[str]:
    """Standard forms with every digit as 0, without marks of emphasis; other marks once, however often they stand."""
    forms: list[str] = []
    for token in message.get(TOKENS_NAMES[TEXT], []):
        form = _DIGIT.sub("0", token.lemma.lower())
        if not _is_mark(form) or (form in _TELLING_MARKS and form not in forms[-1:]):
            forms.append(form)
    while forms and forms[-1] in _PAUSES:
        forms.pop()
    return forms


def _only_stalls(message: Message) -> bool:
    """Whether the message holds only words that win time, such as "eh, anu itu apa ya"."""
    return only_stalls(form for form in _forms(message) if not _is_mark(form))


def _is_mark(form: str) -> bool:
    """Whether it is punctuation alone; signs that speak, such as 👍, are none."""
    return all(unicodedata.category(sign).startswith("P") for sign in form)


def _readable_form(message: Message) -> str:
    """The forms between marks of start and end: ``"< kode 00 itu apa >"``.

    The marks let a pair of words tell that "tidak" is all that was said, or that it opens something longer.
    """
    return " ".join(["<", *_forms(message), ">"])


def _ranking(intents: Iterable[str], likelihood: np.ndarray) -> list[dict[str, Any]]:
    # By name where two are equally likely, so that the order never depends on chance.
    ordered = sorted(zip(intents, likelihood, strict=True), key=lambda pair: (-pair[1], pair[0]))
    return [
        {INTENT_NAME_KEY: str(intent), PREDICTED_CONFIDENCE_KEY: float(share)}
        for intent, share in ordered[:LABEL_RANKING_LENGTH]
    ]
