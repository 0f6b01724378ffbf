"""What the caller's last message says: the answer to the question, facts volunteered, corrections.

A message is read once, by the form that is running. The result is facts on the talk; how the talk goes on
from them is the book's business (:mod:`actions.forms`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from actions.facts import spoken, take
from actions.mood import ANGRY, note_anger, note_mood
from actions.taking.periksa import completes_record, note_periksa, note_reported
from actions.talk import HEARD_AGAIN, Talk
from bot.language.anger import is_angry
from bot.language.answers import (
    NONE_GIVEN,
    Answer,
    is_bare_number,
    read_answer,
    read_opening,
    volunteered,
    without_bare_numbers,
    without_state_of_power,
)
from bot.language.choices import CONTACT_QUESTION
from bot.language.corrections import Correction, read_correction
from bot.language.cues import SPECIFIC
from bot.language.display_values import read_display_values
from bot.language.doubt import only_stalls, plain_words
from bot.language.matters import matter_named
from bot.language.names import announces_name, is_only_a_name, read_name
from bot.language.normalise import plain
from bot.language.particles import little_words
from bot.language.yes_no import decide_yes_no
from bot.sop.book import Fact, Topic

# Intents that are no answer to any question: a rule of the domain takes them, then the form asks again.
DETOURS = frozenset(
    {
        "tanya_alasan", "tanya_fungsi_kode", "tanya_durasi", "minta_ulang", "koreksi", "batal", "minta_petugas",
        "marah", "terima_kasih", "pamit", "minta_tunggu", "cari_identitas", "tanya_bot", "di_luar_topik",
        "tanya_ctt",
    }
)  # fmt: skip

# Detours met in passing when the same message answers too: "sudah pernah, berapa lama lagi ya?"
MET_IN_PASSING = {
    "tanya_durasi": "utter_jawab_durasi",
    "tanya_alasan": "utter_jawab_alasan",
    "tanya_fungsi_kode": "utter_tolak_fungsi_kode",
    "tanya_bot": "utter_jawab_bot",
}

# Detours after which the form does not come back in the same turn.
LEAVES_THE_FORM = frozenset({"batal", "pamit", "minta_petugas"})

# What a form says to a detour that it can't leave to a rule, see _meet_here.
MET_HERE = {
    **MET_IN_PASSING,
    "terima_kasih": "utter_sama_sama",
    "minta_tunggu": "utter_tunggu",
    "di_luar_topik": "utter_di_luar_topik",
}

# The question whether a report is to be dropped.
CANCELLING = "konfirmasi_batal"

# Detours that say something about a question of their own: there they are answers.
ANSWERS_THERE = {
    "siap_di_meter": {"minta_tunggu", "terima_kasih"},
    "identitas": {"cari_identitas", "minta_tunggu"},
    "acuan_progres": {"cari_identitas"},
    "idpel_progres": {"cari_identitas"},
    "meter_normal": {"terima_kasih"},
    "bantuan_lain": {"pamit", "terima_kasih", "di_luar_topik"},
    "nomor_dicatat": {"terima_kasih", "minta_tunggu"},
    "informasi_jelas": {"terima_kasih", "minta_ulang"},
    "paham_ctt": {"terima_kasih", "minta_ulang"},
    CANCELLING: {"batal"},
    "orang_dipercaya": {"minta_tunggu"},
    "alasan_beda_alamat": {"koreksi", "di_luar_topik"},
    "keterangan_ulang": {"marah", "koreksi", "tanya_durasi", "di_luar_topik"},
    "data_diubah": {"koreksi"},
    "isi_perubahan": {"koreksi", "di_luar_topik"},
    "ubah_lagi": {"koreksi"},
    "laporan_benar": {"koreksi"},
    "rujukan_laporan": {"cari_identitas"},
    "laporan_dipilih": {"koreksi"},
    # "salah", "bukan, ini Sari" answer "is that right?"
    "nama": {"koreksi"},
    "alamat_sesuai": {"koreksi"},
    "identitas_benar": {"koreksi"},
    # what is asked of ICONNET sounds like bills and like other companies' business
    "jenis_iconnet": {"di_luar_topik", "tanya_durasi", "tanya_alasan"},
    "wilayah_iconnet": {"di_luar_topik"},
    "penjelasan_jelas": {"terima_kasih", "minta_ulang"},
    "gangguan_iml": {"di_luar_topik"},
    "sebab_iml": {"di_luar_topik"},
    "wilayah_instalasi": {"di_luar_topik"},
    # having to pay is a reason for anger
    "bersedia_membayar": {"di_luar_topik", "marah", "tanya_alasan", "tanya_durasi"},
    "alasan_tidak_membayar": {"di_luar_topik", "marah", "koreksi", "tanya_alasan"},
}

# Answers that hardly anything else looks like, and answers that nearly anything looks like.
EXACT_KINDS = frozenset({"identity", "email", "mobile", "display", "moment", "power", "date"})
MAY_BE_REFUSED = frozenset({"email", "mobile"})
# What a topic may ask once of its own, under a name of its own.
PLACE_KINDS = frozenset({"identity", "address"})
FREE_KINDS = frozenset({"text", "address", "name"})
# Questions whose answers may tell of waiting: "nunggu suami pulang dulu" asks for no time to wait.
MAY_TELL_OF_WAITING = frozenset({"alasan_tidak_membayar", "alasan_beda_alamat", "keterangan_ulang"})
# Questions for a cause, a reason or a place: an e-mail or a number beside or instead of an answer is told for itself.
NEVER_A_NUMBER = frozenset(
    {"sebab_iml", "acuan_lokasi", "alasan_tidak_membayar", "alasan_beda_alamat", "alamat_lengkap"}
)
EMAIL = "email_pelapor"
SIDE = "sisi_masalah"
OWN_NUMBERS = frozenset({EMAIL, "hp_pelapor", "identitas"})
# How sure an intent must be to overrule an answer that was read.
SURE_OVER_WORDS = 0.5
SURE_OVER_ANSWER = 0.7

# How sure it must be to overrule a message that is nothing but a name that no list holds.
SURE_OVER_NAME = 0.9

# The intent for whatever is no other: words that name one of several choices outweigh it.
ANYTHING_ELSE = "di_luar_topik"

# Intents that lead to the question whether the report is to be dropped.
LEAVES_UNFINISHED = frozenset({"batal", "pamit"})

# Intents that "sudah lengkap itu" may be mistaken for.
WEAKER_THAN_COMPLETE = frozenset({"pamit", "terima_kasih", ANYTHING_ELSE})

# Asked whether there is more, a caller who names a matter answers the question (PRK-23).
OFFER_OF_HELP = "bantuan_lain"

# The facts of the nine codes are named by their code.
CODE_FACT = "kode_"

# Questions whose answers sound like corrections: why an address differs, what is to be changed on a report.
ABOUT_DIFFERENCES = frozenset({"alasan_beda_alamat", "sisi_masalah", "data_diubah", "isi_perubahan", "ubah_lagi"})

_CLAUSE_END = re.compile(
    r"[;!?]+\s*|(?<=\D)[,.]+\s+|[,.]+\s+(?=\D)|\s+(?:tapi|tetapi|terus|trus|oh ya|oya)\s+", re.IGNORECASE
)
_QUESTION_WORDS = re.compile(
    r"\b(berapa|kenapa|knp|ngapain|kapan|buat apa|untuk apa|apa itu|apaan)\b|\?", re.IGNORECASE
)


_LEAVING = re.compile(
    r"\b(?:\w*batal\w*|tidak jadi|cancel|stop|berhenti|hentikan|urung\w*|pamit|dadah|sampai jumpa|selamat tinggal)\b",
    re.IGNORECASE,
)
# "tidak mau, kirim petugas saja": whoever wants somebody sent to the house asks for nobody to talk to
_SENDS_SOMEBODY = re.compile(r"\b(?:di)?(?:kirim|datang|suruh|panggil|utus)\w*\b", re.IGNORECASE)
# only says that the talk may go on: "lanjut", "iya lanjutkan saja kak"
_GOES_ON = frozenset((
    "iya", "ya", "oke", "ok", "baik", "boleh", "sudah", "lanjut", "lanjutkan", "dilanjut", "dilanjutkan", "teruskan",
    "terus", "saja", "dulu", "lagi", "sama", "dengan", "kamu", "bot", "di", "sini", "kita", "mari",
))  # fmt: skip

_OWN_CLAUSES = re.compile(r"[,;!]\s+|\.\s+(?=\D)")
# "oh iya, …" only opens a sentence; it says yes to nothing.
_JUST_AN_OPENER = re.compile(r"(?:oh|eh|o|ah|nah)\W*(?:iya|ya|ia)", re.IGNORECASE)


# Words with which a caller adds another matter to the present one.
_ADDS_A_MATTER = re.compile(
    r"\b(?:sekalian|sekaligus|oh iya|oh ya|oya|oiya|satu lagi|selain itu|sama satu|terus satu|sambil nunggu)\b",
    re.IGNORECASE,
)


class Reading(Enum):
    """What became of a message."""

    TAKEN = "it said something that was wanted"
    DETOUR = "it is about something else, which a rule of the domain answers"
    ANOTHER_MATTER = "it names a matter of another topic"
    NOT_UNDERSTOOD = "it answered nothing"


@dataclass(frozen=True)
class Understood:
    """The reading of a message, and the facts said before that it changed."""

    reading: Reading
    corrected: tuple[str, ...] = ()


def read_message(talk: Talk, form: str) -> Understood:
    """Take what the last message says into the talk's facts.

    Args:
        form: the form that is running.
    """
    talk.set("pesan_terbaca", talk.message_id)
    rebuked = note_mood(talk)
    if talk.facts["boleh_menunggu"] and set(plain_words(talk.text).split()) <= _GOES_ON | little_words():
        # after the hand-over the question was not said again: this answers only whether to go on
        talk.forget("boleh_menunggu")
        return Understood(Reading.TAKEN)
    requested = talk.requested if talk.form == form else None
    if requested is not None and only_stalls(plain_words(talk.text).split()):
        talk.say("utter_tunggu")
        return Understood(Reading.TAKEN)
    begins_matter = requested is None and talk.topic_begun() is not None
    # "stop kontak rusak, tolong dibetulkan" corrects nothing
    corrected = () if begins_matter else _take_correction(talk)
    if corrected:
        return Understood(Reading.TAKEN, corrected)
    if requested is None:
        _take_volunteered(talk)
        note_periksa(talk)
        _keep_added_matter(talk)
        return Understood(Reading.TAKEN)
    if requested.startswith(CODE_FACT) and _take_several_codes(talk):
        return Understood(Reading.TAKEN)
    if _is_another_matter(talk, requested) and _ADDS_A_MATTER.search(talk.text):
        return Understood(_take_before_another_matter(talk, requested))
    if requested != OFFER_OF_HELP and _kind(talk, requested) not in FREE_KINDS and _keep_added_matter(talk):
        _take_before_another_matter(talk, requested)
        return Understood(Reading.TAKEN)
    without_own_data = _without_own_data(talk, requested)
    with talk.hearing_only(without_own_data):
        answer = _answer(talk, requested, talk.text)
    if _is_detour(talk, requested, answer):
        if _answered_in_passing(talk, requested):
            return Understood(Reading.TAKEN)
        if not _answers_plainly(talk, requested, answer):
            if talk.intent in LEAVES_THE_FORM or _still_asked(talk, form, requested):
                return Understood(Reading.DETOUR)
            _meet_here(talk, requested, answer)
            return Understood(Reading.TAKEN)
    if answer.status != "read" and _is_another_matter(talk, requested):
        return Understood(_take_before_another_matter(talk, requested))
    with talk.hearing_only(without_own_data):
        # of whoever only said to have no e-mail, nothing is left that could answer
        left = bool(talk.text.strip()) or requested in NEVER_A_NUMBER
        understood = left and take(talk, requested, answer)
    # a number alone that answered the question tells nothing else
    told_more = not (understood and is_bare_number(talk.text)) and _take_volunteered(talk, beside=requested)
    if understood:
        talk.set("fakta_terakhir", requested)
        if talk.facts["boleh_menunggu"]:
            talk.forget("boleh_menunggu")
    elif told_more and requested == CANCELLING:
        # who goes on telling does not want the report dropped
        talk.set(CANCELLING, False)
    elif told_more and not rebuked:
        # heard, though it was not what had been asked
        talk.say("utter_tercatat_dahulu")
    # anger that was met is no misunderstanding: the question stands as it was
    return Understood(Reading.TAKEN if understood or told_more or rebuked else Reading.NOT_UNDERSTOOD)


def _without_own_data(talk: Talk, requested: str) -> str:
    """The message without clauses that tell an e-mail or a number, where none can be meant: "ga tau, email saya …"."""
    clauses = _OWN_CLAUSES.split(talk.text)
    if requested not in NEVER_A_NUMBER:
        # having no e-mail says nothing of what else was asked for
        kept = [clause for clause in clauses if requested == EMAIL or volunteered(clause).get(EMAIL) != NONE_GIVEN]
        return talk.text if len(kept) == len(clauses) else ", ".join(kept)
    others = [clause for clause in clauses if not OWN_NUMBERS & volunteered(clause).keys()]
    only_a_number = is_bare_number(talk.text)
    return ", ".join(others) if only_a_number or 0 < len(others) < len(clauses) else talk.text


def _still_asked(talk: Talk, form: str, requested: str) -> bool:
    """Whether the form still has to ask for ``requested``: DP-02 and DP-03 are asked of nobody angry or in danger."""
    book = talk.services.book
    if talk.intent == ANGRY:
        facts: Mapping[str, Any] = {**talk.facts, ANGRY: True}
    else:
        facts = talk.facts
    stage = book.stages.get(form)
    rules = [book.rule(step) for step in stage.steps] if stage else []
    return all(rule.applies(facts) for rule in rules if rule.ask == requested)


def _meet_here(talk: Talk, requested: str, answer: Answer) -> None:
    """Meet a detour within the form, since its own question is settled by it.

    A form that ends after a rule's action is hidden from the stories by Rasa: none would go on.
    """
    if answer.status == "read" and _kind(talk, requested) not in FREE_KINDS:
        take(talk, requested, answer)
    if talk.intent == ANGRY:
        note_anger(talk)
    elif talk.intent in MET_HERE:
        talk.say(MET_HERE[talk.intent])


def _is_another_matter(talk: Talk, requested: str) -> bool:
    """Whether the caller, asked for something else, surely speaks of a matter that another topic deals with."""
    begun = talk.topic_begun()
    if begun is None or requested == OFFER_OF_HELP or talk.confidence < SURE_OVER_ANSWER:
        return False
    if not talk.facts["topik"] or begun.name == talk.facts["topik"] or _may_be_part_of(talk, begun):
        return False
    return not (_asks_what_it_is(talk, requested) and _goes_on_as(talk, begun) and not _ADDS_A_MATTER.search(talk.text))


def _asks_what_it_is(talk: Talk, requested: str) -> bool:
    """Whether the question is what the present matter is: the answer is no other one."""
    fact = talk.services.book.facts.get(requested)
    return fact is not None and fact.kind == "choice" and fact.from_opening


def _goes_on_as(talk: Talk, begun: Topic) -> bool:
    """Whether the talk's topic itself goes on as the other one by some answer, as an outage within a house does."""
    ways = (way for by_value in talk.topic.parameters.get("goes_on", {}).values() for way in by_value.values())
    return any(talk.services.book.topic_beginning_with(way["intent"]) == begun for way in ways)


