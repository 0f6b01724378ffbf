"""The collector goes through what is new; through all of it seldom, and forgets nothing for good."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator

import pytest

from bot.engine import collector


class Knot:
    """Garbage that only the collector finds once nobody holds it."""

    def __init__(self) -> None:
        self.itself = self


@pytest.fixture(autouse=True)
def spared() -> Iterator[None]:
    """As while an engine serves."""
    collector.spare()
    yield
    collector.collect_as_usual()


def test_what_is_loaded_is_set_aside() -> None:
    assert gc.get_freeze_count() > 0


def test_what_outlives_a_look_is_set_aside_too() -> None:
    living = [Knot() for _ in range(100)]
    before = gc.get_freeze_count()
    gc.collect()
    assert gc.get_freeze_count() >= before + len(living)


def test_what_is_new_is_collected_at_once() -> None:
    gone = weakref.ref(Knot())
    gc.collect()
    assert gone() is None


def test_what_was_set_aside_is_collected_when_all_is_looked_through(monkeypatch: pytest.MonkeyPatch) -> None:
    knot = Knot()
    gone = weakref.ref(knot)
    gc.collect()
    del knot
    gc.collect()
    assert gone() is not None
    monkeypatch.setattr(collector, "WHOLE_LOOK_EVERY_SECONDS", 0.0)
    gc.collect()
    assert gone() is None


def test_looks_at_the_young_alone_change_nothing() -> None:
    before = gc.get_freeze_count()
    gc.collect(0)
    gc.collect(1)
    assert gc.get_freeze_count() == before


def test_looks_are_short_while_an_engine_serves_and_as_usual_afterwards() -> None:
    assert gc.get_threshold() == (700, 10, 2)
    collector.collect_as_usual()
    assert gc.get_threshold() == (700, 10, 10)


def test_two_engines_have_one_callback_and_none_is_left() -> None:
    collector.spare()
    assert sum(isinstance(one, collector.SparedCollector) for one in gc.callbacks) == 1
    collector.collect_as_usual()
    assert not any(isinstance(one, collector.SparedCollector) for one in gc.callbacks)
    assert gc.get_freeze_count() == 0
