"""Clock times and dates, said on 18 November 2026 at 14.20 WIB; "?" marks two possible readings."""

from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import clock
from bot.language.times import read_time, time_problem

NOW = datetime(2026, 11, 18, 14, 20, tzinfo=clock.ZONES["WIB"])
PAST = [
    ("setengah tujuh malam", "17 18:30"),
    ("jam 5 sore", "17 17:00"),
    ("jam5an", "18 05:00"),
    ("17.30", "17 17:30"),
    ("kemarin sore", "17 15:00"),
    ("2 jam lalu", "18 12:20"),
    ("barusan", "18 14:05"),
    ("tadi malam", "17 18:30"),
    ("tgl 20", "20 00:00"),
    ("dr kmrin siang", "17 10:30"),
    ("jam 2 malam", "18 02:00"),
    ("jam 12 malam", "18 00:00"),
    ("tadi malam jam 11", "17 23:00"),
    ("jam 2 tadi malam", "18 02:00"),
    ("jam 12 siang", "18 12:00"),
    ("tadi pagi jam setengah 9", "18 08:30"),
    ("jm 7 malem tadi", "17 19:00"),
    ("setengah jam", "18 13:50"),
    ("jam tujuh lewat seperempat pagi", "18 07:15"),
    ("jam tujuh kurang sepuluh pagi", "18 06:50"),
    ("hari senin jam 10 pagi", "16 10:00"),
    ("tgl 15 jam 9 malam", "15 21:00"),
    ("pukul 00.17", "18 00:17"),
    ("jam 22.15 malam", "17 22:15"),
    ("jam 2.30 siang", "17 14:30"),
    ("kemarin jam 8", "17 20:00?"),
    ("besok", None),
    ("budi", None),
    ("jam 1 dini hari", "18 01:00"),
    ("15/11 jam 19.00", "15 19:00"),
    ("pk 24.00", "18 00:00"),
    ("jam dua belas malam", "18 00:00"),
    ("satu setengah jam yang lalu", "18 12:50"),
    ("tadi jam 2 malam", "18 02:00"),
    ("kemarin jam 2 malam", "18 02:00?"),
    ("sejam yang lalu", "18 13:20"),
    ("tiga hari yang lalu", "15 00:00"),
    ("dini hari tadi", "18 00:00"),
    ("jam 8 malam kemarin", "17 20:00"),
    ("20 oktober", "20 00:00"),
    ("220,5", None),
    ("jam 12", "18 12:00"),
]
FUTURE = [
    ("besok pagi jam 8", "19 08:00"),
    ("lusa", "20 00:00"),
    ("hari senin jam 10", "23 10:00?"),
    ("jam 5 sore", "18 17:00"),
    ("2 jam lagi", "18 16:20"),
    ("nanti malam", "18 18:30"),
    ("besok jam 8", "19 08:00?"),
    ("jam 8-10 pagi besok", "19 08:00"),
    ("jumat sore", "20 15:00"),
    ("nanti jam 4", "18 16:00"),
    ("kemarin", None),
    ("tanggal 20 jam 9 pagi", "20 09:00"),
    ("setengah tujuh malam", "18 18:30"),
    ("besok habis magrib", "19 17:30"),
    ("setengah jam lagi", "18 14:50"),
    ("jam 12 malam", "19 00:00"),
    ("besok sore jam 5 wita", "19 17:00"),
    ("jam 9", "18 21:00"),
    ("kapan saja", None),
    ("nanti", None),
    ("hari minggu jam 10 pagi", "22 10:00"),
    ("tiga hari lagi jam 9 pagi", "21 09:00"),
    ("dua hari lagi", "20 00:00"),
    ("seminggu lagi jam 1 siang", "25 13:00"),
    ("besok setelah jam 5 sore", "19 17:00"),
    ("besok sebelum jam 10 pagi", "19 10:00"),
    ("jam 8 sampai jam 10 pagi besok", "19 08:00"),
    ("besok jam 9 pagi eh jam 10 pagi", "19 10:00"),
    ("besok pagi jam 10 waktu makassar", "19 10:00"),
]
NO_ONE_TIME = [
    ("31 november jam 9 pagi", "impossible"),
    ("tanggal 32 jam 8 pagi", "impossible"),
    ("30 februari", "impossible"),
    ("31/11 jam 10", "impossible"),
    ("besok jam 27", "impossible"),
    ("besok jam 8 atau jam 9 pagi", "alternatives"),
    ("besok atau lusa jam 9 pagi", "alternatives"),
    ("jam 8 pagi, kalo ga jam 4 sore", "alternatives"),
    ("besok pagi atau sore", "alternatives"),
    ("jangan jam 5 sore", "denied"),
    ("kapan aja asal bukan jam 8 pagi", "denied"),
    ("selain jam 9 pagi bisa", "denied"),
]


