"""The bucket lets a burst through, then a steady stream."""

from __future__ import annotations

import pytest

from bot.server.rate_limit import TokenBucket


def test_a_burst_then_a_wait_then_one_more() -> None:
    moment = 0.0
    bucket = TokenBucket(2, 0.5, seconds=lambda: moment)
    assert [bucket.take(), bucket.take()] == [0, 0]
    assert bucket.take() == pytest.approx(2)
    moment = 1.0
    assert bucket.take() == pytest.approx(1)
    moment = 2.0
    assert bucket.take() == 0


def test_it_never_holds_more_than_its_capacity() -> None:
    moment = 0.0
    bucket = TokenBucket(2, 1, seconds=lambda: moment)
    moment = 1_000.0
    assert [bucket.take() == 0 for _ in range(3)] == [True, True, False]
