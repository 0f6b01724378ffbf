"""How many telephone calls end in the right report: unseen voices, real ears, mouth, dialogue and database.

Each call is drawn from the seed: a voice that never spoke in the training data, its speed and pitch, a customer, a dark
meter or nine codes with values. The caller answers what is asked, more slowly when asked again, listens to every value
that is read back, and puts a wrong one right, as a person with the display before the eyes would. Time stands still
while the line works, so the machine's load changes no result.

examples:
  python -m bench.phone_calls --calls 100
  python -m bench.phone_calls --calls 100 --noise 15 --seed 7 --json
  python -m bench.phone_calls --memory 500
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import math
import random
import re
import tempfile
from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import track

from bench.machine import machine_facts, memory_mb
from bench.phone_caller import PhoneCaller, voice
from bench.report import tell
from bench.timing import percentile
from bot.apkt.model import Ticket
from bot.customers.demo import demo_customers
from bot.customers.model import Customer
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.engine.engine import Engine
from bot.language.numbers import in_words
from bot.migrations import upgrade
from bot.settings import Settings
from voice.line.call import Call
from voice.line.dialogue import EngineDialogue
from voice.line.frames import SILENT_FRAME, whole_frames
from voice.line.options import PhoneOptions
from voice.line.record import BOT
from voice.model.speech.voices import ESPEAK_KEPT_APART
from voice.model.vocabulary import vocabulary
from voice.mouth.wording import digits_in_words
from voice.phone import PhoneLine

CODES = ("08", "70", "71", "41", "44", "45", "46", "37", "47")
NOT_SHOWN = "Null"
_NOT_SHOWN_SHARE = 0.08
_SLOWER = 0.8
_SURE = 1.96
_CUSTOMER_UNIT = "54"
DARK_METER = "1 RUMAH PADAM (LAYAR APP BLANK/GELAP, SEBELUMNYA TERTERA PERIKSA)"
NAMES = (
    "Sinta", "Dewi", "Budi", "Santoso", "Rahmat", "Hidayat", "Maria", "Kusuma", "Wulan", "Pratama", "Agus", "Lestari",
)  # fmt: skip
"""Of customers; no two callers may seem to report the same outage."""
MEMORY_MARKS = 10
"""Points of the curve of memory."""
OPENING, CLOSING = "meteran saya periksa", "tidak ada"
WITH_OFFICER = "antrean petugas"
ANSWERS = {
    "nama": "ya betul", "layar_meter": "layar gelap",
    "pernah_tertera_periksa": "pernah muncul", "pernah_lapor": "belum pernah", "alamat_sesuai": "ya benar",
    "di_lokasi": "ya di lokasi", "bersedia_dipandu": "ya bersedia", "siap_di_meter": "sudah di depan meter",
    "alamat_lengkap": "sudah lengkap", "acuan_lokasi": "dekat masjid", "tanggal_padam": "tadi pagi",
    "hp_pelapor": "nomor ini saja", "nomor_dapat_dihubungi": "ya dapat", "kontak": "keduanya",
    "peran_pelapor": "pemilik", "email_pelapor": "tidak ada", "minta_konfirmasi": "tidak perlu",
    "informasi_jelas": "sudah jelas", "nomor_dicatat": "sudah dicatat", "paham_ctt": "ya paham",
    "bantuan_lain": "tidak ada",
}  # fmt: skip


@dataclass
class CheckingCaller(PhoneCaller):
    """Puts right what is read back wrongly, and speaks more slowly when asked again.

    Attributes:
        slowly: the same voice, slower.
        meant: what the caller means to say, by slot, as the line would read it back.
        put_right: slots of which a wrong value was read back.
    """

    slowly: Any = None
    meant: Mapping[str, str] = field(default_factory=dict)
    answers: dict[str, str] = field(default_factory=dict)
    put_right: list[str] = field(default_factory=list)
    _told: int = 0
    _last: str = ""

    def _answer(self, call: Call) -> None:
        wrong = self._read_back_wrongly(call)
        usual = self.speak
        if wrong:
            self.put_right.append(wrong)
            self._say(f"eh salah {self.answers[wrong].split('|')[0]}", self.slowly)
            return
        if call.expected.slot == self._last and len(self.asked) > 0:
            self.speak = self.slowly
        self._last = call.expected.slot
        self.answers[""] = CLOSING if call.record.tickets else OPENING
        super()._answer(call)
        self.speak = usual

    def _gives_up(self, call: Call) -> bool:
        """Who is with an officer has reached the end of what the bot can do."""
        return super()._gives_up(call) or WITH_OFFICER in call.record.transcript[-1].text

    def _say(self, text: str, speak: Any) -> None:
        self._waiting.extend([SILENT_FRAME] * 20 + whole_frames(speak(text)))

    def _read_back_wrongly(self, call: Call) -> str:
        """The slot of a value that was said since and is not the one that was meant."""
        new = call.record.transcript[self._told :]
        self._told = len(call.record.transcript)
        said = [line.text.removesuffix(".") for line in new if line.speaker == BOT]
        values = [text for text in said if re.fullmatch(r"[\d,]+", text)]
        meant = self.meant.get(self._last)
        if not values or meant is None or values[0] == meant:
            return ""
        return self._last


@dataclass(frozen=True)
class Plan:
    """One call as it is drawn."""

    number: int
    voice: str
    rate: int
    pitch: int
    customer: Customer
    dark: bool
    values: Mapping[str, str]


@dataclass
class Outcome:
    """What became of it.

    Attributes:
        result: ``right``, or what went wrong.
        wrong_codes: codes whose value in the report is not the one that was read from the display.
    """

    number: int
    voice: str
    dark: bool
    result: str
    seconds: float
    wrong_codes: list[str] = field(default_factory=list)
    codes: int = 0
    put_right: int = 0
    no_matches: int = 0
    interruptions: int = 0
    latencies: list[dict[str, float | None]] = field(default_factory=list)
    story: str = ""


def draw(seed: int, number: int) -> Plan:
    """The call of this number."""
    chance = random.Random(f"{seed}-{number}")
    usual = chance.choice(_customers())
    digits = "".join(chance.choice("0123456789") for _ in range(10))
    customer = replace(
        usual, idpel=f"54{digits}", nomor_meter=f"14{digits[:9]}",
        nama=f"{chance.choice(NAMES)} {chance.choice(NAMES)}",
        nomor=str(chance.randrange(1, 200)), rt=f"{chance.randrange(1, 20):03d}", rw=f"{chance.randrange(1, 20):03d}",
        telepon=f"0812{chance.randrange(10**7, 10**8)}",
    )  # fmt: skip
    return Plan(
        number, chance.choice(ESPEAK_KEPT_APART), chance.randint(125, 190), chance.randint(30, 70), customer,
        chance.random() < 0.5, _values(chance),
    )  # fmt: skip


@cache
def _customers() -> list[Customer]:
    """Invented ones of one unit whose addresses the model has the words for; others it could only spell."""
    known = vocabulary().ways
    return [one for one in demo_customers() if one.kode_unit == _CUSTOMER_UNIT and one.unit_pelayanan
            and all(word in known for word in _address(one).split())]  # fmt: skip


def _address(customer: Customer) -> str:
    """As it is said."""
    return " ".join((
        customer.jalan.lower().replace("jl.", "jalan"), "nomor", in_words(int(customer.nomor or 0)),
        "rt", in_words(int(customer.rt or 0)), "rw", in_words(int(customer.rw or 0)),
        "kelurahan", customer.kelurahan.lower(), "kecamatan", customer.kecamatan.lower(), customer.kabupaten.lower(),
    ))  # fmt: skip


def _values(chance: random.Random) -> dict[str, str]:
    hundredths = {code: f"0,{chance.randrange(1, 100):02d}" for code in ("44", "45", "46")}
    drawn = {
        "08": f"0{chance.randrange(1, 1000):03d}",
        "70": str(chance.randrange(0, 21)), "71": str(chance.randrange(0, 21)),
        "41": f"{chance.randrange(190, 241)},{chance.randrange(1, 10)}", **hundredths,
        "37": f"{chance.randrange(1, 1300)},{chance.randrange(1, 10)}", "47": str(chance.randrange(10, 2201)),
    }  # fmt: skip
    return {code: NOT_SHOWN if chance.random() < _NOT_SHOWN_SHARE else value for code, value in drawn.items()}


def spoken(value: str) -> str:
    """How a person reads a value from the display."""
    if value == NOT_SHOWN:
        return "tidak muncul angka"
    if value.startswith("0") and "," not in value and len(value) > 1:
        return digits_in_words(value, group=len(value))
    whole, _, rest = value.partition(",")
    return in_words(int(whole)) + (f" koma {digits_in_words(rest, group=9)}" if rest else "")


def caller_of(plan: Plan, noise: float | None) -> CheckingCaller:
    """The caller of a plan."""
    answers = ANSWERS | {f"kode_{code}": spoken(value) for code, value in plan.values.items()}
    answers |= {
        "kondisi_listrik": "padam" if plan.dark else "masih menyala",
        "identitas": digits_in_words(plan.customer.idpel, group=99),
    }
    if plan.dark:
        answers["alamat_lengkap"] = _address(plan.customer)
    meant = {f"kode_{code}": value for code, value in plan.values.items()} | {"identitas": plan.customer.idpel}
    return CheckingCaller(
        voice(plan.voice, plan.rate, plan.pitch), answers, noise, meant=meant,
        slowly=voice(plan.voice, int(_SLOWER * plan.rate), plan.pitch),
    )  # fmt: skip


async def make_call(plan: Plan, line: PhoneLine, engine: Engine, noise: float | None) -> Outcome:
    """One call and what became of it."""
    call = line.call(EngineDialogue(engine, f"telepon-bench-{plan.number}", plan.customer.telepon or ""))
    caller = caller_of(plan, noise)
    await caller.make(call)
    events = Counter(event.name for event in call.record.events)
    tickets = [engine._services.tickets.get(number) for number in call.record.tickets]
    outcome = Outcome(
        plan.number, plan.voice, plan.dark, "", call.clock, put_right=len(caller.put_right),
        no_matches=events["no_match"], interruptions=events["interrupted"],
        latencies=[{**asdict(turn), "total": turn.total} for turn in call.record.turns],
    )  # fmt: skip
    _judge(outcome, plan, [ticket for ticket in tickets if ticket is not None])
    if outcome.result != "right":
        outcome.story = "\n".join(f"{one.at:6.1f} {one.speaker}: {one.text}" for one in call.record.transcript)
    return outcome


def _judge(outcome: Outcome, plan: Plan, tickets: list[Ticket]) -> None:
    if len(tickets) != 1:
        outcome.result = "no report" if not tickets else "several reports"
        return
    (ticket,) = tickets
    told = ticket.self_diagnosis or {}
    if told and not plan.dark:
        outcome.codes = len(CODES)
        outcome.wrong_codes = [code for code in CODES if told.get(code) != plan.values[code]]
    if bool(told) == plan.dark or (plan.dark and ticket.permasalahan != DARK_METER):
        outcome.result = "another kind of report"
    elif plan.dark:  # the SOP asks for no number then: the address alone tells the unit
        outcome.result = "right" if ticket.kode_unit == plan.customer.kode_unit else "another unit"
    elif ticket.idpel != plan.customer.idpel:
        outcome.result = "another customer"
    else:
        outcome.result = "wrong values" if outcome.wrong_codes else "right"


def interval(part: int, whole: int) -> tuple[float, float]:
    """Wilson's 95 % interval of a share, in percent."""
    if not whole:
        return 0.0, 100.0
    share, spread = part / whole, _SURE**2 / whole
    middle = (share + spread / 2) / (1 + spread)
    reach = _SURE / (1 + spread) * math.sqrt(share * (1 - share) / whole + spread / whole / 4)
    return round(100 * (middle - reach), 2), round(100 * (middle + reach), 2)


