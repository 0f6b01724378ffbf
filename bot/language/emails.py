"""E-mail addresses typed or dictated: "budi titik s et gmail",
"budi underscore 88 at yahoo dot co dot id" (DP-01, DP-07)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from email_validator import EmailNotValidError, validate_email

from bot.language.normalise import plain
from bot.language.numbers import DIGIT_WORDS

EmailStatus = Literal["read", "refused", "invalid", "several", "absent"]

_TYPED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+'-]*\s*@\s*[A-Za-z0-9.-]+[A-Za-z0-9]")
_PIECES = re.compile(r"[A-Za-z]+|[0-9]+|[@._+-]")
_AT_WORDS = frozenset({"@", "et", "at", "ad", "add", "ed", "keong", "arroba"})
_SIGNS = {
    "titik": ".", "dot": ".", "point": ".", "underscore": "_", "underskor": "_", "anderskor": "_",
    "strip": "-",
    "minus": "-", "plus": "+", "setrip": "-", "dash": "-",
}  # fmt: skip
_KNOWN_HOSTS = {
    "gmail": "gmail.com", "yahoo": "yahoo.com", "ymail": "ymail.com", "hotmail": "hotmail.com",
    "outlook": "outlook.com", "icloud": "icloud.com", "rocketmail": "rocketmail.com", "live": "live.com",
}  # fmt: skip
_HOST_SLIPS = {
    "gmail.co": "gmail.com", "gmail.con": "gmail.com", "gmai.com": "gmail.com", "gmial.com": "gmail.com",
    "gamil.com": "gmail.com", "gmaill.com": "gmail.com", "yaho.com": "yahoo.com", "gmail.cm": "gmail.com",
}  # fmt: skip
_LEAD_WORDS = frozenset((
    "email", "e", "mail", "imel", "alamat", "saya", "aku", "nya", "emailnya", "adalah", "ya", "iya",
    "yaitu", "itu", "ini", "ke", "kirim", "di", "pakai", "punya", "surel", "oh", "baik", "bu", "pak",
    "kak", "mbak", "mas", "oke", "boleh", "hmm", "eh", "emm", "pelapor",
))  # fmt: skip
_TRAILING_WORDS = frozenset((
    "ya", "kak", "pak", "bu", "mbak", "mas", "saja", "semua", "huruf", "kecil", "semuanya", "terima",
    "kasih", "min", "dong", "aja",
))  # fmt: skip
_REFUSALS = re.compile(
    r"\b(?:tidak (?:ada|punya|pakai|usah|perlu|mau|hafal|ingat|bisa|main|bersedia|tahu)|belum (?:ada|"
    r"punya)|lupa|"
    r"tanpa email|jangan|rahasia|gaptek|skip|lewat(?:kan|i)?(?: saja)?|bukan)\b|^\s*tidak\b"
)


@dataclass(frozen=True)
class Email:
    """An address in lower case or why there is none; ``said`` is what was understood of an invalid one."""

    status: EmailStatus
    address: str = ""
    said: str = ""
    candidates: tuple[str, ...] = ()


def read_email(text: str) -> Email:
    """The e-mail address in ``text``. Syntax is checked, the host's existence is not (no network)."""
    typed = [re.sub(r"\s", "", match.group()) for match in _TYPED.finditer(text)]
    if typed:
        results = {result.address: result for result in map(_checked, typed)}
        valid = [address for address in results if address]
        if len(valid) == 1:
            return results[valid[0]]
        if valid:
            return Email("several", candidates=tuple(valid))
        return results[""]
    spoken = _from_dictation(text)
    if spoken:
        return _checked(spoken)
    if _REFUSALS.search(plain(text).lower()):
        return Email("refused")
    if "@" in text:
        return Email("invalid", said=text.strip())
    return Email("absent")


def _checked(address: str) -> Email:
    local, _, host = address.lower().strip(".").partition("@")
    host = _KNOWN_HOSTS.get(host, _HOST_SLIPS.get(host, host))
    candidate = f"{local}@{host}"
    try:
        checked = validate_email(candidate, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return Email("invalid", said=candidate)
    return Email("read", checked.normalized.lower(), said=address)


def _from_dictation(text: str) -> str:
    """The address that a dictated text spells, empty when it has no "at" between a name and a host."""
    pieces = [piece.lower() for piece in _PIECES.findall(text)]
    while pieces and (pieces[0] in _LEAD_WORDS or pieces[0] in ".-_"):
        pieces = pieces[1:]
    while pieces and (pieces[-1] in _TRAILING_WORDS or pieces[-1] in ".-"):
        pieces = pieces[:-1]
    at_places = [at for at, piece in enumerate(pieces) if piece in _AT_WORDS]
    if len(at_places) == 1:
        at = at_places[0]
        local, host = pieces[:at], pieces[at + 1 :]
    elif not at_places and len(pieces) > 1 and _spells_a_host(pieces):
        # "budi88 gmail com": the host is unmistakable, the "at" was swallowed
        at = next(place for place, piece in enumerate(pieces) if piece in _KNOWN_HOSTS)
        local, host = pieces[:at], pieces[at:]
    else:
        return ""
    if not local or not host:
        return ""
    # A long sentence around "at" is no dictation: nothing is guessed from it.
    if sum(piece.isalpha() and piece not in _SIGNS and piece not in DIGIT_WORDS for piece in local) > 4:
        return ""
    host_text = _spell(host)
    if "." not in host_text:
        joined = [piece for piece in host if piece.isalpha() and piece not in _SIGNS]
        host_text = ".".join(joined) if joined[:1] and joined[0] in _KNOWN_HOSTS else host_text
    return f"{_spell(local)}@{host_text}"


def _spells_a_host(pieces: list[str]) -> bool:
    hosts = [piece for piece in pieces[1:] if piece in _KNOWN_HOSTS]
    return len(hosts) == 1 and pieces[-1] in ("com", "id", hosts[0])


def _spell(pieces: list[str]) -> str:
    return "".join(
        _SIGNS.get(piece) or (str(DIGIT_WORDS[piece]) if piece in DIGIT_WORDS else piece) for piece in pieces
    )
