"""Answers of every talk: who calls, and what closes it."""

from __future__ import annotations

from collections.abc import Callable

from actions.talk import AGAIN, Talk
from bot.language.answers import Answer
from bot.language.names import is_only_a_name, read_name, read_title
from bot.language.yes_no import read_yes_no

EITHER_TITLE = "Bapak/Ibu"


def take_name(talk: Talk, answer: Answer) -> bool:
    """PRK-02, CRM-01: a name that was said, or the name on record confirmed or declined."""
    title = read_title(talk.text)
    if title:
        talk.set("sapaan", title)
    on_record = talk.facts["nama_tercatat"]
    if on_record and not talk.facts["nama_ditolak"]:
        agreed = read_yes_no(talk.text)
        named_another = answer.status == "read" and not _is_part_of(read_name(talk.text) or "", on_record)
        if agreed and not named_another:
            talk.set("nama", on_record)
            talk.set("sapaan", title or talk.facts["sapaan_tercatat"])
            return _address(talk)
        if agreed is not False and answer.status != "read":
            return False  # neither confirmed nor declined: the name on record stands to be confirmed
        talk.set("nama_ditolak", True)
        talk.set("panggilan", EITHER_TITLE)
        if agreed is False and answer.status != "read":
            # declining is an answer: the plain question follows, not the one for something not understood
            talk.set("tangga", "awal")
            return True
    if answer.status != "read":
        return False
    talk.set("nama", answer.value)
    return _address(talk)


def introduces_caller(talk: Talk) -> bool:
    """Whether a message before any matter says only who calls (PRK-02); the name is then not asked for again."""
    if talk.facts["nama"] is not None or not is_only_a_name(talk.text, on_list=True):
        return False
    return take_name(talk, Answer("read", read_name(talk.text, asked=True))) and talk.facts["nama"] is not None


def _is_part_of(said: str, on_record: str) -> bool:
    """Whether who is asked for by the full name said no other: "iya, saya Budi"."""
    return set(said.lower().split()) <= set(on_record.lower().split())


def take_title(talk: Talk, answer: Answer) -> bool:
    """Bapak or Ibu; a courtesy, so that who does not say it when asked again is not held up by it."""
    if answer.status != "read":
        if not talk.facts["percobaan"]:
            return False
        talk.set("sapaan", EITHER_TITLE)
        return _address(talk)
    talk.set("sapaan", answer.value)
    return _address(talk)


def take_more_help(talk: Talk, answer: Answer) -> bool:
    """PRK-23: saying goodbye or thanks is a no; naming a new matter is a yes."""
    if talk.topic_begun():
        talk.set("bantuan_lain", True)
        return True
    if answer.status == "read":
        talk.set("bantuan_lain", answer.value)
        return True
    if talk.intent in ("pamit", "terima_kasih"):
        talk.set("bantuan_lain", False)
        return True
    return False


def take_cancel(talk: Talk, answer: Answer) -> bool:
    """Whether the report is really to be cancelled; saying "batal" once more is a yes, naming the matter a no."""
    if answer.status == "read":
        talk.set("konfirmasi_batal", answer.value)
        return True
    if talk.intent == "batal":
        talk.set("konfirmasi_batal", True)
        return True
    if talk.topic_begun():
        talk.set("konfirmasi_batal", False)
        return True
    return False


def repeated_until_clear(rule_id: str, fact: str) -> Callable[[Talk, Answer], bool]:
    """A taker for "is that clear?": a no brings ``rule_id``'s words again, at most twice (PRK-19, PRK-22)."""

    def taker(talk: Talk, answer: Answer) -> bool:
        clear = answer.value if answer.status == "read" else None
        if talk.intent == "terima_kasih" and clear is None:
            clear = True
        if talk.intent == "minta_ulang":
            clear = False
        if clear is None:
            return False
        repeated = int(talk.facts["percobaan"] or 0)
        if clear or repeated >= 2:
            talk.set(fact, clear)
            return True
        talk.set("percobaan", repeated + 1)
        talk.set("tangga", AGAIN)
        talk.set("sudah_disampaikan", [said for said in talk.facts["sudah_disampaikan"] or [] if said != rule_id])
        return True

    return taker


def _address(talk: Talk) -> bool:
    """From now on the caller is addressed by title and name."""
    title, name = talk.facts["sapaan"] or EITHER_TITLE, talk.facts["nama"]
    talk.set("panggilan", f"{title} {name}" if name else title)
    return True


TAKERS = {
    "nama": take_name,
    "sapaan": take_title,
    "bantuan_lain": take_more_help,
    "konfirmasi_batal": take_cancel,
}
