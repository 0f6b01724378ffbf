"""The forms in which people write the same number, address or moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from random import Random

_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan")
_HOURS = ("dua belas", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh",
          "sebelas")  # fmt: skip
_MONTHS = ("Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober",
           "November", "Desember")  # fmt: skip
_PARTS_OF_DAY = ((4, "pagi"), (11, "siang"), (15, "sore"), (18, "malam"))


def written(kind: str, value: object, now: datetime, chance: Random) -> str:
    """``value`` as a person may write it.

    Args:
        kind: of the fact (:class:`bot.sop.book.Fact`).
        now: the moment of the call, from which moments are told.
    """
    if isinstance(value, datetime):
        return moment_in_words(value.astimezone(now.tzinfo), now, chance)
    if isinstance(value, date):
        return _day(value, chance)
    form = _FORMS.get(kind)
    return form(str(value), chance) if form else str(value).replace("_", " ")


def moment_in_words(moment: datetime, now: datetime, chance: Random) -> str:
    """Day, hour and part of the day, such as ``kemarin sore jam 4``; never ambiguous.

    Args:
        moment, now: on the same wall clock; at most a day apart.
    """
    part = [name for start, name in _PARTS_OF_DAY if moment.hour >= start][-1] if moment.hour >= 4 else "dini hari"
    day = (moment.date() - now.date()) // timedelta(days=1)
    clock_words = _hour_in_words(moment, chance)
    if day == 0:
        return f"{'tadi' if moment < now else 'hari ini'} {clock_words} {part}"
    return f"{'kemarin' if day < 0 else 'besok'} {chance.choice((f'{part} {clock_words}', f'{clock_words} {part}'))}"


def _hour_in_words(moment: datetime, chance: Random) -> str:
    hour = moment.hour % 12 or 12
    if moment.minute == 30:
        return chance.choice((f"setengah {_HOURS[(hour + 1) % 12]}", f"jam {hour}.30"))
    return chance.choice((f"jam {hour}", f"pukul {hour}"))


def _day(value: date, chance: Random) -> str:
    month = _MONTHS[value.month - 1]
    return chance.choice((f"{value.day} {month}", f"tanggal {value.day} {month}", f"{value.day} {month} {value.year}"))


def _power(value: str, chance: Random) -> str:
    thousands = f"{int(value):,}".replace(",", ".")
    return chance.choice((value, f"{value} VA", f"{value} watt", f"{thousands} VA", thousands))


def _grouped(digits: str, size: int, mark: str) -> str:
    return mark.join(digits[start : start + size] for start in range(0, len(digits), size))


def _identity(value: str, chance: Random) -> str:
    return chance.choice((value, value, _grouped(value, 4, " "), _grouped(value, 4, "-"), _grouped(value, 3, " ")))


def _mobile(value: str, chance: Random) -> str:
    return chance.choice((value, value, _grouped(value, 4, "-"), _grouped(value, 4, " "), f"+62{value[1:]}"))


def _email(value: str, chance: Random) -> str:
    name, _, host = value.partition("@")
    return chance.choice((value, value, value, f"{name} at {host}", f"{name}@{host.replace('.', ' titik ')}"))


def _display(value: str, chance: Random) -> str:
    spelled = " ".join("koma" if sign == "," else _DIGITS[int(sign)] for sign in value)
    if "," in value:
        return chance.choice((value, value.replace(",", "."), value.replace(",", " koma "), spelled))
    return chance.choice((value, value, value, spelled if value.startswith("0") else value))


def _address(value: str, chance: Random) -> str:
    short = value.replace("Kota Administrasi ", "").replace("Kabupaten ", "Kab. ")
    return chance.choice((value, short, short.replace("Kecamatan ", "Kec. ").replace("Jl. ", "Jalan ")))


_FORMS: Mapping[str, Callable[[str, Random], str]] = {
    "identity": _identity,
    "mobile": _mobile,
    "email": _email,
    "display": _display,
    "address": _address,
    "power": _power,
}
