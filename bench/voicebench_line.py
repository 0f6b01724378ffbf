"""The phone line before an outside judge: `voicebench` of the package registry, which knows nothing of this project.

It plays a scripted caller into the line over a WebSocket, records both sides and finds in the sound alone how soon the
line answers, whether it stops when spoken over and whether a cough stops it; words that were heard are compared with
those that were said. The line is the real one (ears, mouth, dialogue, database); the caller's voices are kept apart.
voicebench needs Python 3.11 and an environment of its own:

  python3.11 -m venv /somewhere && /somewhere/bin/pip install voicebench==0.2.0
  python -m bench.voicebench_line --judge /somewhere/bin/voicebench
  python -m bench.voicebench_line --judge /somewhere/bin/voicebench --sessions 5 --json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import tempfile
import wave
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rich.console import Console
from websockets.exceptions import ConnectionClosed
from websockets.server import WebSocketServerProtocol, serve

from bench.callers import over_the_line
from bench.machine import machine_facts
from bench.phone_caller import Speak, voice
from bench.phone_calls import draw, engine_for
from bench.phone_interruptions import cough
from bot.engine.engine import Engine
from voice.line.dialogue import EngineDialogue
from voice.line.frames import FRAME_BYTES
from voice.line.options import PhoneOptions
from voice.line.record import CALLER
from voice.model.speech.voices import ESPEAK_KEPT_APART
from voice.phone import PhoneLine
from voice.sound.channel import RATE

PORT = 8228
ANSWERS = ("meteran saya periksa", "ya betul", "masih menyala", "belum pernah")
GREETING = "halo"
"""Answers nothing: the line asks again, which is long enough to be spoken over."""
OVER_THE_PROMPT = "bisa diulang"
_AFTER_PROMPT = {"after": "agent_speech_end", "delay_ms": 400, "timeout_ms": 25_000}
_DURING_PROMPT = {"after": "agent_speech_start", "delay_ms": 900, "timeout_ms": 25_000}
_SILENT = 300
_BETWEEN_SENTENCES_MS = 700
"""Rests within an answer are shorter; the judge's own 250 ms would take its middle for its end."""


def write_sound(path: Path, sound: bytes) -> str:
    """Write 8 kHz samples without the silence at both ends; the file's name.

    The judge takes the file's end for the caller's: an answer within a silence there would count as talking over.
    """
    loud = np.flatnonzero(np.abs(np.frombuffer(sound, "<i2").astype(int)) > _SILENT)
    sound = sound[2 * int(loud[0]) : 2 * int(loud[-1])]
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, RATE, 0, "NONE", ""))
        file.writeframes(sound)
    return path.name


def scenario(folder: Path, speak: Speak, seed: int) -> Path:
    """One call as the judge reads it: four answers, a cough into a prompt, words spoken over the next."""
    turns: list[dict[str, Any]] = []
    for at, text in enumerate(ANSWERS):
        file = write_sound(folder / f"answer-{at}.wav", speak(text))
        turns.append({"id": text, "text": text, "audio": {"file": file}, "start": _AFTER_PROMPT})
    sound = over_the_line(cough(np.random.default_rng(10_000 + seed)), RATE, None, seed).astype("<i2").tobytes()
    turns[-1]["response_timeout_ms"] = 8_000
    file = write_sound(folder / "cough.wav", sound)
    turns.append({"id": "a cough", "audio": {"file": file}, "start": _DURING_PROMPT, "expect": "ignore"})
    halo = write_sound(folder / "halo.wav", speak(GREETING))
    turns.append({"id": GREETING, "text": GREETING, "audio": {"file": halo}, "start": _AFTER_PROMPT})
    file = write_sound(folder / "over.wav", speak(OVER_THE_PROMPT))
    turns.append({"id": "spoken over", "audio": {"file": file}, "start": _DURING_PROMPT, "expect": "stop"})
    written = {
        "name": f"pln123-{seed}", "sample_rate": RATE, "frame_ms": 20, "tail_ms": 2000, "max_duration_ms": 75_000,
        "vad": {"agent": {"min_silence_ms": _BETWEEN_SENTENCES_MS}},
        "adapter": {"type": "websocket", "options": {"url": f"ws://127.0.0.1:{PORT}"}},
        "turns": turns,
    }  # fmt: skip
    path = folder / "scenario.yaml"
    path.write_text(yaml.safe_dump(written, sort_keys=False), encoding="utf-8")
    return path


class Door:
    """Carries the calls of the judge: 20 ms there, 20 ms back, and in words what was heard."""

    def __init__(self, line: PhoneLine, engine: Engine, caller_id: str) -> None:
        self._line = line
        self._engine = engine
        self._caller_id = caller_id
        self._calls = 0

    async def carry(self, socket: WebSocketServerProtocol) -> None:
        """One call."""
        self._calls += 1
        call = self._line.call(EngineDialogue(self._engine, f"telepon-judge-{self._calls}", self._caller_id))
        await call.answer()
        told = 0
        try:
            async for sound in socket:
                if call.over or not isinstance(sound, bytes) or len(sound) != FRAME_BYTES:
                    continue
                await socket.send(call.exchange(sound))
                new = call.record.transcript[told:]
                told += len(new)
                for said in new:
                    if said.speaker == CALLER:
                        await socket.send(json.dumps({"type": "transcript", "role": "user", "text": said.text}))
        except ConnectionClosed:
            pass  # the judge has heard enough
        finally:
            await call.hang_up()


async def measure(judge: Path, sessions: int) -> dict[str, Any]:
    """What the judge found in each session."""
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as name, PhoneLine.open(PhoneOptions()) as line:
        folder = Path(name)
        customer = replace(draw(1, 0).customer, telepon="081211112222")
        engine = await engine_for(folder, [customer])
        door = Door(line, engine, "081211112222")
        async with serve(door.carry, "127.0.0.1", PORT):
            for session in range(sessions):
                spoken = folder / f"session-{session}"
                spoken.mkdir()
                speak = voice(ESPEAK_KEPT_APART[session % len(ESPEAK_KEPT_APART)])
                found.append(await judged(judge, scenario(spoken, speak, session), spoken / "judged"))
        await engine.close()
    return {"sessions": found, "machine": machine_facts()}


async def judged(judge: Path, path: Path, out: Path) -> dict[str, Any]:
    """The judge's report of one session."""
    process = await asyncio.create_subprocess_exec(
        str(judge), "run", str(path), "--out", str(out), "--format", "json", "--quiet"
    )
    await process.wait()
    (report,) = out.rglob("*.json")
    return dict(json.loads(report.read_text(encoding="utf-8")))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.voicebench_line", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--judge", type=Path, required=True, help="the command voicebench")
    parser.add_argument("--sessions", type=int, default=1, help="calls, each by another voice (%(default)s)")
    parser.add_argument("--json", action="store_true", help="answer with JSON")
    chosen = parser.parse_args()
    found = asyncio.run(measure(chosen.judge, chosen.sessions))
    console = Console(highlight=False)
    if chosen.json:
        console.print_json(json.dumps(found))
        return
    for session in found["sessions"]:
        console.print_json(json.dumps(session.get("summary", session)))


if __name__ == "__main__":
    main()
