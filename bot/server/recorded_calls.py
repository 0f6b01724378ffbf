"""A recorded telephone call as its page shows it: both voices as waves, and everything that happened in one row."""

from __future__ import annotations

import json
import wave
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.qa.writing import written_number

Hide = Callable[[str], str]

BARS = 400
"""Of a wave, one beside the other."""
_SPEAKERS = {"pelanggan": "Penelepon", "bot": "Petugas virtual"}
_BY = {"tombol": "dengan tombol", "jalur": "disampaikan jalur telepon"}
_NO_MATCH = {
    "noise": "Saluran berisik, tidak ada yang tertangkap.", "unknown": "Ucapan di luar yang diharapkan.",
    "unsure": "Ucapan tidak cukup jelas.",
}  # fmt: skip
_INTERRUPTED = {"keys": "Penelepon menyela dengan tombol.", "speech": "Penelepon menyela."}
_HUNG_UP = {"pelanggan": "Penelepon menutup telepon.", "bot": "Telepon ditutup petugas."}
_EVENTS: Mapping[str, Callable[[Mapping[str, Any]], str]] = {
    "answered": lambda _: "Telepon diangkat.",
    "interrupted": lambda told: _INTERRUPTED.get(str(told.get("by")), "Penelepon menyela."),
    "silence": lambda told: f"Penelepon diam (ke-{told.get('step', 1)}).",
    "no_match": lambda told: _NO_MATCH.get(str(told.get("why")), "Tidak tertangkap."),
    "hold": lambda _: "Penelepon diminta menunggu.",
    "ticket": lambda told: f"Laporan {told.get('nomor', '')} dibuat.",
    "key": lambda _: "Tombol ditekan.",
    "failure": lambda _: "Percakapan terganggu dan diakhiri.",
    "hung_up": lambda told: _HUNG_UP.get(str(told.get("by")), "Telepon ditutup."),
}
_MARKED = frozenset({"interrupted", "silence", "no_match", "hold", "ticket", "failure"})
"""Events that are marked on the wave; the others would only hide them."""


@dataclass(frozen=True)
class Moment:
    """Something in the call.

    Attributes:
        at: seconds.
        clock: the same as ``minutes.seconds``.
        kind: ``said`` or ``event``.
        speaker: in words; empty for events.
        is_callers: whether the caller said it.
        text: what was said or happened.
        detail: how it was said, how sure it was heard, how long the answer took.
        step: rule of the SOP that the dialogue came to there, with its title.
        marked: whether it stands on the wave.
    """

    at: float
    clock: str
    kind: str
    speaker: str
    is_callers: bool
    text: str
    detail: str
    step: str = ""
    marked: bool = False


@dataclass(frozen=True)
class Summary:
    """A call in the list."""

    name: str
    began: str
    length: str
    reports: tuple[str, ...]
    spoken: int
    has_sound: bool


def read_record(path: Path) -> dict[str, Any]:
    """What is kept of a call; empty where the file can't be read."""
    try:
        told = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def summary_of(path: Path) -> Summary:
    """A call for the list."""
    told = read_record(path)
    spoken = sum(line.get("speaker") == "pelanggan" for line in told.get("transcript", ()))
    return Summary(
        path.stem, told.get("began", ""), as_clock(seconds_of(told)), tuple(told.get("tickets", ())), spoken,
        path.with_suffix(".wav").is_file(),
    )  # fmt: skip


def seconds_of(told: Mapping[str, Any]) -> float:
    """How long the call was."""
    moments = [one.get("at", 0.0) for one in (*told.get("events", ()), *told.get("transcript", ()))]
    return float(told.get("seconds") or max(moments, default=0.0))


def moments_of(told: Mapping[str, Any], titles: Mapping[str, str], hide: Hide) -> list[Moment]:
    """Everything that was said and happened, in order.

    Args:
        told: the record.
        titles: of the rules of the SOP.
        hide: hides what the viewer may not see.
    """
    found = [*_said(told, titles, hide), *_happened(told.get("events", ()))]
    return sorted(found, key=lambda one: one.at)


def _said(told: Mapping[str, Any], titles: Mapping[str, str], hide: Hide) -> Iterable[Moment]:
    steps = _steps(told.get("events", ()))
    shown = None
    for line in told.get("transcript", ()):
        callers = line.get("speaker") == "pelanggan"
        at = float(line.get("since") or line["at"])
        step = steps.get(line["at"]) if not callers else None
        new = step if step and step != shown else None
        shown = step or shown
        turn = None if callers else _turn_at(line["at"], told.get("turns", ()))
        yield Moment(
            at, as_clock(at), "said", _SPEAKERS.get(line.get("speaker", ""), ""), callers, hide(line["text"]),
            _how_heard(line) if callers else _how_quick(turn), f"{new} {titles.get(new, '')}".strip() if new else "",
        )  # fmt: skip


def _turn_at(moment: float, turns: Iterable[Mapping[str, Any]]) -> Mapping[str, Any] | None:
    """The times of the turn that was answered then: its sound began within a second."""
    return next((turn for turn in turns if 0 <= turn["at"] - moment < 1), None)


def _steps(events: Iterable[Mapping[str, Any]]) -> dict[float, str]:
    """Moment of a turn → the rule that the dialogue then stands at."""
    return {one["at"]: one["details"]["step"] for one in events
            if one.get("name") == "expects" and one.get("details", {}).get("step")}  # fmt: skip


def _happened(events: Iterable[Mapping[str, Any]]) -> Iterable[Moment]:
    for event in events:
        words = _EVENTS.get(event.get("name", ""))
        if words is not None:
            at, name = float(event["at"]), event["name"]
            yield Moment(
                at, as_clock(at), "event", "", False, words(event.get("details", {})), "", marked=name in _MARKED
            )


def _how_heard(line: Mapping[str, Any]) -> str:
    by = _BY.get(line.get("by", ""), "")
    sure = line.get("confidence")
    return by or ("" if sure is None else f"yakin {written_number(100 * sure)} %")


def _how_quick(turn: Mapping[str, Any] | None) -> str:
    if turn is None:
        return ""
    parts = (("akhir ucapan", "end_pointing"), ("pengenalan", "recognition"), ("percakapan", "dialogue"),
             ("suara", "speech"))  # fmt: skip
    split = ", ".join(f"{name} {written_number(turn[key], 2)}" for name, key in parts if turn.get(key) is not None)
    return f"dijawab setelah {written_number(turn['total'], 2)} detik ({split})"


def as_clock(seconds: float) -> str:
    """``83.4`` as ``1.23``, minutes and seconds."""
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}.{rest:02d}"


def waves(sound: Path) -> dict[str, list[int]]:
    """How loud each side is along the call: 0 to 100, `BARS` of each; empty if the file is no stereo sound.

    Returns:
        ``{"caller": […], "bot": […]}``.
    """
    import numpy as np

    try:
        with wave.open(str(sound), "rb") as file:
            if file.getnchannels() != 2 or file.getsampwidth() != 2:
                return {}
            samples = np.frombuffer(file.readframes(file.getnframes()), "<i2").reshape(-1, 2)
    except (OSError, EOFError, wave.Error, ValueError):
        return {}
    loudest = {side: [0] * BARS for side in ("caller", "bot")}
    for at, part in enumerate(np.array_split(np.abs(samples.astype(np.int32)), BARS)):
        if len(part):
            loudest["caller"][at], loudest["bot"][at] = (round(float(value) / 327.68) for value in part.max(0))
    return loudest
