"""Answers of the repeated and the changed report: which report it is, and what is told about it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

from actions.mood import note_anger_beside_answer
from actions.taking.data_pelanggan import may_be_missing
from actions.taking.periksa import look_up_identity, note_customer
from actions.talk import FIRST_TRY, Talk, told
from bot.apkt.describe import written_moment
from bot.apkt.matching import Claim, Sought, candidates, first_matching, matches
from bot.apkt.model import SELESAI, SMS, WA, Ticket, TicketSearch
from bot.apkt.operations import latest_of_matter
from bot.desk.remarks import changes_in_words
from bot.language.answers import IDENTITY, NAME_AND_ADDRESS, PHONE, REPORT_NUMBER, Answer, read_answer, volunteered
from bot.language.corrections import read_correction
from bot.language.names import read_name
from bot.language.normalise import plain

NONE = "tidak_ada"
LONGEST_OWN_WORDS = 200
_IDPEL_DIGITS = 12
_FEWEST_WORDS_OF_A_REMARK = 5
_MOST_NAMESAKES = 50
OTHER_DATA = "lainnya"
_DENIES = re.compile(
    r"(?:(?:oh|eh|ya|wah|loh|lho)\W+)*(?:bukan|tidak|salah|keliru|beda|yang lain|laporan lain)\b", re.IGNORECASE
)
_SURE = 0.7
_SIDE_OF_INTENT = {"lapor_ulang": "pln", "ubah_laporan": "pelanggan"}
NOTHING_DONE = "PETUGAS BELUM DATANG"
# the field of the report that each choice changes (UL-01); other data become a remark
_FIELD_OF_CHOICE = {
    "alamat": "alamat", "acuan_lokasi": "acuan_lokasi", "telepon": "hp_pelapor", "email": "email_pelapor",
}  # fmt: skip
_FIELD_OF_FACT = {
    "alamat_lengkap": "alamat", "acuan_lokasi": "acuan_lokasi", "hp_pelapor": "hp_pelapor",
    "email_pelapor": "email_pelapor",
}  # fmt: skip
_LABEL_IN_REMARK = {"data_kurang": "DATA DILENGKAPI", "nomor_hp_lain": "NOMOR LAIN YANG DAPAT DIHUBUNGI"}
_READ_EXACTLY = frozenset({"hp_pelapor", "email_pelapor"})
_CHOICE_OF_CHANNELS = {
    (True, True): "keduanya", (True, False): "wa", (False, True): "sms", (False, False): "tidak_keduanya",
}  # fmt: skip


# --- which report ------------------------------------------------------------------------------


def look_up_by_number(talk: Talk) -> None:
    """LU-01: once, before anything is asked, the reports made with the number in use or for an IDPEL told before."""
    facts = talk.facts
    if facts["nomor_lama"] or facts["rujukan_laporan"] or facts["laporan_benar"] is not None:
        return
    claim = _claim(talk)
    sought = [Sought(telepon=claim.caller_id)] if claim.caller_id else []
    if claim.idpel:
        sought.insert(0, Sought(idpel=claim.idpel))
    for one in sought:
        ticket = first_matching(candidates(talk.services.tickets, one), claim)
        if ticket is not None:
            note_report_found(talk, ticket)
            return


def note_report_found(talk: Talk, ticket: Ticket) -> None:
    """LU-01: a report to which the caller is matched already; whether it is the one meant is asked."""
    _note_candidate(talk, ticket)
    talk.set("laporan_dari_nomor", True)


def take_right_report(talk: Talk, answer: Answer) -> bool:
    """LU-01: whether it is the report that the caller means; "bukan, yang G54…" names the right one."""
    named = read_answer("rujukan_laporan", talk.text)
    if named.status == "read" and named.reason == REPORT_NUMBER and named.value != talk.facts["nomor_lama"]:
        talk.set("laporan_benar", False)
        return take_reference(talk, named)
    if answer.status != "read" or (answer.value is False and _only_tells_of_it(talk.text)):
        return False
    talk.set("laporan_benar", answer.value)
    if answer.value:
        _note_found(talk)
    else:
        talk.forget("nomor_lama", "waktu_lapor")
    return True


def _only_tells_of_it(text: str) -> bool:
    """ "Belum datang", "e-mail saya belum ada": said of the report that was named, this denies nothing."""
    tells_of_it = any(read_answer(fact, text).status == "read" for fact in ("sisi_masalah", "data_diubah"))
    return tells_of_it and not _DENIES.match(plain(text))


def take_reference(talk: Talk, answer: Answer) -> bool:
    """LU-01, LU-08: number, phone, IDPEL or name and address; a number alone still asks who is calling."""
    store = talk.services.tickets
    if answer.status == "unclear" and answer.candidates:
        # the letter before the digits was left out
        known = (number for number in answer.candidates if store.get(number) is not None)
        answer = Answer("read", next(known, answer.candidates[0]), answer.said, REPORT_NUMBER)
    if volunteered(talk.text).get("pernah_lapor") is False:
        talk.set("percobaan_laporan", talk.services.book.parameter("lapor_ulang", "search_attempts"))
        return talk.go_without("rujukan_laporan")
    if answer.status == "refused" or (answer.status != "read" and talk.intent in ("tidak", "tidak_tahu")):
        return _count_failed_search(talk, wording="tanpa_nomor")
    if answer.status != "read":
        return False
    if answer.reason in (REPORT_NUMBER, PHONE):
        talk.set("rujukan_laporan", answer.value)
        sought = Sought(nomor=answer.value) if answer.reason == REPORT_NUMBER else Sought(telepon=answer.value)
        ticket = first_matching(candidates(store, sought), _claim(talk))
        if ticket is None:
            talk.set("perlu_bukti", True)
        else:
            _note_candidate(talk, ticket)
            _note_found(talk)
        return True
    ticket = _told_by_its_reporter(talk, answer, None)
    if ticket is None:
        _keep_premises(talk, answer)
        return _count_failed_search(talk, wording="tidak_ditemukan")
    talk.set("rujukan_laporan", answer.value)
    _note_candidate(talk, ticket)
    _note_found(talk)
    return True


def take_proof(talk: Talk, answer: Answer) -> bool:
    """LU-01: what the caller tells must agree with the report that was named; else it counts as not found."""
    reference = str(talk.facts["rujukan_laporan"])
    if answer.status == "refused" or (answer.status != "read" and talk.intent in ("tidak", "tidak_tahu")):
        return _count_failed_search(talk, wording="tidak_ditemukan")
    if answer.status != "read" or answer.reason not in (IDENTITY, NAME_AND_ADDRESS):
        return False
    sought = Sought(nomor=reference) if reference[:1] in "GK" else Sought(telepon=reference)
    ticket = _told_by_its_reporter(talk, answer, candidates(talk.services.tickets, sought))
    if ticket is None:
        _keep_premises(talk, answer)
        return _count_failed_search(talk, wording="tidak_ditemukan")
    talk.set("bukti_pelapor", answer.value)
    _note_candidate(talk, ticket)
    _note_found(talk)
    return True


def _told_by_its_reporter(talk: Talk, answer: Answer, among: Iterable[Ticket] | None) -> Ticket | None:
    """The report with which an IDPEL, or name and address, agrees; ``among`` all when none was named."""
    store = talk.services.tickets
    if answer.reason == IDENTITY:
        idpel = _idpel_of(talk, str(answer.value))
        found = candidates(store, Sought(idpel=idpel)) if among is None and idpel else among or ()
        return first_matching(found, Claim(idpel=idpel))
    name = read_name(str(answer.value).split(",")[0]) or talk.facts["nama"]
    if not name:
        return None
    if among is None:
        among = store.search(TicketSearch(nama=name, limit=_MOST_NAMESAKES)).tickets
    claim = Claim(nama=name, jalan=str(answer.value))
    fitting = [ticket for ticket in among if matches(ticket, claim)]
    return min(fitting, key=lambda ticket: ticket.status == SELESAI, default=None)


def _keep_premises(talk: Talk, answer: Answer) -> None:
    """LU-08: a number that leads to no report still tells which premises a new one is about."""
    if answer.reason != IDENTITY or talk.facts["identitas"] is not None:
        return
    customer = look_up_identity(talk, str(answer.value))
    if customer is not None:
        talk.set("identitas", answer.value)
        note_customer(talk, customer)


def _claim(talk: Talk) -> Claim:
    idpel = talk.facts["idpel"] if talk.facts["identitas"] not in (None, NONE) else None
    return Claim(caller_id=talk.facts["no_telepon"], idpel=idpel)


def _idpel_of(talk: Talk, number: str) -> str | None:
    if len(number) == _IDPEL_DIGITS:
        return number
    customer = talk.services.customers.by_meter(number)
    return customer.idpel if customer else None


def _note_candidate(talk: Talk, ticket: Ticket) -> None:
    ticket = latest_of_matter(talk.services.tickets, ticket)
    customer = talk.services.customers.by_idpel(ticket.idpel) if ticket.idpel else None
    if customer is not None:
        talk.set("zona", customer.zona)
    talk.set("nomor_lama", ticket.nomor)
    talk.set("waktu_lapor", written_moment(ticket.created_at, talk.zone()))


def _note_found(talk: Talk) -> None:
    """The caller is matched: what the report holds of how they are reached need not be asked again."""
    talk.set("laporan_cocok", True)
    talk.set("perlu_bukti", None)
    ticket = talk.services.tickets.get(str(talk.facts["nomor_lama"]))
    if ticket is None:
        return
    for fact in ("hp_pelapor", "email_pelapor"):
        if talk.facts[fact] is None and getattr(ticket, fact):
            talk.set(fact, getattr(ticket, fact))
    if talk.facts["kontak"] is None and ticket.kontak:
        talk.set("kontak", _CHOICE_OF_CHANNELS[WA in ticket.kontak, SMS in ticket.kontak])
    if talk.facts["no_telepon"] and ticket.hp_pelapor == talk.facts["no_telepon"]:
        talk.set("nomor_dapat_dihubungi", True)


def _count_failed_search(talk: Talk, wording: str) -> bool:
    """LU-08: ask once more; after that the talk goes on without the report."""
    failed = int(talk.facts["percobaan_laporan"] or 0) + 1
    talk.set("percobaan_laporan", failed)
    talk.forget("perlu_bukti", "bukti_pelapor", "rujukan_laporan")
    if failed >= talk.services.book.parameter("lapor_ulang", "search_attempts"):
        talk.set("tangga", FIRST_TRY)
        return talk.go_without("rujukan_laporan")
    talk.set("tangga", wording)
    return True


# --- what is told about it -----------------------------------------------------------------------


def take_side(talk: Talk, answer: Answer) -> bool:
    """LU-sisi: PLN's side or the customer's; words that tell more than that are the remark already (LU-02)."""
    side = answer if answer.status == "read" else read_answer("sisi_masalah", talk.text)
    whose = side.value if side.status == "read" else _side_of_intent(talk)
    if whose is None:
        return False
    talk.set("sisi_masalah", whose)
    if whose == "pln" and len(talk.text.split()) >= _FEWEST_WORDS_OF_A_REMARK:
        talk.set("keterangan_ulang", talk.text[:LONGEST_OWN_WORDS])
    if whose == "pelanggan":
        _take_changes_told_beside(talk)
    return True


def _side_of_intent(talk: Talk) -> str | None:
    """Asked for the side, who complains again without any of the usual words complains of what was not done."""
    if talk.requested != "sisi_masalah" or talk.confidence < _SURE:
        return None
    return _SIDE_OF_INTENT.get(talk.intent)


def take_remark(fact: str) -> Callable[[Talk, Answer], bool]:
    """A taker for the caller's own words; having nothing to say is an answer too."""

    def taker(talk: Talk, answer: Answer) -> bool:
        if answer.status == "read":
            note_anger_beside_answer(talk)
            talk.set(fact, str(answer.value)[:LONGEST_OWN_WORDS])
            return True
        if answer.status == "refused":
            return talk.go_without(fact)
        return False

    return taker


