"""The Indonesian spaCy pipeline: tokens, normalised forms, person names and places.

Order of the pipes:

1. the tokenizer of :mod:`bot.language.chat_tokens`, which also writes the standard form of a word into
   ``token.norm_``, so that every pipe sees "tidak" where the caller wrote "gk";
2. ``tok2vec`` and ``ner``, a small convolutional network trained on generated sentences (PERSON, PLACE);
3. ``region_names``, a phrase matcher over the names of the public region table that are unmistakable, and the
   veto of the everyday words against what the network takes for a name.

The pipeline is trained by :func:`train` in seconds and kept under ``models/spacy-id/<content hash>``. The
hash covers everything that the result depends on, so an unchanged pipeline is never trained twice.
"""

# No `from __future__ import annotations` here: spaCy reads the factories' annotations as types.
import hashlib
import random
import re
import tempfile
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.util import filter_spans, fix_random_seed, minibatch
from spacy.vocab import Vocab

from bot.language import chat_tokens, name_and_place_sentences, names, normalise, region_table
from bot.settings import PROJECT_ROOT

PERSON = "PERSON"
PLACE = "PLACE"
PIPELINES = PROJECT_ROOT / "models" / "spacy-id"
SEED = 123
_EPOCHS = 6
_SENTENCES = 1500
_WIDTH = 48
_PIECES = re.compile(r"[^\W\d_]+|\S")


class RegionNames:
    """Marks the names of provinces, kabupaten/kota and kecamatan that can't be mistaken for another word."""

    def __init__(self, vocab: Vocab) -> None:
        self._matcher = PhraseMatcher(vocab, attr="LOWER")
        # The names are cut as the tokenizer would, but without looking for slang in 7,000 of them at
        # every start.
        names = (Doc(vocab, words=_PIECES.findall(name)) for name in region_table.unmistakable_names())
        self._matcher.add(PLACE, list(names))

    def __call__(self, doc: Doc) -> Doc:
        """Add the matches to what the recogniser found; a region name wins over a guess that overlaps it."""
        # The network has never seen most words; the lists veto where it takes an everyday one for a name.
        doc.ents = tuple(
            entity
            for entity in doc.ents
            if entity.label_ != PERSON or not names.cannot_be_name(entity[0].text)
        )
        found: list[Span] = filter_spans(self._matcher(doc, as_spans=True))
        if found:
            taken = {token.i for span in found for token in span}
            rest = [entity for entity in doc.ents if not any(token.i in taken for token in entity)]
            doc.ents = tuple(sorted([*found, *rest], key=lambda span: span.start))
        return doc


@Language.factory("region_names")
def make_region_names(nlp: Language, name: str) -> RegionNames:  # noqa: ARG001 - spaCy passes the name
    """Build the matcher from the region table; it is never saved, the table is the one place of the names."""
    return RegionNames(nlp.vocab)


def content_hash() -> str:
    """Sixteen hexadecimal digits that change when anything changes on which the trained pipeline depends."""
    digest = hashlib.sha256(spacy.__version__.encode())
    sources = (
        *name_and_place_sentences.source_files(),
        region_table.ORDINARY_NAMES_FILE,
        Path(__file__),
        Path(name_and_place_sentences.__file__),
        Path(region_table.__file__),
        Path(chat_tokens.__file__),
        Path(normalise.__file__),
        Path(names.__file__),
        *(
            region_table.REFERENCE / name
            for name in ("slang.tsv", "slang_additions.tsv", "everyday_words.yml", "not_names.txt")
        ),
    )
    for source in sources:
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()[:16]


def train(sentences: int = _SENTENCES, epochs: int = _EPOCHS, seed: int = SEED) -> Language:
    """Train a pipeline from generated sentences, reproducibly, on one core."""
    fix_random_seed(seed)
    nlp = spacy.blank("id", config={"nlp": {"tokenizer": {"@tokenizers": chat_tokens.TOKENIZER}}})
    nlp.add_pipe("tok2vec", config=_tok2vec())
    nlp.add_pipe("ner", config=_listening_ner())
    examples = []
    for sentence in name_and_place_sentences.generate(sentences, seed):
        examples.append(Example.from_dict(nlp.make_doc(sentence.text), {"entities": list(sentence.entities)}))
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
