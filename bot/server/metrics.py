"""What Prometheus may know: counts and times, nothing about any person."""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector

from bot.server.workers import COUNTS

_REPORTS_REMEMBERED = 20_000
_TURN_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
_WAIT_SECONDS = (0.01, 0.1, 0.5, 1, 3, 10, 30, 60, 180, 600)


class Metrics:
    """Counters of one application (its own registry, so that two can live in one process).

    Where several processes serve one port, prometheus-client keeps the counts of all of them in one folder
    (:mod:`bot.server.workers`), and whichever process is asked answers for all.

    Attributes:
        turns: by ``channel`` (``rest``, ``widget``) and ``outcome`` (``answered``, ``failed``,
            ``not_ready``, ``busy``).
        seconds: how long the engine took for a turn.
        waiting: turns that wait for a place now.
        waited: how long a turn waited before the engine began with it.
        fallbacks: answers in which the bot had to say that it did not understand.
        tickets: tickets made, by ``source`` (``talk``, ``desk``, ``api``, ``pln_mobile``) and ``jenis``.
        sessions: widget sessions that are connected now.
        ready: 1 when model and database are ready.
    """

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._shown: OrderedDict[str, None] = OrderedDict()
        self.turns = Counter("pln123_turns", "Turns handled", ["channel", "outcome"], registry=self.registry)
        self.seconds = Histogram(
            "pln123_turn_seconds",
            "Engine time of a turn",
            ["channel"],
            buckets=_TURN_SECONDS,
            registry=self.registry,
        )
        self.waiting = Gauge(
            "pln123_turns_waiting",
            "Turns that wait until others are done",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.waited = Histogram(
            "pln123_turn_wait_seconds",
            "Time that a turn waited before it was begun",
            buckets=_WAIT_SECONDS,
            registry=self.registry,
        )
        self.fallbacks = Counter("pln123_fallbacks", "Answers of not understanding", registry=self.registry)
        self.tickets = Counter("pln123_tickets", "Tickets made", ["source", "jenis"], registry=self.registry)
        self.sessions = Gauge(
            "pln123_widget_sessions",
            "Widget sessions connected",
            registry=self.registry,
            multiprocess_mode="livesum",
        )
        self.ready = Gauge(
            "pln123_ready",
            "1 when model and database are ready",
            registry=self.registry,
            multiprocess_mode="livemostrecent",
        )

    def count_answer(self, channel: str, seconds: float, messages: Sequence[Mapping[str, Any]]) -> None:
        """Count one answered turn and what it says of itself in ``custom.kind``."""
        self.turns.labels(channel, "answered").inc()
        self.seconds.labels(channel).observe(seconds)
        kinds = [(message.get("custom") or {}).get("kind") for message in messages]
        self.fallbacks.inc(kinds.count("fallback"))
        for message in messages:
            custom = message.get("custom") or {}
            if custom.get("kind") == "ticket" and self._is_new(custom["ticket"].get("nomor", "")):
                self.tickets.labels("talk", custom["ticket"].get("jenis", "")).inc()

    def _is_new(self, nomor: str) -> bool:
        """Whether the report's card was not shown by this process before: it is shown again when it is asked for."""
        if nomor in self._shown:
            return False
        self._shown[nomor] = None
        if len(self._shown) > _REPORTS_REMEMBERED:
            self._shown.popitem(last=False)
        return True

    def text(self) -> bytes:
        """All of it in Prometheus's text format."""
        if COUNTS not in os.environ:
            return generate_latest(self.registry)
        together = CollectorRegistry()
        MultiProcessCollector(together)
        return generate_latest(together)
