"""Answers to the questions that offer a choice: padam or menyala, WA or SMS, owner or tenant …"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from bot.language.cues import GENERAL, NEGATORS, SPECIFIC, CueBook, Decision, without_suffix
from bot.language.doubt import clauses, is_hedged, is_question, offers_alternatives, plain_words
from bot.language.normalise import Word, plain, words
from bot.language.particles import little_words
from bot.language.reference import read_yaml
from bot.language.yes_no import read_yes_no

CONTACT_QUESTION = "kontak"
_WITHIN_A_PAIR = 3
_CHANNELS = {
    "whatsapp": "wa",
    "whatsappnya": "wa",
    "wanya": "wa",
    "sms": "sms",
    "smsnya": "sms",
    "esemes": "sms",
}
_BOTH = frozenset({"keduanya", "duanya", "semua", "semuanya", "bebas", "terserah", "both"})
# "wa atau sms boleh": both; a bare "wa atau sms" only repeats the question
_TAKES_EITHER = _BOTH | {"boleh", "bisa", "oke", "tidak", "ada", "punya"}
_NEITHER = frozenset({"telepon", "panggilan", "ditelepon"})
_NOT_WANTED = r"(?:jangan|tidak usah|tidak perlu|tidak mau|tidak bisa|tidak boleh|bukan)"
_CALL = r"(?:telepon|ditelepon|menelepon|teleponan|panggilan)(?:nya)?"
# "jangan telepon rumah", "jangan telepon sekarang" leave calls to the mobile, or later ones, open
_ONLY_THIS_CALL = r"(?! (?:rumah|kantor|sekarang|malam|pagi|siang|sore|dulu|dadakan))"
_REFUSES_CALLS = re.compile(
    rf"\b{_NOT_WANTED} (?:(?:saya|kami|lewat|pakai|via|untuk|di|terima|angkat) )*{_CALL}\b{_ONLY_THIS_CALL}|"
    rf"\b{_CALL} (?:(?:saya|sih|mah|ya) )*(?:jangan|tidak usah|tidak perlu|tidak mau|tidak bisa|tidak boleh)\b"
    r"(?! (?:wa|whatsapp|sms))"
)
_PRESENT = frozenset({"ada", "bisa", "boleh", "aktif", "punya", "jalan", "pakai", "mau", "oke", "iya", "ya", "saja"})
_BARE_ANSWERS = frozenset((
    "betul", "benar", "tepat", "persis", "memang", "ada", "tidak", "bukan", "belum", "sama", "sekali", "begitu", "itu",
    "ini", "sudah", "masih", "sekarang",
))  # fmt: skip
# "sms jarang dibuka", "wa lagi error": the channel is there but doesn't reach the caller
_HARDLY_USED = frozenset({"jarang", "error", "eror", "rusak", "lambat", "lemot", "mati", "penuh", "diblokir", "hilang"})
_CLAUSE_BREAKS = frozenset({",", ".", ";", "tetapi", "eh", "melainkan", "soalnya", "karena", "sebab"})


@dataclass(frozen=True)
class Choice:
    """What a choice came to.

    Attributes:
        value: the chosen answer, one of :func:`possible_answers`; None when unclear.
        reason: why it is unclear: ``no_evidence``, ``conflict``, ``does_not_know`` or ``denied_only``.
        candidates: the answers still possible when some were ruled out.
        said: the deciding words.
    """

    value: str | None
    reason: str = ""
    candidates: tuple[str, ...] = ()
    said: str = ""


def choice_questions() -> frozenset[str]:
    """The slots that this module reads."""
    return frozenset(read_yaml("choices.yml")) | {CONTACT_QUESTION}


def possible_answers(question: str) -> tuple[str, ...]:
    """The values that the slot can take."""
    if question == CONTACT_QUESTION:
        return ("wa", "sms", "keduanya", "tidak_keduanya")
    return tuple(_vocabulary(question)["answers"])


def _vocabulary(question: str) -> dict[str, Any]:
    vocabulary: dict[str, Any] = read_yaml("choices.yml")[question]
    return vocabulary


@lru_cache(maxsize=16)
def _book(question: str) -> CueBook:
    vocabulary = _vocabulary(question)
    decisive = {
        **vocabulary["answers"],
        "unclear": vocabulary.get("unclear", ()),
        "ignored": vocabulary.get("ignored", ()),
    }
    layers = {GENERAL: vocabulary.get("weaker", {}), SPECIFIC: decisive}
    return CueBook(
        layers,
        vocabulary["opposites"],
        bare_negator=None,
        others=vocabulary.get("others", ()),
        questions_tell=_questions_tell(question),
    )


def _questions_tell(question: str) -> bool:
    """Whether a caller answers by asking: "sudah masuk atau belum?" tells what is wanted."""
    return bool(_vocabulary(question).get("questions_tell"))


def read_choice(text: str, question: str) -> Choice:
    """The answer that ``text`` gives to ``question``.

    Raises:
        KeyError: if ``question`` is not one of :func:`choice_questions`.
    """
    if question == CONTACT_QUESTION:
        either = offers_alternatives(text) or "apa" in _plain(text)
        asked = is_question(text) or (either and _TAKES_EITHER.isdisjoint(_plain(text)))
        if asked:
            return Choice(None, "no_evidence")
        # what is said about calls chooses no channel: "wa aja jangan telepon"
        return _read_contact(words(_REFUSES_CALLS.sub(", ", plain(text).lower())))
    decision = _book(question).decide(text)
    doubtful = not _questions_tell(question)
    if doubtful and (is_hedged(text) or (offers_alternatives(text) and decision.label is not None)):
        return Choice(None, "does_not_know")
    weak = decision.strength == GENERAL
    if weak or decision.reason == "no_evidence":
        pair = _by_pair(text, question)
        if pair is not None:
            return pair
    if weak and not _weaker_words_alone(text, question, decision):
        return Choice(None, "no_evidence")
    if decision.label is not None:
        return Choice(decision.label, said=decision.said)
    by_assent = _by_bare_assent(text, question, decision)
    if by_assent is not None:
        return Choice(by_assent, said=text.strip())
    candidates: tuple[str, ...] = ()
    if decision.excluded:
        candidates = tuple(answer for answer in possible_answers(question) if answer not in decision.excluded)
    return Choice(None, decision.reason, candidates)


def refuses_calls(text: str) -> bool:
    """Whether the caller doesn't want to be telephoned: "telepon jangan", "jangan ditelpon, wa aja"."""
    return not is_question(text) and bool(_REFUSES_CALLS.search(plain(text).lower()))


