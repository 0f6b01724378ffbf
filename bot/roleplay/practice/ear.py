"""The door to understanding an officer's words. Whoever reads them otherwise only has to give the same acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from bot.officers.forbidden import forbidden_acts
from bot.officers.reading import acts_in
from bot.sop.book import Book
from bot.sop.conformance.talk import Act


class Ear(Protocol):
    """Understands what an officer says."""

    def acts(self, text: str, asked: Sequence[str] = (), topic: str = "") -> tuple[Act, ...]:
        """The rules that the words carry out, in the order of the text; what is not sure has ``certain=False``.

        Args:
            topic: what the call is about.
            asked: facts that were asked for before and not answered yet, the latest last.
        """

    def forbidden(self, text: str) -> tuple[Act, ...]:
        """What must not be said, or not to every caller, beyond the patterns of the book, by rule."""


class OfficersEar:
    """Understands as transcripts are audited (:mod:`bot.officers`)."""

    def __init__(self, book: Book) -> None:
        self._book = book

    def acts(self, text: str, asked: Sequence[str] = (), topic: str = "") -> tuple[Act, ...]:  # noqa: ARG002
        """See :class:`Ear`."""
        return acts_in(self._book, text, topic)

    def forbidden(self, text: str) -> tuple[Act, ...]:
        """See :class:`Ear`."""
        return forbidden_acts(self._book, text)
