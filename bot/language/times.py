"""Clock times and dates as people say them, against the one clock and the caller's zone.

"setengah tujuh malam" (18.30), "jam5an", "kemarin sore", "2 jam lalu", "besok pagi jam 8", "dr kmrin siang".
What was said is resolved in one direction: a report of an outage lies in the past (``tanggal_padam``), an
appointment in the future (``waktu_konfirmasi``). An hour that fits morning and evening alike is settled by
that direction when no day was named; with a day named ("besok jam 8") both readings are given back.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from bot import clock
from bot.language.normalise import plain
from bot.language.numbers import DIGIT_WORDS, number_from_words, regional_meaning

Direction = Literal["past", "future"]
TimeProblem = Literal["", "impossible", "alternatives", "denied"]
Precision = Literal["minute", "hour", "part_of_day", "day", "vague"]

_PARTS: dict[str, tuple[tuple[int, int], tuple[int, int]]] = {
    "dini hari": ((0, 0), (4, 0)), "sahur": ((3, 0), (4, 30)), "subuh": ((4, 0), (5, 30)),
    "pagi": ((5, 0), (10, 30)), "siang": ((10, 30), (15, 0)), "tengah hari": ((11, 30), (13, 0)),
    "zuhur": ((11, 45), (13, 0)), "asar": ((15, 0), (16, 0)), "sore": ((15, 0), (18, 30)),
    "petang": ((17, 0), (19, 0)), "magrib": ((17, 30), (18, 45)), "isya": ((18, 45), (20, 0)),
    "tengah malam": ((23, 0), (25, 0)), "malam": ((18, 30), (28, 0)),
}  # fmt: skip
_PART = "|".join(sorted(_PARTS, key=len, reverse=True))
_WEEKDAYS = {"senin": 0, "selasa": 1, "rabu": 2, "kamis": 3, "jumat": 4, "sabtu": 5, "minggu": 6, "ahad": 6}
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("januari jan", "februari feb", "maret mar", "april apr", "mei", "juni jun", "juli jul",
        "agustus agu ags",
         "september sep sept", "oktober okt", "november nov nop", "desember des"), start=1)
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))

_ZONES = {
    "WIB": "wib|indonesia barat|jakarta|jawa|sumatra|sumatera|medan|surabaya|bandung|pontianak",
    "WITA": "wita|indonesia tengah|makassar|sulawesi|bali|lombok|ntb|ntt|kupang|manado|"
    "banjarmasin|samarinda|balikpapan",
    "WIT": "wit|indonesia timur|papua|jayapura|ambon|maluku|sorong|merauke|manokwari|ternate",
}
_ZONE = re.compile("|".join(rf"(?P<{zone}>\b(?:{zone.lower()}|waktu (?:{names}))\b)" for zone, names in _ZONES.items()))
_TAKEN_BACK = re.compile(r"\b(?:eh|ralat|maksudnya|maksud saya|salah)\b")
_NO_TIME_OF_THE_CALLER = re.compile(
    r"\b(?:jangan|bukan|selain|kecuali|tidak bisa|tidak mau)\s+"
    r"(?:yang\s+|di\s+|kalau\s+|pas\s+)*(?:jam|pukul|pagi|siang|"
    r"sore|malam|besok|lusa|hari|tanggal|tgl|senin|selasa|rabu|kamis|jumat|sabtu|minggu)\b"
)
_DAY_WORD = re.compile(rf"\b(?:hari ini|besok|lusa|{'|'.join(sorted(set(_WEEKDAYS) - {'minggu'}))})\b")
_LONGEST_MONTHS = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}

_GLUE = re.compile(r"(?<=[a-z])(?=[0-9])|(?<=[0-9])(?=[a-z])")
_NUMBER_WORDS = frozenset(DIGIT_WORDS) - {"kosong"} | frozenset(["sepuluh", "sebelas", "belas", "puluh"])
_ONES = re.compile(r"\bse(jam|hari|minggu|bulan|menit)(an)?\b")
_CLOCK = re.compile(
    r"\b(?P<sign>jam|pukul|"
    r"pk\.?)\s*(?P<half>setengah\s+)?(?P<hour>[0-9]{1,2})(?:\s?[.:]\s?(?P<minute>[0-9]{2})\b)?"
)
_BARE_CLOCK = re.compile(
    r"(?<![0-9./,-])(?:(?P<half>setengah\s+)(?P<hour>[0-9]{1,2})(?!\s*(?:jam|hari|menit|minggu|bulan)\b)"
    rf"|(?P<hour2>[0-9]{{1,2}})[.:](?P<minute>[0-5][0-9])(?![0-9./])|"
    rf"(?P<hour3>[0-9]{{1,2}})(?=\s*(?:an\s+)?(?:{_PART})\b))"
)
_SHIFT = re.compile(
    r"^\s*(?:an\b)?\s*(?P<way>lewat|lebih|kurang)\s+(?:(?P<minutes>[0-9]{1,2})|(?P<quarter>seperempat)|"
    r"(?P<thirty>setengah))"
)
_TO = re.compile(
    r"^\W*(?:sampai|hingga|s/d|sd|-|ke)\W*(?:dengan\s+)?(?:jam|"
    r"pukul)?\s*(?P<hour>[0-9]{1,2})(?:[.:](?P<minute>[0-5][0-9]))?\b(?![.:][0-9])(?!\s*(?:hari|menit))"
)
_DURATION = re.compile(
    r"\b(?P<number>setengah|[0-9]+(?:[.,][0-9]+)?)(?P<half>\s+setengah)?\s*(?P<unit>menit|jam|hari|minggu|"
    r"bulan)\s*(?:an\b)?"
)
_DATE_NAMED = re.compile(
    rf"\b(?:(?:tanggal|tgl)\s*(?P<day>[0-9]{{1,2}})(?:\s*(?P<month>{_MONTH})\b)?"
    rf"|(?P<day2>[0-9]{{1,2}})\s+(?P<month2>{_MONTH})\b)(?:\s*(?P<year>20[0-9]{{2}}))?"
)
_DATE_WRITTEN = re.compile(
    r"\b(?P<day>[0-9]{1,2})(?:/(?P<month>[0-9]{1,2})(?:/(?P<year>20[0-9]{2}|[0-9]{2}))?"
    r"|-(?P<month2>[0-9]{1,2})-(?P<year2>20[0-9]{2}))\b"
)
_WEEKDAY = re.compile(
    rf"\b(?:hari\s+(?P<day>{'|'.join(_WEEKDAYS)})|(?P<day2>{'|'.join(set(_WEEKDAYS) - {'minggu'})})"
    rf"|(?P<day3>minggu)(?=\s+(?:{_PART})\b))\b"
)
_NEXT_WEEK = re.compile(r"\bminggu (?:depan|besok)\b")
_PART_FOUND = re.compile(rf"\b(?P<part>{_PART})\b")
_JUST_NOW = re.compile(r"\b(?:barusan|baru saja|baru ini|sekarang|saat ini|baru)\b")
_EARLIER = re.compile(r"\b(?:tadi|sejak tadi|dari tadi)\b")
_WHOLE_DAY = re.compile(r"\b(?:seharian|sepanjang hari|satu harian)\b")
_LAST_NIGHT = re.compile(r"\b(?:semalam(?:an)?|tadi malam|malam tadi|semaleman)\b")
_NOT_A_CLOCK_NIGHT = re.compile(r"\bselamat (?:pagi|siang|sore|malam)\b")
_LONGER_AGO = re.compile(r"\b(?:kemarin dulu|kemarin lusa|dua hari (?:yang )?lalu|2 hari (?:yang )?lalu)\b")
_BARUSAN_SPAN = timedelta(minutes=15)
_EARLIER_SPAN = timedelta(hours=6)
_DAWN = 5
_EVENING = 18
"""Hours of the clock between which people still speak of the day before, or of the day to come, as of today."""


@dataclass(frozen=True)
class Moment:
    """A time that was said, aware, in the caller's zone.

    Attributes:
        start, end: the span meant; equal for a clock time.
        precision: how exactly it was said; ``hour`` for "jam 5" and "jam 5an", ``vague`` for "dari tadi".
        said: the plain text that was read.
        candidates: both readings when morning and evening fit alike; the caller must choose.
    """

    start: datetime
    end: datetime
    precision: Precision
    said: str
    candidates: tuple[datetime, ...] = ()

    @property
    def certain(self) -> bool:
        """Whether nothing is left to be asked."""
        return len(self.candidates) < 2


@dataclass(frozen=True)
class _Clock:
    hour: int
    minute: int
    settled: bool
    exact: bool
    shift: int
    until: tuple[int, int] | None


def read_time(text: str, *, expecting: Direction, zone: str = "WIB") -> Moment | None:
    """The time that ``text`` names; None when there is none or it lies on the wrong side of now.

    Args:
        expecting: ``past`` for what has happened, ``future`` for an appointment.
        zone: ``WIB``, ``WITA`` or ``WIT``; a zone named in the text goes first.
    """
    said = _last_version(_prepare(text))
    named_zone = _ZONE.search(said)
    now = clock.local(clock.now(), str(named_zone.lastgroup) if named_zone else zone)
    spoken_clock, rest = _find_clock(said)
    day, night, day_text = _find_day(rest, now, expecting)
    if day is None and spoken_clock is not None and expecting == "future":
        day = _days_ahead(rest, now)
    part = _PART_FOUND.search(rest if night is None else _LAST_NIGHT.sub(" ", rest))
    part_name = part.group("part") if part else ("malam" if night is not None else None)

    def read_on(day: date | None) -> Moment | None:
        if spoken_clock is not None:
            return _at_clock(
                spoken_clock, part_name, day if night is None else night, night is not None, now, expecting, said
            )
        relative = _find_duration(rest, now, expecting, said)
        if relative is not None:
            return relative
        if night is not None:
            return _span(night, "malam", now, expecting, said)
        if part_name is not None:
            return _part_of(day, part_name, now, expecting, said)
        if day is not None:
            return _whole_day(day, now, expecting, said, day_text)
        return _vague(rest, now, expecting, said)

    moment = read_on(day)
    other_day = _day_beyond_midnight(day, day_text, now, expecting) if moment is None else None
    return read_on(other_day) if other_day else moment


def _day_beyond_midnight(day: date | None, day_text: str, now: datetime, expecting: Direction) -> date | None:
    """At two in the morning "tadi sore" was yesterday; at eight in the evening "nanti pagi" is tomorrow."""
    if day is None:
        return None
    if day_text == "tadi" and expecting == "past" and now.hour < _DAWN:
        return day - timedelta(days=1)
    if day_text == "nanti" and expecting == "future" and now.hour >= _EVENING:
        return day + timedelta(days=1)
    return None


def time_problem(text: str) -> TimeProblem:
    """Why ``text`` names no one possible time: no such date or hour, two to choose from, or one that doesn't suit."""
    said = _prepare(text)
    if _NO_TIME_OF_THE_CALLER.search(said):
        return "denied"
    said = _last_version(said)
    if _is_impossible(said):
        return "impossible"
    if _names_two(said):
        return "alternatives"
    return ""