def _by_bare_assent(text: str, question: str, decision: Decision) -> str | None:
    vocabulary = _vocabulary(question)
    if decision.reason != "no_evidence" or not {"yes_means", "no_means"} & vocabulary.keys():
        return None
    answer = read_yes_no(text)
    if answer is None or not {word.plain for word in words(text) if word.kind == "word"} <= _bare_answers():
        return None
    meaning: str | None = vocabulary.get("yes_means" if answer else "no_means")
    return meaning


@lru_cache(maxsize=1)
def _bare_answers() -> frozenset[str]:
    """Words of an answer that is no more than a yes or a no."""
    assent = {
        word.plain for phrase in read_yaml("yes_no.yml")["any_question"]["assent"]["yes"] for word in words(phrase)
    }
    return little_words() | _BARE_ANSWERS | assent


def _weaker_words_alone(text: str, question: str, decision: Decision) -> bool:
    """Whether nothing but harmless words stands around a weaker one: "pak saja", but not "terima kasih pak"."""
    beside = _vocabulary(question).get("weaker_beside")
    if beside is None:
        return True
    said = set(decision.said.split())
    others = {word.plain for word in words(text) if word.kind == "word"}
    return {word for word in others if without_suffix(word) not in said} <= set(beside) | little_words()


def _by_pair(text: str, question: str) -> Choice | None:
    """The one answer that a thing and what is said of it tell together: "emailnya salah ketik"."""
    found = {
        answer: match.group()
        for answer, pattern in _pairs(question).items()
        for clause in clauses(text)
        if (match := pattern.search(plain_words(clause))) and not is_question(clause)
    }
    if len(found) != 1:
        return None
    ((answer, said),) = found.items()
    return Choice(answer, said=said)