def _take_before_another_matter(talk: Talk, requested: str) -> Reading:
    """ "Sudah, sekalian ICONNET saya juga mati", "saya Budi, ada kabel putus": what stands before the other matter
    may answer the question."""
    found = _ADDS_A_MATTER.search(talk.text)
    clauses = [clause for clause in _CLAUSE_END.split(talk.text) if clause and clause.strip()]
    before = talk.text[: found.start()] if found else clauses[0] if len(clauses) > 1 else ""
    is_name = _kind(talk, requested) == "name"
    if found is None and not is_name and _kind(talk, requested) in FREE_KINDS:
        return Reading.ANOTHER_MATTER  # it may itself be what the matter is told with
    with talk.hearing_only(before):
        answer = _answer(talk, requested, before)
        # a name on record is confirmed by a word that is no name
        if (answer.status in ("read", "refused") or (before and is_name)) and take(talk, requested, answer):
            talk.set("fakta_terakhir", requested)
    return Reading.ANOTHER_MATTER


def _keep_added_matter(talk: Talk) -> bool:
    """ "… sekalian ICONNET saya juga mati": a matter that words name beside another one is kept for later.

    Returns:
        Whether there is one.
    """
    found = _ADDS_A_MATTER.search(talk.text)
    if found is None or talk.facts["perkara_berikutnya"]:
        return False
    added = talk.text[found.start() :]
    begun = talk.services.book.topic_beginning_with(matter_named(added) or "")
    if begun is None or begun.name == talk.facts["topik"]:
        return False
    talk.keep_for_later(matter_named(added) or "", added)
    return True


