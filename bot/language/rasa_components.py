"""The Rasa components of the project; the only module of ``bot/language`` that knows Rasa.

In ``config.yml``::

    pipeline:
      - name: bot.language.rasa_components.IndonesianSpacy
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from rasa.engine.graph import ExecutionContext
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.tokenizers.tokenizer import Token, Tokenizer
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData
from spacy.language import Language
from spacy.tokens import Doc

from bot.language import spacy_pipeline

ENTITY_OF_LABEL = {spacy_pipeline.PERSON: "nama_orang", spacy_pipeline.PLACE: "tempat"}
_PIPELINE_FOLDER = "spacy"
# Nobody says more than this about one thing; a pasted book must not hold the server up.
_LONGEST_READ = 2000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=True)
class IndonesianSpacy(Tokenizer):
    """Tokens, normalised forms and the entities ``nama_orang`` and ``tempat``, all from one spaCy pipeline.

    A token keeps the caller's own text and offsets; its lemma is the standard form, which is what
    ``CountVectorsFeaturizer`` counts (``use_lemma``, on by default). The message's text is never changed.

    Training puts the spaCy pipeline into the component's own model resource, so the one Rasa model file
    carries everything. The fingerprint covers the pipeline's content: a changed word list is a reason to
    train again.
    """

    def __init__(self, config: dict[str, Any], pipeline: Callable[[], Language]) -> None:
        """Keep ``pipeline``, which is only built when a text is read."""
        super().__init__(config)
        self._pipeline = pipeline

    @staticmethod
    def get_default_config() -> dict[str, Any]:
        """Rasa's settings for splitting intent names; there are none of our own."""
        return {"intent_tokenization_flag": False, "intent_split_symbol": "_", "token_pattern": None}

    @staticmethod
    def required_packages() -> list[str]:
        """The packages whose versions become part of the fingerprint."""
        return ["spacy"]

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:  # noqa: ARG003 - Rasa passes the configuration
        """Everything on which the pipeline depends, as a hash."""
        return spacy_pipeline.content_hash()

    @classmethod
    def create(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's interface
    ) -> IndonesianSpacy:
        """Make the component for training; the pipeline is trained when it is first needed."""
        component = cls(config, lambda: spacy_pipeline.load(spacy_pipeline.trained_pipeline()))
        component._model_storage, component._resource = model_storage, resource
        return component

    @classmethod
    def load(
        cls,
        config: dict[str, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,  # noqa: ARG003 - Rasa's interface
        **kwargs: Any,  # noqa: ARG003 - Rasa's interface
    ) -> IndonesianSpacy:
        """Load the pipeline from the model.

        Raises:
            OSError: when the model holds no pipeline.
        """
        with model_storage.read_from(resource) as folder:
            # The model's folder may be gone after loading, so the pipeline is read at once.
            nlp = spacy_pipeline.load(Path(folder) / _PIPELINE_FOLDER)
        return cls(config, lambda: nlp)

    def train(self, training_data: TrainingData) -> Resource:  # noqa: ARG002
        """Put the trained pipeline into the model; it learns from its own sentences, not from Rasa's."""
        with self._model_storage.write_to(self._resource) as folder:
            shutil.copytree(spacy_pipeline.trained_pipeline(), Path(folder) / _PIPELINE_FOLDER)
        return self._resource

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute, without looking for entities (used for training data)."""
        return _tokens(self._pipeline().make_doc(message.get(attribute)))

    def process(self, messages: list[Message]) -> list[Message]:
        """Tokens and entities of what a caller wrote."""
        nlp = self._pipeline()
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str):
                continue
            doc = nlp(text[:_LONGEST_READ])
            message.set(TOKENS_NAMES[TEXT], _tokens(doc))
            message.set(ENTITIES, message.get(ENTITIES, []) + _entities(doc), add_to_output=True)
        return messages


def _tokens(doc: Doc) -> list[Token]:
    tokens = [
        Token(token.text, token.idx, token.idx + len(token.text), lemma=token.norm_)
        for token in doc
        if not token.is_space
    ]
    # Rasa's classifier fails on a message without features; one empty token gives it a row of zeros.
    return tokens or [Token("", 0)]


def _entities(doc: Doc) -> list[dict[str, Any]]:
    return [
        {
            ENTITY_ATTRIBUTE_TYPE: ENTITY_OF_LABEL[entity.label_],
            ENTITY_ATTRIBUTE_START: entity.start_char,
            ENTITY_ATTRIBUTE_END: entity.end_char,
            ENTITY_ATTRIBUTE_VALUE: entity.text,
            EXTRACTOR: IndonesianSpacy.__name__,
        }
        for entity in doc.ents
    ]
