"""Cutting an officer's message into clauses, and putting neighbours together again where they say one thing.

One message may carry out several rules, and one rule may stretch over commas. So every run of a few neighbouring
clauses of a sentence is looked at, and the cut is chosen by which the passages say most clearly what they say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.officers.forms import Word, words_of

MOST_CLAUSES_TOGETHER = 3
JOINED = 0.94
"""How much of its clarity a passage keeps for each clause joined to it: what can stand alone should."""

LONGEST_READ = 2000
"""Signs of a message that are looked at: nobody says more in one breath, and a pasted book must not hold a call up."""

_SENTENCE_ENDS = frozenset(".!?\n")
_CLAUSE_ENDS = frozenset(",;:()–—")
_OPENERS = frozenset(
    {
        "apakah",
        "apa",
        "boleh",
        "mohon",
        "silakan",
        "tolong",
        "bisa",
        "sebelumnya",
        "kalau",
        "untuk",
        "selamat",
        "terima",
    }
    | {"kemudian", "selanjutnya", "lalu", "dan", "apabila", "bila", "serta", "sekalian", "nanti", "petugas", "laporan"}
    | {"nomor", "karena", "sudah", "ada", "dengan", "saat", "minta", "bagaimana"}
)
_SHORT_FORMS = frozenset(
    {"jl", "jln", "jalan", "ir", "h", "hj", "dr", "kh", "prof", "st", "no", "nomor", "kel", "kec", "gg", "gang"}
)
# without a comma for so long, a message is cut where a word stands that opens a new clause
_LONG_WITHOUT_COMMA = 8
_FEWEST_WORDS = 3


@dataclass(frozen=True)
class Passage:
    """A run of clauses of one sentence.

    Attributes:
        words: its words and marks.
        asks: whether the sentence that it belongs to ends with a question mark.
    """

    words: tuple[Word, ...]
    asks: bool = False

    @property
    def start(self) -> int:
        """Where it begins in the text."""
        return self.words[0].start

    @property
    def end(self) -> int:
        """Where it ends in the text, its mark included."""
        return self.words[-1].end

    def __len__(self) -> int:
        """How many words it has, marks not counted."""
        return sum(word.form.isalnum() or len(word.form) > 1 for word in self.words) or 1


def clauses_of(text: str) -> list[list[Passage]]:
    """The clauses of each sentence of ``text``."""
    words = words_of(text[:LONGEST_READ])
    sentences: list[list[Word]] = [[]]
    for number, word in enumerate(words):
        sentences[-1].append(word)
        follows = words[number + 1] if number + 1 < len(words) else None
        ends = word.form in _SENTENCE_ENDS and (follows is None or follows.form not in _SENTENCE_ENDS)
        ends = ends and not (word.form == "." and number and _is_short(words[number - 1], word, follows))
        broken = follows is not None and "\n" in text[word.end : follows.start]
        if ends or broken:
            sentences.append([])
    return [_clauses_in(sentence) for sentence in sentences if any(_is_word(word) for word in sentence)]


def best_cut(sentence: Sequence[Passage], clarity: Callable[[Passage], float]) -> list[Passage]:
    """The passages into which a sentence falls best.

    Args:
        clarity: from 0 to 1, how clearly a passage says one thing; longer passages count for more.
    """
    best: list[tuple[float, list[Passage]]] = [(0.0, [])]
    for end in range(1, len(sentence) + 1):
        ways = []
        for begin in range(max(0, end - MOST_CLAUSES_TOGETHER), end):
            passage = joined(sentence[begin:end])
            value, cut = best[begin]
            together = JOINED ** (end - begin - 1)
            ways.append((value + len(passage) * clarity(passage) * together, [*cut, passage]))
        best.append(max(ways, key=lambda way: way[0]))
    return best[-1][1]


def joined(clauses: Sequence[Passage]) -> Passage:
    """Neighbouring clauses as one passage."""
    if len(clauses) == 1:
        return clauses[0]
    return Passage(tuple(word for clause in clauses for word in clause.words), clauses[0].asks)


def _clauses_in(sentence: Sequence[Word]) -> list[Passage]:
    asks = any("?" in word.form for word in sentence[-3:])
    pieces: list[list[Word]] = [[]]
    for word in sentence:
        opens = (
            word.form in _OPENERS
            and _words_in(pieces[-1]) >= _FEWEST_WORDS
            and _run_without_comma(sentence, word) > _LONG_WITHOUT_COMMA
        )
        if opens:
            pieces.append([])
        pieces[-1].append(word)
        if word.form in _CLAUSE_ENDS:
            pieces.append([])
    whole: list[list[Word]] = []
    for piece in pieces:
        if whole and not any(_is_word(word) for word in piece):
            whole[-1] += piece
        elif piece:
            whole.append(piece)
    return [Passage(tuple(piece), asks) for piece in whole]


def _run_without_comma(sentence: Sequence[Word], word: Word) -> int:
    """How many words stand between the commas around ``word``."""
    count, met = 0, False
    for one in sentence:
        if one.form in _CLAUSE_ENDS:
            if met:
                break
            count = 0
        else:
            count += _is_word(one)
            met = met or one is word
    return count


def _is_short(word: Word, stop: Word, follows: Word | None) -> bool:
    """Whether the full stop after ``word`` only shortens it: "Jl. Ir. H. Juanda"."""
    return follows is not None and word.end == stop.start and word.form in _SHORT_FORMS


def _words_in(words: Sequence[Word]) -> int:
    return sum(_is_word(word) for word in words)


def _is_word(word: Word) -> bool:
    return any(sign.isalnum() for sign in word.form)