def _may_be_part_of(talk: Talk, begun: Topic) -> bool:
    """Whether the talk's topic leads to the other one by itself, as PERIKSA does to a report that was made before."""
    return begun.name in talk.topic.parameters.get("leads_to", ()) and not _ADDS_A_MATTER.search(talk.text)


def _take_several_codes(talk: Talk) -> bool:
    """ "Yang 41 221, yang 44 0,35": each code named with its own value."""
    values = read_display_values(talk.text)
    for code, value in values.items():
        talk.set(f"{CODE_FACT}{code}", value)
    return bool(values)


def _is_detour(talk: Talk, requested: str, answer: Answer) -> bool:
    """Whether a rule should answer instead of the form.

    An answer that was read beats an intent that is not sure, and a number, e-mail or phone beats all but a
    question. Words that may be anything (a landmark, an address, a name) give way to any sure detour.
    """
    if talk.intent not in DETOURS - ANSWERS_THERE.get(requested, set()):
        return False
    if talk.intent == ANGRY and talk.confidence < SURE_OVER_ANSWER and not is_angry(talk.text):
        return False  # "ciputat timur", "cuma tetangganya": short and strange, but not angry
    if talk.intent == "koreksi" and not OWN_NUMBERS.isdisjoint(volunteered(talk.text)):
        return False  # "maaf, nomornya tidak ada. hp saya 0812…" tells, and takes nothing back
    meant = _LEAVING.search(plain(talk.text)) is not None
    if talk.intent in LEAVES_UNFINISHED and talk.facts["pembatalan_ditolak"] and not meant:
        return False  # "sudah itu": it was asked before whether that means to leave, and it did not
    if requested == "alamat_lengkap" and talk.intent in WEAKER_THAN_COMPLETE and completes_record(talk):
        return False
    if talk.intent == "minta_tunggu" and requested in MAY_TELL_OF_WAITING and answer.status == "read":
        return False
    kind = _kind(talk, requested)
    if (
        kind == "name"
        and answer.status == "read"
        and (
            is_only_a_name(talk.text, on_list=talk.confidence >= SURE_OVER_NAME)
            or announces_name(talk.text)
            and (talk.intent not in LEAVES_THE_FORM or is_only_a_name(talk.text))
        )
    ):
        return False
    if answer.status == "refused" and kind in MAY_BE_REFUSED:
        return False
    if requested == CONTACT_QUESTION and talk.intent == "minta_petugas" and answer.status == "read":
        return False  # "telepon saja" says how to be reached
    if talk.intent == "minta_petugas" and talk.confidence < SURE_OVER_WORDS:
        return False  # a caller is not given away on a guess
    if answer.status != "read":
        return True
    if talk.intent == ANGRY and _answers_in_anger(talk, requested, kind):
        return False
    asks_back = _QUESTION_WORDS.search(talk.text) is not None and talk.intent.startswith("tanya_")
    if kind in EXACT_KINDS or (talk.intent == ANYTHING_ELSE and kind == "choice"):
        return asks_back
    return talk.confidence >= (SURE_OVER_WORDS if kind in FREE_KINDS else SURE_OVER_ANSWER) or asks_back