def _last_version(said: str) -> str:
    """What holds after a slip: in "besok jam 9 eh jam 10" the hour is said again, the day stays."""
    slip = _TAKEN_BACK.search(said)
    if slip is None:
        return said
    again = said[slip.end() :]
    if not _CLOCK.search(again):
        return said
    return f"{_CLOCK.sub(' ', said[: slip.start()])} {again}"


def _is_impossible(said: str) -> bool:
    for match in (*_DATE_NAMED.finditer(said), *_DATE_WRITTEN.finditer(said)):
        groups = match.groupdict()
        day = int(groups.get("day") or groups.get("day2") or 1)
        name = groups.get("month2") or groups.get("month") or ""
        month = int(name) if name.isdigit() else _MONTHS.get(name, 1)
        if not 1 <= month <= 12 or not 1 <= day <= _LONGEST_MONTHS.get(month, 31):
            return True
    return any(int(match["hour"]) > 24 or int(match["minute"] or 0) > 59 for match in _CLOCK.finditer(said))


def _names_two(said: str) -> bool:
    """Whether two times are left to choose from; a span ("jam 8 sampai jam 10") is one."""
    times = {match.group().strip() for match in _CLOCK.finditer(said)}
    spans = sum(bool(_TO.match(said[match.end() :])) for match in _CLOCK.finditer(said))
    spans += bool(re.search(r"\bantara jam", said))
    if len(times) - spans > 1:
        return True
    before, _, after = said.partition(" atau ")
    patterns = (_PART_FOUND, _DAY_WORD, _CLOCK, _DATE_NAMED)
    named = [any(pattern.search(side) for pattern in patterns) for side in (before, after)]
    return all(named)


