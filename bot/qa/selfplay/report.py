"""What a run of self-play found: figures for programs, sentences for people.

No durations and no report numbers: the same seed gives the same bytes.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from bot.qa.selfplay.run import SelfPlay
from bot.qa.selfplay.talk import (
    CUSTOMER_FAULT,
    DEAD_END,
    EXTRA_TICKET,
    FORBIDDEN,
    LEAKED,
    NO_TICKET,
    WRONG_APPLICATION,
    WRONG_EARLIER,
    WRONG_TICKET,
    TalkResult,
)

_WRONG = (WRONG_TICKET, NO_TICKET, EXTRA_TICKET, WRONG_EARLIER, WRONG_APPLICATION)
_EXAMPLES = 5


def figures(played: SelfPlay) -> dict[str, Any]:
    """The run in numbers, as ``--json`` writes it."""
    talks = played.talks
    return {
        "talks": len(talks),
        "seed": played.plan.seed,
        "failed": len(played.failed),
        "wrong_tickets": _with_failure(talks, *_WRONG),
        "dead_ends": _with_failure(talks, DEAD_END),
        "forbidden_sayings": _with_failure(talks, FORBIDDEN, LEAKED),
        "customer_faults": _with_failure(talks, CUSTOMER_FAULT),
        "turns": {"total": sum(talk.turns for talk in talks), **turns_per_talk(talks)},
        "by_row": _shares((f"{talk.topic} {talk.row}", talk) for talk in talks),
        "by_noise": _shares((noise, talk) for talk in talks for noise in _noises(talk)),
        "failures": dict(sorted(Counter(one.name for talk in talks for one in talk.failures).items())),
        "asked_again": _asked_again(talks),
        "not_arranged": {f"{topic} {row}": reason for (topic, row), reason in sorted(played.not_arranged.items())},
        "shortest": {name: _told(talk, name) for name, talk in played.shortest.items()},
    }


def turns_per_talk(talks: Sequence[TalkResult]) -> dict[str, int]:
    """Median and 95th percentile of messages in a talk, each that of a real talk."""
    turns = sorted(talk.turns for talk in talks)
    return {name: turns[max(0, math.ceil(len(turns) * share) - 1)] if turns else 0
            for name, share in (("median", 0.5), ("p95", 0.95))}  # fmt: skip


def sentences(played: SelfPlay) -> list[str]:
    """The run in Indonesian, a line each."""
    counted = figures(played)
    lines = [
        f"{counted['talks']} percakapan (bibit {counted['seed']}), {counted['turns']['total']} pesan; "
        f"per percakapan median {counted['turns']['median']}, p95 {counted['turns']['p95']}.",
        f"{counted['wrong_tickets']} tiket salah, {counted['dead_ends']} jalan buntu, "
        f"{counted['forbidden_sayings']} ucapan terlarang, {counted['customer_faults']} kesalahan pelanggan simulasi; "
        f"{counted['failed']} percakapan gagal.",
        "",
        "Menurut baris tabel hasil (gagal/jumlah):",
        *_table(counted["by_row"]),
        "Menurut gangguan (gagal/jumlah):",
        *_table(counted["by_noise"]),
    ]
    if counted["asked_again"]:
        lines.append("Jawaban lengkap yang ditanyakan lagi:")
        for fact, again in counted["asked_again"].items():
            lines.append(f"  {again['times']:>4}  {fact}: {' | '.join(again['examples'])}")
    for row, reason in counted["not_arranged"].items():
        lines.append(f"Tidak dapat dimainkan: {row} — {reason}.")
    for name, talk in played.shortest.items():
        times = counted["failures"].get(name, 0)
        lines += ["", f"GAGAL  {name} ({times} kali); percakapan terpendek:", *_talk(talk, name)]
    return lines


def _with_failure(talks: Iterable[TalkResult], *kinds: str) -> int:
    return sum(any(one.kind in kinds for one in talk.failures) for talk in talks)


def _noises(talk: TalkResult) -> list[str]:
    """The noises that came about, ``tanpa gangguan`` where there were none."""
    return sorted({one.said.noise for one in talk.exchanges if one.said.noise}) or ["tanpa gangguan"]


def _shares(talks: Iterable[tuple[str, TalkResult]]) -> dict[str, dict[str, int]]:
    all_of, failed = Counter[str](), Counter[str]()
    for name, talk in talks:
        all_of[name] += 1
        failed[name] += bool(talk.failures)
    return {name: {"talks": all_of[name], "failed": failed[name]} for name in sorted(all_of)}


def _asked_again(talks: Iterable[TalkResult]) -> dict[str, dict[str, Any]]:
    texts: dict[str, list[str]] = {}
    for talk in talks:
        for fact, text in talk.asked_again:
            texts.setdefault(fact, []).append(text)
    return {
        fact: {"times": len(said), "examples": [text for text, _ in Counter(said).most_common(_EXAMPLES)]}
        for fact, said in sorted(texts.items(), key=lambda item: (-len(item[1]), item[0]))
    }


def _told(talk: TalkResult, failure: str) -> dict[str, Any]:
    return {
        "number": talk.number,
        "row": talk.row,
        "moment": talk.moment,
        "noises": [str(noise) for noise in talk.noises],
        "details": [one.detail for one in talk.failures if one.name == failure],
        "talk": [{"pelanggan": one.said.text, "bot": list(one.answers)} for one in talk.exchanges],
    }


def _table(shares: dict[str, dict[str, int]]) -> list[str]:
    width = max((len(name) for name in shares), default=0)
    return [f"  {name:<{width}}  {share['failed']:>4}/{share['talks']}" for name, share in shares.items()]


def _talk(talk: TalkResult, failure: str) -> list[str]:
    lines = [f"       {one.detail}" for one in talk.failures if one.name == failure]
    lines.append(f"       percakapan {talk.number}, baris {talk.row}, {talk.moment}")
    for exchange in talk.exchanges:
        lines.append(f"  pelanggan: {exchange.said.text}")
        lines += [f"  bot:       {answer}" for answer in exchange.answers]
    return lines
