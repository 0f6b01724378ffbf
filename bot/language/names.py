"""Whose name is it: the caller's name and title from what they wrote.

Two situations differ. In the middle of a talk a name counts only behind words that announce one ("saya Budi",
"dengan ibu Siti"). When the name had just been asked for, a bare "siti aminah" is the answer too, but never
"iya", "padam" or "belum": these are no names however they stand.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Literal

from bot.language.cues import without_suffix
from bot.language.normalise import plain_word
from bot.language.particles import little_words, particles
from bot.language.reference import REFERENCE_DIRECTORY, read_pairs, read_yaml
from bot.language.word_set import word_set

Title = Literal["Bapak", "Ibu"]

_TITLES: dict[str, Title] = {
    **dict.fromkeys(
        ("pak", "bapak", "bpk", "bp", "bapa", "mas", "bang", "abang", "om", "kang", "bung", "koh", "ko"),
        "Bapak",
    ),
    **dict.fromkeys(
        ("bu", "ibu", "mbak", "mba", "mbok", "teteh", "teh", "tante", "nyonya", "ny", "ci", "cik", "uni"),
        "Ibu",
    ),
}
_OWN_TITLES: dict[str, Title] = {
    **dict.fromkeys(("bapaknya", "suaminya", "ayahnya", "pria", "cowok", "bapak-bapak", "laki", "lelaki"), "Bapak"),
    **dict.fromkeys(("ibunya", "istrinya", "wanita", "cewek", "perempuan", "ibu-ibu", "emak-emak", "emak"), "Ibu"),
}
_SAID_IN_FULL = word_set("bapak ibu")
_HONOURS = word_set("haji hj hajah dr drs dra dokter ir prof ustad ustadz ustaz kyai kiai nyak almarhum alm h")
_WORD = re.compile(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*\.?|[,;:.!?/\d]+")
_SELF = r"saya|sy|aku|gue|gw|gua|ane|kami|ini|kulo|kula|abdi|simkuring"
_NAMED = (
    rf"\b(?:nama|nami|nm)(?:\s+(?:lengkap|panggilan))?\s+(?:{_SELF}|pelapor|pelanggan|pemilik)(?:\s+(?:adalah|yaitu|itu))?\b",
    r"\b(?:namaku|jenengku|namanya|bernama|nama\s+(?:adalah|yaitu)|atas\s+nama(?:nya)?)\b",
    r"\bnama(?:\s+\w+)?\s*:",
    r"\ba\.?\s?n(?:\.|\b)(?=\s)",
    r"\b(?:panggil|sebut)(?:\s+(?:saja|aja|aj))?(?:\s+(?:saya|sy|aku|gue|gw))?\b",
)
_SPEAKING = (
    rf"\b(?:maksud\s+(?:saya|sy)|(?:{_SELF})\s+(?:dengan|dgn|sama)|dengan|dgn)\b",
    rf"\b(?:{_SELF})\b",
    r"\bnama\b",
)
# Behind "nama saya" any word that is not an everyday one is a name; behind "saya" it has to be known as a
# name.
_ANNOUNCEMENTS = tuple(
    (re.compile(pattern + r"[\s:,]*", re.IGNORECASE), certain)
    for patterns, certain in ((_NAMED, True), (_SPEAKING, False))
    for pattern in patterns
)
# "sama Budi Santoso": with whom one is speaking
_BY_COMPANY = (re.compile(r"\b(?:sama|bersama)\b", re.IGNORECASE), False)
# a clause with the mark that ends it, so that a question is known for one
_CLAUSE_OF_NAME = re.compile(r"[^,;!?]+[,;!?]?")
_FILLERS = word_set("saja aja adalah yaitu itu ya yah sendiri tuh dengan dgn sama si namanya nama bernama")
_AROUND_A_TITLE = word_set(
    "saya sy panggil saja aja aj dong ya yah deh iya cukup dengan lebih suka boleh itu sih kok aku gue "
    "adalah seorang sebagai nih lah"
)
_ROLES = word_set("rt rw lurah haji guru dokter kades camat")
# Names that are everyday words too: after "saya" they are rather the word ("saya hari ini …").
_ALSO_EVERYDAY = word_set("hari mama kasih bangun ni bagus")
# "saya istrinya pak Joko": Joko is not the one who speaks.
_RELATIVE_OF = re.compile(
    r"\b(?:istri|suami|anak|adik|adek|kakak|ibu|bapak|ayah|mertua|menantu|cucu|tetangga|punya|milik)(?:nya)?\s+(?:dari\s+)?$",
    re.IGNORECASE,
)
# "Muh. Yusuf": written short, and never the whole name
_ABBREVIATED_NAMES = word_set("muh moh mhd muhd md mohd abd abdul ach ahm st sri")
# "I Made", "Ni Luh": before a Balinese name these belong to it
_BALINESE_ARTICLES = word_set("i ni")
_AROUND_A_NAME = word_set(
    "saya sy aku gue gw gua ane kami ini kulo kula abdi nama nami dengan dgn bernama namaku halo hai oh iya betul "
    "benar bukan panggil adalah"
)
# "Jane Rahimah, email saya jane81@…": what stands behind tells no name
_EMAIL = re.compile(r"\b(?:e-?mail|imel|surel)(?:nya|ku)?\b(?:(?!\bnama\b)[^,;!?])*|\S+@\S+", re.IGNORECASE)
_STOP = re.compile(r"^[,;:.!?/\d]+$")
_CLAUSE_END = re.compile(r"[,;:.!?]")
_SENTENCE_END = re.compile(r"[;.!?]+\s")
# "saya bu Kala, eh pak Kala": what stands behind the last of these is meant
_TAKEN_BACK = re.compile(
    r".+\b(?:eh|ralat|koreksi|maksud ?(?:ku|saya))\b\W*(?:(?:salah|ralat|maaf)\b\W*)*", re.IGNORECASE | re.DOTALL
)
_LONGEST_NAME = 4
_WORDS_AROUND_A_NAME = 3


def read_name(text: str, asked: bool = False) -> str | None:
    """The person's name without title, written with capitals; None when no name was said.

    Args:
        asked: the bot had just asked for the name, so a bare name counts.
    """
    text = _EMAIL.sub(" ", text)
    taken_back = _TAKEN_BACK.match(text)
    if taken_back and is_only_a_name(text[taken_back.end() :]):
        return read_name(text[taken_back.end() :], asked=True)
    for pattern, certain in _ANNOUNCEMENTS:
        for match in pattern.finditer(text):
            rest = text[match.end() :]
            name = _name_at_start(rest, only_known=not (certain or asked), announced=certain, asked=asked)
            # "saya kuliah di luar kota": behind a mere "saya" a word that no list knows is a name only by itself
            known = certain or "dengan" in match.group().lower() or "dgn" in match.group().lower()
            if name and (known or _known_name(name.split()[0].lower()) or _ends_clause(name, rest)):
                return name
    if name := _after_title(text):
        return name
    return _bare_name(_without_greeting(text)) if asked else None


def is_only_a_name(text: str, on_list: bool = False) -> bool:
    """Whether ``text``, said when the name was asked for, is a name and nothing else: "ini Sari Wastuti, kak".

    Args:
        on_list: only a name that a list of names holds will do.
    """
    name = read_name(text, asked=True)
    if name is None or text.rstrip().endswith("?"):
        return False
    parts = [part.lower().rstrip(".") for part in name.split()]
    others = [word.lower() for word in re.findall(r"[^\W\d_]+(?:['’.-][^\W\d_]+)*", text)]
    around = _AROUND_A_NAME | _TITLES.keys() | _HONOURS | _FILLERS | little_words()
    return set(others) - set(parts) <= around and (not on_list or any(map(_known_name, parts)))


def announces_name(text: str) -> bool:
    """Whether a clause of ``text``, said when the name was asked for, introduces somebody by a whole name and does
    nothing else: "nama saya Sari Wastuti, tolong cepat", but not "ini bot ya?" nor "saya Mawar".
    """
    clauses = [clause.strip() for clause in _CLAUSE_OF_NAME.findall(text)]
    return any(
        is_only_a_name(clause)
        and any(pattern.match(_without_greeting(clause)) for pattern, _ in (*_ANNOUNCEMENTS, _BY_COMPANY))
        and len((read_name(clause, asked=True) or "").split()) > 1
        for clause in clauses
    )


def read_title(text: str) -> Title | None:
    """How the person is addressed or calls themselves; None when it wasn't said or two titles contradict.

    The title of the one spoken to ("saya Budi, pak") says nothing about the speaker and is left out.
    """
    taken_back = _TAKEN_BACK.match(text)
    if taken_back and (title := read_title(text[taken_back.end() :])):
        return title
    words = [word.lower() for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", text)]
    own = {_OWN_TITLES[word] for word in words if word in _OWN_TITLES}
    if len(own) == 1:
        return own.pop()
    if _ends_with_own_title(text, words):
        return _TITLES[words[-1]]
    found: set[Title] = set()
    for position, word in enumerate(words):
        title = _TITLES.get(word)
        if title is None:
            continue
        following = words[position + 1] if position + 1 < len(words) else ""
        alone = len(words) == 1 or set(words) - {word} <= _AROUND_A_TITLE
        if alone or _can_be_name(following, only_known=False) or following in _ROLES:
            found.add(title)
    return found.pop() if len(found) == 1 else None


def _ends_with_own_title(text: str, words: list[str]) -> bool:
    """Whether the last word says what the speaker is: "Yanto, bapak", "saya ibu", but not "saya Yanto, pak"."""
    if len(words) < 2 or words[-1] not in _SAID_IN_FULL:
        return False
    own = _SELF.split("|")
    return words[-2] in own or (words[0] not in own and is_only_a_name(text))


def cannot_be_name(word: str) -> bool:
    """Whether ``word`` is an everyday word and no name: "iya", "padam", "blm", but not "Putri" or "Rere"."""
    return not _can_be_name(word.lower(), only_known=False)


def everyday_words() -> frozenset[str]:
    """Words, in lower case, that never begin a name; plain ones and slang."""
    return _everyday_words()


def _name_at_start(rest: str, only_known: bool, announced: bool = False, asked: bool = False) -> str | None:
    """The name with which ``rest`` begins, after titles and fillers."""
    parts: list[str] = []
    titled = False
    for match in _WORD.finditer(rest):
        word = match.group().rstrip(".")
        key = word.lower()
        abbreviated = match.group().endswith(".") and (key in _ABBREVIATED_NAMES or len(key) == 1)
        if not parts and (key in _FILLERS or key in particles() or (announced and match.group() == ",")):
            continue
        if parts and key in particles():
            break
        if not parts and (key in _TITLES or key in _HONOURS):
            titled = True
            continue
        if not word or _STOP.match(match.group()) or len(parts) == _LONGEST_NAME:
            break
        if parts and (key in _TITLES or key in _HONOURS or not _continues_name(key, parts[-1].lower())):
            break
        word_too = (announced or asked) and _is_name_here(word, rest[match.end() :], announced)
        article = key in _BALINESE_ARTICLES and _is_balinese(rest[match.end() :])
        if (
            not parts
            and not abbreviated
            and not article
            and not word_too
            and not _can_be_name(key, only_known and not titled)
        ):
            return None
        if abbreviated:
            parts.append(f"{word}.")
            continue
        parts.append(word)
        if match.group().endswith(".") and len(word) > 2:
            break
    if all(part.endswith(".") for part in parts):
        return None
    return " ".join(_capital(part) for part in parts)


def _ends_clause(name: str, rest: str) -> bool:
    """Whether a clause tells hardly more than ``name``, with which it begins."""
    said = re.findall(r"[^\W\d_]+", _CLAUSE_END.split(rest)[0].lower())
    around = _AROUND_A_NAME | _TITLES.keys() | _HONOURS | _FILLERS | little_words()
    return set(said) - set(re.findall(r"[^\W\d_]+", name.lower())) <= around


def _after_title(text: str) -> str | None:
    """The name behind a title, anywhere; it has to be a known one: "pak tolong" only addresses somebody."""
    for match in re.finditer(rf"\b(?:{'|'.join(_TITLES)})\b\.?\s+", text, re.IGNORECASE):
        if _RELATIVE_OF.search(text, 0, match.start()):
            continue
        rest = text[match.end() :]
        first = re.match(r"[^\W\d_]+", rest)
        if first and _known_name(first.group().lower()):
            return _name_at_start(rest, only_known=True)
    return None


def _bare_name(text: str) -> str | None:
    """The answer to "may I have your name?"; a sentence that merely begins with a rare word is none."""
    name = _name_at_start(text, only_known=False, asked=True)
    if name is None:
        return None
    # of one rare word it can't be told whether it is a name; two of them may stand before another sentence
    said = _SENTENCE_END.split(text.strip())[0] if " " in name else text
    words = re.findall(r"[^\W\d_]+", said)
    short = len(words) <= len(name.split()) + _WORDS_AROUND_A_NAME
    return name if short or _known_name(name.split()[0].lower()) else None


def _is_name_here(word: str, rest: str, announced: bool) -> bool:
    """Whether a word that is a given name too is one here: a name follows, or nothing does ("nama saya Cinta")."""
    if word.lower() not in _names_and_words():
        return False
    following = [other.lower() for other in re.findall(r"[^\W\d_]+", _CLAUSE_END.split(rest)[0])]
    while following and following[-1] in little_words():
        following.pop()
    if not following:
        return announced or word[:1].isupper()
    return len(following) < _LONGEST_NAME and all(_can_be_name(other, only_known=False) for other in following)


def _without_greeting(text: str) -> str:
    return re.sub(
        r"^\s*(?:(?:halo|hai|hi|oh|ya|iya|ok|oke|baik|selamat|met|pagi|siang|sore|malam|permisi|assalamualaikum|"
        r"betul|maaf)\b[\s,.!]*)+",
        "",
        text,
        flags=re.IGNORECASE,
    )


def _can_be_name(key: str, only_known: bool) -> bool:
    if len(key) < 2 or not key.isalpha():
        return False
    if _known_name(key):
        return True
    return not only_known and not _everyday(key)


def _is_balinese(rest: str) -> bool:
    following = re.match(r"\s+([^\W\d_]+)", rest)
    return following is not None and following[1].lower() in _balinese_names()


@lru_cache(maxsize=1)
def _balinese_names() -> frozenset[str]:
    return frozenset(read_yaml("person_names.yml")["balinese"].lower().split())


def _continues_name(key: str, before: str) -> bool:
    # "Ida Bagus" is a name, "Ida bagus sekali" hardly ever said
    if _known_name(key) or (before, key) == ("ida", "bagus"):
        return True
    return key.replace("'", "").replace("-", "").isalpha() and not _everyday(key)


def _capital(word: str) -> str:
    return "-".join(
        part[:1].upper() + (part[1:].lower() if part.isupper() and len(part) > 2 else part[1:])
        for part in word.split("-")
    )


@lru_cache(maxsize=1)
def _names_and_words() -> frozenset[str]:
    """Everyday words that are given to people as names, too."""
    return frozenset(read_yaml("person_names.yml")["words_too"].lower().split())


@lru_cache(maxsize=1)
def _names() -> frozenset[str]:
    lists = read_yaml("person_names.yml")
    known = frozenset(name.lower() for kind, text in lists.items() if kind != "words_too" for name in text.split())
    return known - _ALSO_EVERYDAY


def _known_name(key: str) -> bool:
    return key in _names()


@lru_cache(maxsize=4096)
def _everyday(key: str) -> bool:
    """A word of the language, in its plain or its typed form, that is not a name."""
    plain = plain_word(key)
    return plain != key or plain in _everyday_words() or without_suffix(plain) in _everyday_words()


@lru_cache(maxsize=1)
def _everyday_words() -> frozenset[str]:
    words: set[str] = set()
    for line in (REFERENCE_DIRECTORY / "not_names.txt").read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            words.update(line.split())
    for name in ("slang.tsv", "slang_additions.tsv"):
        for slang, plain in read_pairs(name).items():
            words.update((slang, *plain.split()))
    return frozenset(words) - _names()