def _prepare(text: str) -> str:
    said = plain(_GLUE.sub(" ", text.lower()))
    said = " ".join(regional_meaning(word) for word in said.split())
    said = _NOT_A_CLOCK_NIGHT.sub(" ", said)
    said = _ONES.sub(r"1 \1 \2", said)
    out: list[str] = []
    run: list[str] = []
    for word in [*said.split(), ""]:
        bare = word.strip(",.;!?")
        if bare in _NUMBER_WORDS:
            run.append(bare)
            if bare == word:
                continue
            word = word[len(bare) :]
        if run:
            value = number_from_words(run)
            out.append(str(int(value)) if value is not None else " ".join(run))
            run = []
        out.append(word)
    return " ".join(out).strip()


def _find_clock(said: str) -> tuple[_Clock | None, str]:
    """The clock time in the text, and the text without it."""
    masked = _DATE_WRITTEN.sub(lambda match: "#" * len(match.group()), said)
    match = _CLOCK.search(masked) or _BARE_CLOCK.search(masked)
    if match is None:
        return None, said
    groups = match.groupdict()
    hour_text = groups.get("hour") or groups.get("hour2") or groups.get("hour3") or ""
    hour, minute = int(hour_text), int(groups.get("minute") or 0)
    if hour > 24 or minute > 59 or (hour == 24 and minute):
        return None, said
    tail = said[match.end() :]
    shift = -30 if groups.get("half") else 0
    shifted = _SHIFT.match(tail)
    if shifted:
        size = 15 if shifted.group("quarter") else 30 if shifted.group("thirty") else int(shifted.group("minutes"))
        shift += -size if shifted.group("way") == "kurang" else size
        tail = tail[shifted.end() :]
    until = None
    to = _TO.match(tail)
    if to and int(to.group("hour")) <= 24:
        until = (int(to.group("hour")), int(to.group("minute") or 0))
        tail = tail[to.end() :]
    settled = hour >= 13 or hour == 0 or (len(hour_text) == 2 and hour_text[0] == "0" and bool(groups.get("minute")))
    exact = groups.get("minute") is not None or bool(shift)
    return _Clock(hour % 24, minute, settled, exact, shift, until), f"{said[: match.start()]} {tail}"


