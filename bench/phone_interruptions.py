"""How soon the bot stops when it is spoken over, and whether it stops for a cough, a door or the hiss of the line.

The bot speaks a long question with the real mouth; the real ears and the line's own voice detector listen. Speech is by
voices kept apart. Coughs are made by the acoustics of coughs (a burst, a rush of air through a throat's resonances, and
in half of them a short voiced end of up to 0.12 s), no recordings: people's coughs were not at hand.

examples:
  python -m bench.phone_interruptions
  python -m bench.phone_interruptions --noise 15 --coughs 500 --json
"""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

from bench.callers import over_the_line
from bench.machine import machine_facts
from bench.phone_caller import SPEECH_LOUDNESS, voice
from bench.phone_calls import interval
from bench.report import tell
from bench.timing import summary
from voice.line.call import Call
from voice.line.dialogue import Standing
from voice.line.frames import FRAME_SAMPLES, FRAME_SECONDS, SILENT_FRAME, whole_frames
from voice.line.options import PhoneOptions
from voice.model.speech.voices import ESPEAK_KEPT_APART
from voice.phone import PhoneLine
from voice.sound.channel import RATE, Sound, coloured_noise, with_resonance

QUESTION = (
    "Mohon disebutkan alamat lengkap lokasi gangguannya, dengan nama jalan, nomor rumah, kelurahan, kecamatan, dan "
    "kota, supaya laporannya sampai ke unit pelayanan yang tepat dan petugas kami mudah menemukan lokasinya."
)
PHRASES = ("eh salah", "bisa diulang", "saya mau bicara dengan petugas", "sudah di depan meter", "tunggu sebentar")
_BEFORE_SECONDS, _AFTER_SECONDS = 1.0, 1.5
_LOUD = 0.02


class OneQuestion:
    """A dialogue that asks for an address and nothing else."""

    async def open(self) -> list[dict[str, Any]]:
        return [{"text": QUESTION}]

    async def say(self, _text: str, _message_id: str) -> list[dict[str, Any]]:
        return [{"text": QUESTION}]

    async def standing(self) -> Standing:
        return Standing("alamat_lengkap", "address")

    async def unasked(self) -> list[dict[str, Any]]:
        return []

    async def close(self) -> None:
        return None


def cough(chance: np.random.Generator) -> Sound:
    """One to three coughs in a row."""
    made = [_one_cough(chance) for _ in range(int(chance.integers(1, 4)))]
    rests = [np.zeros(int(chance.uniform(0.08, 0.3) * RATE), np.float32) for _ in made]
    return np.concatenate([part for pair in zip(made, rests, strict=True) for part in pair])


def _one_cough(chance: np.random.Generator) -> Sound:
    length = int(chance.uniform(0.15, 0.35) * RATE)
    time = np.arange(length) / RATE
    air = coloured_noise(length, float(chance.uniform(0, 0.8)), chance) * np.exp(-time * float(chance.uniform(6, 14)))
    air[: RATE // 100] *= 2.5
    sound = air
    if chance.random() < 0.5:
        voiced = int(chance.uniform(0.05, 0.12) * RATE)
        pitch = float(chance.uniform(180, 420))
        harmonics = sum(np.sin(2 * np.pi * pitch * n * np.arange(voiced) / RATE) / n for n in range(1, 8))
        sound = np.concatenate([air, 0.4 * harmonics * np.hanning(voiced)])
    for hertz in (float(chance.uniform(400, 900)), float(chance.uniform(1100, 2000))):
        sound = with_resonance(sound.astype(np.float32), hertz, 2.0, float(chance.uniform(3, 9)))
    return (0.5 * sound / np.abs(sound).max()).astype(np.float32)


def door(chance: np.random.Generator) -> Sound:
    """Something that falls shut: a thud that rings low."""
    time = np.arange(int(0.3 * RATE)) / RATE
    thud = np.sin(2 * np.pi * float(chance.uniform(60, 140)) * time) * np.exp(-time * float(chance.uniform(12, 30)))
    click = coloured_noise(len(time), 0.5, chance) * np.exp(-time * 60)
    return (0.6 * thud + 0.3 * click).astype(np.float32)


def hiss(chance: np.random.Generator) -> Sound:
    """A gust or a running tap: two seconds of loud noise."""
    return (0.12 * coloured_noise(2 * RATE, float(chance.uniform(0, 1.2)), chance)).astype(np.float32)


async def interrupted_after(line: PhoneLine, frames: Sequence[bytes], noise: float | None, seed: int) -> float | None:
    """Seconds from the first frame given until the bot stops; ``None`` if it speaks on."""
    call: Call = line.call(OneQuestion())
    call.record.keeps_sound = False
    await call.answer()
    chance = np.random.default_rng(seed)
    rest = [SILENT_FRAME] * int(_BEFORE_SECONDS / FRAME_SECONDS)
    begun = _BEFORE_SECONDS
    for frame in [*rest, *frames, *[SILENT_FRAME] * int(_AFTER_SECONDS / FRAME_SECONDS)]:
        call.exchange(_with_noise(frame, noise, chance))
        await call.settled()
        if any(event.name == "interrupted" for event in call.record.events):
            break
    found = next((event.at for event in call.record.events if event.name == "interrupted"), None)
    await call.hang_up()
    return None if found is None else found - begun


def _with_noise(frame: bytes, decibels: float | None, chance: np.random.Generator) -> bytes:
    if decibels is None:
        return frame
    noise = chance.normal(0, SPEECH_LOUDNESS * 32768 / 10 ** (decibels / 20), FRAME_SAMPLES)
    return np.clip(np.frombuffer(frame, "<i2") + noise, -32768, 32767).astype("<i2").tobytes()


def _from_first_sound(frames: list[bytes]) -> list[bytes]:
    """Without the silence before it, so that times count from the first sound."""
    loud = [at for at, frame in enumerate(frames) if np.abs(np.frombuffer(frame, "<i2")).max() > _LOUD * 32768]
    return frames[loud[0] :] if loud else frames


async def measure(noise: float | None, coughs: int) -> dict[str, Any]:
    """All figures as plain values."""
    with PhoneLine.open(PhoneOptions()) as line:
        times: list[float | None] = []
        for at, name in enumerate(ESPEAK_KEPT_APART):
            speak = voice(name, 140 + 4 * at, 35 + 3 * at)
            for text in PHRASES:
                frames = _from_first_sound(whole_frames(speak(text)))
                times.append(await interrupted_after(line, frames, noise, at))
        made: dict[str, Callable[[np.random.Generator], Sound]] = {"coughs": cough, "doors": door, "hiss": hiss}
        false = {}
        for name, make in made.items():
            count = coughs if name == "coughs" else coughs // 4
            stopped = 0
            for seed in range(count):
                sound = over_the_line(make(np.random.default_rng(seed)), RATE, None, seed)
                frames = whole_frames(sound.astype("<i2").tobytes())
                stopped += await interrupted_after(line, frames, noise, seed) is not None
            false[name] = {"of": count, "stopped": stopped, "interval_percent": interval(stopped, count)}
    heard = [one for one in times if one is not None]
    return {
        "noise_decibels": noise, "spoken_over": len(times), "stopped": len(heard), "stop_seconds": summary(heard),
        "false": false, "machine": machine_facts(),
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.phone_interruptions", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--noise", type=float, help="white noise, decibels below the speech")
    parser.add_argument("--coughs", type=int, default=200, help="how many (%(default)s)")
    parser.add_argument("--json", action="store_true", help="answer with JSON")
    chosen = parser.parse_args()
    found = asyncio.run(measure(chosen.noise, chosen.coughs))
    tell(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
