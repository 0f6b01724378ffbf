"""The regions of Indonesia by name: which place does somebody mean?

Names are found as people write them: without "kecamatan" or "kota", with slips of the finger, with the
short names of everyday life ("Jaksel", "Jogja"). A name alone is often not enough, since there are four
districts called Sukajadi: the other places in the same sentence decide, and where they don't, at most three
candidates are given, best first, for the caller to choose from. Nothing is guessed silently.

The table itself is read at first use, from the files that :mod:`bot.language.region_table` made.
"""

from __future__ import annotations

import csv
import gzip
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache

from rapidfuzz import fuzz, process

from bot.language import region_table
from bot.language.names import everyday_words
from bot.language.reference import read_yaml
from bot.language.word_set import word_set

MOST_CANDIDATES = 3
PROVINCE, REGENCY, DISTRICT, VILLAGE = "provinsi", "kabupaten", "kecamatan", "kelurahan"
_LEVELS = (PROVINCE, REGENCY, DISTRICT, VILLAGE)
_LONGEST_NAME = 5
_SHORTEST_SLIP = 6
_ALIKE = 87
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_CUES = {
    "provinsi": PROVINCE,
    "prov": PROVINCE,
    "propinsi": PROVINCE,
    "kabupaten": REGENCY,
    "kab": REGENCY,
    "kota": REGENCY,
    "kotamadya": REGENCY,
    "kodya": REGENCY,
    "kecamatan": DISTRICT,
    "kec": DISTRICT,
    "kelurahan": VILLAGE,
    "kel": VILLAGE,
    "desa": VILLAGE,
    "ds": VILLAGE,
    "nagari": VILLAGE,
    "gampong": VILLAGE,
}
_KOTA_OR_KABUPATEN = {"kota": True, "kotamadya": True, "kodya": True, "kabupaten": False, "kab": False}
_WHERE = word_set("di dari dr daerah wilayah area lokasi lokasinya ke sekitar warga tinggal asal")


@dataclass(frozen=True)
class Region:
    """One region of the public table.

    Attributes:
        code: dotted, e.g. ``31.71.05``.
        name: without "Kabupaten" or "Kota", e.g. ``Cempaka Putih``.
        level: ``provinsi``, ``kabupaten`` (a kota too), ``kecamatan`` or ``kelurahan`` (a desa too).
        provinsi, kabupaten, kecamatan, kelurahan: full names of the region and what it lies in; None below
        it.
    """

    code: str
    name: str
    level: str
    provinsi: str
    kabupaten: str | None = None
    kecamatan: str | None = None
    kelurahan: str | None = None

    @property
    def described(self) -> str:
        """For a question to the caller, e.g. ``Kecamatan Sukajadi, Kota Bandung, Jawa Barat``."""
        own = {DISTRICT: f"Kecamatan {self.name}", VILLAGE: f"Kelurahan/Desa {self.name}"}.get(self.level)
        district = f"Kecamatan {self.kecamatan}" if self.level == VILLAGE else None
        return ", ".join(part for part in (own, district, self.kabupaten, self.provinsi) if part)


@dataclass(frozen=True)
class Mention:
    """The name of a place in a text, with everything that it may mean (dotted codes).

    Attributes:
        exact: whether the name was written as in the table; else it was found in spite of a slip.
    """

    start: int
    end: int
    codes: tuple[str, ...]
    exact: bool = True


@dataclass(frozen=True)
class _Table:
    full_names: dict[str, str]
    codes_by_name: dict[str, tuple[str, ...]]
    names: tuple[str, ...]
    villages: str
    villages_lower: str


def region(code: str) -> Region | None:
    """The region with this dotted code."""
    names = _table().full_names
    parts = code.split(".")
    upper = [names.get(".".join(parts[: depth + 1])) for depth in range(min(len(parts), 3))]
    village = _village_name(code) if len(parts) == len(_LEVELS) else None
    full = [*upper, village] if len(parts) == len(_LEVELS) else upper
    if not full or any(name is None for name in full):
        return None
    chain = dict(zip(_LEVELS, full, strict=False))
    own = region_table.without_kind(str(full[-1])) if len(parts) <= _LEVELS.index(DISTRICT) else str(full[-1])
    return Region(code, own, _LEVELS[len(parts) - 1], str(full[0]), *(chain.get(level) for level in _LEVELS[1:]))


