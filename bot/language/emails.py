"""E-mail addresses typed or dictated: "budi titik s et gmail",
"budi underscore 88 at yahoo dot co dot id" (DP-01, DP-07)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from email_validator import EmailNotValidError, validate_email
from rapidfuzz.distance import OSA

from bot.language.cues import without_suffix
from bot.language.doubt import is_guessed
from bot.language.names import cannot_be_name
from bot.language.normalise import plain
from bot.language.numbers import DIGIT_WORDS, number_from_words
from bot.language.particles import little_words

EmailStatus = Literal["read", "refused", "invalid", "several", "absent"]

_TYPED = re.compile(r"[A-Za-z0-9][A-Za-z0-9._%+'-]*\s*@\s*[A-Za-z0-9.-]+[A-Za-z0-9]")
# "budi@yahoo titik co titik id"; "titik dua" is a colon
_SPELLED_DOT = re.compile(r"(?<=[A-Za-z0-9])\s+(?:titik|dot|point)\s+(?!dua\b)(?=[A-Za-z0-9])", re.IGNORECASE)
_PIECES = re.compile(r"[A-Za-z]+|[0-9]+|[@._+-]")
_AT_WORDS = frozenset({"@", "et", "at", "ad", "add", "ed", "keong", "arroba"})
_SIGNS = {
    "titik": ".", "dot": ".", "point": ".", "underscore": "_", "underskor": "_", "anderskor": "_",
    "underline": "_", "strip": "-", "minus": "-", "plus": "+", "setrip": "-", "dash": "-",
    ".": ".", "_": "_", "-": "-", "+": "+",
}  # fmt: skip
_SIGN_PHRASES = (
    (re.compile(r"\b(?:garis bawah|under score|garis di bawah)\b"), " underscore "),
    (re.compile(r"\b(?:tanda hubung|garis tengah|garis datar|tanda (?:minus|strip|kurang))\b"), " strip "),
    (re.compile(r"\btanda titik\b"), " titik "),
)
_WITHOUT_BLANKS = re.compile(r"\b(?:tanpa spasi|tidak pakai spasi|(?:di)?gabung|(?:di)?sambung|nyambung|jadi satu)\b")
_REMARKS = re.compile(
    r"\b(?:huruf kecil(?: semua(?:nya)?)?|semua(?:nya)? (?:huruf )?kecil|kecil semua|pakai angka|angka(?:nya)?|"
    r"huruf)\b"
)
# said inside an address, these leave open what is to be written
_LEAVE_OPEN = frozenset((
    "garis", "tanda", "spasi", "kapital", "besar", "atau", "apa", "dobel", "double", "ganda", "tripel", "nya", "bukan",
    "kecil",
))  # fmt: skip
_NUMBER_WORDS = frozenset(DIGIT_WORDS) | {"puluh", "belas", "ratus", "ribu", "sepuluh", "sebelas", "seratus", "seribu"}
# a host named without its ending: only these have a single one
_SURE_HOSTS = {
    "gmail": "gmail.com", "ymail": "ymail.com", "icloud": "icloud.com", "rocketmail": "rocketmail.com",
}  # fmt: skip
_HOSTS_WITH_TWO_ENDINGS = frozenset({"yahoo", "outlook", "hotmail", "live"})
_WHOLE_HOSTS = frozenset(_SURE_HOSTS.values()) | {
    f"{host}.{ending}" for host in _HOSTS_WITH_TWO_ENDINGS for ending in ("com", "co.id")
}
_HOST_NAMES = frozenset(_SURE_HOSTS) | _HOSTS_WITH_TWO_ENDINGS
_ENDINGS = frozenset(
    {"com", "co", "id", "net", "org", "ac", "go", "sch", "or", "web", "my", "edu", "biz", "info", "io", "me"}
)
_ENDING_AFTER_BLANK = re.compile(
    r"\s+(?:titik\s+|dot\s+)?(com|co\s*(?:\.|titik|dot)?\s*id|id)\b(?![.@])", re.IGNORECASE
)
_ASKED = re.compile(r"@[^,;!\n]*\?")
_LEAD_WORDS = frozenset((
    "email", "e", "mail", "imel", "alamat", "saya", "aku", "nya", "emailnya", "adalah", "ya", "iya",
    "yaitu", "itu", "ini", "ke", "kirim", "di", "pakai", "punya", "surel", "oh", "baik", "bu", "pak",
    "kak", "mbak", "mas", "oke", "boleh", "hmm", "eh", "emm", "pelapor", "aja", "saja", "imelnya", "yang",
    "surat", "elektronik", "emailku", "sy", "gue", "gw", "benar", "bener", "betul", "betulnya", "benarnya",
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
    """An address in lower case or why there is none.

    Attributes:
        said: what was understood of an invalid one.
        candidates: addresses that can be offered, when it has to be asked which one was meant.
    """

    status: EmailStatus
    address: str = ""
    said: str = ""
    candidates: tuple[str, ...] = ()


def read_email(text: str) -> Email:
    """The e-mail address in ``text``. Syntax is checked, the host's existence is not (no network)."""
    if "@" in text:
        text = _SPELLED_DOT.sub(".", text)
    typed = list(_TYPED.finditer(text))
    if typed:
        results = {result.address: result for result in (_typed(match, text) for match in typed)}
        valid = [address for address in results if address]
        if len(valid) == 1 and len(typed) == 1:
            return _unless_doubtful(results[valid[0]], text)
        if valid and len(results) > 1:
            return Email("several", candidates=tuple(valid))
        return results[valid[0]] if valid else results[""]
    spoken = _from_dictation(text)
    if spoken is not None:
        return _unless_doubtful(spoken, text)
    if _REFUSALS.search(plain(text).lower()):
        return Email("refused")
    if "@" in text:
        return Email("invalid", said=text.strip())
    return Email("absent")


