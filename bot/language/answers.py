"""The one entry point of the actions: reads the answer to a slot, and what an opening sentence volunteers.

Each slot of the talk belongs to one kind of answer; the kind's own module does the reading. An answer is
never guessed: what can't be read comes back ``unclear`` with a reason, so that the bot can ask again in
words that fit.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal

from bot import clock
from bot.language.choices import choice_questions, read_choice
from bot.language.corrections import METER_CODES
from bot.language.cues import SPECIFIC, without_suffix
from bot.language.display_values import read_display_value
from bot.language.doubt import any_of, clauses, is_question, plain_words
from bot.language.emails import Email, read_email
from bot.language.faults import cause_and_room
from bot.language.identifiers import is_uncertain, read_customer_identifier, read_report_number
from bot.language.list_places import read_place_in_list
from bot.language.masking import without_personal_data
from bot.language.normalise import is_slip_of, plain
from bot.language.particles import little_words
from bot.language.phones import canonical_phone, read_phone
from bot.language.power import read_power
from bot.language.reference import read_yaml
from bot.language.times import Direction, read_time, time_problem
from bot.language.yes_no import decide_yes_no, yes_no_questions

AnswerStatus = Literal["read", "refused", "unclear", "absent"]

NONE_GIVEN = "tidak_ada"
REPORT_NUMBER, IDENTITY, PHONE, NAME_AND_ADDRESS = "nomor_laporan", "identitas", "telepon", "nama_alamat"
REFERENCES = (REPORT_NUMBER, IDENTITY, PHONE, NAME_AND_ADDRESS)
"""By what an earlier report may be found (LU-01)."""

_LONGEST_HOUSE_NUMBER = 4
_FEWEST_WORDS_OF_NAME_AND_ADDRESS = 3
LONGEST_ANSWER = 1000
_SHORTEST_FREE_TEXT = 3
_FREE_TEXT = frozenset(
    {
        "alasan_beda_alamat", "acuan_lokasi", "jalan_progres", "sebab_iml", "alasan_tidak_membayar",
        "keterangan_ulang", "data_kurang", "isi_perubahan",
    }
)  # fmt: skip
# "tidak ada patokan, hp saya 0812 …": how somebody is reached is no landmark and no reason
_NO_NUMBERS_OF_PEOPLE = frozenset(
    {"alasan_beda_alamat", "acuan_lokasi", "jalan_progres", "sebab_iml", "alasan_tidak_membayar"}
)
_NUMBERS_OF_PEOPLE = frozenset({"hp_pelapor", "email_pelapor", "identitas"})
_MOBILE_NUMBERS = frozenset({"hp_pelapor", "nomor_hp_lain"})
_TIMES: dict[str, Direction] = {"waktu_konfirmasi": "future", "tanggal_padam": "past"}
_DATES = frozenset({"mulai_sementara", "sampai_sementara"})
_HOW_IT_IS_NOW = re.compile(r"^(?!.*\bbaru)(?=.*\b(?:sekarang|saat ini)\b)(?=.*\b(?:padam|mati|menyala|gelap|hidup)\b)")
_FARTHEST_APPOINTMENT = timedelta(days=60)
_FARTHEST_DATE = timedelta(days=366)
# written in groups as often as in one piece: "G54 2611 2200 001"
_THIRTEEN_DIGITS = r"\d(?:[ .-]?\d){12}"
_APPLICATION_NUMBER = re.compile(rf"\b(P[BDS])[\s.-]*({_THIRTEEN_DIGITS})(?!\d)", re.IGNORECASE)
_REPORT_NUMBER = re.compile(rf"\b([GK])[\s.-]*({_THIRTEEN_DIGITS})(?!\d)", re.IGNORECASE)
_NO_DIGIT = re.compile(r"\D")
_COUNTRY_CODE = re.compile(r"628")
_WORDS_OF_KIND = (
    ("K", re.compile(r"\b(?:keluhan|iconnet|listriqu|internet)", re.IGNORECASE)),
    ("G", re.compile(r"\b(?:gangguan|padam|mati|periksa|meter)", re.IGNORECASE)),
)
_EXACT_ENOUGH = frozenset({"minute", "hour"})
_NOTHING_TO_SAY = re.compile(
    r"^\W*(?:tidak (?:ada|tahu|ingat|usah|perlu|punya)|tidak|kurang tahu|belum tahu|lupa|entah|bingung|"
    r"skip|lewat|rahasia|privasi|(?:itu )?urusan (?:saya|pribadi)|tidak mau(?: kasih tahu| bilang| jawab)?|"
    r"tidak bisa (?:kasih tahu|bilang)|tidak ada alasan \w+|tidak ada \w+ di (?:sekitar|dekat) (?:sini|situ|rumah))"
    r"(?:\s+(?:kak|pak|bu|mas|mbak|sih|juga|deh|ya|patokan|acuan|apa|patokannya|acuannya))*\W*$"
)


_WAITING = re.compile(r"^\W*(?:\w+ ){0,2}?(?:sebentar|tunggu|nanti dulu)\b|\b(?:tanya|cek|lihat) dulu\b")
# questions that the caller's own whereabouts bear upon
_WHERE_MATTERS = frozenset((
    "di_lokasi", "orang_dipercaya", "orang_bersedia", "bersedia_dipandu", "siap_di_meter", "nomor_dicatat",
))  # fmt: skip
_ABOUT_THE_ADDRESS = re.compile(r"\b(?:itu|situ|sana|alamat|jalan)(?:nya)?\b")
_NO_CONTENT = frozenset((
    "iya", "ya", "oke", "baik", "siap", "sip", "halo", "hai", "terima", "kasih", "betul", "benar", "sudah", "boleh",
    "selamat", "pagi", "siang", "sore", "malam", "assalamualaikum", "permisi", "maaf", "bisa", "jelas", "lengkap",
    "cukup", "lanjut", "paham", "mengerti",
))  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """The answer to a slot.

    Attributes:
        status: ``read``; ``refused`` (has none, doesn't want to; ``value`` is then ``tidak_ada`` where the
            slot knows that value); ``unclear`` (said something about it, but not one readable value);
            ``absent`` (nothing about it).
        value: bool for yes/no, a ``Moment`` for times, an ``Address`` for addresses, text for all else;
            None unless read or refused.
        said: the part that was understood.
        reason: what is wrong, one word of the reading module (``too_short``, ``conflict``, ``pstn`` …).
        candidates: values that can be offered for choosing.
        difference: digits too few (negative) or too many for an identifier.
    """

    status: AnswerStatus
    value: Any = None
    said: str = ""
    reason: str = ""
    candidates: tuple[Any, ...] = ()
    difference: int = 0


def read_answer(slot: str, text: str, *, zone: str = "WIB", caller_phone: str = "") -> Answer:
    """Read ``text`` as the answer to ``slot``.

    Args:
        zone: the caller's zone, for times.
        caller_phone: the number that the caller is using, for "nomor ini saja".

    Raises:
        KeyError: if the slot is none of the talk's.
    """
    text = text[:LONGEST_ANSWER].strip()
    if not text:
        return Answer("absent")
    if slot in yes_no_questions():
        return _yes_no(slot, text)
    if slot in choice_questions():
        return _choice(slot, text)
    if slot.startswith("kode_") and slot[5:] in METER_CODES:
        return _display(slot[5:], text)
    if slot in _TIMES:
        return _time(text, _TIMES[slot], zone)
    if slot in _DATES:
        return _date(text, zone)
    if slot in _FREE_TEXT:
        return _free_text(_without_own_numbers(text) if slot in _NO_NUMBERS_OF_PEOPLE else text)
    if slot in _MOBILE_NUMBERS:
        return _mobile(text, caller_phone)
    return _OTHER_SLOTS[slot](text)


def read_opening(slot: str, text: str) -> Answer:
    """What the words that bring a caller to a topic tell of ``slot``, though they answer no question and may ask one.

    "Mau tanya ICONNET di Ciputat sudah ada belum" names a place; asked for one, a question would name none.
    """
    if slot in _FREE_TEXT:
        cause = cause_and_room(text)
        return Answer("read", cause, cause) if cause else Answer("absent")
    if _OTHER_SLOTS.get(slot) is _address:
        from bot.language.addresses import read_address  # loads the region table only when it is needed

        address = read_address(text)
        places = [address.region, *address.candidates] if address else []
        # villages are called like ordinary words ("Ruang"): only a question for a place brings them up
        told = any(place is not None and place.level != "kelurahan" for place in places)
        return Answer("read", address, text) if told else Answer("absent")
    return read_answer(slot, text)


def _yes_no(slot: str, text: str) -> Answer:
    decision = decide_yes_no(text if slot in _WHERE_MATTERS else _without_own_whereabouts(text), slot)
    if decision.label is not None:
        return Answer("read", decision.label == "yes", decision.said)
    return Answer("absent" if decision.reason == "no_evidence" else "unclear", reason=decision.reason)


def _without_own_whereabouts(text: str) -> str:
    """``text`` without a clause that tells where the caller stands: it answers another question."""
    told = clauses(text)
    kept = [clause for clause in told if not _tells_where_caller_is(clause)]
    return ", ".join(kept) if kept and len(kept) < len(told) else text


def _tells_where_caller_is(clause: str) -> bool:
    spoken = _POLITE_TAIL.sub("", plain_words(clause))
    if not _WHERE_I_AM.match(spoken) or _ABOUT_POWER.search(spoken) or _ABOUT_THE_ADDRESS.search(spoken):
        return False
    return decide_yes_no(spoken, "di_lokasi").label is not None


def _choice(slot: str, text: str) -> Answer:
    choice = read_choice(text, slot)
    if choice.value is not None:
        return Answer("read", choice.value, choice.said)
    status: AnswerStatus = "absent" if choice.reason == "no_evidence" else "unclear"
    return Answer(status, reason=choice.reason, candidates=choice.candidates)


def _display(code: str, text: str) -> Answer:
    shown = read_display_value(text, code)
    if shown.status == "read":
        return Answer("read", shown.value, f"{shown.value} {shown.unit}".strip())
    return Answer(shown.status, reason=shown.problem, candidates=shown.candidates)


def _time(text: str, expecting: Direction, zone: str) -> Answer:
    if expecting == "past":
        text = _without_present_state(text)
    problem = time_problem(text)
    if problem:
        return Answer("unclear", reason=problem)
    moment = read_time(text, expecting=expecting, zone=zone)
    if moment is not None and expecting == "future" and moment.precision not in _EXACT_ENOUGH:
        # an officer can be announced for an hour, not for "besok sore"
        return Answer("unclear", said=moment.said, reason="not_exact")
    if moment is not None and expecting == "future" and moment.start - clock.now() > _FARTHEST_APPOINTMENT:
        return Answer("unclear", said=moment.said, reason="too_far")
    if moment is not None and moment.certain:
        return Answer("read", moment, moment.said)
    if moment is not None:
        return Answer("unclear", said=moment.said, reason="morning_or_evening", candidates=moment.candidates)
    other = read_time(text, expecting="past" if expecting == "future" else "future", zone=zone)
    return Answer("unclear", said=other.said, reason=f"not_{expecting}") if other else Answer("absent")


def _without_present_state(text: str) -> str:
    """``text`` without a clause that tells how things are now, which is not since when: "ga tau, sekarang padam"."""
    told = clauses(text)
    kept = [clause for clause in told if not _HOW_IT_IS_NOW.search(plain_words(clause))]
    return ", ".join(kept) if kept else text


def _date(text: str, zone: str) -> Answer:
    """A day to come; the hour does not matter."""
    problem = time_problem(text)
    if problem:
        return Answer("unclear", reason=problem)
    moment = read_time(text, expecting="future", zone=zone)
    if moment is None:
        return Answer("absent")
    if moment.precision == "vague" or moment.start - clock.now() > _FARTHEST_DATE:
        return Answer("unclear", said=moment.said, reason="not_exact")
    return Answer("read", moment, moment.said)


def _free_text(text: str) -> Answer:
    if _NOTHING_TO_SAY.match(plain(text).lower()):
        return Answer("refused", NONE_GIVEN, text)
    if _nothing_said(text):
        return Answer("refused", NONE_GIVEN, text)
    kept = _answering_clauses(text)
    if not kept:
        return Answer("absent")
    if sum(letter.isalpha() for letter in text) < _SHORTEST_FREE_TEXT:
        return Answer("unclear", reason="too_short")
    whole = len(kept) == len(clauses(text))
    return Answer("read", " ".join(text.split()) if whole else ", ".join(kept), text)


def _without_own_numbers(text: str) -> str:
    """``text`` without what tells a phone number, an e-mail address or an identity by its name.

    A clause that hardly says more than the number goes with it; of one that says much else, only the number goes.
    """
    told = clauses(text)
    numbered = [clause for clause in told if _NUMBERS_OF_PEOPLE & set(volunteered(clause))]
    if not numbered:
        return text
    kept = [without_personal_data(clause) if clause in numbered else clause for clause in told]
    return ", ".join(
        clause
        for clause, before in zip(kept, told, strict=True)
        if before not in numbered or len(clause.split()) >= _FEWEST_WORDS_BESIDE_A_NUMBER
    )


def _answering_clauses(text: str) -> list[str]:
    """The clauses that tell something: not those that ask, wait, or only say yes."""
    return [
        clause
        for clause in clauses(text)
        if not is_question(clause)
        and not _has_nothing(clause)
        and not _WAITING.match(plain(clause).lower())
        and not set(plain_words(clause).split()) <= _NO_CONTENT | little_words()
    ]


def _nothing_said(text: str) -> bool:
    """Whether all that the text tells is that there is nothing to tell."""
    told = [clause for clause in clauses(text) if not set(plain_words(clause).split()) <= _NO_CONTENT | little_words()]
    return bool(told) and all(_has_nothing(clause) for clause in told)


def _has_nothing(clause: str) -> bool:
    """Whether a clause says only that one has or knows none: "tidak ada patokan di sekitar sini"."""
    nothing = read_yaml("free_talk.yml")["nothing_to_tell"]
    said = plain_words(clause)
    core = any_of(nothing["said"])
    rest = set(core.sub(" ", said).replace(" nya ", " ").split())
    around = frozenset(nothing["around"]) | little_words()
    return core.search(said) is not None and all(_is_or_nearly(without_suffix(word), around) for word in rest)


def _is_or_nearly(word: str, known: frozenset[str]) -> bool:
    # a slip may also lie where the word and its suffix meet: "penyebabyna"
    return word in known or any(is_slip_of(word, one) or is_slip_of(word, f"{one}nya") for one in known)


def _mobile(text: str, caller_phone: str) -> Answer:
    phone = read_phone(text)
    if phone.status == "read" and is_uncertain(text):
        return Answer("unclear", said=phone.said, reason="uncertain", candidates=(phone.number,))
    if phone.status == "same_number":
        if not caller_phone:
            return Answer("unclear", reason="number_unknown")
        phone = canonical_phone(caller_phone)
    if phone.status == "read":
        if phone.kind == "mobile":
            return Answer("read", phone.number, phone.said)
        # a fixed line can take no WA or SMS: PRK-16a asks for a mobile number
        return Answer("unclear", said=phone.number, reason="pstn", candidates=(phone.number,))
    if phone.status == "refused":
        return Answer("refused")
    if phone.status == "absent":
        return Answer("absent")
    return Answer("unclear", said=phone.said, reason=phone.problem or phone.status, candidates=phone.candidates)


def _identity(text: str) -> Answer:
    found = read_customer_identifier(text)
    if found.status == "read":
        return Answer("read", found.value, found.said, found.kind or "")
    if found.status == "refused":
        return Answer("refused", NONE_GIVEN)
    if found.status == "absent":
        return Answer("absent")
    return Answer("unclear", None, found.said, found.status, found.candidates, found.difference)


def _report_number(text: str) -> Answer:
    found = read_report_number(text)
    if found.status == "read":
        return Answer("read", found.value, found.said)
    if found.status in ("refused", "absent"):
        return Answer("refused" if found.status == "refused" else "absent")
    return Answer("unclear", None, found.said, found.status, found.candidates, found.difference)


def wants_a_call_first(text: str) -> bool:
    """Whether someone asks, unasked, to be called before an officer comes: "besok jam 9 telepon dulu ya"."""
    wish = decide_yes_no(text, "minta_konfirmasi")
    return wish.label == "yes" and wish.strength == SPECIFIC and "dulu" in plain_words(text).split()


def is_application_number(text: str) -> bool:
    """Whether ``text`` is the number of an application: PB, PD or PS and 13 digits."""
    return _APPLICATION_NUMBER.fullmatch(text) is not None


def _told_number(found: re.Match[str]) -> str:
    return f"{found[1].upper()}{_NO_DIGIT.sub('', found[2])}"


def _sought_number(text: str) -> Answer:
    """Any number by which a report or an application can be looked for."""
    for pattern in (_APPLICATION_NUMBER, _REPORT_NUMBER):
        found = pattern.search(text)
        if found:
            number = _told_number(found)
            return Answer("read", number, number)
    identity = _identity(text)
    # a fixed line is as long as a meter number, which never begins with a zero
    if identity.status == "unclear" or str(identity.value).startswith("0"):
        phone = read_phone(text)
        if phone.status == "read":
            return Answer("read", phone.number, phone.said)
    return identity if identity.status != "absent" else _report_number(text)


def _one_of_several(text: str) -> Answer:
    """Which of the reports offered in a list: its place, or else the letter of the kind that is named."""
    chosen = read_place_in_list(text)
    if chosen is None:
        kinds = [letter for letter, words in _WORDS_OF_KIND if words.search(text)]
        chosen = kinds[0] if len(kinds) == 1 else None
    return Answer("read", chosen, text) if chosen is not None else Answer("absent")


def _power(text: str) -> Answer:
    power = read_power(text)
    if power.value is not None:
        return Answer("read", str(power.value), f"{power.value} VA")
    if power.neighbours:
        return Answer("unclear", reason="no_such_power", candidates=power.neighbours)
    return Answer("absent")


def _reference(text: str) -> Answer:
    """What leads to an earlier report (LU-01); ``reason`` tells which: one of ``REFERENCES``."""
    number = read_report_number(text)
    if number.status == "read":
        return Answer("read", number.value, number.said, REPORT_NUMBER)
    phone = read_phone(text)
    # "+62 812 3456 7890" has as many digits as a report
    abroad = phone.status == "read" and _COUNTRY_CODE.match(number.said) is not None
    if number.status == "kind_missing" and not abroad:
        return Answer("unclear", said=number.said, reason=number.status, candidates=number.candidates)
    identity = read_customer_identifier(text)
    if identity.status == "read":
        return Answer("read", identity.value, identity.said, IDENTITY)
    if phone.status == "read":
        return Answer("read", phone.number, phone.said, PHONE)
    if identity.said:
        # digits that are neither: a house number in an address, or a number with a digit too few
        words = _free_text(text)
        if words.status == "read" and len(identity.said) <= _LONGEST_HOUSE_NUMBER:
            return Answer("read", words.value, text, NAME_AND_ADDRESS)
        return Answer("unclear", said=identity.said, reason=identity.status, difference=identity.difference)
    words = _free_text(text)
    # there are people called Embuh, which elsewhere means "don't know"
    told = words.status == "read" and _STREET_AND_NUMBER.search(text) is not None
    if not told and (words.status == "refused" or identity.status == "refused"):
        return Answer("refused", NONE_GIVEN)
    if words.status == "read" and len(text.split()) >= _FEWEST_WORDS_OF_NAME_AND_ADDRESS:
        return Answer("read", words.value, text, NAME_AND_ADDRESS)
    return Answer("absent")


def _email(text: str) -> Answer:
    email = read_email(text)
    if email.status == "read":
        return Answer("read", email.address, email.said)
    if email.status == "refused":
        return Answer("refused", NONE_GIVEN)
    if email.status == "absent":
        return Answer("absent")
    return Answer("unclear", said=email.said, reason=email.status, candidates=email.candidates)


def _name(text: str) -> Answer:
    from bot.language.names import read_name  # loads the name lists only when a name is asked

    name = read_name(text, asked=True)
    return Answer("read", name, name) if name else Answer("absent")


def _address(text: str) -> Answer:
    from bot.language.addresses import read_address  # loads the region table only when an address is asked

    told = [clause for clause in clauses(text) if not is_question(clause)]
    address = read_address(text, asked=True) if told else None
    return Answer("read", address, text) if address else Answer("absent")


_OTHER_SLOTS: dict[str, Callable[[str], Answer]] = {
    "rujukan_laporan": _reference,
    "bukti_pelapor": _reference,
    "identitas": _identity,
    "nomor_laporan": _report_number,
    "email_pelapor": _email,
    "nama": _name,
    "alamat_lengkap": _address,
    "alamat_permohonan": _address,
    "acuan_progres": _sought_number,
    "laporan_dipilih": _one_of_several,
    "idpel_progres": _identity,
    "idpel_permohonan": _identity,
    "daya_permohonan": _power,
    "wilayah_iconnet": _address,
    "wilayah_instalasi": _address,
}


_CLAUSE_END = re.compile(
    r"(?:[,;](?![0-9])|[.](?![0-9])|[!?\n]|\b(?:tapi|tp|tetapi|namun|dan|karena|krn)\b)+", re.IGNORECASE
)
_NOT_PLAINLY_NOW = re.compile(
    r"\b(?:kalau|sering|suka|kadang|kapan|supaya|biar|agar|akan|bakal|takut|pernah|jangan|nanti|berapa|"
    r"apakah|kenapa|mengapa|"
    r"bagaimana|apa|tetangga|sebelah|kemarin|semalam|sempat|tadinya|awalnya|mungkin|sepertinya|token|"
    r"pulsa|aplikasi|hp|app)\b"
)
# what began yesterday lasts, and "gimana nih" asks nothing
_STILL_SO = re.compile(
    r"\b(?:dari|sejak|mulai) (?:kemarin|semalam|tadi)(?: (?:pagi|siang|sore|malam|subuh))?\b|"
    r"\b(?:terus |jadi |lalu )?bagaimana (?:ini|nih|sih|dong|ya|nasib\w*|pln|min|kak|pak|bu)\b"
)
_DISPLAY_TALK = re.compile(
    r"\b(?:tulisan(?:nya)?|tertulis|tertera|muncul|keluar|ada|layar(?:nya)?|meter(?:an)?(?:nya)?|kwh|"
    r"display|status)\b"
)
_ASKED_TO_CHECK = re.compile(
    r"\b(?:diperiksa|(?:tolong|mau|minta|mohon|bisa|coba|sudah|untuk|harus|saya|petugas) periksa)\b"
)
_SCREEN_TALK = re.compile(
    r"\b(?:layar|display|monitor)(?:nya)?\b|\bmeter(?:an)?(?:nya)?\b(?=.*\b(?:blank|blang|gelap)\b)"
)
_REPORTED_WORD = r"(?:lapor(?:kan|an)?|melapor(?:kan)?|dilaporkan|pengaduan|mengadu(?:kan)?|diadukan|komplain)"
_A_REPORT = r"(?:laporan|pengaduan|aduan|keluhan|komplain|tiket)(?:nya)?"
_LEFT_ALONE = (
    r"(?:(?:tidak|belum)(?: pernah| juga| ada| kunjung| juga ada)? (?:di\w+|(?:tindak lanjut|tindakan|tanggapan|respon|"
    r"kabar|hasil|penanganan|perbaikan|jawaban))|diabaikan|ditutup|dibatalkan|selesai padahal)"
)
_OFTEN = (
    r"(?:(?:dua|tiga|empat|lima|beberapa|[0-9]+) ?(?:x|kali)|berkali[ -]kali|bolak[ -]balik|"
    r"berulang(?:[ -]ulang)?(?: kali)?)"
)
_HAS_REPORTED = re.compile(
    rf"\b(?:sudah|pernah)\b(?:\s+(?!mau|akan|ingin)[\w]+){{0,3}}?\s+{_REPORTED_WORD}\b|"
    rf"\b{_REPORTED_WORD}(?: saya)? (?:dari |sejak )?(?:kemarin|tadi|semalam|minggu lalu)\b|\blapor ulang\b|"
    # what was left alone, and what was done again and again
    rf"\b{_A_REPORT}\b(?: \w+){{0,5}}? {_LEFT_ALONE}\b|"
    rf"\b{_REPORTED_WORD}(?: \w+){{0,3}}? {_OFTEN}\b|\b{_OFTEN} (?:saya |kami )?(?:{_REPORTED_WORD}|telepon)\b|"
    # whom one has spoken to already, and what was promised then
    r"\b(?:sudah|sempat|pernah|juga)(?: \w+){0,2}? (?:hubungi|menghubungi|telepon|menelepon|kontak|chat) (?:ke )?"
    r"(?:pln|123|call center|cs|sini)\b|"
    rf"\b(?:saya|kami) (?:me)?lapor (?:dari |sejak )?(?:jam|pukul|hari|tanggal)\b|"
    rf"\b(?:me)?lapor(?:kan)?(?: \w+){{0,4}}? (?:tapi|tetapi|namun|sampai sekarang|sampai hari ini|malah) "
    rf"(?:\w+ ){{0,2}}?(?:tidak|belum|disuruh)\b"
)
_NOT_YET_REPORTED = re.compile(
    r"\b(?:mau|ingin|cara|bisa)\b|"
    # what is not done about a report does not deny that it was made
    r"\b(?:belum|tidak)\b(?! (?:ada|juga|pernah di|datang|kunjung|muncul|beres|selesai|respon|menyala|di(?!lapor)\w+))"
)
# "kok laporan saya belum ditangani?" tells more than it asks
_RHETORICAL = re.compile(r"^(?:kok|kenapa|mengapa|mana|masa|kapan) .*\b(?:belum|tidak)\b")
_NEVER_REPORTED = re.compile(
    rf"\b(?:belum|tidak)(?: pernah| sempat)?(?: saya| kami)? {_REPORTED_WORD}\b|"
    rf"\bbaru pertama(?: kali)?(?: ini)? {_REPORTED_WORD}\b"
)
_WHERE_I_AM = re.compile(
    r"^(?:sekarang |kebetulan |saat ini |ini |posisi )*saya(?: sendiri)?(?: (?:sekarang|lagi|sedang|ada|"
    r"berada|sudah|masih|tidak|"
    r"bukan|posisi|pas|kebetulan|saat ini))* (?:di|dalam perjalanan|bekerja|kerja)\b(?: \w+){0,3}$"
)
# "saya di rumah mati lampu" tells where the power is out, not where the caller stands
_ABOUT_POWER = re.compile(r"\b(?:listrik|lampu|padam|mati|menyala|meter(?:an)?|periksa)(?:nya)?\b")
_STREET_AND_NUMBER = re.compile(r"\b(?:jl|jln|jalan|gang|gg)\b.*\b[0-9]{1,4}\b", re.IGNORECASE)
_POLITE_TAIL = re.compile(r"(?:\s+(?:kak|pak|bu|mas|mbak|ya|kok|sekarang|ini|nih|saat ini|min))+$")
_IDENTITY_LABEL = re.compile(
    r"\b(?:id\s*-?pel|id pelanggan|idpel|nomor pelanggan|no(?:mor|\.)? ?meter|nomor meter)", re.IGNORECASE
)
# "masih mati" tells what a caller comes back for only beside talk of a report
_ABOUT_A_REPORT = re.compile(r"\b(?:me|di)?lapor(?:an|kan)?(?:nya|ku)?\b|\bpengaduan(?:nya)?\b|\btiket(?:nya)?\b")
_PHONE_LABEL = re.compile(
    r"\b(?:hp|handphone|wa|whatsapp|no(?:mor|\.)? ?(?:telp|telepon|tlp)|telepon saya)\b", re.IGNORECASE
)
# of such a length that it can only be an IDPEL or a meter number; with a zero in front it may be somebody's telephone
_NOTHING_BUT_A_NUMBER = re.compile(r"^\W*(?!0|62)\d(?:[ .-]?\d){10,11}\W*$")
_NOTHING_BUT_A_MOBILE = re.compile(
    r"^\W*(?:(?:ini|nomor|nomer|no|saya|sy|aku)\b\W*)*(?:\+?62|0)[ .-]?8(?:[ .-]?\d){8,11}\W*$", re.IGNORECASE
)
_SENTENCE_END = re.compile(r"[,;!?\n]|[.](?=\s|$)")
_FEWEST_WORDS_BESIDE_A_NUMBER = 5
_HAS_NO_EMAIL = re.compile(
    r"\b(?:tidak|belum) (?:punya|ada|pakai|memiliki) (?:alamat )?(?:e ?mail|imel|surel)\b|"
    r"\b(?:e ?mail|imel|surel)(?:nya)? (?:saya )?(?:tidak|belum) (?:punya|ada)\b(?! (?:di|balas|masuk|konfirm))"
)
_EMAIL_SPOKEN = re.compile(r"\b(?:at|et)\b.+(?:\b(?:titik|dot)\b|\w\.[a-z]{2,})", re.IGNORECASE)
_EMAIL_WRITTEN = re.compile(r"[\w.+-]+@[\w-]+\.\w")
_POWER_UNIT = re.compile(r"\b[0-9]+ (?:va|watt)\b|\b(?:ratus|ribu) (?:va|watt)\b")
# "rumah saya mati listrik, tetangga menyala semua": of one's own house, whatever is told of others beside
_OWN_PREMISES = re.compile(
    r"\b(?:di )?(?:rumah|kontrakan|kos|toko|warung|ruko|kantor|tempat) (?:saya|kami|kita)\b|"
    r"^(?:di )?rumah (?:mati|padam)\b"
)
_WHO_I_AM = re.compile(
    r"^(?:(?:dan|kebetulan|iya|ya) )*(?:saya(?: sendiri| memang| adalah)* (?:pemilik|penyewa|penanggung jawab|yang "
    r"(?:punya|menyewa|nyewa|kontrak|mengontrak|ngontrak))(?:nya)?\b|(?:pemilik|penyewa)(?:nya)?(?: rumah(?:nya)?)?$)"
)
_EMAIL_LABEL = re.compile(r"\b(?:e-?mail|imel|surel)\b", re.IGNORECASE)
# one message and its clauses: a turn asks for the same ones several times
_TEXTS_REMEMBERED = 8


@lru_cache(maxsize=_TEXTS_REMEMBERED)
def volunteered(text: str) -> Mapping[str, Any]:
    """What a free opening sentence says beyond doubt, by slot; what is hedged,
    past or hypothetical is left out.

    Slots: kondisi_listrik, layar_meter, tampilan_meter, pernah_lapor, identitas, di_lokasi, hp_pelapor,
    email_pelapor (the last three numbers and addresses only when they are named as such; a clause that is nothing
    but a mobile number is one), acuan_progres (a whole report or application number), rujukan_laporan, sisi_masalah,
    peran_pelapor, jenis_permohonan, and daya_permohonan with it or with its unit.
    """
    text = text[:LONGEST_ANSWER]
    found: dict[str, set[Any]] = {}
    power: list[tuple[str, Any]] = []
    general = _is_general_talk(text)
    for raw, end in _clauses_and_ends(text):
        clause = " ".join(plain(raw).lower().split())
        if clause:
            for slot, value in _from_clause(clause, raw.strip()).items():
                if general and slot == "kondisi_listrik" and not _is_of_own_premises(clause, raw + end):
                    continue
                # long complaints ask and scold beside what they tell: only the clause itself makes it doubtful
                if slot == "pernah_lapor" and _is_general_talk(raw + end) and not _RHETORICAL.search(clause):
                    continue
                found.setdefault(slot, set()).add(value)
                if slot == "kondisi_listrik":
                    power.append((clause, value))
    if _ends_with_now(power):
        found["kondisi_listrik"] = {power[-1][1]}
    if _IDENTITY_LABEL.search(text) or is_bare_identity(text):
        identity = read_customer_identifier(text)
        if identity.status == "read":
            found["identitas"] = {identity.value}
    phone_label = _PHONE_LABEL.search(text)
    clauses = _SENTENCE_END.split(text)
    bare = next((clause for clause in clauses if _NOTHING_BUT_A_MOBILE.match(clause)), None)
    if phone_label or bare:
        phone = read_phone(text[phone_label.start() :] if phone_label else str(bare))
        if phone.status == "read" and phone.kind == "mobile":
            found["hp_pelapor"] = {phone.number}
    sought = next((one for one in (p.search(text) for p in (_REPORT_NUMBER, _APPLICATION_NUMBER)) if one), None)
    if sought:
        found["acuan_progres"] = {_told_number(sought)}
    application = read_choice(text, "jenis_permohonan")
    if application.value is not None:
        found["jenis_permohonan"] = {application.value}
        asked = read_power(text)
        if asked.value is not None:
            found["daya_permohonan"] = {str(asked.value)}
    elif _POWER_UNIT.search(plain_words(text)) and (asked := read_power(text)).value is not None:
        found["daya_permohonan"] = {str(asked.value)}
    report = read_report_number(text)
    if report.status == "read":
        found["rujukan_laporan"] = {report.value}
    if _ABOUT_A_REPORT.search(plain(text).lower()):
        # a number given beside is nothing that is to be changed
        wanted = read_choice(", ".join(clause for clause in clauses if not _only_gives_number(clause)), "sisi_masalah")
        # "update data laporan" is no talk about the app, nor "bisa ganti nomor di laporan saya?" a question to answer
        if wanted.value == "pelanggan" or wanted.value is not None and not general:
            found["sisi_masalah"] = {wanted.value}
    spoken = _EMAIL_SPOKEN.search(text)
    if spoken or _EMAIL_LABEL.search(text) or _EMAIL_WRITTEN.search(text):
        email = _email_named(text)
        if email.status == "read" and (spoken or email.address.partition("@")[0] in text.lower()):
            found["email_pelapor"] = {email.address}
    if "email_pelapor" not in found and _HAS_NO_EMAIL.search(plain_words(text)):
        found["email_pelapor"] = {NONE_GIVEN}
    return MappingProxyType({slot: next(iter(values)) for slot, values in found.items() if len(values) == 1})


def _only_gives_number(clause: str) -> bool:
    """Whether a clause hardly says more than a telephone number or an e-mail address."""
    short = len(clause.split()) < _FEWEST_WORDS_BESIDE_A_NUMBER
    return short and "read" in (read_phone(clause).status, read_email(clause).status)


def without_bare_numbers(text: str) -> str:
    """``text`` without the clauses that only give a telephone number or an e-mail address."""
    told = _SENTENCE_END.split(text)
    kept = [clause for clause in told if not _only_gives_number(clause)]
    return text if len(kept) == len(told) else ", ".join(kept)


def without_state_of_power(text: str) -> str:
    """``text`` without the clauses about power or meter: "masih mati, saya sudah pernah lapor"."""
    return ", ".join(clause for clause in clauses(text) if not _ABOUT_POWER.search(plain_words(clause)))


def is_bare_number(text: str) -> bool:
    """Whether ``text`` is nothing but a number that identifies somebody: IDPEL, meter number or mobile number."""
    return is_bare_identity(text) or _NOTHING_BUT_A_MOBILE.match(text) is not None


def is_bare_identity(text: str) -> bool:
    """Whether ``text`` is nothing but a number as long as an IDPEL or a meter number."""
    return _NOTHING_BUT_A_NUMBER.match(text) is not None


def _is_of_own_premises(clause: str, raw: str) -> bool:
    return _OWN_PREMISES.search(clause) is not None and not _is_general_talk(raw)


def _clauses_and_ends(text: str) -> Iterator[tuple[str, str]]:
    """The clauses of ``text``, each with the marks or the word that end it."""
    start = 0
    for end in _CLAUSE_END.finditer(text):
        yield text[start : end.start()], end.group()
        start = end.end()
    yield text[start:], ""


def _email_named(text: str) -> Email:
    """The address that stands behind the word "e-mail", or anywhere in the text."""
    label = _EMAIL_LABEL.search(text)
    behind = read_email(_SENTENCE_END.split(text[label.start() :])[0]) if label else Email("absent")
    return behind if behind.status == "read" else read_email(text)


_OVER = re.compile(r"(?<!dari )(?<!sejak )\btadi\b|\bbarusan\b|\bsebelumnya\b")
_STILL = re.compile(r"\b(?:masih|sudah|tetap)\b")
_NOW = re.compile(r"\b(?:sekarang|saat ini)\b")


def _ends_with_now(power: list[tuple[str, Any]]) -> bool:
    """Whether the last of several statements about the power tells how it is now, and the others what is over.

    Args:
        power: plain clauses in order, each with the state that it tells.
    """
    if not power:
        return False
    last, state = power[-1]
    if _NOW.search(last):
        return True
    earlier = [clause for clause, value in power if value != state]
    return bool(_STILL.search(last)) and all(_OVER.search(clause) for clause in earlier)


# "lapor lewat PLN Mobile" tells how it was reported and is no talk about the app
_BY_WHICH_WAY = re.compile(
    r"\b(?:lewat|via|melalui|di|pakai) (?:aplikasi )?(?:pln mobile|aplikasi|app|123|call center)\b"
)


@lru_cache(maxsize=1)
def _general_talk() -> re.Pattern[str]:
    lists = read_yaml("free_talk.yml")
    return any_of([*lists["habitual"], *lists["feature"], *lists["others"]])


def _is_general_talk(text: str) -> bool:
    """Whether ``text`` asks, tells how things usually are, or is about others or the app."""
    if "?" in text:
        return True
    return bool(_general_talk().search(_BY_WHICH_WAY.sub(" ", plain_words(text))))


def _from_clause(clause: str, raw: str) -> dict[str, Any]:
    told: dict[str, Any] = {}
    # a report made yesterday is told with "kemarin": that makes the power's state doubtful, not the report
    if _NEVER_REPORTED.search(clause):
        told["pernah_lapor"] = False
    elif _HAS_REPORTED.search(clause) and not _NOT_YET_REPORTED.search(clause):
        told["pernah_lapor"] = True
    if _WHO_I_AM.match(clause):
        role = read_choice(clause, "peran_pelapor")
        if role.value is not None:
            told["peran_pelapor"] = role.value
    where = _POLITE_TAIL.sub("", clause)
    if _WHERE_I_AM.match(where) and not _ABOUT_POWER.search(where):
        decision = decide_yes_no(where, "di_lokasi")
        if decision.label is not None:
            told["di_lokasi"] = decision.label == "yes"
    clause = _STILL_SO.sub(" ", clause)
    if _NOT_PLAINLY_NOW.search(clause):
        return told
    if not _SCREEN_TALK.search(clause):
        power = read_choice(clause, "kondisi_listrik")
        if power.value is not None:
            told["kondisi_listrik"] = power.value
    else:
        screen = read_choice(clause, "layar_meter")
        if screen.value is not None:
            told["layar_meter"] = screen.value
    if re.search(r"\bperiksa\b", clause) and not _ASKED_TO_CHECK.search(clause):
        named = "PERIKSA" in raw or clause == "periksa" or _DISPLAY_TALK.search(clause)
        display = read_choice(clause, "tampilan_meter") if named else None
        if display and display.value is not None:
            told["tampilan_meter"] = display.value
    return told