def resolve(name: str, context: str = "") -> tuple[Region, ...]:
    """What a place name may mean, at most three, best first; empty when nothing is called so.

    Args:
        name: as typed, slips allowed.
        context: the sentence in which it stood; other places in it decide between namesakes.
    """
    own = places_in(name, only_a_place=True)
    if not own:
        return ()
    own_codes = {code for mention in own for code in mention.codes}
    others = [mention for mention in places_in(context) if not own_codes & set(mention.codes)]
    return _best([*own, *others], anchors=own)


def locate(text: str, only_a_place: bool = False) -> tuple[Region, ...]:
    """The region that the places named in ``text`` point to together; see :func:`resolve`."""
    mentions = places_in(text, only_a_place)
    return _best(mentions, anchors=mentions)


def settle(text: str, only_a_place: bool = False) -> tuple[Region | None, tuple[Region, ...]]:
    """The region that ``text`` names for certain, or else None and the candidates to ask about.

    A name that was only nearly written right is certain when a second place in the text agrees with it.
    """
    mentions = places_in(text, only_a_place)
    found = _best(mentions, anchors=mentions)
    if len(found) != 1:
        return None, found
    code = found[0].code
    agreeing = [mention for mention in mentions if any(_same_branch(code, other) for other in mention.codes)]
    if len(agreeing) > 1 or any(mention.exact for mention in agreeing):
        return found[0], ()
    return None, found


def places_in(text: str, only_a_place: bool = False) -> tuple[Mention, ...]:
    """Every place name in ``text``.

    A name that is an everyday word too, a short one, and the name of a village count only where the words
    around them say that a place is meant.

    Args:
        only_a_place: the text is the answer to "where?", so every name counts and slips are looked for.
    """
    words = list(_WORD.finditer(text))
    keys = [word.group().lower() for word in words]
    mentions: list[Mention] = []
    # A village is only believed beside a larger place; a second look finds those that stand before it.
    position = 0
    while position < len(words):
        cue = _CUES.get(keys[position - 1]) if position else None
        after_where = position > 0 and (keys[position - 1] in _WHERE or cue is not None)
        beside = bool(mentions) and _adjacent(text, mentions[-1].end, words[position].start())
        believed = only_a_place or after_where or beside
        length, codes = _longest(keys, position, cue, believed)
        if length == 1 and cue is None and _rather_a_word(keys, position):
            # "depan pasar", "masjid agung": a landmark, unless it lies in the place named just before
            codes = _below_a_city_only_in(codes, mentions[-1].codes if beside else ())
        codes = _of_kind(codes, keys[position - 1] if position else "")
        exact = bool(codes)
        if not codes and believed and position + 1 <= len(words):
            length, codes = _nearly(keys, position, cue)
        if codes:
            end = words[position + length - 1].end()
            mentions.append(Mention(words[position].start(), end, codes, exact))
            position += length
        else:
            position += 1
    return _with_smaller_before(text, words, keys, mentions)


def _same_branch(code: str, other: str) -> bool:
    return _lies_in(code, other) or _lies_in(other, code)


@lru_cache(maxsize=1)
def _landmarks() -> frozenset[str]:
    return frozenset(read_yaml("free_talk.yml")["landmarks"])


def _everyday(key: str) -> bool:
    return key in everyday_words() or key in _landmarks()


def _rather_a_word(keys: list[str], position: int) -> bool:
    """Whether the word is an everyday one, or names the landmark before it ("masjid agung")."""
    return _everyday(keys[position]) or (position > 0 and keys[position - 1] in _landmarks())


def _below_a_city_only_in(codes: tuple[str, ...], larger: tuple[str, ...]) -> tuple[str, ...]:
    """Cities and provinces of ``codes``, and of the smaller regions those that lie in ``larger``."""
    return tuple(code for code in codes if code.count(".") < 2 or any(_lies_in(code, up) for up in larger))


def _lies_in(code: str, larger: str) -> bool:
    return f"{code}.".startswith(f"{larger}.")