def _unless_doubtful(email: Email, text: str) -> Email:
    """The address, or that it was guessed, asked about or denied."""
    if email.status != "read":
        return email
    spoken = plain(text).lower()
    denied = re.search(r"\bbukan(?:nya)?\s+(?:email\s+)?\S*@", spoken)
    if denied or is_guessed(_TYPED.sub(" ", text)) or _ASKED.search(text) or " atau " in spoken:
        return Email("invalid", said=email.address, candidates=(email.address,))
    return email


def _typed(match: re.Match[str], text: str) -> Email:
    """A typed address; a word that stands before it may be its beginning ("budi santoso@gmail.com")."""
    local, _, host = re.sub(r"\s", "", match.group()).lower().partition("@")
    ending = _ENDING_AFTER_BLANK.match(text, match.end())
    if ending and "." not in host:
        if host not in _HOST_NAMES:
            return Email("invalid", said=match.group())
        host += "." + ".".join(re.findall(r"com|co|id", ending.group(1).lower()))
    email = _checked(f"{local}@{host}")
    before = re.search(r"([A-Za-z0-9]+)\s+$", text[: match.start()])
    if email.status == "read" and before and not _is_remark(before.group(1).lower()):
        first = before.group(1).lower()
        if _WITHOUT_BLANKS.search(plain(text).lower()):
            return _checked(f"{first}{email.address}")
        return Email("invalid", said=email.address, candidates=(f"{first}{email.address}", email.address))
    return email


def _is_remark(word: str) -> bool:
    """Whether ``word`` is talk around the address and no part of it."""
    if word.isalpha() and word in _SIGNS:
        return False
    word = without_suffix(word)
    return word in _LEAD_WORDS or word in _TRAILING_WORDS or word in little_words() or cannot_be_name(word)


