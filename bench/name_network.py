"""A small trained recogniser of names and places, kept for the comparison with the rules; no part of the assistant.

spaCy's ``tok2vec`` and ``ner`` behind the assistant's own tokenizer, trained on the sentences of
:mod:`bench.name_and_place_sentences` with fixed seeds, so that anybody who doubts the decision against it can
repeat it: ``python -m bench.names_and_places``.
"""

# No `from __future__ import annotations` here: spaCy reads the components' annotations as types.
import random
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example
from spacy.util import fix_random_seed, minibatch

from bench import name_and_place_sentences
from bot.language import names, spacy_pipeline

PERSON = name_and_place_sentences.PERSON
PLACE = name_and_place_sentences.PLACE
_SEED = 123
_EPOCHS = 6
_SENTENCES = 1500
_WIDTH = 48


def train(sentences: int = _SENTENCES, epochs: int = _EPOCHS, seed: int = _SEED) -> Language:
    """Train the network from generated sentences, reproducibly, on one core, in seconds."""
    fix_random_seed(seed)
    nlp = spacy_pipeline.blank()
    nlp.add_pipe("tok2vec", config=_tok2vec())
    nlp.add_pipe("ner", config=_listening_ner())
    examples = []
    for sentence in name_and_place_sentences.generate(sentences, seed):
        examples.append(Example.from_dict(nlp.make_doc(sentence.text), {"entities": list(sentence.entities)}))
    optimiser = nlp.initialize(lambda: examples)
    chance = random.Random(seed)
    for _ in range(epochs):
        chance.shuffle(examples)
        for batch in minibatch(examples, size=64):
            nlp.update(batch, sgd=optimiser, drop=0.2)
    return nlp


def with_word_lists(network: Language) -> Language:
    """A copy of the network that is corrected by the word lists."""
    copy = spacy_pipeline.blank()
    copy.add_pipe("tok2vec", config=_tok2vec())
    copy.add_pipe("ner", config=_listening_ner())
    copy.from_bytes(network.to_bytes())
    copy.add_pipe("word_lists")
    return copy


class WordLists:
    """Corrects the network's guesses by the everyday words and the region table."""

    def __init__(self, nlp: Language) -> None:
        self._region_names = spacy_pipeline.RegionNames(nlp.vocab)

    def __call__(self, doc: Doc) -> Doc:
        """Veto the network's names that are everyday words; a region name wins over a guess that overlaps it."""
        guesses = [guess for guess in doc.ents if guess.label_ != PERSON or not names.cannot_be_name(guess[0].text)]
        regions = self._region_names(doc).ents
        taken = {token.i for region in regions for token in region}
        rest = [guess for guess in guesses if not any(token.i in taken for token in guess)]
        doc.ents = tuple(sorted([*regions, *rest], key=lambda span: span.start))
        return doc


@Language.factory("word_lists")
def make_word_lists(nlp: Language, name: str) -> WordLists:  # noqa: ARG001 - spaCy passes the name
    """What spaCy's configuration calls to build the component."""
    return WordLists(nlp)


def _tok2vec() -> dict[str, Any]:
    return {
        "model": {
            "@architectures": "spacy.Tok2Vec.v2",
            "embed": {
                "@architectures": "spacy.MultiHashEmbed.v2",
                "width": _WIDTH,
                "attrs": ["NORM", "PREFIX", "SUFFIX", "SHAPE"],
                "rows": [2000, 500, 1000, 250],
                "include_static_vectors": False,
            },
            "encode": {
                "@architectures": "spacy.MaxoutWindowEncoder.v2",
                "width": _WIDTH,
                "window_size": 1,
                "maxout_pieces": 2,
                "depth": 2,
            },
        }
    }


def _listening_ner() -> dict[str, Any]:
    return {
        "model": {
            "@architectures": "spacy.TransitionBasedParser.v2",
            "state_type": "ner",
            "extra_state_tokens": False,
            "hidden_width": 48,
            "maxout_pieces": 2,
            "use_upper": True,
            "tok2vec": {"@architectures": "spacy.Tok2VecListener.v1", "width": _WIDTH, "upstream": "tok2vec"},
        }
    }
