"""Two texts word by word: what is gone and what is new, marked for a page."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from markupsafe import Markup

_WORDS_AND_SPACES = re.compile(r"\s+|\w+|[^\w\s]")


def marked(expected: str, actual: str) -> tuple[Markup, Markup]:
    """``expected`` with ``<del>`` around words that ``actual`` lacks, ``actual`` with ``<ins>`` around new ones."""
    before, after = _WORDS_AND_SPACES.findall(expected), _WORDS_AND_SPACES.findall(actual)
    left, right = Markup(), Markup()
    for kind, start, end, other_start, other_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone, new = "".join(before[start:end]), "".join(after[other_start:other_end])
        same = kind == "equal"
        left += Markup("{}").format(gone) if same or not gone else Markup("<del>{}</del>").format(gone)
        right += Markup("{}").format(new) if same or not new else Markup("<ins>{}</ins>").format(new)
    return left, right
