"""Results of replays as `pln123 qa replay --json` writes them, and a folder in which they lie."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

from bot.qa.background import BackgroundRuns

FAKE_COMMAND = (sys.executable, "-m", "tests.qa.fake_command")
PHONE = "081234567890"

RED_TEST: dict[str, Any] = {
    "name": "meteran gelap <b>padam</b>",
    "file": "tests/e2e/periksa/gelap.yml",
    "line": 12,
    "verdict": "failed",
    "recorded": False,
    "differences": [
        {
            "kind": "respons",
            "turn": 2,
            "said": f"nomor saya {PHONE}",
            "file": "tests/e2e/periksa/gelap.yml",
            "line": 15,
            "expected": "utter_ask_alamat",
            "actual": "utter_ask_nama",
            "sentence": f"Pada giliran 2 penelepon menulis “nomor saya {PHONE}”. Bot seharusnya menanyakan alamat.",
        }
    ],
    "talk": [
        {
            "said": "meteran saya gelap",
            "intent": "lapor_padam",
            "rule": "PRK-13",
            "actions": ["action_listen"],
            "answers": [{"response": "utter_ask_nomor", "text": "Boleh nomor teleponnya?"}],
            "slots": {},
        },
        {
            "said": f"nomor saya {PHONE}",
            "intent": None,
            "rule": None,
            "actions": [],
            "answers": [{"response": "utter_ask_nama", "text": "Dengan siapa?", "buttons": [{"title": "Budi"}]}],
            "slots": {"no_telepon": PHONE},
        },
    ],
}
RECORDED_TALK: dict[str, Any] = {
    "name": "percakapan web-abc",
    "file": "web-abc",
    "line": 1,
    "verdict": "passed",
    "recorded": True,
    "differences": [],
    "talk": [
        {
            "said": f"ini budi, {PHONE}, budi@contoh.id",
            "heard": ["Selamat pagi, ada yang dapat dibantu?"],
            "intent": "salam",
            "rule": "UMM-01",
            "actions": [],
            "answers": [{"response": "utter_salam", "text": "Selamat siang, ada yang dapat dibantu?"}],
            "slots": {"nama": "Budi Santoso", "alamat_lengkap": "Jl. Kenanga No. 5"},
        },
        {
            "said": "ya",
            "heard": ["Baik, Budi Santoso, Jl. Kenanga No. 5."],
            "intent": "ya",
            "rule": "UMM-01",
            "actions": [],
            "answers": [{"response": "utter_salam", "text": "Baik."}],
            "slots": {},
        },
    ],
}
RESULT: dict[str, Any] = {
    "tests": 2,
    "passed": 1,
    "failed": 1,
    "broken": 0,
    "known_failures": 0,
    "unexpected_passes": 0,
    "turns": 1_234,
    "differences": {"respons": 1},
    "results": [RED_TEST, RECORDED_TALK],
}

COVERAGE: dict[str, Any] = {
    "talks": 510,
    "measures": {
        "rules": {
            "title": "Aturan SOP",
            "covered": 99,
            "of": 100,
            "percent": 99.0,
            "missing": [{"label": "PRK-99 <Aturan baru>", "file": "data/sop/periksa.yml", "line": 7}],
            "excused": [],
        },
        "ways": {
            "title": "Jalan buku",
            "covered": 10,
            "of": 10,
            "percent": 100.0,
            "missing": [],
            "excused": [{"label": "jalan ketiga", "file": "a.yml", "line": 1, "reason": "tidak mungkin"}],
        },
    },
}
AUDIT: dict[str, Any] = {
    "talks": 1,
    "chosen_from": 40,
    "average": 71.5,
    "passed": 0,
    "count": {"met": 5, "missed": 1, "extra": 0, "out_of_order": 0, "not_applicable": 3, "unsure": 0},
    "pareto": [{"rule": "PRK-05", "title": "menanyakan pernah lapor", "times": 1, "counted": 1}],
    "results": [
        {
            "talk": "web-abc",
            "score": 71.5,
            "passed": False,
            "critical": [
                {"kind": "never", "subject": "PRK-X", "matter": 1, "message": "Menjanjikan jam nyala",
                 "turn": 3, "quote": f"pasti nyala jam 7, kami hubungi {PHONE}"}
            ],
            "items": [
                {"rule": "PRK-05", "matter": 1, "status": "missed", "turn": None, "quote": "",
                 "reason": "tidak ditanyakan", "weight": 1, "points": 0.0, "critical": False, "source": {},
                 "repeated": []},
                {"rule": "PRK-06", "matter": 1, "status": "met", "turn": 2, "quote": "boleh nomornya", "reason": "",
                 "weight": 1, "points": 20.0, "critical": False, "source": {}, "repeated": []},
            ],
            "disputes": [],
        }
    ],
}  # fmt: skip

SELF_PLAY: dict[str, Any] = {
    "talks": 50,
    "failed": 1,
    "wrong_tickets": 1,
    "dead_ends": 0,
    "forbidden_sayings": 0,
    "turns": {"total": 600, "median": 12, "p95": 18},
    "by_row": {"periksa O1": {"talks": 50, "failed": 1}},
    "failures": {"tiket salah (O1)": 1},
    "shortest": {
        "tiket salah (O1)": {
            "details": ["jenis seharusnya GANGGUAN, terisi KELUHAN"],
            "talk": [{"pelanggan": "meteran gelap", "bot": ["Dengan siapa kami berbicara?"]}],
        }
    },
}
MODEL_CHECK: dict[str, Any] = {
    "clean": False,
    "faults": 1,
    "topics": [
        {
            "topic": "lapor_ulang", "states": 22_003, "ways": 3, "corrections": 10_784, "loops": 21,
            "faults": [
                {"kind": "jalan buntu", "subject": "LU-99", "message": "tidak ada baris hasil yang cocok",
                 "place": {"file": "data/sop/lapor_ulang.yml", "line": 7},
                 "talk": [{"speaker": "bot", "text": "Laporan yang mana?"}, {"speaker": "pelanggan", "text": "lupa"}]}
            ],
        }
    ],
}  # fmt: skip


def runs_folder(var_directory: Path) -> Path:
    """Where the runs of an application lie."""
    return var_directory / "qa" / "runs"


def put_result(var_directory: Path, run_id: str = "malam") -> None:
    """A run as the CI may leave it."""
    folder = runs_folder(var_directory)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{run_id}.json").write_text(json.dumps(RESULT), encoding="utf-8")


def put_finished(var_directory: Path, kind: str, result: dict[str, Any]) -> None:
    """A finished run of ``kind`` that was begun from the pages, with the command's own page."""
    folder = runs_folder(var_directory)
    folder.mkdir(parents=True, exist_ok=True)
    order = {"kind": kind, "title": f"Putaran {kind}", "by": "Si Qa", "begun_at": "2026-11-22T03:00:00+00:00"}
    (folder / f"{kind}-1.order").write_text(json.dumps(order), encoding="utf-8")
    (folder / f"{kind}-1.json").write_text(json.dumps(result), encoding="utf-8")
    (folder / f"{kind}-1.html").write_text(f"<title>{kind}</title>", encoding="utf-8")


def fake_runs(var_directory: Path) -> BackgroundRuns:
    """Runs whose command does what it is told as its filter (:mod:`tests.qa.fake_command`)."""
    return BackgroundRuns(runs_folder(var_directory), {}, FAKE_COMMAND)
