"""Figures for Prometheus that are read in the database when they are asked for: how matters stand, whoever did what.

All processes and machines over one database tell the same; a sum over them would count twice.
"""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.metrics_core import CounterMetricFamily, GaugeMetricFamily, Metric

from bot import clock
from bot.apkt.handover import HandoverQueue
from bot.apkt.model import GANGGUAN
from bot.apkt.store import TicketStore
from bot.desk.promise import promised_time
from bot.sop.book import load_book


def standing_figures(tickets: TicketStore, queue: HandoverQueue) -> bytes:
    """How reports and hand-overs stand, in Prometheus's text format.

    Raises:
        StorageUnavailable: if the database can't be read.
    """
    registry = CollectorRegistry()
    registry.register(_Read([*_of_reports(tickets), *_of_handovers(queue)]))
    return generate_latest(registry)


class _Read:
    """What was read, as a collector."""

    def __init__(self, figures: list[Metric]) -> None:
        self._figures = figures

    def collect(self) -> Iterable[Metric]:
        return self._figures


def _of_reports(tickets: TicketStore) -> Iterable[Metric]:
    by_kind = GaugeMetricFamily("pln123_open_reports", "Reports that are not done", labels=["jenis", "tipe_wo"])
    for (jenis, tipe_wo), count in sorted(tickets.open_reports().items(), key=str):
        by_kind.add_metric([jenis, tipe_wo or ""], count)
    yield by_kind
    late = tickets.open_since(GANGGUAN, clock.now() - promised_time(load_book()))
    yield GaugeMetricFamily("pln123_reports_past_promise", "Open disturbances past the promised time (TMP)", late)


def _of_handovers(queue: HandoverQueue) -> Iterable[Metric]:
    states = Tally(standing["state"] for standing in queue.standings().values())
    now = GaugeMetricFamily("pln123_handovers_open", "Talks with an officer or waiting for one", labels=["state"])
    for state in ("waiting", "talking"):
        now.add_metric([state], states[state])
    yield now
    yield CounterMetricFamily("pln123_handovers", "Talks handed over so far", queue.total())