def _answers_in_anger(talk: Talk, requested: str, kind: str) -> bool:
    """ "Padam dari kemarin, kalian ini gimana sih!!": the answer counts, the anger is noted beside it.

    "Tidak becus" says no to nothing, so a yes or no must stand in a clause of its own.
    """
    if kind == "choice":
        return True
    calm = [clause for clause in _CLAUSE_END.split(talk.text) if clause and clause.strip() and not is_angry(clause)]
    return kind == "yes_no" and any(_answer(talk, requested, clause).status == "read" for clause in calm)


def _answers_plainly(talk: Talk, requested: str, answer: Answer) -> bool:
    """Whether words that belong to this very yes-or-no question were said, as in "boleh, gimana caranya?"."""
    if answer.status != "read" or _kind(talk, requested) != "yes_no":
        return False
    if talk.intent == "minta_ulang" and answer.value is False:
        return False  # "ulangi nomornya" refuses nothing
    said = plain(talk.text)
    if talk.intent == "batal" and _LEAVING.search(said):
        return False
    if talk.intent == "minta_petugas" and not _SENDS_SOMEBODY.search(said):
        return False
    return decide_yes_no(talk.text, requested).strength == SPECIFIC


def _kind(talk: Talk, fact: str) -> str:
    """The kind of a fact of the book; what is asked outside the book is a yes or no."""
    known = talk.services.book.facts.get(fact)
    return known.kind if known else "yes_no"