def _find_day(said: str, now: datetime, expecting: Direction) -> tuple[date | None, date | None, str]:
    """The day named, the evening date of "tadi malam" when that was named, and which words said it."""
    today = now.date()
    if _LAST_NIGHT.search(said):
        # before dawn "tadi malam" is the night still going on; its evening was yesterday either way
        return None, today - timedelta(days=1), "semalam"
    named = _named_date(said, today, expecting)
    if named is not None:
        return named, None, "tanggal"
    fixed: tuple[tuple[str, int], ...] = (
        (r"\b(?:kemarin dulu|kemarin lusa)\b", -2), (r"\bkemarin\b", -1), (r"\bbesok lusa\b", 2),
        (r"\bbesok\b", 1),
        (r"\blusa\b", 2), (r"\btulat\b", 3), (r"\b(?:hari ini|tadi|nanti)\b", 0),
    )  # fmt: skip
    weekday = _WEEKDAY.search(said)
    if weekday:
        number = _WEEKDAYS[weekday.group("day") or weekday.group("day2") or weekday.group("day3")]
        if expecting == "past":
            back = (today.weekday() - number) % 7
            if back == 0 and re.search(r"\b(?:lalu|kemarin)\b", said):
                back = 7
            return today - timedelta(days=back), None, "hari"
        ahead = (number - today.weekday()) % 7
        if _NEXT_WEEK.search(said):
            # the same day of the calendar week that begins on the next Monday
            ahead = number - today.weekday() + 7
        elif ahead == 0 and "depan" in said:
            ahead = 7
        return today + timedelta(days=ahead), None, "hari"
    for pattern, days in fixed:
        found = re.search(pattern, said)
        if found:
            return today + timedelta(days=days), None, found.group()
    return None, None, ""


