"""What pressed keys say: digits of an answer, the number of a choice, "ulangi" and "petugas"."""

from __future__ import annotations

from voice.line.expectations import Expectation
from voice.line.words import LineWords

KEYS = "0123456789*#"
BETWEEN_KEYS_SECONDS = 2.5
LONGEST = 20
_FULL = {"identity": 12, "mobile": 13}


class KeyPad:
    """Keys that wait: they may be pressed before the question is heard to its end."""

    def __init__(self, words: LineWords) -> None:
        self._words = words
        self._waiting = ""
        self._last = 0.0

    @property
    def waiting(self) -> bool:
        """Whether keys wait for their meaning."""
        return bool(self._waiting)

    def press(self, key: str, now: float) -> None:
        """Note a key.

        Raises:
            ValueError: if it is none of a telephone's.
        """
        if len(key) != 1 or key not in KEYS:
            raise ValueError(f"no key of a telephone: {key!r}")
        self._waiting = (self._waiting + key)[-2 * LONGEST :]
        self._last = now

    def answer(self, expected: Expectation, now: float) -> str | None:
        """What the keys say to this question, taken away from those that wait; ``None`` as long as more may follow."""
        if not self._waiting:
            return None
        if not expected.takes_digits:
            key, self._waiting = self._waiting[0], self._waiting[1:]
            return self._single(key, expected)
        digits, mark, rest = self._waiting.partition("#")
        full = _FULL.get(expected.kind, LONGEST)
        if not mark and len(digits) < full and now - self._last < BETWEEN_KEYS_SECONDS:
            return None
        if not mark:
            digits, rest = digits[:full], digits[full:]
        self._waiting = rest
        return self._digits(digits, expected)

    def _single(self, key: str, expected: Expectation) -> str | None:
        if key in "123456789" and int(key) <= len(expected.buttons):
            return expected.buttons[int(key) - 1]
        if key in "12" and expected.kind in {"yes_no", "ready"}:
            return self._words.keys["yes" if key == "1" else "no"]
        meaning = {"*": "repeat", "0": "officer"}.get(key)
        return self._words.keys[meaning] if meaning else None

    def _digits(self, digits: str, expected: Expectation) -> str | None:
        if digits.strip("*") == "":
            return self._words.keys["repeat"] if digits else None
        if expected.kind == "display":
            return digits.strip("*").replace("*", ",", 1).replace("*", "")
        return digits.replace("*", "")
