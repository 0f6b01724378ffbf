"""spaCy tokens cut exactly where :mod:`bot.language.normalise` cuts words, so each has a standard form.

spaCy's own Indonesian tokenizer carries 16,000 exceptions for reduplicated words ("rumah-rumah"), takes six
seconds to load and keeps "jl.melati" and "padam.di", which callers type all the time, in one piece.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import spacy
from spacy.language import Language
from spacy.tokens import Doc
from spacy.vocab import Vocab

from bot.language.normalise import words

TOKENIZER = "pln123.chat_tokens"


class ChatTokens:
    """A spaCy tokenizer; it keeps nothing, so there is nothing to save."""

    def __init__(self, vocab: Vocab) -> None:
        self.vocab = vocab

    def __call__(self, text: str) -> Doc:
        """Tokens of ``text`` with ``norm_`` set to the standard form; offsets are those of ``text``."""
        pieces: list[str] = []
        spaces: list[bool] = []
        norms: list[str] = []

        def add_between(gap: str) -> None:
            # One blank belongs to the token before it; spaCy makes a token of all further white space.
            if gap[:1] == " " and pieces and not spaces[-1]:
                spaces[-1] = True
                gap = gap[1:]
            for run in _runs(gap):
                pieces.append(run)
                spaces.append(False)
                norms.append(run)

        position = 0
        for word in words(text):
            if word.start < position:
                norms[-1] += f" {word.plain}"
                continue
            add_between(text[position : word.start])
            pieces.append(text[word.start : word.end])
            spaces.append(False)
            norms.append(word.plain.lower())
            position = word.end
        add_between(text[position:])
        doc = Doc(self.vocab, words=pieces, spaces=spaces)
        for token, norm in zip(doc, norms, strict=True):
            token.norm_ = norm
        return doc

    def to_disk(self, path: Path, **_: Any) -> None:
        """Nothing to save."""

    def from_disk(self, path: Path, **_: Any) -> "ChatTokens":  # noqa: ARG002 - spaCy's interface
        """Nothing to load."""
        return self

    def to_bytes(self, **_: Any) -> bytes:
        """Nothing to save."""
        return b""

    def from_bytes(self, data: bytes, **_: Any) -> "ChatTokens":  # noqa: ARG002 - spaCy's interface
        """Nothing to load."""
        return self


def _runs(gap: str) -> list[str]:
    """Signs one by one, white space in runs: ``"( \\n\\n"`` gives ``["(", " \\n\\n"]``."""
    runs: list[str] = []
    for sign in gap:
        if sign.isspace() and runs and runs[-1].isspace():
            runs[-1] += sign
        else:
            runs.append(sign)
    return runs


@spacy.registry.tokenizers(TOKENIZER)
def make_chat_tokens() -> Callable[[Language], ChatTokens]:
    """What spaCy's configuration calls to build the tokenizer."""
    return lambda nlp: ChatTokens(nlp.vocab)
