"""Officers for practice calls: one who does all that the book says, and one who leaves a single rule out.

They speak in signs (``<PRK-03>``), so that what is tested is the call and the score, not how words are understood; or
in the words of :mod:`.paraphraser`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from bot import clock
from bot.customers.applications import ApplicationDraft
from bot.desk.follow_up import LAPORAN_BARU, Told
from bot.desk.forms import DIAGNOSIS_FIELD, NO_NUMBER_FIELD, YES
from bot.officers.carrying import carrying
from bot.roleplay.practice import events as kinds
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.practice.talk import DEEDS
from bot.roleplay.world import NONE_GIVEN
from bot.sop.book import Book, Outcome, load_book
from bot.sop.conformance.course import course_of
from bot.sop.conformance.talk import Act

BOOK: Book = load_book()
LONGEST = 120
_APPLICATION_RULES = carrying(BOOK).by_deed(DEEDS[kinds.APPLIED])
_SIGN = re.compile(r"<([^<>]+)>")
_RULES = {rule_id.lower(): rule_id for rule_id in BOOK.rules}
_CHANNELS = {"wa": ("telepon", "wa"), "sms": ("telepon", "sms"), "keduanya": ("telepon", "wa", "sms")}


class SignEar:
    """Understands signs."""

    def acts(self, text: str, asked: Sequence[str] = (), topic: str = "") -> tuple[Act, ...]:  # noqa: ARG002
        return tuple(Act(_RULES[found[1]], True, found.start(), found.end()) for found in _SIGN.finditer(text))

    def forbidden(self, text: str) -> tuple[Act, ...]:  # noqa: ARG002
        return ()


def sign(attempt: Attempt, rule_id: str) -> str:
    """The sign of a rule, with what must be named in it: the street, the number."""
    rule = BOOK.rules[rule_id]
    words = f"<{rule_id.lower()}>"
    if rule.ask == "alamat_sesuai":
        words += f" di {attempt.call.sheet.customer.jalan}"
    if rule.ask == "nomor_dicatat" and attempt.numbers:
        words += f" nomor laporannya {attempt.numbers[-1]}"
    return words


def serve(
    attempt: Attempt,
    *,
    leaving_out: Collection[str] = (),
    blank: Collection[str] = (),
    speak: Callable[[Attempt, str], str] = sign,
    tries: int = LONGEST,
) -> Attempt:
    """Serve a call from greeting to farewell.

    Args:
        leaving_out: rules that this officer never carries out.
        blank: fields of the form that this officer leaves empty.
        speak: the words for a rule.
        tries: how often this officer says the same thing before going on without it.
    """
    found: set[str] = set()
    leaving_out, said = set(leaving_out), Counter[str]()

    def say(rule: str) -> None:
        attempt.say(speak(attempt, rule))
        said[rule] += 1
        if said[rule] >= tries:
            leaving_out.add(rule)

    for _ in range(LONGEST):
        if attempt.over:
            break
        called = _called_for(attempt) - leaving_out
        ahead = [hint.rule for hint in attempt.script() if hint.rule not in leaving_out]
        number = str(attempt.told.get("identitas") or "")
        if number.isdigit() and number not in found and attempt.desk.customer_of(number, number) is not None:
            found.add(number)
        if number.isdigit() and number not in found and "PRK-06" not in leaving_out:
            say("PRK-06")
        elif called:
            say(min(called))
        elif ahead and _is_report(ahead[0]):
            _do_the_form(attempt, blank)
        elif ahead and ahead[0] in _APPLICATION_RULES and BOOK.rules[ahead[0]].critical:
            apply(attempt)
        elif ahead:
            say(ahead[0])
        else:
            break
    return attempt


def _called_for(attempt: Attempt) -> set[str]:
    """Rules to which the customer gave occasion and which were not carried out."""
    called = {rule for event in attempt.events if event.kind == kinds.CALLER for rule in event.content["calls_for"]}
    said = {rule for event in attempt.events if event.kind == kinds.OFFICER for rule, *_ in event.content["acts"]}
    return called - said


def _is_report(rule_id: str) -> bool:
    return "nomor" in BOOK.rules[rule_id].written


def _do_the_form(attempt: Attempt, blank: Collection[str]) -> None:
    topic, talk = BOOK.topics[attempt.call.scenario.topic], attempt.talk()
    # who did not ask guesses right: what is left out costs its own points and no others
    told = {**talk.sheet, **attempt.told}
    course = course_of(BOOK, topic, told, talk.comes_to_light)
    assert course.row is not None
    if topic.name == "lapor_ulang":
        _follow_up(attempt, course.row, attempt.told)
    else:
        values, ways = form_of(attempt, course.row, course.facts)
        values = {name: value for name, value in values.items() if name not in blank}
        attempt.save_report((course.row.ticket or {})["jenis"], values, () if "kontak" in blank else ways)


def form_of(attempt: Attempt, row: Outcome, told: Mapping[str, Any]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The form as the book and the customer's words fill it.

    Args:
        told: by which the row and its text were chosen.
    """
    customer, sheet = attempt.call.sheet.customer, attempt.call.sheet
    ticket = row.ticket or {}
    nothing = (None, NONE_GIVEN, "tidak_disebutkan", "tidak_tahu")
    known = {name: value for name, value in attempt.told.items() if value not in nothing}
    words = {name: str(value).replace("_", " ") for name, value in told.items()}
    values = {
        "permasalahan": row.permasalahan_for(told).format_map(words),
        "tipe_permasalahan": ticket.get("tipe_permasalahan", ""),
        "tipe_wo": ticket.get("tipe_wo", ""),
        "tipe_keluhan": ticket.get("tipe_keluhan", ""),
        "tipe_sub_keluhan": ticket.get("tipe_sub_keluhan", ""),
        "issue_closed": YES if ticket.get("issue_closed") else "",
        "nama_pelapor": known.get("nama", "TIDAK DISEBUTKAN"),
        "no_telepon": sheet.caller_id or "",
        "alamat": known.get("alamat_lengkap", customer.alamat),
        "kelurahan": customer.kelurahan,
        "kecamatan": customer.kecamatan,
        "kabupaten": customer.kabupaten,
        "unit": customer.unit,
        "unit_pelayanan": customer.unit_pelayanan or f"ULP {customer.kecamatan}",
        "posko": customer.posko or f"POSKO {customer.kecamatan}",
        "lat": str(customer.lat or -6.2),
        "lon": str(customer.lon or 106.8),
        "acuan_lokasi": known.get("acuan_lokasi", ""),
        "email_pelapor": known.get("email_pelapor", ""),
        "hp_pelapor": known.get("hp_pelapor") or (sheet.caller_id if known.get("nomor_dapat_dihubungi") else "") or "",
        "keterangan": known.get("alasan_beda_alamat", ""),
        "zona": customer.zona,
    }  # fmt: skip
    number = str(known.get("identitas", ""))
    values["idpel" if len(number) == 12 else "nomor_meter"] = number
    for fact, field in (("tanggal_padam", "tanggal_padam"), ("waktu_konfirmasi", "waktu_konfirmasi")):
        if fact in known:
            values[field] = f"{clock.local(known[fact], customer.zona):%Y-%m-%dT%H:%M}"
    if "waktu_konfirmasi" in known:
        values["konfirmasi"] = YES
    if ticket.get("self_diagnosis"):
        values |= _codes(told)
    ways = _CHANNELS.get(str(known.get("kontak")), ("telepon",) if values["hp_pelapor"] else ())
    return {name: value for name, value in values.items() if value}, ways