@lru_cache(maxsize=1)
def _table() -> _Table:
    full_names = dict(region_table.upper_regions())
    by_name: defaultdict[str, list[str]] = defaultdict(list)
    for code, name in full_names.items():
        short = region_table.without_kind(name).lower()
        by_name[short].append(code)
        if code.count(".") == _LEVELS.index(DISTRICT) and short != name.lower():
            # Kecamatan Kota Sigli is called so in full, and "kota kudus" may still mean the kabupaten
            by_name[name.lower()].append(code)
    for name, codes in by_name.items():
        kind, _, short = name.partition(" ")
        if kind == "kota" and short:
            codes += [code for code in by_name.get(short, ()) if code.count(".") == _LEVELS.index(REGENCY)]
    with (region_table.REFERENCE / "region_aliases.csv").open(encoding="utf-8", newline="") as aliases:
        for row in csv.DictReader(aliases):
            known = by_name[row["alias"]]
            known[:0] = [code for code in row["codes"].split() if code not in known]
    villages = "\n" + gzip.decompress(region_table.VILLAGES_FILE.read_bytes()).decode("utf-8")
    names = tuple(name for name in by_name if len(name) >= _SHORTEST_SLIP)
    return _Table(
        full_names, {name: tuple(codes) for name, codes in by_name.items()}, names, villages, villages.lower()
    )