def take_changed_data(talk: Talk, answer: Answer) -> bool:
    """UL-01: "nomor HP jadi 0812…" tells what it is changed to, too."""
    if answer.status != "read":
        return False
    talk.set("data_diubah", answer.value)
    _take_changes_told_beside(talk)
    return True


def take_new_value(talk: Talk, answer: Answer) -> bool:
    """UL-01: the new value in the form of its field."""
    choice = str(talk.facts["data_diubah"])
    field = _FIELD_OF_CHOICE.get(choice, OTHER_DATA)
    answer = _read_new_value(talk, field, talk.text)
    if answer.status == "refused":
        return talk.go_without("isi_perubahan")
    if answer.status != "read":
        # "eh maksud saya patokannya": other data than were chosen
        which = read_answer("data_diubah", talk.text)
        return which.value != choice and take_changed_data(talk, which)
    _note_change(talk, field, str(answer.value))
    talk.set("isi_perubahan", str(answer.value)[:LONGEST_OWN_WORDS])
    return True


def _read_new_value(talk: Talk, field: str, said: str) -> Answer:
    fact = field if field in _READ_EXACTLY else "isi_perubahan"
    return read_answer(fact, said, caller_phone=talk.facts["no_telepon"] or "")


def take_more_changes(talk: Talk, answer: Answer) -> bool:
    """UL-01: further data are asked in the same way; "patokannya juga" names them at once."""
    if _take_change_put_right(talk):
        return True
    which = read_answer("data_diubah", talk.text)
    if which.status == "read" and not (answer.status == "read" and answer.value is False):
        talk.forget("isi_perubahan")
        return take_changed_data(talk, which)
    if answer.status != "read":
        return False
    if answer.value:
        talk.forget("data_diubah", "isi_perubahan")
        talk.set("tangga", FIRST_TRY)
    else:
        talk.set("ubah_lagi", False)
    return True


