"""Many telephone calls at once over SIP: do the frames leave in time, and do the calls still end in a report?

The line runs in a process of its own, with the real ears, mouth, dialogue and database. The callers run in this one:
each waits until the bot has fallen silent and says the next of its answers, with a voice kept apart. They begin some
seconds apart, as callers do.

examples:
  python -m bench.phone_load --calls 20
  python -m bench.phone_load --calls 20 --apart 3 --seconds 180 --json
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
import psutil  # type: ignore[import-untyped]

from bench.machine import machine_facts
from bench.phone_caller import voice
from bench.phone_calls import ANSWERS, CLOSING, OPENING, Plan, caller_of, draw, engine_for
from bench.report import tell
from bench.softphone import Softphone
from bench.timing import percentile
from voice.line.call import Call
from voice.line.dialogue import EngineDialogue
from voice.line.frames import FRAME_SECONDS, SILENT_FRAME, whole_frames
from voice.line.options import PhoneOptions
from voice.phone import PhoneLine
from voice.sound import g711
from voice.transports.sip.endpoint import Ended, serve
from voice.transports.sip.options import SipOptions

PORT = 5470
LATE_SECONDS = 0.04
_SILENT = 60
_SILENT_SECONDS = 0.7
_ORDER = (
    "", "nama", "kondisi_listrik", "pernah_lapor", "identitas", "alamat_sesuai", "di_lokasi", "bersedia_dipandu",
    "siap_di_meter", "kode_08", "kode_70", "kode_71", "kode_41", "kode_44", "kode_45", "kode_46", "kode_37", "kode_47",
    "alamat_lengkap", "acuan_lokasi", "nomor_dapat_dihubungi", "kontak", "peran_pelapor", "email_pelapor",
    "informasi_jelas", "nomor_dicatat", "paham_ctt", "bantuan_lain",
)  # fmt: skip
"""Of a call with nine values in which everything is understood at once."""


@dataclass(frozen=True)
class Served:
    """What the line tells of a call that is over."""

    tickets: int
    turns: list[dict[str, float | None]]
    sent: int
    late: int
    lost: int
    seconds: float


async def serve_until_told(calls: int, seed: int) -> None:
    """The line: answers until its input ends, then writes what each call was."""
    served: list[Served] = []

    def ended(over: Ended) -> None:
        record = over.call.record
        turns = [{**asdict(turn), "total": turn.total} for turn in record.turns]
        served.append(Served(
            len(record.tickets), turns, over.frames_sent, over.frames_late, over.frames_lost, over.call.clock
        ))  # fmt: skip

    plans = [draw(seed, number) for number in range(calls)]
    with tempfile.TemporaryDirectory() as folder, PhoneLine.open(PhoneOptions()) as line:
        engine = await engine_for(Path(folder), [plan.customer for plan in plans])

        def new_call(name: str, caller: str) -> Call:
            return line.call(EngineDialogue(engine, name, caller))

        endpoint = await serve(new_call, "127.0.0.1", PORT, SipOptions(most_calls=calls), ended)
        _tell("ready")
        await asyncio.to_thread(sys.stdin.read)
        await endpoint.close()
        await engine.close()
    _tell(json.dumps([asdict(one) for one in served]))


def _tell(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


class OpenLoopCaller:
    """Says its answers one after the other, each when the bot has fallen silent."""

    def __init__(self, phone: Softphone, plan: Plan) -> None:
        answers = dict(caller_of(plan, None).answers) | ANSWERS
        speak = voice(plan.voice, plan.rate, plan.pitch)
        texts = [OPENING, *(answers[slot].split("|")[0] for slot in _ORDER[1:])]
        self._sounds = [speak(text) for text in [*texts, CLOSING, CLOSING]]
        self._phone = phone

    def frames(self, seconds: float) -> Iterator[bytes]:
        """What the caller sends, frame by frame, while listening."""
        heard, quiet, spoke = 0, 0.0, False
        waiting: list[bytes] = []
        for _ in range(int(seconds / FRAME_SECONDS)):
            new = self._phone.sound_came[heard:]
            heard += len(new)
            if any(_is_sound(packet.payload) for _, packet in new):
                quiet, spoke = 0.0, True
            else:
                quiet += FRAME_SECONDS
            if spoke and quiet > _SILENT_SECONDS and not waiting and self._sounds:
                waiting, spoke = whole_frames(self._sounds.pop(0)), False
            yield waiting.pop(0) if waiting else SILENT_FRAME


def _is_sound(payload: bytes) -> bool:
    return int(np.abs(g711.decode_mu_law(payload)).max()) > _SILENT


async def one_caller(plan: Plan, after: float, seconds: float) -> Softphone:
    """One call, begun so many seconds from now."""
    phone = Softphone(("127.0.0.1", PORT), number=plan.customer.telepon or "")
    caller = OpenLoopCaller(phone, plan)
    await asyncio.sleep(after)
    await phone.open()
    await phone.call()
    await phone.talk(caller.frames(seconds))
    if not phone.hung_up.is_set():
        phone.hang_up()
        await asyncio.sleep(0.5)
    phone.close()
    return phone


def lateness(phone: Softphone) -> list[float]:
    """By how many seconds each frame came after the moment that the earliest ones set for it."""
    first = phone.sound_came[0][1].sequence
    moments = [moment - ((packet.sequence - first) & 0xFFFF) * FRAME_SECONDS for moment, packet in phone.sound_came]
    return [moment - min(moments) for moment in moments]


async def measure(calls: int, apart: float, seconds: float, seed: int) -> dict[str, Any]:
    """All figures as plain values."""
    command = [sys.executable, "-m", "bench.phone_load", "--serve", "--calls", str(calls), "--seed", str(seed)]
    line = await asyncio.create_subprocess_exec(
        *command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env=os.environ | {"OMP_NUM_THREADS": "1"}, limit=1 << 26,
    )  # fmt: skip
    assert line.stdin is not None
    assert line.stdout is not None
    await line.stdout.readline()
    process = psutil.Process(line.pid)
    begun, worked = time.monotonic(), _work(process)
    plans = [draw(seed, number) for number in range(calls)]
    phones = await asyncio.gather(*(one_caller(plan, apart * at, seconds) for at, plan in enumerate(plans)))
    wall, worked = time.monotonic() - begun, _work(process) - worked
    line.stdin.close()
    served = json.loads(await line.stdout.readline())
    await line.wait()
    late = [seconds for phone in phones for seconds in lateness(phone)]
    turns = [turn for one in served for turn in one["turns"] if turn["end_pointing"] is not None]
    sent = sum(one["sent"] for one in served)
    return {
        "calls": calls, "frames_sent": sent, "sent_late": sum(one["late"] for one in served),
        "sent_late_percent": round(100 * sum(one["late"] for one in served) / max(1, sent), 3),
        "frames_came": len(late),
        "came_late_percent": round(100 * sum(one > LATE_SECONDS for one in late) / len(late), 3),
        "came_after_p999": percentile(late, 0.999), "reports": sum(one["tickets"] for one in served),
        "processor_seconds_a_second": round(worked / wall, 2), "turns": len(turns),
        "latency_p50": {name: percentile([turn[name] or 0.0 for turn in turns], 0.5) for name in turns[0]},
        "latency_p95": {name: percentile([turn[name] or 0.0 for turn in turns], 0.95) for name in turns[0]},
        "machine": machine_facts(),
    }  # fmt: skip


def _work(process: psutil.Process) -> float:
    """Processor seconds of the line and its speaking process so far."""
    return float(sum(sum(one.cpu_times()[:2]) for one in (process, *process.children(recursive=True))))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.phone_load", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=20, help="at once (%(default)s)")
    parser.add_argument("--apart", type=float, default=1.5, help="seconds between the beginnings (%(default)s)")
    parser.add_argument("--seconds", type=float, default=120.0, help="after which a caller hangs up (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the callers (%(default)s)")
    parser.add_argument("--serve", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--json", action="store_true", help="answer with JSON")
    chosen = parser.parse_args()
    if chosen.serve:
        asyncio.run(serve_until_told(chosen.calls, chosen.seed))
        return
    found = asyncio.run(measure(chosen.calls, chosen.apart, chosen.seconds, chosen.seed))
    tell(found, as_json=chosen.json)


if __name__ == "__main__":
    main()
