"""Addresses as callers say them: "jl melati 5 no 12 rt 3/4 cempaka putih jakpus".

Street, number, RT/RW and block are cut out by the words that announce them; the region is what the place
names in the rest point to together (:mod:`bot.language.regions`). A part that was not said, or that is not
certain, is None.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.language import region_table, regions
from bot.language.digits import read_digits
from bot.language.numbers import DIGIT_WORDS, number_from_words
from bot.language.reference import read_yaml
from bot.language.regions import Mention, Region

_STREET_KINDS = {
    "jl": "Jalan",
    "jln": "Jalan",
    "jalan": "Jalan",
    "gg": "Gang",
    "gang": "Gang",
    "perum": "Perumahan",
    "perumahan": "Perumahan",
    "perumnas": "Perumnas",
    "komp": "Kompleks",
    "komplek": "Kompleks",
    "kompleks": "Kompleks",
    "kp": "Kampung",
    "kampung": "Kampung",
    "dusun": "Dusun",
    "lorong": "Lorong",
    "lr": "Lorong",
    "cluster": "Cluster",
    "apartemen": "Apartemen",
    "rusun": "Rusun",
}
_STREET = re.compile(rf"\b(?P<kind>{'|'.join(sorted(_STREET_KINDS, key=len, reverse=True))})\b\.?\s*", re.IGNORECASE)
_RT_RW = re.compile(
    r"\brt\s*[./:]?\s*(?P<rt>\d{1,3})(?:\s*/\s*(?:rw\s*[./:]?\s*)?(?P<after>\d{1,3})|[\s,]*\brw\s*[./:]?\s*(?P<rw>\d{1,3}))?",
    re.IGNORECASE,
)
_RW = re.compile(r"\brw\s*[./:]?\s*(?P<rw>\d{1,3})\b", re.IGNORECASE)
_BLOCK = re.compile(
    r"\bblok\s*\.?\s*(?P<blok>[A-Z]{1,2}\s?-?\d{0,3}|\d{1,3}[A-Z]?)(?:\s*/\s*(?P<nomor>\d{1,4}[A-Z]?))?\b",
    re.IGNORECASE,
)
_NUMBER = re.compile(
    r"\b(?:no|nomor|nomer|nmr)\b\s*[.:]?\s*(?P<nomor>\d{1,4}(?:\s?[A-Z])?(?:[/-]\d{1,3})?)\b(?!\d)",
    re.IGNORECASE,
)
_COMPOUNDS = frozenset({"sepuluh", "sebelas", "seratus", "belas", "puluh", "ratus"})
_NUMBER_WORD = "|".join(sorted(_COMPOUNDS | DIGIT_WORDS.keys(), key=len, reverse=True))
_NUMBER_IN_WORDS = re.compile(
    rf"\b(?P<announced>rt|rw|no|nomor|nomer|nmr)\b\s*\.?\s*(?P<number>(?:{_NUMBER_WORD})(?:\s+(?:{_NUMBER_WORD}))*)\b",
    re.IGNORECASE,
)
# Where the name of a street ends, whatever follows.
_STREET_END = re.compile(
    r"[,;\n]|\.(?=\s|$)|\b(?:no|nomor|nomer|nmr|rt|rw|blok|kel|kelurahan|desa|ds|kec|kecamatan|kab|kabupaten|kota|prov|"
    r"provinsi|dekat|deket|dkt|depan|sebelah|samping|belakang|seberang|di|yang|yg|lampu|listrik|padam|mati)\b",
    re.IGNORECASE,
)
_NAME_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_ON_THE_WAY = re.compile(r"\b(?:lagi|lg|masih|msh|sedang|baru|saat)\s+(?:di|d)\s*$", re.IGNORECASE)
_LONGEST_STREET = 6
_KECAMATAN = re.compile(
    r"\b(?:kecamatan|kec)\b\.?\s+(?P<name>[^,|.;]+?)\s*,\s*(?P<within>(?:kabupaten|kab|kota)?\b\.?[^,|.;]+)",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Address:
    """What an address says; every part as a CSO would write it, None when it was not said.

    Attributes:
        jalan: with its kind, e.g. ``Jalan Melati 5``, ``Gang Haji Naim``, ``Perumahan Griya Asri``.
        nomor, rt, rw, blok: as said, e.g. ``12``, ``3``, ``4``, ``C2``.
        kelurahan, kecamatan, kabupaten, provinsi: official names, filled only when the region is certain.
        region: the one region that all named places point to; None when there are none or several.
        candidates: at most three regions, best first, when it is not certain which one is meant.
        said: the words that were read.
    """

    said: str
    jalan: str | None = None
    nomor: str | None = None
    rt: str | None = None
    rw: str | None = None
    blok: str | None = None
    kelurahan: str | None = None
    kecamatan: str | None = None
    kabupaten: str | None = None
    provinsi: str | None = None
    region: Region | None = None
    candidates: tuple[Region, ...] = ()


def read_address(text: str, asked: bool = False) -> Address | None:
    """The address in ``text``; None when there is none.

    Args:
        asked: the address had been asked for, so a lone name ("Cibubur") is a place.
    """
    rest = _with_figures(text)
    rt = rw = blok = nomor = None
    if match := _RT_RW.search(rest):
        rt, rw = match["rt"], match["after"] or match["rw"]
        rest = _blanked(rest, match)
    if rw is None and (match := _RW.search(rest)):
        rw = match["rw"]
        rest = _blanked(rest, match)
    if match := _BLOCK.search(rest):
        blok, nomor = re.sub(r"[\s-]", "", match["blok"]).upper(), match["nomor"]
        rest = _blanked(rest, match)
    if match := _NUMBER.search(rest):
        nomor = re.sub(r"\s", "", match["nomor"]).upper()
        rest = _blanked(rest, match)
    street, rest = _street(rest)
    parts = (street, rt, rw, blok)
    if nomor and not any(parts):
        # "no 12" alone may be anything.
        nomor = None
    rest = _NAME_WORD.sub(lambda word: "|" if word.group().lower() in _no_places() else word.group(), rest)
    place, candidates = regions.settle(rest, only_a_place=asked or any(parts))
    if place is None or place.kecamatan is None:
        named = _kecamatan_by_name(rest)
        place, candidates = (named, ()) if named else (place, candidates)
    if place is None and not candidates and not any(parts):
        return None
    return Address(
        said=text.strip(),
        jalan=street,
        nomor=nomor,
        rt=rt,
        rw=rw,
        blok=blok,
        kelurahan=place.kelurahan if place else None,
        kecamatan=place.kecamatan if place else None,
        kabupaten=place.kabupaten if place else None,
        provinsi=place.provinsi if place else None,
        region=place,
        candidates=candidates,
    )


def _with_figures(text: str) -> str:
    """ "rt tujuh rw dua belas" as "rt 7 rw 12": only where a number is announced, for "dua" may be part of a name."""

    def in_figures(match: re.Match[str]) -> str:
        number = number_from_words(match["number"].lower())
        figures = str(int(number)) if number is not None else read_digits(match["number"])
        return f"{match['announced']} {figures}" if figures else match.group()

    return _NUMBER_IN_WORDS.sub(in_figures, text)


def _kecamatan_by_name(text: str) -> Region | None:
    """The kecamatan that is called one in so many words, in the kabupaten said behind it: a village of the same name,
    or a namesake elsewhere, is then none of its candidates."""
    found = _KECAMATAN.search(text)
    if found is None:
        return None
    meant = (
        region
        for region in regions.resolve(f"Kecamatan {found['name']}", found["within"])
        if region.level == "kecamatan"
    )
    fitting = [region for region in meant if (region.kecamatan or "").lower() == found["name"].strip().lower()]
    return fitting[0] if len(fitting) == 1 else None


def _blanked(text: str, match: re.Match[str]) -> str:
    # A bar instead of the words: what stood before and after does not belong together, and offsets stay.
    return text[: match.start()] + "|" * (match.end() - match.start()) + text[match.end() :]


def _street(rest: str) -> tuple[str | None, str]:
    """The street and the text without it."""
    kinds = list(_STREET.finditer(rest))
    for index, kind in enumerate(kinds):
        stop = kinds[index + 1].start() if index + 1 < len(kinds) else len(rest)
        if end := _STREET_END.search(rest, kind.end(), stop):
            stop = end.start()
        if (bar := rest.find("|", kind.end(), stop)) >= 0:
            stop = bar
        words = list(_NAME_WORD.finditer(rest, kind.end(), stop))[:_LONGEST_STREET]
        if not words or words[0].group().lower() in _no_places() or _ON_THE_WAY.search(rest, 0, kind.start()):
            continue
        count = _words_of_street(rest, words, stop)
        name = " ".join(word.group() for word in words[:count])
        end_of_name = words[count - 1].end()
        rest = rest[: kind.start()] + "|" * (end_of_name - kind.start()) + rest[end_of_name:]
        return f"{_STREET_KINDS[kind['kind'].lower()]} {_written(name)}", rest
    return None, rest


def _words_of_street(rest: str, words: list[re.Match[str]], stop: int) -> int:
    """How many words are the street's name; the others name the region in which it lies."""
    keys = [word.group().lower() for word in words]
    for length in range(min(4, len(keys)), 0, -1):
        if " ".join(keys[:length]) in _common_streets():
            first_free = length
            break
    else:
        first_free = 2 if keys[0] == "raya" and len(keys) > 1 else 1
    run = rest[words[0].start() : stop]
    offset = words[0].start()
    mentions = regions.places_in(run, only_a_place=True)
    for count in range(first_free, len(words)):
        if _all_places(run, words[count].start() - offset, mentions):
            return count
    return len(words)


def _all_places(run: str, start: int, mentions: tuple[Mention, ...]) -> bool:
    chain = [mention for mention in mentions if mention.start >= start]
    if not chain or chain[0].start != start:
        return False
    between = [run[left.end : right.start] for left, right in zip(chain, chain[1:], strict=False)]
    return all(not gap.strip(" .-") for gap in between) and not run[chain[-1].end :].strip(" .-?!")


@lru_cache(maxsize=1)
def _no_places() -> frozenset[str]:
    """Question words and function words, which name no street and no place."""
    return frozenset(read_yaml("free_talk.yml")["no_place"])


@lru_cache(maxsize=1)
def _common_streets() -> frozenset[str]:
    lines = (region_table.REFERENCE / "street_names.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("#"))


def _written(name: str) -> str:
    """ "melati IV b" as one writes it: "Melati IV B"."""
    return " ".join(word if word.isupper() and len(word) <= 4 else word[:1].upper() + word[1:] for word in name.split())
