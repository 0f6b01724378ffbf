"""How the CSO-side assistant reads a message: the one component of its own, beside those of :mod:`bot.language`.

In ``config.yml``, after :class:`bot.language.rasa_components.IndonesianSpacy`::

      - name: bot.roleplay.assistant.components.OfficerActs
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.shared.nlu.constants import (
    ENTITIES,
    ENTITY_ATTRIBUTE_CONFIDENCE,
    ENTITY_ATTRIBUTE_END,
    ENTITY_ATTRIBUTE_START,
    ENTITY_ATTRIBUTE_TYPE,
    ENTITY_ATTRIBUTE_VALUE,
    EXTRACTOR,
    INTENT,
    INTENT_NAME_KEY,
    INTENT_RANKING_KEY,
    METADATA,
    PREDICTED_CONFIDENCE_KEY,
    TEXT,
)
from rasa.shared.nlu.training_data.message import Message

from bot.language.intent_classifier import SparseIntentClassifier
from bot.officers import forms
from bot.officers.forms import form_of, words_of
from bot.officers.reading import NOTHING, Reader, what_matters_most
from bot.roleplay.assistant.line import TOPIC
from bot.sop.book import load_book

ACT = "tindakan"
"""The entity that a rule carried out by the message becomes: its value is the id of the rule."""


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class OfficerActs(SparseIntentClassifier):
    """Learns intents that are ids of rules, and finds every rule that a message carries out.

    A message gets one entity ``tindakan`` for each rule, with its place and how sure it is (1: certain), and the
    intent of what matters most in it: what the customer must react to.
    """

    @classmethod
    def fingerprint_addon(cls, config: dict[str, Any]) -> str:
        """Also what makes the form that is learnt from."""
        content = b"".join(file.read_bytes() for file in (Path(forms.__file__), forms.CONCEPTS_FILE))
        return f"{super().fingerprint_addon(config)}{hashlib.sha256(content).hexdigest()}"

    def form_of(self, message: Message) -> str:
        """Standard forms and concepts of an officer's words."""
        return form_of(words_of(message.get(TEXT)))

    def process(self, messages: list[Message]) -> list[Message]:
        """Set intent, ranking and acts.

        Raises:
            RuntimeError: when the component has been neither trained nor loaded.
        """
        if self._model is None:
            raise RuntimeError("OfficerActs is used before it was trained.")
        reader, book = Reader(self._model), load_book()
        for message in messages:
            text = message.get(TEXT)
            if text is None:
                continue
            topic = (message.get(METADATA) or {}).get(TOPIC, "")
            acts = reader.acts_in(book, text, topic)
            ranking = what_matters_most(reader.found_in(text, book, topic))
            named = [{INTENT_NAME_KEY: name, PREDICTED_CONFIDENCE_KEY: sure} for name, sure in ranking]
            message.set(INTENT, named[0] if named else {INTENT_NAME_KEY: NOTHING, PREDICTED_CONFIDENCE_KEY: 1.0}, True)
            message.set(INTENT_RANKING_KEY, named, True)
            found = [
                {
                    ENTITY_ATTRIBUTE_TYPE: ACT,
                    ENTITY_ATTRIBUTE_VALUE: act.rule,
                    ENTITY_ATTRIBUTE_START: act.start,
                    ENTITY_ATTRIBUTE_END: act.end,
                    ENTITY_ATTRIBUTE_CONFIDENCE: float(act.certain),
                    EXTRACTOR: type(self).__name__,
                }
                for act in acts
            ]
            message.set(ENTITIES, [*message.get(ENTITIES, []), *found], True)
        return messages
