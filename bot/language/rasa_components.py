"""The reading of a message as a Rasa component; beside :mod:`bot.language.intent_classifier` the only module
of ``bot/language`` that knows Rasa.

In ``config.yml``::

    pipeline:
      - name: bot.language.rasa_components.IndonesianSpacy
"""

from __future__ import annotations

from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
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
from spacy.tokens import Doc

from bot.language import spacy_pipeline

# Nobody says more than this about one thing; a pasted book must not hold the server up.
_LONGEST_READ = 2000


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_TOKENIZER, is_trainable=False)
class IndonesianSpacy(Tokenizer):
    """Tokens, standard forms and the entity ``tempat``, all from one spaCy pipeline.

    A token keeps the caller's own text and offsets; its lemma is the standard form, which is what the intent
    is read from. The message's text is never changed.

    Nothing is trained and nothing saved: the pipeline is built from the word lists and the region table when
    the component is loaded. The fingerprint covers these, so a changed word list is a reason to train again
    what counts the words.
    """

    def __init__(self, config: dict[str, Any]) -> None:
        """Build the pipeline, so that the first caller need not wait for it."""
        super().__init__(config)
        self._nlp = spacy_pipeline.build()

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

    def tokenize(self, message: Message, attribute: str) -> list[Token]:
        """Tokens of one attribute, without looking for entities (used for training data)."""
        return _tokens(self._nlp.make_doc(message.get(attribute)))

    def process(self, messages: list[Message]) -> list[Message]:
        """Tokens and entities of what a caller wrote."""
        for message in messages:
            text = message.get(TEXT)
            if not isinstance(text, str):
                continue
            # Whatever callers type would stay in spaCy's table of words for ever without the memory zone.
            with self._nlp.memory_zone():
                doc = self._nlp(text[:_LONGEST_READ])
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
            ENTITY_ATTRIBUTE_TYPE: entity.label_,
            ENTITY_ATTRIBUTE_START: entity.start_char,
            ENTITY_ATTRIBUTE_END: entity.end_char,
            ENTITY_ATTRIBUTE_VALUE: entity.text,
            EXTRACTOR: IndonesianSpacy.__name__,
        }
        for entity in doc.ents
    ]
