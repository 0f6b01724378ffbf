"""The Indonesian spaCy pipeline: tokens, normalised forms, person names and places.

Order of the pipes:

1. ``normal_form`` writes what :func:`bot.language.normalise` makes of a word into ``token.norm_``, so that every
   later pipe sees "tidak" where the caller wrote "gk";
2. ``tok2vec`` and ``ner``, a small convolutional network trained on generated sentences (PERSON, PLACE);
3. ``region_names``, a phrase matcher over the names of the public region table that are unmistakable.

The pipeline is trained by :func:`train` in seconds and kept under ``models/spacy-id/<content hash>``. The hash
covers everything that the result depends on, so an unchanged pipeline is never trained twice.
"""

# No `from __future__ import annotations` here: spaCy reads the factories' annotations as types.
import hashlib
import random
import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans, fix_random_seed, minibatch

from bot.language import name_and_place_sentences, region_table
from bot.settings import PROJECT_ROOT

PERSON = "PERSON"
PLACE = "PLACE"
PIPELINES = PROJECT_ROOT / "models" / "spacy-id"
SEED = 123
_EPOCHS = 8
_SENTENCES = 3000
_WIDTH = 48


class Normaliser(Protocol):
    """What writes a text in standard Indonesian: ``bot.language.normalise.normalise``."""

    def __call__(self, text: str) -> str: ...


def standard_form(text: str) -> str:
    """The text in standard Indonesian, in lower case."""
    return text.lower()


@Language.component("normal_form")
def write_normal_forms(doc: Doc) -> Doc:
    """Set ``token.norm_`` of every token to its standard form; offsets and texts stay the caller's."""
    words = standard_form(doc.text).split()
    tokens = [token for token in doc if not token.is_space]
    if len(words) == len(tokens):
        for token, word in zip(tokens, words):
            token.norm_ = word
    else:
        for token in tokens:
            token.norm_ = _normal_word(token.lower_)
    return doc


@lru_cache(maxsize=20_000)
def _normal_word(word: str) -> str:
    return standard_form(word) or word


class RegionNames:
    """Marks the names of provinces, kabupaten/kota and kecamatan that can't be mistaken for another word."""

    def __init__(self, vocabulary_of: Language) -> None:
        self._matcher = PhraseMatcher(vocabulary_of.vocab, attr="LOWER")
        self._matcher.add(PLACE, list(vocabulary_of.tokenizer.pipe(region_table.unmistakable_names())))

    def __call__(self, doc: Doc) -> Doc:
        """Add the matches to what the recogniser found; a matched region name wins over a guess that overlaps it."""
        found: list[Span] = filter_spans(self._matcher(doc, as_spans=True))
        if found:
            taken = {token.i for span in found for token in span}
            rest = [entity for entity in doc.ents if not any(token.i in taken for token in entity)]
            doc.ents = tuple(sorted([*found, *rest], key=lambda span: span.start))
        return doc


@Language.factory("region_names")
def make_region_names(nlp: Language, name: str) -> RegionNames:  # noqa: ARG001 - spaCy passes the name
    """Build the matcher from the region table; it is never saved, the table is the one place of the names."""
    return RegionNames(nlp)


def content_hash() -> str:
    """Sixteen hexadecimal digits that change when anything changes on which the trained pipeline depends."""
    digest = hashlib.sha256(spacy.__version__.encode())
    sources = (
        *name_and_place_sentences.source_files(),
        region_table.ORDINARY_NAMES_FILE,
        Path(__file__),
        Path(name_and_place_sentences.__file__),
        Path(region_table.__file__),
    )
    for source in sources:
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()[:16]


def train(sentences: int = _SENTENCES, epochs: int = _EPOCHS, seed: int = SEED) -> Language:
    """Train a pipeline from generated sentences, reproducibly, on one core."""
    fix_random_seed(seed)
    nlp = spacy.blank("id")
    nlp.add_pipe("normal_form")
    nlp.add_pipe("tok2vec", config=_tok2vec())
    nlp.add_pipe("ner", config=_listening_ner())
    examples = []
    for sentence in name_and_place_sentences.generate(sentences, seed):
        doc = write_normal_forms(nlp.make_doc(sentence.text))
        examples.append(Example.from_dict(doc, {"entities": list(sentence.entities)}))
    optimiser = nlp.initialize(lambda: examples)
    chance = random.Random(seed)
    with nlp.select_pipes(enable=["tok2vec", "ner"]):
        for _ in range(epochs):
            chance.shuffle(examples)
            for batch in minibatch(examples, size=64):
                nlp.update(batch, sgd=optimiser, drop=0.2)
    nlp.add_pipe("region_names", last=True)
    return nlp


def trained_pipeline(folder: Path = PIPELINES) -> Path:
    """Where the pipeline of the present sources is, trained first if it is not there yet."""
    home = folder / content_hash()
    if not home.exists():
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as workshop:
            made = Path(workshop) / home.name
            train().to_disk(made)
            # A second process may have been faster: its result is the same.
            if not home.exists():
                made.rename(home)
    return home


def load(path: Path) -> Language:
    """Load a saved pipeline.

    Raises:
        OSError: when there is no pipeline at ``path``.
    """
    return spacy.load(path)


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