def _days_ahead(said: str, now: datetime) -> date | None:
    """The day of "tiga hari lagi" and "seminggu lagi", for a clock time that goes with it."""
    match = _DURATION.search(said)
    if match is None or match["unit"] not in ("hari", "minggu") or not match["number"].isdigit():
        return None
    if not re.match(r"\s*(?:lagi|ke ?depan)\b", said[match.end() :]):
        return None
    return now.date() + timedelta(days=int(match["number"]) * (7 if match["unit"] == "minggu" else 1))


def _named_date(said: str, today: date, expecting: Direction) -> date | None:
    match = _DATE_NAMED.search(said) or _DATE_WRITTEN.search(said)
    if match is None:
        return None
    groups = match.groupdict()
    day = int(groups.get("day") or groups.get("day2") or 0)
    month_name = groups.get("month2") or groups.get("month")
    month = _MONTHS.get(month_name, int(month_name) if month_name and month_name.isdigit() else 0) if month_name else 0
    year = int(groups.get("year") or groups.get("year2") or 0)
    if year and year < 100:
        year += 2000
    step = -1 if expecting == "past" else 1
    fits: Callable[[date], bool] = (lambda one: one <= today) if expecting == "past" else (lambda one: one >= today)
    try_month, try_year = month or today.month, year or today.year
    for _ in range(13):
        try:
            candidate = date(try_year, try_month, day)
        except ValueError:
            candidate = None
        if candidate and (fits(candidate) or (month and year)):
            return candidate
        if month and year:
            return None
        if month:
            try_year += step
        else:
            try_month += step
            if not 1 <= try_month <= 12:
                try_year, try_month = try_year + step, 12 if step < 0 else 1
    return None


def _hours_of(spoken: _Clock, part: str | None) -> list[int]:
    """Hours since the day's midnight that the clock may mean; 24 and more belong to the night's far side."""
    hour = spoken.hour
    if spoken.settled and not (part in ("malam", "tengah malam") and hour < 5):
        return [hour]
    if part is None:
        return [hour, hour + 12] if hour < 12 else [12, 24]
    if part in ("dini hari", "subuh", "sahur", "pagi"):
        return [hour % 12]
    if part in ("siang", "tengah hari", "zuhur"):
        return [hour if 9 <= hour <= 12 else hour + 12]
    if part in ("malam", "tengah malam"):
        return [24 + hour % 12 if hour % 12 < 5 else hour + 12]
    return [hour % 12 + 12]


def _at_clock(
    spoken: _Clock,
    part: str | None,
    day: date | None,
    last_night: bool,
    now: datetime,
    expecting: Direction,
    said: str,
) -> Moment | None:
    hours = _hours_of(spoken, part)
    if last_night and spoken.settled and 5 <= spoken.hour < 17:
        return None
    days = [day] if day is not None else [now.date() + timedelta(days=offset) for offset in (-2, -1, 0, 1)]
    if day is not None and not last_night and part in ("malam", "tengah malam") and hours[0] >= 24:
        # "tadi jam 2 malam", "besok jam 12 malam": small hours are counted to either day by speakers
        days = [day - timedelta(days=1), day]
    moments = []
    for one in days:
        midnight = datetime.combine(one, time(0), tzinfo=now.tzinfo)
        moments += [midnight + timedelta(hours=hour, minutes=spoken.minute + spoken.shift) for hour in hours]
    fitting = [moment for moment in moments if (moment <= now if expecting == "past" else moment > now)]
    if not fitting:
        return None
    chosen = max(fitting) if expecting == "past" else min(fitting)
    candidates = tuple(sorted(fitting)) if day is not None and len(fitting) > 1 else ()
    end = chosen
    if spoken.until is not None:
        until_hour, until_minute = spoken.until
        end = chosen.replace(hour=until_hour % 24, minute=until_minute)
        while end < chosen:
            end += timedelta(hours=12 if until_hour <= 12 else 24)
    return Moment(chosen, end, "minute" if spoken.exact else "hour", said, candidates)