def _take_change_put_right(talk: Talk) -> bool:
    """UL-01: "eh salah, nomornya 0812…" puts right what was told last, or what it names; the question stays."""
    changes = talk.facts["perubahan_data"] or {}
    correction = read_correction(talk.text, [value for value in changes.values() if isinstance(value, str)])
    if correction is None or not correction.said:
        return False
    last = _FIELD_OF_CHOICE.get(str(talk.facts["data_diubah"]), OTHER_DATA)
    field = _FIELD_OF_FACT.get(correction.about or "", last)
    value = _read_new_value(talk, field, correction.said)
    if field not in changes or value.status != "read" or value.value == changes[field]:
        return False
    choices = {of_choice: choice for choice, of_choice in _FIELD_OF_CHOICE.items()}
    talk.set("data_diubah", choices.get(field, OTHER_DATA))
    _note_change(talk, field, str(value.value))
    talk.set("isi_perubahan", str(value.value)[:LONGEST_OWN_WORDS])
    return True


def _take_changes_told_beside(talk: Talk) -> None:
    for choice in ("telepon", "email"):
        value = read_answer(_FIELD_OF_CHOICE[choice], talk.text)
        if value.status == "read":
            talk.set("data_diubah", choice)
            _note_change(talk, _FIELD_OF_CHOICE[choice], str(value.value))
            talk.set("isi_perubahan", str(value.value))