def _answer(talk: Talk, fact: str, text: str) -> Answer:
    return read_answer(fact, text, zone=talk.zone(), caller_phone=talk.facts["no_telepon"] or "")


def _take_correction(talk: Talk) -> tuple[str, ...]:
    """Facts that the message corrects; each is confirmed to the caller in words."""
    if talk.requested in ABOUT_DIFFERENCES:
        return ()
    if talk.requested == "nama" and read_name(talk.text, asked=True):
        return ()  # "eh bukan, ini Sari" answers "is that you?"
    facts = talk.services.book.facts
    correction = read_correction(talk.text, [value for name in facts if isinstance(value := talk.facts[name], str)])
    if correction is None or not correction.said:
        return ()
    corrected = _correct_first(talk, _may_be_meant(talk, correction), correction.said) or _correct_volunteered(
        talk, correction.said
    )
    for name in corrected:
        if talk.facts[name] is None:
            continue  # taken back, and the right value is asked for
        talk.say("utter_koreksi_dicatat", hal=facts[name].label, nilai=spoken(talk, name))
    return corrected


def _may_be_meant(talk: Talk, correction: Correction) -> Iterator[str]:
    """The facts that a correction may be about, likeliest first; one that is named is the only one."""
    facts = talk.services.book.facts
    last, requested = talk.facts["fakta_terakhir"], talk.requested
    if correction.about is not None:
        if correction.about in facts and last in facts and _is_like(facts[last], facts[correction.about]):
            # "nomor hp-nya salah" after another mobile number was told is about that one
            yield last
        topic_facts = talk.topic.facts if talk.has_topic else {}
        of_this_topic = (name for name in topic_facts if name.startswith(f"{correction.about}_"))
        yield from (correction.about,) if correction.about in facts else of_this_topic
        if correction.about in facts:
            # "alamatnya", "ID Pelanggan": each topic has its own
            kind = facts[correction.about].kind
            yield from (name for name, fact in topic_facts.items() if fact.kind == kind and kind in PLACE_KINDS)
        return
    if last in facts and (
        facts[last].kind in EXACT_KINDS or requested in facts and facts[last].kind == facts[requested].kind
    ):
        # "eh salah, 221" is about the answer given just before
        yield last
    for name, fact in facts.items():
        if fact.kind == "yes_no" and decide_yes_no(correction.said, name).strength == SPECIFIC:
            # "sebenarnya saya tidak di rumah": words that belong to one question
            yield name
    if not talk.has_topic:
        return
    # "maksud saya pendaftaran": what the whole talk is about
    yield from (name for name, fact in talk.topic.facts.items() if fact.kind == "choice" and fact.from_opening)


