"""The Indonesian spaCy pipeline: tokens with their standard forms, and the names of regions.

1. the tokenizer of :mod:`bot.language.chat_tokens` writes the standard form of a word into ``token.norm_``, so
   that whatever follows sees "tidak" where the caller wrote "gk";
2. ``region_names``, a phrase matcher over the names of the public region table that are unmistakable.

It is built at load from the word lists and the region table; nothing in it is trained. Person names are read by
:mod:`bot.language.names`: a trained recogniser found fewer of them (docs/measurements.md).
"""

# No `from __future__ import annotations` here: spaCy reads the factories' annotations as types.
import hashlib
import inspect
import re
from pathlib import Path

import spacy
from spacy.attrs import IS_SPACE, LOWER, NORM
from spacy.language import Language
from spacy.matcher import PhraseMatcher
from spacy.tokens import Doc
from spacy.util import filter_spans
from spacy.vocab import Vocab

from bot.language import chat_tokens, normalise, reference, region_table

PLACE = "tempat"
_WORD_LISTS = ("slang.tsv", "slang_additions.tsv", "everyday_words.yml")
_CODE = (chat_tokens, normalise, reference, region_table)
# of every word that is new to it spaCy asks for all its attributes, whether it looks like a URL or a number too
_LOOKED_AT = {LOWER, NORM, IS_SPACE}
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
        """Make entities of the names in ``doc``, the longest where two overlap."""
        doc.ents = filter_spans(self._matcher(doc, as_spans=True))
        return doc


@Language.factory("region_names")
def make_region_names(nlp: Language, name: str) -> RegionNames:  # noqa: ARG001 - spaCy passes the name
    """What spaCy's configuration calls to build the matcher."""
    return RegionNames(nlp.vocab)


def blank() -> Language:
    """An Indonesian pipeline with nothing but the tokenizer for what callers type."""
    nlp = spacy.blank("id", config={"nlp": {"tokenizer": {"@tokenizers": chat_tokens.TOKENIZER}}})
    for attribute in set(nlp.vocab.lex_attr_getters) - _LOOKED_AT:
        del nlp.vocab.lex_attr_getters[attribute]
    return nlp


def build() -> Language:
    """The assistant's pipeline; takes about half a second."""
    nlp = blank()
    nlp.add_pipe("region_names")
    return nlp


def content_hash() -> str:
    """Sixteen hexadecimal digits that change when anything changes on which the pipeline's result depends."""
    digest = hashlib.sha256(spacy.__version__.encode())
    sources = (
        *(reference.REFERENCE_DIRECTORY / name for name in _WORD_LISTS),
        region_table.REGIONS_FILE,
        region_table.ORDINARY_NAMES_FILE,
        Path(__file__),
        *(Path(inspect.getfile(module)) for module in _CODE),
    )
    for source in sources:
        digest.update(hashlib.sha256(source.read_bytes()).digest())
    return digest.hexdigest()[:16]