def _codes(told: Mapping[str, Any]) -> dict[str, str]:
    """The nine values; APKT takes no report without one of them, so who did not ask guesses right."""
    read = {rule.code: told[rule.ask] for rule in BOOK.rules.values() if rule.code}
    return {
        (NO_NUMBER_FIELD if value == "Null" else DIAGNOSIS_FIELD).format(code=code): YES if value == "Null" else value
        for code, value in read.items()
    }


def _follow_up(attempt: Attempt, row: Outcome, told: Mapping[str, Any]) -> None:
    earlier = attempt.call.sheet.earlier
    assert earlier is not None
    words = [
        str(told[name])
        for name in ("keterangan_ulang", "data_kurang")
        if told.get(name) not in (None, "tidak_disebutkan")
    ]
    changes: dict[str, Any] = {}
    field = {"alamat": "alamat", "acuan_lokasi": "acuan_lokasi", "telepon": "hp_pelapor", "email": "email_pelapor"}.get(
        str(told.get("data_diubah"))
    )
    change = told.get("isi_perubahan")
    if change not in (None, "tidak_disebutkan"):
        if field:
            changes[field] = change
        else:
            words.append(str(change))
    for name in ("hp_pelapor", "email_pelapor"):
        if row.makes_report and told.get(name) not in (None, NONE_GIVEN):
            changes.setdefault(name, told[name])
    if told.get("nomor_hp_lain") not in (None, NONE_GIVEN):
        changes["hp_pelapor"] = told["nomor_hp_lain"]
    operation = next(iter(row.operations), LAPORAN_BARU)
    attempt.follow_up(
        earlier.number,
        operation,
        Told(remark=". ".join(words) or "LAPOR ULANG", changes=changes, urgent=bool(told.get("mendesak"))),
    )


def _day(value: Any) -> date | None:
    return value.date() if isinstance(value, datetime) else value


def apply(attempt: Attempt) -> None:
    """Take the application."""
    told, customer = {**attempt.talk().sheet, **attempt.told}, attempt.call.sheet.customer
    attempt.apply(
        ApplicationDraft(
            jenis=str(told["jenis_permohonan"]).upper(),
            daya=int(told["daya_permohonan"]),
            nama_pelapor=told.get("nama"),
            alamat=told.get("alamat_permohonan"),
            idpel=customer.idpel if told.get("idpel_permohonan") else None,
            no_telepon=attempt.call.sheet.caller_id,
            mulai=_day(told.get("mulai_sementara")),
            sampai=_day(told.get("sampai_sementara")),
            kode_unit=customer.kode_unit,
        )
    )