def _is_like(one: Fact, other: Fact) -> bool:
    return one.kind == other.kind and one.kind in EXACT_KINDS and not one.name.startswith(CODE_FACT)


def _correct_first(talk: Talk, candidates: Iterator[str], said: str) -> tuple[str, ...]:
    for name in candidates:
        if name == talk.requested or talk.facts[name] is None or name not in talk.services.book.facts:
            continue
        answer = _answer(talk, name, said)
        if answer.status == "read" and answer.value != talk.facts[name] and take(talk, name, answer):
            return (name,)
    return ()


def _correct_volunteered(talk: Talk, said: str) -> tuple[str, ...]:
    corrected = []
    for name, value in volunteered(said).items():
        known = talk.facts[name] if name in talk.services.book.facts else None
        if known not in (None, value) and name != talk.requested:
            talk.set(name, value)
            corrected.append(name)
    return tuple(corrected)


def _take_volunteered(talk: Talk, beside: str = "") -> bool:
    """Note what the message says of its own accord; what is known already stays as it is."""
    told = False
    ladder = talk.facts["tangga"]
    if talk.facts["nama"] is None and beside != "nama" and not talk.facts["nama_tercatat"]:
        name_told = read_name(talk.text)
        told = name_told is not None and take(talk, "nama", Answer("read", name_told))
    for name, value in volunteered(talk.text).items():
        if name == SIDE and (beside or talk.metadata.get(HEARD_AGAIN)) and not _complains_of_report(talk.text):
            continue
        if name != beside and name in talk.services.book.facts and talk.facts[name] is None:
            taken = take(talk, name, _answer(talk, name, value)) if isinstance(value, str) else _note(talk, name, value)
            told = told or taken
    told = _take_told_in_opening(talk, beside) or told
    if beside not in ("", "pernah_lapor"):
        told = note_reported(talk) or told
    if talk.facts["tangga"] != ladder:
        # words chosen for a volunteered fact don't fit the question that stands
        talk.set("tangga", ladder)
    return told