def _checked(address: str) -> Email:
    local, _, host = address.lower().strip(".").partition("@")
    host = _SURE_HOSTS.get(host, host)
    candidate = f"{local}@{host}"
    name = host.split(".")[0]
    if name in _HOSTS_WITH_TWO_ENDINGS and host in (name, f"{name}.co", f"{name}.id"):
        return Email("invalid", said=candidate, candidates=(f"{local}@{name}.com", f"{local}@{name}.co.id"))
    near = [known for known in sorted(_WHOLE_HOSTS) if OSA.distance(host, known, score_cutoff=1) <= 1]
    if host not in _WHOLE_HOSTS and (near or name in _SURE_HOSTS):
        meant = near or [_SURE_HOSTS[name]]
        return Email("invalid", said=candidate, candidates=tuple(f"{local}@{known}" for known in meant))
    try:
        checked = validate_email(candidate, check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return Email("invalid", said=candidate)
    return Email("read", checked.normalized.lower(), said=address)


def _from_dictation(text: str) -> Email | None:
    """The address that a dictated text spells; None when it has no "at" between a name and a host."""
    spoken = text.lower()
    for pattern, sign in _SIGN_PHRASES:
        spoken = pattern.sub(sign, spoken)
    joined = bool(_WITHOUT_BLANKS.search(spoken))
    pieces = _PIECES.findall(_REMARKS.sub(" ", _WITHOUT_BLANKS.sub(" ", spoken)))
    while pieces and (pieces[0] in _LEAD_WORDS or without_suffix(pieces[0]) in _LEAD_WORDS or pieces[0] in ".-_"):
        pieces = pieces[1:]
    at_places = [at for at, piece in enumerate(pieces) if piece in _AT_WORDS]
    only_a_host_named = False
    if len(at_places) == 1:
        at = at_places[0]
        local, host = pieces[:at], pieces[at + 1 :]
    elif not at_places and len(pieces) > 1 and _spells_a_host(pieces) and not _REFUSALS.search(plain(text).lower()):
        # "budi88 gmail com": the host is unmistakable, the "at" was swallowed
        at = next(place for place, piece in enumerate(pieces) if piece in _HOST_NAMES)
        local, host = pieces[:at], pieces[at:]
        only_a_host_named = len(host) == 1
    else:
        return None
    # A long sentence around "at" is no dictation: nothing is guessed from it.
    if not local or not host or sum(len(piece) > 1 and _is_name_part(piece) for piece in local) > 4:
        return None
    email = _assembled(local, host, joined)
    if only_a_host_named and email.status == "read":
        # "budi gmail": neither the "at" nor the ending was said, so the address is offered, not taken
        return Email("invalid", said=email.said, candidates=(email.address,))
    return email


def _assembled(local: list[str], host: list[str], joined: bool) -> Email:
    """The address of a dictated local part and host, or what is still open about them."""
    said = " ".join([*local, "@", *host])
    host_name, rest = _host_of(host)
    if not all(_is_remark(piece) for piece in rest) or not _LEAVE_OPEN.isdisjoint(local):
        return Email("invalid", said=said)
    parts = _spelled(local)
    if parts is None:
        return Email("invalid", said=said)
    email = _checked(f"{''.join(parts)}@{host_name}")
    if email.status == "read" and not joined and _has_open_joint(local):
        dotted = ".".join(parts) if all(part.isalnum() for part in parts) else ""
        options = (email.address, f"{dotted}@{host_name}") if dotted else (email.address,)
        return Email("invalid", said=said, candidates=options)
    return email


def _is_name_part(piece: str) -> bool:
    return piece.isalpha() and piece not in _SIGNS and piece not in _NUMBER_WORDS


def _has_open_joint(local: list[str]) -> bool:
    """Whether two words follow each other with no sign said between them; single letters are spelling."""
    return any(
        _is_name_part(left) and _is_name_part(right) and not len(left) == len(right) == 1
        for left, right in zip(local, local[1:], strict=False)
    )


def _host_of(pieces: list[str]) -> tuple[str, list[str]]:
    """The host that ``pieces`` begin with, and what follows it."""
    labels, at = [pieces[0]], 1
    while at < len(pieces):
        if _SIGNS.get(pieces[at]) == "." and at + 1 < len(pieces) and pieces[at + 1].isalnum():
            labels.append(pieces[at + 1])
            at += 2
        elif pieces[at] in _ENDINGS and labels[0] in _HOST_NAMES and pieces[at] not in labels:
            # "gmail com", "yahoo co id": the dot can't be anything else
            labels.append(pieces[at])
            at += 1
        else:
            break
    return ".".join(labels), pieces[at:]


def _spells_a_host(pieces: list[str]) -> bool:
    hosts = [piece for piece in pieces[1:] if piece in _HOST_NAMES]
    return len(hosts) == 1 and pieces[-1] in ("com", "id", hosts[0])


def _spelled(pieces: list[str]) -> list[str] | None:
    """The parts of a local name with signs and numbers as they are written; None when a number can't be."""
    parts: list[str] = []
    at = 0
    while at < len(pieces):
        end = at
        while end < len(pieces) and pieces[end] in _NUMBER_WORDS:
            end += 1
        if end > at:
            number = _figures(pieces[at:end])
            if number is None:
                return None
            if "titik" in pieces[max(0, at - 1) : at] and pieces[at] == "dua":
                return None  # "titik dua" is a colon, which no address holds, or a dot and a 2
            parts.append(number)
            at = end
        else:
            parts.append(_SIGNS.get(pieces[at], pieces[at]))
            at += 1
    return parts


def _figures(spoken: list[str]) -> str | None:
    if all(word in DIGIT_WORDS for word in spoken):
        return "".join(str(DIGIT_WORDS[word]) for word in spoken)
    value = number_from_words(spoken)
    return None if value is None or value % 1 else str(int(value))