def _find_duration(said: str, now: datetime, expecting: Direction, text: str) -> Moment | None:
    if _WHOLE_DAY.search(said):
        return Moment(now - timedelta(days=1), now, "vague", text) if expecting == "past" else None
    match = _DURATION.search(said)
    if match is None:
        week = re.search(r"\b(?:minggu|bulan) (lalu|kemarin|depan)\b", said)
        if week is None or _WEEKDAY.search(said) or (week.group(1) == "depan") != (expecting == "future"):
            # a day of that week says more than the week
            return None
        days = timedelta(days=7 if week.group().startswith("minggu") else 30)
        moment = now + days if expecting == "future" else now - days
        return Moment(moment, moment, "vague", text)
    number = Decimal("0.5") if match.group("number") == "setengah" else Decimal(match.group("number").replace(",", "."))
    if match.group("half"):
        number += Decimal("0.5")
    minutes = {"menit": 1, "jam": 60, "hari": 1440, "minggu": 10080, "bulan": 43200}[match.group("unit")]
    length = number * minutes
    ahead = bool(re.search(r"\blagi\b|\bke ?depan\b", said[match.end() :]))
    if length > 10**6 or ahead != (expecting == "future"):
        return None
    moment = now + timedelta(minutes=float(length)) * (1 if ahead else -1)
    if minutes >= 1440:
        return Moment(*_day_bounds(moment.date(), now, expecting), "day", text)
    return Moment(moment, moment, "minute" if minutes == 1 else "hour", text)


def _span(day: date, part: str, now: datetime, expecting: Direction, said: str) -> Moment | None:
    (start_hour, start_minute), (end_hour, end_minute) = _PARTS[part]
    midnight = datetime.combine(day, time(0), tzinfo=now.tzinfo)
    start = midnight + timedelta(hours=start_hour, minutes=start_minute)
    end = midnight + timedelta(hours=end_hour, minutes=end_minute)
    if expecting == "past":
        end = min(end, now)
    else:
        start = max(start, now)
    return Moment(start, end, "part_of_day", said) if start <= end else None


def _part_of(day: date | None, part: str, now: datetime, expecting: Direction, said: str) -> Moment | None:
    if day is not None:
        return _span(day, part, now, expecting, said)
    step = -1 if expecting == "past" else 1
    return _span(now.date(), part, now, expecting, said) or _span(
        now.date() + timedelta(days=step), part, now, expecting, said
    )


def _day_bounds(day: date, now: datetime, expecting: Direction) -> tuple[datetime, datetime]:
    start = datetime.combine(day, time(0), tzinfo=now.tzinfo)
    end = start + timedelta(days=1)
    return (start, min(end, now)) if expecting == "past" else (max(start, now), end)


def _whole_day(day: date, now: datetime, expecting: Direction, said: str, day_text: str) -> Moment | None:
    if day_text == "tadi":
        return _vague(said, now, expecting, said)
    if day_text == "nanti":
        return None
    start, end = _day_bounds(day, now, expecting)
    return Moment(start, end, "day", said) if start <= end else None


def _vague(said: str, now: datetime, expecting: Direction, text: str) -> Moment | None:
    if expecting == "future":
        return Moment(now, now, "vague", text) if re.search(r"\b(?:sekarang|saat ini)\b", said) else None
    if _JUST_NOW.search(said):
        return Moment(now - _BARUSAN_SPAN, now, "vague", text)
    if _EARLIER.search(said):
        return Moment(now - _EARLIER_SPAN, now, "vague", text)
    return None