def _note_change(talk: Talk, field: str, value: str) -> None:
    talk.set("perubahan_data", {**(talk.facts["perubahan_data"] or {}), field: value[:LONGEST_OWN_WORDS]})


def told_new_values(talk: Talk) -> dict[str, Any]:
    """New values of the report's fields that the caller gave (UL-01, UL-02)."""
    changes = talk.facts["perubahan_data"] or {}
    values = {field: value for field, value in changes.items() if field != OTHER_DATA}
    if "alamat" in values:
        values["lokasi_kejadian"] = values["alamat"]
    return values


def in_apkt_words(talk: Talk) -> list[str]:
    """The caller's own words and data as lines of the remarks, in capitals."""
    facts = talk.facts
    lines = [told(talk, "keterangan_ulang")]
    if facts["sisi_masalah"] == "pln" and not lines[0] and facts["status_laporan"] != SELESAI:
        # LAPOR ULANG wants a remark; of one that is done, the table's own words say so already
        lines = [NOTHING_DONE]
    if facts["status_laporan"] == SELESAI:
        changes = told_new_values(talk)
        lines += changes_in_words(changes)
    lines.append((facts["perubahan_data"] or {}).get(OTHER_DATA))
    for fact, label in _LABEL_IN_REMARK.items():
        value = told(talk, fact)
        lines.append(f"{label}: {value}" if value else None)
    return [" ".join(line.split()).upper() for line in lines if line]


TAKERS: dict[str, Callable[[Talk, Answer], bool]] = {
    "laporan_benar": take_right_report,
    "rujukan_laporan": take_reference,
    "bukti_pelapor": take_proof,
    "sisi_masalah": take_side,
    "keterangan_ulang": take_remark("keterangan_ulang"),
    "data_kurang": take_remark("data_kurang"),
    "nomor_hp_lain": may_be_missing("nomor_hp_lain"),
    "data_diubah": take_changed_data,
    "isi_perubahan": take_new_value,
    "ubah_lagi": take_more_changes,
}
