"""The longest message that a caller can send keeps nobody waiting, whatever it is made of: no reader goes over it again
and again from each of its places."""

from __future__ import annotations

import time

import pytest

from bench.fuzz import readers
from bot.settings import LONGEST_MESSAGE

MOST_SECONDS = 1.5
"""Of processor time, for one reader; what goes back and forth without end takes minutes."""


@pytest.mark.parametrize("piece", ["x-", "a.", "1 ", "a@", "+62", "nol "])
def test_no_reader_loses_itself_in_a_long_message(piece: str) -> None:
    text = (piece * LONGEST_MESSAGE)[: LONGEST_MESSAGE - 1] + "!"
    slow = {}
    for name, read in readers().items():
        began = time.process_time()
        read(text)
        if time.process_time() - began > MOST_SECONDS:
            slow[name] = time.process_time() - began
    assert slow == {}
