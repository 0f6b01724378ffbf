"""Recognises that a caller takes something back, and splits it: about what, and what is right.

"eh salah, yang 41 itu 221" → about ``kode_41``, said "221". Only the words are split here; the value is read
by the reader of that slot, so that a correction is judged like any other answer.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.language.doubt import is_question
from bot.language.identifiers import IDPEL_LENGTH, METER_NUMBER_LENGTH
from bot.language.normalise import plain
from bot.language.particles import little_words
from bot.language.phones import canonical_phone

METER_CODES = ("08", "70", "71", "41", "44", "45", "46", "37", "47")

_OPENERS = re.compile(
    r"^\W*(?:(?:oh|aduh|maaf|mohon maaf|sori|sorry|bentar|sebentar|tunggu|iya|ya|kak|pak|bu|mbak|mas)\W+)*"
    r"(?:(?:eh|ralat|koreksi|salah|keliru|maksud(?:ku|nya| saya)?|ternyata|diralat|dikoreksi|typo|"
    r"tadi (?:saya )?salah|"
    r"saya salah|ada yang salah)\b\W*)+(?:(?:salah|ralat|keliru|tadi|saya|kak|pak|bu|mbak|sebut|ketik|"
    r"tulis|baca|bilang|lihat|"
    r"maaf|itu|nih|deh)\b\W*)*",
)
_TAKEN_BACK = re.compile(
    r"\b(?:tadi(?: itu)?(?: saya)? (?:salah|keliru)|salah (?:sebut|ketik|tulis|baca|bilang|lihat|kirim|"
    r"pencet|input)|yang tadi salah|"
    r"(?:itu|tadi|\w+nya) (?:salah|keliru)|yang benar|yang betul|harusnya|seharusnya|mestinya|(?:mau|bisa|"
    r"tolong) (?:saya )?(?:di)?"
    r"(?:ralat|ganti|ubah|koreksi|betulkan|benarkan|perbaiki)|diganti|diralat|ganti(?:nya)? jadi|"
    r"bukan yang tadi)\b"
)
_NOT_BUT = re.compile(
    r"\bbukan(?:nya)?\s+(?P<wrong>(?:[^,]|,(?=[0-9])){1,60}?)\s*(?:,(?![0-9])\s*)?"
    r"(?:tetapi|melainkan|,(?![0-9]))\s*(?:yang benar\s+)?(?P<right>.+)$"
)
_BUT_NOT = re.compile(r"^(?P<right>.+?)\s*,?\s*\bbukan(?:nya)?\s+(?P<wrong>(?:[^,]|,(?=[0-9]))+)$")
_HAS_DIGIT_OR_NAME = re.compile(r"[0-9]")
_CODE = re.compile(
    rf"\b(?:yang|kode|angka|untuk|nilai|hasil(?:nya)?)\s+(?:kode\s+)?(?P<code>{'|'.join(METER_CODES)})\b\W*"
)
_BARE_CODE = re.compile(
    rf"^(?P<code>{'|'.join(METER_CODES)})\s+(?=(?:itu|hasil|hasilnya|nya|harusnya|tadi|seharusnya|jadi)\b)"
)
_TOPICS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (slot, re.compile(rf"\b(?:{words})(?:nya|ku)?(?: (?:saya|aku|kami))?\b(?=\W|$)"))
    for slot, words in (
        ("email_pelapor", "alamat email|email|surel|e-mail"),
        ("identitas", "id pelanggan|idpel|id pel|nomor pelanggan|nomor meter(?:an)?|nomor id"),
        (
            "hp_pelapor",
            "nomor hp|no hp|hp|nomor telepon|nomor handphone|nomor wa|nomor whatsapp|telepon|nomor ponsel",
        ),
        ("nama", "nama"),
        ("alamat_lengkap", "alamat(?: lengkap)?|rt rw|nomor rumah"),
        ("wilayah", "wilayah|kecamatan"),
        ("acuan_lokasi", "acuan|patokan|ancar ancar|acuan lokasi"),
        ("waktu_konfirmasi", "jam konfirmasi|waktu konfirmasi"),
        ("tampilan_meter", "tampilan meter(?:an)?|tulisan di meter(?:an)?"),
        ("layar_meter", "layar(?: meter(?:an)?)?"),
        ("kondisi_listrik", "kondisi listrik|listrik"),
    )
)
_LEAD = re.compile(
    r"^\W*(?:(?:yang|itu|ini|tadi|saya|salah|keliru|adalah|jadi|jadinya|harusnya|seharusnya|mestinya|"
    r"yang benar|yang betul|benarnya|"
    r"hasil(?:nya)?|nya|diganti|ganti|ke|menjadi|maksud(?:nya)?|mau|tolong|ralat|koreksi|diralat|dong|ya|"
    r"sih|bukan itu)\b\W*)+",
    re.IGNORECASE,
)


# "salah", "ternyata sudah", "eh iya betul" answer the question that was asked and take nothing back
_ANSWER_WORDS = frozenset((
    "iya", "ya", "oke", "baik", "betul", "benar", "sudah", "belum", "tidak", "bukan", "salah", "keliru", "satu",
    "alamat", "nomor", "sesuai", "cocok", "ada", "itu", "yang", "sih", "saya", "begitu", "masih",
))  # fmt: skip
_OWN_SLIP = re.compile(
    r"\b(?:tadi|saya)\b.*\b(?:salah|keliru)\b|\b(?:salah|keliru)\b.*\btadi\b|\b(?:ralat|koreksi|typo)|"
    r"\bsalah (?:sebut|ketik|tulis|baca|bilang|lihat|kirim|pencet|input)\b|\b(?:ganti|ubah|ralat|koreksi)"
)
_NUMBER_NAMED = re.compile(r"^nomor(?:nya)?\W+(?=[0-9+])", re.IGNORECASE)
_ONLY_A_NUMBER = re.compile(r"^\+?[0-9][0-9 .-]*$")
_BLAMES_NO_SLIP = re.compile(r"\b(?:bukan|tidak)\s+(?:saya\s+)?salah\b")
_ONLY_TURNS_OUT = re.compile(r"^\W*(?:(?:oh|iya|ya|eh)\W+)*ternyata\W+$")
_WAITING = frozenset(["tunggu", "sebentar", "bentar", "dulu", "ya", "kak", "pak", "bu"])


@dataclass(frozen=True)
class Correction:
    """A correction that was recognised.

    Attributes:
        about: the slot it names (``kode_41``, ``nama`` …), or the beginning of its name where each topic has its own
            (``wilayah``); None when it doesn't name a thing.
        said: what is right, in plain words with codes and numbers as typed; empty when only the mistake was
            named ("nama saya tadi salah").
        wrong: what is taken back, when that was said; else empty.
    """

    about: str | None
    said: str
    wrong: str = ""


def read_correction(text: str, known_values: Sequence[str] = ()) -> Correction | None:
    """The correction in ``text``; None when it corrects nothing.

    Args:
        known_values: values given earlier. "bukan X tapi Y" and "Y bukan X" without a correcting word count
            as corrections when X is among them, holds a digit, or something is named.
    """
    if is_question(text):
        return None
    said = " ".join(plain(text, keep_capitalised=True).split())
    lower = said.lower()
    opener = _OPENERS.match(lower)
    taken_back = _TAKEN_BACK.search(lower)
    about, rest = _topic(said[opener.end() :] if opener else said)
    right, wrong = _split_denial(rest)
    if opener is None and taken_back is None:
        known = {value.lower() for value in known_values}
        if not wrong or not (about or _HAS_DIGIT_OR_NAME.search(wrong) or wrong.lower() in known):
            return None
    elif (
        opener is None
        and not wrong
        and about is None
        and not re.search(r"salah|keliru|ralat|koreksi|benar|betul|arus", lower)
    ):
        return None
    if opener and _ONLY_TURNS_OUT.match(opener.group()) and not taken_back and not wrong:
        return None
    right = _TAKEN_BACK.sub(" ", right)
    right = _LEAD.sub("", right.strip(" ,.;:!"))
    if right and set(right.lower().split()) <= _WAITING:
        return None
    if not wrong and set(re.findall(r"\w+", right.lower())) <= _ANSWER_WORDS | little_words():
        # nothing right was said: only a caller who owns to a slip takes something back
        return Correction(about, "") if _OWN_SLIP.search(lower) and not _BLAMES_NO_SLIP.search(lower) else None
    right = " ".join(right.split()).strip(" ,.;:!")
    if about is None:
        right = _NUMBER_NAMED.sub("", right)
        about = _slot_of_number(right)
    return Correction(about, right, wrong.strip(" ,.;:!"))


def _slot_of_number(right: str) -> str | None:
    """Which number a bare one is by its own form: mobile, or as long as an IDPEL or a meter number."""
    if not _ONLY_A_NUMBER.match(right):
        return None
    if canonical_phone(right).kind == "mobile":
        return "hp_pelapor"
    digits = sum(sign.isdigit() for sign in right)
    return "identitas" if digits in (IDPEL_LENGTH, METER_NUMBER_LENGTH) else None


def _topic(said: str) -> tuple[str | None, str]:
    """The slot that is named and the text without its name."""
    lower = said.lower()
    for pattern in (_CODE, _BARE_CODE):
        code = pattern.search(lower)
        if code and re.search(r"[a-z0-9]", lower[code.end() :]):
            return f"kode_{code.group('code')}", f"{said[: code.start()]} {said[code.end() :]}".strip()
    for slot, pattern in _TOPICS:
        found = pattern.search(lower)
        # "listrik masih menyala" says the value itself: the name of the thing goes, the value stays
        if found:
            return slot, f"{said[: found.start()]} {said[found.end() :]}".strip()
    return None, said


def _split_denial(said: str) -> tuple[str, str]:
    """What is right and what is denied."""
    cleaned = _TAKEN_BACK.sub(" ", said)
    cleaned = _LEAD.sub("", cleaned).strip(" ,.;:!")
    for pattern in (_NOT_BUT, _BUT_NOT):
        match = pattern.search(cleaned)
        if match:
            return match.group("right"), match.group("wrong")
    return said, ""