@lru_cache(maxsize=16)
def _pairs(question: str) -> dict[str, re.Pattern[str]]:
    def either(phrases: Iterable[str]) -> str:
        return rf"\b(?:{'|'.join(sorted(phrases, key=len, reverse=True))})(?:nya| nya)?\b"

    patterns = {}
    for answer, pair in _vocabulary(question).get("pairs", {}).items():
        thing, said = either(pair["things"]), either(pair["said"])
        between = rf"(?: \w+){{0,{_WITHIN_A_PAIR}}}? "
        patterns[answer] = re.compile(f"{thing}{between}{said}|{said}{between}{thing}")
    return patterns


def _read_contact(spoken: tuple[Word, ...]) -> Choice:
    """WA, SMS, both or neither: each channel is affirmed or denied by the words around it."""
    said = [word.plain for word in spoken]
    affirmed: dict[str, bool] = {}
    collective = None
    by_telephone = False
    clause: list[str] = []
    for word in [*said, "."]:
        if word not in _CLAUSE_BREAKS:
            clause.append(word)
            continue
        channels = _channels_of(clause)
        affirmed.update(channels)
        by_telephone = by_telephone or (
            not _NEITHER.isdisjoint(clause) and not _any_affirmed(channels) and clause[0] not in NEGATORS
        )
        # "tidak bisa dua-duanya" denies both; "dua-duanya", "bebas" take both
        if not channels and not _BOTH.isdisjoint(clause):
            collective = "tidak_keduanya" if not NEGATORS.isdisjoint(clause) else "keduanya"
        elif not channels and not _NEITHER.isdisjoint(clause) and NEGATORS.isdisjoint(clause):
            collective = collective or "tidak_keduanya"
        clause = []
    if len(affirmed) == 2:
        wa, sms = affirmed["wa"], affirmed["sms"]
        value = "keduanya" if wa and sms else "wa" if wa else "sms" if sms else "tidak_keduanya"
        return Choice(value, said=" ".join(said))
    if affirmed:
        ((channel, yes),) = affirmed.items()
        if yes:
            return Choice(channel, said=" ".join(said))
        if by_telephone:
            return Choice("tidak_keduanya", said=" ".join(said))
        # "WA tidak ada" leaves open whether SMS reaches the caller: that is asked, not guessed
        return Choice(None, "denied_only", ("sms" if channel == "wa" else "wa", "tidak_keduanya"))
    if collective:
        return Choice(collective, said=" ".join(said))
    return Choice(None, "no_evidence")


def _plain(text: str) -> set[str]:
    return {word.plain for word in words(text)}


def _any_affirmed(channels: dict[str, bool]) -> bool:
    return any(channels.values())


def _channels_of(clause: list[str]) -> dict[str, bool]:
    places = [(at, _CHANNELS[word]) for at, word in enumerate(clause) if word in _CHANNELS]
    affirmed = {channel: True for _, channel in places}
    for at, word in enumerate(clause):
        if word not in NEGATORS | _HARDLY_USED or not places:
            continue
        before = [place for place in places if place[0] < at]
        after = [place for place in places if place[0] > at]
        answered = before and (not affirmed[before[-1][1]] or not _PRESENT.isdisjoint(clause[before[-1][0] + 1 : at]))
        if after and (not before or answered or word in ("bukan", "jangan")):
            affirmed[after[0][1]] = False
            if _joined_by_or(clause, after):
                affirmed[after[1][1]] = False
        elif before:
            affirmed[before[-1][1]] = False
            if _joined_by_or(clause, before[-2:]):
                affirmed[before[-2][1]] = False
    return affirmed


def _joined_by_or(clause: list[str], places: list[tuple[int, str]]) -> bool:
    # "wa sama sms tidak ada", "tidak ada wa atau sms", "tidak usah wa sms": one negator for the pair
    if len(places) >= 2 and places[1][0] - places[0][0] == 1:
        return _PRESENT.isdisjoint(clause[places[1][0] :])
    return (
        len(places) >= 2
        and set(clause[places[0][0] + 1 : places[1][0]])
        <= {
            "atau",
            "dan",
            "sama",
            "maupun",
            "dengan",
            "juga",
            "ataupun",
        }
        and places[1][0] - places[0][0] > 1
    )