async def measure(calls: int, noise: float | None, seed: int, first: int, progress: bool) -> dict[str, Any]:
    """All figures as plain values."""
    plans = [draw(seed, number) for number in range(first, first + calls)]
    with tempfile.TemporaryDirectory() as folder, PhoneLine.open(PhoneOptions()) as line:
        engine = await engine_for(Path(folder), [plan.customer for plan in plans])
        outcomes = []
        for plan in track(plans, "Calls", disable=not progress):
            outcomes.append(await make_call(plan, line, engine, noise))
        await engine.close()
    right = sum(one.result == "right" for one in outcomes)
    kinds = {name: [one.result == "right" for one in outcomes if one.dark is dark]
             for name, dark in (("nine values", False), ("dark meter", True))}  # fmt: skip
    wrong, codes = sum(len(one.wrong_codes) for one in outcomes), sum(one.codes for one in outcomes)
    turns = [turn for one in outcomes for turn in one.latencies if turn["end_pointing"] is not None]
    return {
        "calls": calls, "noise_decibels": noise, "seed": seed, "right": right,
        "right_percent": round(100 * right / calls, 1), "right_interval": interval(right, calls),
        "right_by_kind": {name: f"{sum(part)} of {len(part)}" for name, part in kinds.items()},
        "results": Counter(one.result for one in outcomes), "codes_saved": codes, "codes_wrong": wrong,
        "codes_wrong_interval": interval(wrong, codes), "values_put_right": sum(one.put_right for one in outcomes),
        "latency_p50": {name: percentile([turn[name] or 0.0 for turn in turns], 0.5) for name in turns[0]},
        "latency_p95": {name: percentile([turn[name] or 0.0 for turn in turns], 0.95) for name in turns[0]},
        "seconds_a_call_p50": percentile([one.seconds for one in outcomes], 0.5), "machine": machine_facts(),
        "failed": [{name: value for name, value in asdict(one).items() if name != "latencies"}
                   for one in outcomes if one.result != "right"],
    }  # fmt: skip