def _village_codes(name: str) -> tuple[str, ...]:
    """Codes of every kelurahan or desa of this lower-case name, found by halving the sorted text."""
    text = _table().villages_lower
    low, high = 0, len(text) - 1
    while low < high:
        middle = text.rfind("\n", low, (low + high) // 2 + 1)
        if middle < 0:
            middle = low
        end = text.find("\n", middle + 1)
        key, _, codes = text[middle + 1 : end].partition(",")
        if key == name:
            found = codes
            # Names that differ only in capitals stand side by side.
            for other in (
                text[text.rfind("\n", 0, middle) + 1 : middle],
                text[end + 1 : text.find("\n", end + 1)],
            ):
                same, _, more = other.partition(",")
                found += f" {more}" if same == name else ""
            return tuple(found.split())
        if key < name:
            low = end
        else:
            high = middle
    return ()


def _village_name(code: str) -> str | None:
    text = _table().villages
    at = max(text.find(f",{code}"), text.find(f" {code}"))
    if at < 0:
        return None
    start = text.rfind("\n", 0, at) + 1
    return text[start : text.find(",", start)]


def _longest(keys: list[str], position: int, cue: str | None, believed: bool) -> tuple[int, tuple[str, ...]]:
    table = _table()
    ordinary = region_table.ordinary_names()
    for length in range(min(_LONGEST_NAME, len(keys) - position), 0, -1):
        name = " ".join(keys[position : position + length])
        plain = length > 1 or (name not in ordinary and len(name) > 2)
        codes = _at_level(table.codes_by_name.get(name, ()), cue)
        if not (believed or (plain and (length > 1 or _sure_alone(name, codes)))):
            codes = ()
        # Who says "Kebumen" means the kabupaten, not one of the villages of that name elsewhere.
        larger = any(code.count(".") < 2 for code in codes)
        if believed and len(name) > 2 and cue in (None, VILLAGE) and not larger:
            codes += tuple(code for code in _village_codes(name) if code not in codes)
        if codes:
            return length, codes
    return 0, ()


def _sure_alone(name: str, codes: tuple[str, ...]) -> bool:
    # A kecamatan of four letters ("Bola", "Paku") is rather the word than the place.
    return any(code.count(".") < 2 for code in codes) or len(name) > 4


def _nearly(keys: list[str], position: int, cue: str | None) -> tuple[int, tuple[str, ...]]:
    """The name that was meant, when it is clear which one: slips of a letter or two, the first one right."""
    table = _table()
    for length in range(min(3, len(keys) - position), 0, -1):
        name = " ".join(keys[position : position + length])
        told_by_landmark = not _landmarks().isdisjoint(keys[position : position + length])
        if len(name) < _SHORTEST_SLIP or told_by_landmark or _is_a_word(keys[position]):
            continue
        hits = process.extract(name, table.names, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=5)
        hits = [hit for hit in hits if hit[0][0] == name[0] and hit[0].count(" ") == name.count(" ")]
        best = [hit for hit in hits if hit[1] == hits[0][1]]
        codes = _at_level(tuple(code for hit in best for code in table.codes_by_name[hit[0]]), cue)
        if codes:
            return length, codes
    return 0, ()


def _is_a_word(key: str) -> bool:
    return key in _WHERE or key in _CUES or key in region_table.ordinary_names() or _everyday(key)


def _of_kind(codes: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """Of a kota and a kabupaten of one name the one that was said; "kota" before a kabupaten alone is loosely said."""
    if kind not in _KOTA_OR_KABUPATEN:
        return codes
    said = tuple(code for code in codes if code.count(".") == 1 and _is_kota(code) == _KOTA_OR_KABUPATEN[kind])
    return said or codes


def _is_kota(regency: str) -> bool:
    return regency.split(".")[1].startswith("7")


def _at_level(codes: Iterable[str], cue: str | None) -> tuple[str, ...]:
    return tuple(code for code in codes if cue is None or _LEVELS[code.count(".")] == cue)


def _adjacent(text: str, end: int, start: int) -> bool:
    between = text[end:start].strip(" ,.-/()")
    return not between or between.lower().strip(" ,.") in _CUES


def _with_smaller_before(
    text: str, words: list[re.Match[str]], keys: list[str], mentions: list[Mention]
) -> tuple[Mention, ...]:
    """Add the village or everyday-word name that stands right before a place in which it lies."""
    mentions = [
        _with_villages_in(mention, keys, words, larger.codes)
        if larger and _adjacent(text, mention.end, larger.start)
        else mention
        for mention, larger in zip(mentions, [*mentions[1:], None], strict=False)
    ]
    starts = {mention.start: mention for mention in mentions}
    taken = {place for mention in mentions for place in range(mention.start, mention.end)}
    for index in range(len(words) - 1, 0, -1):
        larger = starts.get(words[index].start())
        if larger is None:
            continue
        for length in range(min(_LONGEST_NAME, index), 0, -1):
            first, last = words[index - length], words[index - 1]
            if first.start() in taken or not _adjacent(text, last.end(), words[index].start()):
                continue
            name = " ".join(keys[index - length : index])
            known = (*_table().codes_by_name.get(name, ()), *_village_codes(name))
            inside = tuple(code for code in known if any(_lies_in(code, up) for up in larger.codes))
            if inside and len(name) > 2:
                starts[first.start()] = Mention(first.start(), last.end(), inside)
                taken.update(range(first.start(), last.end()))
                break
    return tuple(starts[start] for start in sorted(starts))


def _with_villages_in(
    mention: Mention, keys: list[str], words: list[re.Match[str]], larger: tuple[str, ...]
) -> Mention:
    name = " ".join(
        key
        for key, word in zip(keys, words, strict=True)
        if mention.start <= word.start() and word.end() <= mention.end
    )
    inside = (code for code in _village_codes(name) if any(_lies_in(code, up) for up in larger))
    return replace(mention, codes=tuple(dict.fromkeys((*mention.codes, *inside))))


def _surely(codes: tuple[str, ...]) -> list[str]:
    """Without namesakes that lie in one another: Kecamatan Lowokwaru holds Kelurahan Lowokwaru."""
    return [code for code in codes if not any(code != up and _lies_in(code, up) for up in codes)]


def _best(mentions: Iterable[Mention], anchors: Iterable[Mention]) -> tuple[Region, ...]:
    """The candidates of ``anchors`` that agree with most mentions, the deepest first among them."""
    mentions = tuple(mentions)
    agreement: dict[str, int] = {}
    for code in dict.fromkeys(code for mention in anchors for code in _surely(mention.codes)):
        agreement[code] = sum(any(_same_branch(code, other) for other in mention.codes) for mention in mentions)
    if not agreement:
        return ()
    most = max(agreement.values())
    agreeing = [code for code, score in agreement.items() if score == most]
    if most > 1:
        # "Cempaka Putih Jakarta Pusat": the district says all that the city says.
        agreeing = [code for code in agreeing if not any(o != code and _lies_in(o, code) for o in agreeing)]
    agreeing.sort(key=_usual_meaning)
    found = (region(code) for code in agreeing[:MOST_CANDIDATES])
    return tuple(place for place in found if place is not None)


def _usual_meaning(code: str) -> tuple[int, bool, str]:
    """Sort key: a city or kabupaten is meant rather than its namesakes, then kecamatan, then kelurahan."""
    depth = code.count(".")
    parent_is_kota = _is_kota(code) if depth else False
    return {1: 0, 0: 1, 2: 2, 3: 3}[depth], not parent_is_kota, code
