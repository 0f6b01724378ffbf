"""How quickly a practice call answers, and how quickly a call of sixty turns is scored: ``python -m bench.practice``.

Processor time of this process, so that what else runs on the machine counts little; the figures are of one core.
"""

from __future__ import annotations

import dataclasses
import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.scoring import score
from bot.settings import Settings

TURNS = 60
CALLS = 12
SAID = (
    "Apakah listriknya padam atau masih menyala?",
    "Mohon maaf atas kendala yang Bapak alami.",
    "Sebelumnya sudah pernah dilaporkan?",
    "Boleh minta ID Pelanggan atau nomor meternya?",
    "Apakah sedang berada di lokasi?",
    "Mohon ditunggu sebentar, Bapak.",
)


def measure() -> dict[str, float]:
    """Milliseconds: the customer's reply (median, p95), scoring a call of sixty turns (median, slowest)."""
    replies: list[float] = []
    scorings: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        practice = Practice.open(dataclasses.replace(Settings(), var_directory=Path(folder)))
        for seed in range(CALLS):
            attempt = practice.begin("periksa/O10", seed)
            for turn in range(TURNS // 2):
                before = time.process_time()
                attempt.say(SAID[turn % len(SAID)])
                replies.append(1000 * (time.process_time() - before))
            before = time.process_time()
            score(practice.book, attempt.call, attempt.talk(), attempt.events)
            scorings.append(1000 * (time.process_time() - before))
            attempt.desk.close()
    replies = replies[len(SAID) :]  # the first ones read the data files
    return {
        "reply_median_ms": statistics.median(replies),
        "reply_p95_ms": statistics.quantiles(replies, n=20)[-1],
        "score_60_turns_median_ms": statistics.median(scorings),
        "score_60_turns_slowest_ms": max(scorings),
    }


if __name__ == "__main__":
    json.dump({name: round(value, 2) for name, value in measure().items()}, sys.stdout, indent=2)
    sys.stdout.write("\n")