async def engine_for(folder: Path, customers: list[Customer]) -> Engine:
    """The dialogue over a database of its own that knows these customers."""
    url = f"sqlite:///{folder / 'calls.db'}"
    upgrade(url)
    registry = SimulatedCustomerRegistry(url)
    registry.add_missing(tuple(customers))
    registry.close()
    return await Engine.load(replace(Settings.from_environment(), database_url=url, var_directory=folder))


async def measure_memory(calls: int, progress: bool) -> dict[str, Any]:
    """Resident memory while short calls come and go: a greeting, one sentence, hung up on the next question."""
    marks: dict[int, float] = {}
    with tempfile.TemporaryDirectory() as folder, PhoneLine.open(PhoneOptions()) as line:
        engine = await engine_for(Path(folder), [])
        speech = [whole_frames(voice(name)("meteran saya periksa")) for name in ESPEAK_KEPT_APART]
        for number in track(range(1, calls + 1), "Calls", disable=not progress):
            call = line.call(EngineDialogue(engine, f"telepon-memory-{number}"))
            await call.answer()
            for frame in [*[SILENT_FRAME] * 40, *speech[number % len(speech)], *[SILENT_FRAME] * 100]:
                call.exchange(frame)
                await call.settled()
            await call.hang_up()
            if number % max(1, calls // MEMORY_MARKS) == 0:
                gc.collect()
                marks[number] = round(memory_mb(), 1)
        await engine.close()
    return {"memory_mb_after_calls": marks, "machine": machine_facts()}


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.phone_calls", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--calls", type=int, default=40, help="how many (%(default)s)")
    parser.add_argument("--first", type=int, default=0, help="number of the first call (%(default)s)")
    parser.add_argument("--noise", type=float, help="white noise, decibels below the speech")
    parser.add_argument("--seed", type=int, default=1, help="of everything drawn (%(default)s)")
    parser.add_argument("--memory", type=int, help="measure memory over so many short calls instead")
    parser.add_argument("--json", action="store_true", help="answer with JSON")
    chosen = parser.parse_args()
    console = Console(highlight=False)
    progress = not chosen.json and console.is_terminal
    if chosen.memory:
        found = asyncio.run(measure_memory(chosen.memory, progress))
    else:
        found = asyncio.run(measure(chosen.calls, chosen.noise, chosen.seed, chosen.first, progress))
    tell(found, as_json=chosen.json, apart=["failed"])
    for one in found.get("failed", ()) if not chosen.json else ():
        console.print(f"\n{one['number']} {one['voice']}: {one['result']} {one['wrong_codes']}", markup=False)
        console.print(one["story"], markup=False)


if __name__ == "__main__":
    main()
