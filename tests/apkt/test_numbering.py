"""A ticket's place in the order follows from its number and moment, and is its own."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

from hypothesis import given
from hypothesis import strategies as st

from bot import clock
from bot.apkt.numbering import POSITIONS_IN_A_SECOND, first_position, position

moments = st.datetimes(datetime(2010, 1, 1), datetime(2200, 1, 1), timezones=st.just(timezone.utc))
numbers = st.tuples(st.sampled_from("GK"), st.integers(0, 99), st.integers(1, 99_999))


def written(kind: str, unit: int, serial: int, moment: datetime) -> str:
    return f"{kind}{unit:02d}{clock.local(moment, 'WIB'):%y%m%d}{serial:05d}"


@given(moments, numbers, numbers)
def test_no_two_numbers_of_one_second_share_a_position(moment: datetime, one: tuple, other: tuple) -> None:
    positions = {position(written(*parts, moment), moment) for parts in {one, other}}
    assert len(positions) == len({one, other})


@given(moments, numbers, numbers, st.integers(1, 10**6))
def test_a_later_second_comes_later(moment: datetime, one: tuple, other: tuple, seconds: int) -> None:
    later = moment + timedelta(seconds=seconds)
    assert position(written(*one, moment), moment) < position(written(*other, later), later) < 2**63


@given(moments, numbers)
def test_a_position_lies_inside_its_second(moment: datetime, parts: tuple) -> None:
    first = first_position(moment)
    assert first <= position(written(*parts, moment), moment) < first + POSITIONS_IN_A_SECOND