def read(text, expecting, zone="WIB"):
    with clock.at(NOW):
        moment = read_time(text, expecting=expecting, zone=zone)
    return None if moment is None else moment.start.strftime("%d %H:%M") + ("" if moment.certain else "?")


@pytest.mark.parametrize(("text", "start"), PAST)
def test_what_has_happened_lies_before_now(text, start):
    assert read(text, "past") == start


@pytest.mark.parametrize(("text", "start"), FUTURE)
def test_an_appointment_lies_after_now(text, start):
    assert read(text, "future") == start


@pytest.mark.parametrize(("text", "problem"), NO_ONE_TIME)
def test_what_names_no_one_possible_time_says_why(text, problem):
    with clock.at(NOW):
        assert time_problem(text) == problem


@pytest.mark.parametrize("text", [text for text, start in PAST + FUTURE if start])
def test_a_readable_time_has_no_problem(text):
    assert time_problem(text) == ""


def test_an_appointment_keeps_that_it_is_after_or_before():
    with clock.at(NOW):
        assert "setelah" in read_time("besok setelah jam 5 sore", expecting="future").said


@pytest.mark.parametrize(
    ("text", "precision"),
    [("besok sore", "part_of_day"), ("lusa", "day"), ("minggu depan", "vague"), ("sekarang", "vague"),
     ("besok jam 9 pagi", "hour"), ("besok jam 09.15", "minute"), ("tiga hari lagi", "day")],
)  # fmt: skip
def test_how_exactly_a_future_time_was_said_is_told(text, precision):
    with clock.at(NOW):
        assert read_time(text, expecting="future").precision == precision


@pytest.mark.parametrize(
    ("text", "hours"),
    [("besok jam 9 pagi wita", 8), ("besok jam 9 pagi waktu makassar", 8), ("besok jam 9 pagi waktu papua", 9),
     ("besok jam 9 pagi waktu indonesia barat", 7), ("besok jam 9 pagi waktu bali", 8), ("besok jam 9 pagi", 7)],
)  # fmt: skip
def test_a_zone_may_be_named_by_its_letters_or_a_place(text, hours):
    with clock.at(NOW):
        assert read_time(text, expecting="future").start.utcoffset().total_seconds() == hours * 3600


def test_a_time_is_on_the_callers_own_clock():
    with clock.at(NOW):
        assert read_time("jam 3 sore", expecting="past", zone="WIT").start.utcoffset().total_seconds() == 9 * 3600


@given(st.integers(0, 23), st.integers(0, 59))
def test_a_written_clock_time_is_the_last_one_before_now(hour, minute):
    with clock.at(NOW):
        moment = read_time(f"jam {hour:02}.{minute:02}", expecting="past")
    assert moment.start <= NOW
    assert (moment.start.hour % 12, moment.start.minute) == (hour % 12, minute)


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("minggu depan hari rabu", 25),
        ("rabu minggu depan", 25),
        ("senin minggu depan", 23),
        ("rabu depan", 25),
        ("jumat", 20),
    ],
)
def test_a_day_of_next_week_lies_in_the_next_week_of_the_calendar(said, day):
    with clock.at(NOW):
        moment = read_time(said, expecting="future")
    assert moment.start.date().day == day


def test_a_clock_time_may_be_said_with_regional_numbers():
    with clock.at(NOW):
        moment = read_time("jam sewelas bengi wingi", expecting="past")
    assert (moment.start.day, moment.start.hour) == (17, 23)


@pytest.mark.parametrize(
    ("hour", "said", "expecting", "start"),
    [
        (2, "tadi sore jam 5", "past", "2026-11-17 17:00"),
        (2, "tadi sore", "past", "2026-11-17 15:00"),
        (2, "tadi jam 1", "past", "2026-11-18 01:00"),
        (20, "tadi sore jam 5", "past", "2026-11-18 17:00"),
        (20, "nanti pagi jam 8", "future", "2026-11-19 08:00"),
        (9, "nanti sore jam 4", "future", "2026-11-18 16:00"),
        (9, "tadi sore jam 5", "past", None),
    ],
)
def test_around_midnight_the_day_before_or_to_come_is_still_spoken_of_as_today(hour, said, expecting, start):
    with clock.at(NOW.replace(hour=hour)):
        moment = read_time(said, expecting=expecting)
    assert (f"{moment.start:%Y-%m-%d %H:%M}" if moment else None) == start


def test_a_time_that_no_clock_shows_ends_nothing():
    with clock.at(NOW):
        impossible = read_time("besok jam 7.49 - 9.70", expecting="future")
        possible = read_time("besok jam 7.49 - 9.30", expecting="future")
    assert impossible.start == impossible.end == possible.start
    assert possible.end.strftime("%H:%M") == "09:30"
