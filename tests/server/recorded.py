"""A recorded call of the tests' own."""

from __future__ import annotations

from datetime import datetime, timezone
from pathlib import Path

import numpy as np

from voice.line.record import BOT, CALLER, CallRecord, Event, Line, TurnTimes

NAME = "telepon-0123456789abcdef"
SPOKEN_NUMBER = "lima empat dua tiga satu tujuh sembilan delapan enam dua nol lima"
REPORT = "G5426112200001"


def put_call(var_directory: Path, name: str = NAME) -> CallRecord:
    """Save a call of ten seconds with two turns, an interruption and a report."""
    record = CallRecord(keeps_sound=True, began=datetime(2026, 11, 22, 7, 5, tzinfo=timezone.utc), tickets=(REPORT,))
    record.transcript += [
        Line(0.0, BOT, "PLN 123, selamat siang. Ada yang bisa kami bantu?"),
        Line(3.2, CALLER, "meteran saya periksa", confidence=0.93, since=2.1),
        Line(3.2, BOT, "Mohon disebutkan ID pelanggannya."),
        Line(7.0, CALLER, SPOKEN_NUMBER, confidence=0.88, since=5.0),
        Line(7.0, BOT, "542317986205."),
    ]
    record.events += [
        Event(0.0, "answered"),
        Event(0.0, "expects", {"slot": "", "step": "PRK-01"}),
        Event(2.2, "interrupted", {"by": "speech"}),
        Event(3.2, "expects", {"slot": "identitas", "step": "PRK-06"}),
        Event(7.0, "ticket", {"nomor": REPORT}),
        Event(10.0, "hung_up", {"by": "pelanggan"}),
    ]
    record.turns.append(TurnTimes(3.6, 0.5, 0.01, 0.02, 0.03))
    tone = (6000 * np.sin(np.arange(160) * 0.7)).astype("<i2").tobytes()
    for frame in range(500):
        caller, bot = 105 <= frame < 160 or 250 <= frame < 340, frame < 100 or 170 <= frame < 240
        record.add_sound(tone if caller else bytes(320), tone if bot else bytes(320))
    record.save(var_directory / "telepon", name)
    return record
