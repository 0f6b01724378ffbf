"""The result of a call for people: the score, what failed it, and each point with its reason and quote."""

from __future__ import annotations

from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.roleplay.practice.scoring import Result
from bot.sop.conformance.result import EXTRA, MET, MISSED, NOT_APPLICABLE, OUT_OF_ORDER, UNSURE

_WORDS = {
    MET: ("terpenuhi", "green"),
    MISSED: ("terlewat", "red"),
    OUT_OF_ORDER: ("tidak urut", "yellow"),
    EXTRA: ("berlebih", "cyan"),
    UNSURE: ("ke supervisor", "magenta"),
    NOT_APPLICABLE: ("tidak berlaku", "dim"),
}


def show_result(result: Result, console: Console | None = None) -> None:
    """Write the result; what did not apply is left out."""
    console = console or Console(highlight=False)
    found = result.as_json()
    verdict = Text("LULUS", "bold green") if found["passed"] else Text("BELUM LULUS", "bold red")
    console.print(Text.assemble("Nilai ", (f"{found['score']:.1f}", "bold"), "  ", verdict))
    for error in found["critical"]:
        console.print(Text(f"Kesalahan kritis: {error['message']} {_quoted(error)}".rstrip(), "bold red"))
    table = Table("aturan", "", "bobot", "giliran", "mengapa")
    for item in found["items"]:
        if item["status"] != NOT_APPLICABLE:
            word, style = _WORDS[item["status"]]
            subject = f"{item['rule']} {item['field']}".strip()
            turn = "" if item["turn"] is None else str(item["turn"] + 1)
            why = Text(f"{item['reason'] or item['title']} {_quoted(item)}".strip())
            table.add_row(Text(subject), Text(word, style), f"{item['weight']:.1f}", turn, why)
    console.print(table)
    if found["hints"]:
        console.print(f"Petunjuk yang dipakai: {len(found['hints'])}.")


def _quoted(shown: dict[str, Any]) -> str:
    return f"“{shown['quote']}”" if shown["quote"] else ""
