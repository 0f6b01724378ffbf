"""Hand-written scenarios: one YAML file each in ``data/roleplay/scenarios``, written by trainers without code::

    title: Ibu panik, meteran gelap setelah PERIKSA
    topic: periksa                  # a topic of the SOP book that has an outcome table
    expects: O1                     # the row to which the call leads, or "keluar": the talk leaves the topic
    briefing: Panggilan malam hari dari nomor yang belum dikenal.
    levels: [terpandu, petunjuk]    # left out: all
    persona:                        # what is left out is drawn anew for each attempt
      name: Sri Wahyuni
      title: Ibu                    # Bapak or Ibu
      register: santai              # formal, santai, kesal
      temper: cemas                 # tenang, cemas, kesal
      colour: jawa                  # jawa, sunda
      typing: [huruf_kecil]
    call:
      at: 2026-11-20T19:30          # on the clock of the premises
      number: seluler               # dikenal (in the CRM), seluler, pstn, tidak_ada
    known: {kondisi_listrik: padam} # facts of the book that the customer tells readily
    hidden: {alamat_sesuai: true}   # facts that are told only when asked for
    habits: [cari_nomor]            # names of bot/roleplay/practice/habits.py; left out: drawn for each attempt
    report:                         # a report that was made before the call
      jenis: GANGGUAN               # GANGGUAN or KELUHAN
      whose: own                    # own, stranger, none: there is no report
      number: same                  # same: the phone shows the number under which it was made; other
      done: true                    # the unit has finished it
      late: true                    # the promised time has passed
      unit_note: sulit_dihubungi    # what the unit noted about the customer's data
    hints: {PRK-04: "Ucapkan empati dahulu."}   # a trainer's words for the strongest hint, by rule

Facts that are not named here follow from the book's way to the row, or are drawn anew for each attempt.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.apkt.model import JENIS, SELESAI
from bot.roleplay.earlier import searches
from bot.roleplay.practice.lined import Problem, UnreadableError, read_lined
from bot.roleplay.practice.scenario import LEVELS, WRITTEN, Scenario
from bot.roleplay.practice.scenario_file import LEAVES, OWN, SAME_NUMBER, FileCheck
from bot.roleplay.world import NONE_GIVEN, ROLEPLAY_DIRECTORY
from bot.sop.book import Book
from bot.sop.ways import GIVEN

SCENARIOS_DIRECTORY = ROLEPLAY_DIRECTORY / "scenarios"


@dataclass(frozen=True)
class Written:
    """A scenario as it stands in its file.

    Attributes:
        facts: by the book's names, with what follows from the report before the call.
        hidden: those of them that are told only when asked for.
        number: one of ``NUMBERS``, or empty.
    """

    scenario: Scenario
    facts: Mapping[str, Any]
    hidden: frozenset[str]
    persona: Mapping[str, Any] = field(default_factory=dict)
    at: datetime | None = None
    number: str = ""


def read_all(book: Book, directory: Path = SCENARIOS_DIRECTORY) -> tuple[dict[str, Written], list[Problem]]:
    """Every scenario of a folder by id, and what is wrong with those that can't be used."""
    found: dict[str, Written] = {}
    problems: list[Problem] = []
    for file in sorted(directory.glob("*.yml")):
        written, wrong = read_written(book, file)
        problems += wrong
        if written is not None and not wrong:
            found[written.scenario.id] = written
    return found, problems


def read_written(book: Book, file: Path) -> tuple[Written | None, list[Problem]]:
    """The scenario of a file, and everything that is wrong with it."""
    try:
        lined = read_lined(file)
    except UnreadableError as error:
        return None, [error.problem]
    problems = list(FileCheck(book, file, lined).problems())
    return (None if problems else _written(book, file, lined.content)), problems


def _written(book: Book, file: Path, content: Mapping[str, Any]) -> Written:
    known, hidden = dict(content.get("known") or {}), dict(content.get("hidden") or {})
    call = content.get("call") or {}
    at = call.get("at")
    scenario = Scenario(
        id=file.stem,
        title=content["title"],
        topic=content["topic"],
        row="" if content["expects"] == LEAVES else content["expects"],
        briefing=" ".join(content["briefing"].split()),
        origin=WRITTEN,
        levels=tuple(content.get("levels") or LEVELS),
        habits=tuple(content["habits"]) if "habits" in content else None,
        hints=content.get("hints") or {},
    )
    return Written(
        scenario,
        facts={**known, **hidden, **_facts_of_report(book, content["topic"], content.get("report"))},
        hidden=frozenset(hidden),
        persona=content.get("persona") or {},
        at=datetime.fromisoformat(at) if isinstance(at, str) else at,
        number=call.get("number", ""),
    )


def _facts_of_report(book: Book, topic: str, report: Mapping[str, Any] | None) -> dict[str, Any]:
    """What the records show of the report: by what it is found, and how it stands."""
    if report is None:
        return {}
    whose = report.get("whose", OWN)
    fitting = [
        way
        for way in searches(topic)
        if way.report == whose and (whose != OWN or way.caller == report.get("number", SAME_NUMBER))
    ]
    facts: dict[str, Any] = dict.fromkeys(name for way in searches(topic) for name in way.looked_up)
    if fitting:
        told = {name: GIVEN if _is_invented(what) else what for name, what in fitting[0].tells.items()}
        facts |= {**fitting[0].looked_up, **told}
    if whose == OWN and "jenis_laporan" in book.topics[topic].facts:
        facts |= {"jenis_laporan": report.get("jenis", JENIS[0]), "lewat_tmp": bool(report.get("late"))}
        facts |= {"status_laporan": SELESAI} if report.get("done") else {}
        facts |= {"catatan_unit": report["unit_note"]} if "unit_note" in report else {}
    return facts


def _is_invented(what: Any) -> bool:
    """Whether an answer of a search stands for a number or a name of the attempt's own."""
    return isinstance(what, str) and what != NONE_GIVEN
