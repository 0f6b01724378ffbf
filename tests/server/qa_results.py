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
            "slots": {},
        }
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


def runs_folder(var_directory: Path) -> Path:
    """Where the runs of an application lie."""
    return var_directory / "qa" / "runs"


def put_result(var_directory: Path, run_id: str = "malam") -> None:
    """A run as the CI may leave it."""
    folder = runs_folder(var_directory)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{run_id}.json").write_text(json.dumps(RESULT), encoding="utf-8")


def fake_runs(var_directory: Path) -> BackgroundRuns:
    """Runs whose command does what it is told as its filter (:mod:`tests.qa.fake_command`)."""
    return BackgroundRuns(runs_folder(var_directory), {}, FAKE_COMMAND)
