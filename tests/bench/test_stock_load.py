"""The comparison of two servers under load."""

from __future__ import annotations

import socket

from bench.stock_load import free_port, summary


def figures(turns: float, p95: float, unanswered: int = 0) -> dict[str, float]:
    return {"turns/s": turns, "p50, ms": p95 / 2, "p95, ms": p95, "turns not answered": unanswered}


def test_the_middle_round_of_each_side_counts_and_the_ratio_is_ours_to_stock() -> None:
    found = {
        "ours": [figures(60, 100), figures(50, 120), figures(10, 900)],
        "stock": [figures(10, 600), figures(8, 700, 2), figures(2, 800, 1)],
    }
    report = summary(found)
    assert (report["ours"]["turns/s"], report["stock"]["p95, ms"]) == (50, 700)
    assert (report["times the turns/s"], report["times shorter p95"]) == (6.2, 5.8)
    assert report["stock"]["turns not answered"] == 3


def test_a_free_port_can_be_listened_on() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", free_port()))