def _complains_of_report(text: str) -> bool:
    """Whether more is said of a report than "masih mati", which may only tell the state that was asked for."""
    return read_answer(SIDE, without_state_of_power(text)).status == "read"


def _take_told_in_opening(talk: Talk, beside: str) -> bool:
    """Facts that callers tell with the words that bring them to a topic, or with the first answer about it."""
    topic = talk.topic_begun()
    facts = talk.services.book.facts
    if topic is None and beside in facts and facts[beside].from_opening and facts[beside].kind == "choice":
        topic = talk.topic
    if topic is None or topic.name != talk.facts["topik"]:
        return False
    told = False
    # data given beside say nothing of what is wanted
    told_about_it = without_bare_numbers(talk.text)
    for name, fact in topic.facts.items():
        if name == SIDE and talk.metadata.get(HEARD_AGAIN) and not _complains_of_report(talk.text):
            continue
        if fact.from_opening and name != beside and talk.facts[name] is None:
            answer = read_opening(name, told_about_it)
            told = (answer.status == "read" and take(talk, name, answer)) or told
    return told


def _note(talk: Talk, name: str, value: object) -> bool:
    talk.set(name, value)
    return True


def _answered_in_passing(talk: Talk, requested: str) -> bool:
    """Take the answer that stands in a clause beside a question, and meet the question with a word."""
    response = MET_IN_PASSING.get(talk.intent)
    if response is None or _kind(talk, requested) in FREE_KINDS:
        return False
    clauses = [part for part in _CLAUSE_END.split(talk.text) if part and part.strip()]
    answers = [
        _answer(talk, requested, clause)
        for clause in clauses
        if not _QUESTION_WORDS.search(clause) and not _JUST_AN_OPENER.fullmatch(clause.strip())
    ]
    if len(clauses) < 2:
        return False
    read = [answer for answer in answers if answer.status == "read"]
    if len(read) != 1 or not take(talk, requested, read[0]):
        return False
    talk.set("fakta_terakhir", requested)
    talk.say(response)
    return True
