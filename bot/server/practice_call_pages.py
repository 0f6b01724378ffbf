"""``/latihan/{id}``: the window of a call. The page is drawn once; what is done in it goes and comes as JSON.

Whatever is done answers :func:`bot.server.practice_view.standing_of`: the new lines of the talk, the customer's mood,
whether the call is over. A form that is not complete answers 422 and names the field; nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Body, Depends, Path, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from pydantic import BaseModel, Field

from bot.apkt.errors import TicketError
from bot.apkt.model import GANGGUAN, KELUHAN, Ticket, TicketSearch
from bot.apkt.operations import LAPOR_ULANG, UPDATE_LAPORAN
from bot.customers.applications import KINDS, ApplicationDraft
from bot.customers.model import Customer
from bot.desk.follow_up import LAPORAN_BARU, Situation, problem_of
from bot.desk.forms import FilledForm
from bot.desk.placing import place_of_words, unit_code_of
from bot.roleplay.practice.attempt import Attempt, AttemptError
from bot.roleplay.practice.spoken import Spoken
from bot.roleplay.studio.attempts import AttemptChanged, AttemptUnknown, KeptAttempt
from bot.server.access import Person, require
from bot.server.desk_follow_up_pages import CHANGEABLE, told_of
from bot.server.desk_form_view import customer_values, form_values, region_values
from bot.server.desk_view import LABELS
from bot.server.errors import ApiError, status_of_ticket_error
from bot.server.practice_room import PracticeRoom
from bot.server.practice_view import LEVEL_WORDS, entries_of, names_of_topics, standing_of
from bot.server.rendering import render_page
from bot.server.services import services_of
from bot.server.workplace import render_workplace

LONGEST_WORDS = 4_000
LONGEST_VALUE = 2_000
MOST_FIELDS = 80
REPORTS_SHOWN = 20

_FORMS = {"gangguan": GANGGUAN, "keluhan": KELUHAN}
_ICONS = {"lapor-ulang": LAPOR_ULANG, "update": UPDATE_LAPORAN, "laporan-baru": LAPORAN_BARU}

Trainee = Annotated[Person, Depends(require("training.practise"))]
AttemptId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]
Words = Annotated[str, Body(embed=True, max_length=LONGEST_WORDS)]
Values = Annotated[dict[str, str], Body(embed=True)]

router = APIRouter(prefix="/latihan", include_in_schema=False)


@dataclass(frozen=True)
class _Call:
    room: PracticeRoom
    kept: KeptAttempt
    person: Person
    shown: int | None = None

    async def look(self) -> Attempt:
        """The call, to be looked at."""
        return await run_in_threadpool(self.room.look, self.kept)

    async def do(self, deed: Callable[[Attempt, float], Any]) -> JSONResponse:
        """Do something in the call.

        Raises:
            ApiError: 409 when the call is over or went on elsewhere, 422 for what the form refuses.
        """

        def work() -> dict[str, Any]:
            before = len(self.room.look(self.room.attempts.get(self.kept.id)).events)
            shown = before if self.shown is None else min(self.shown, before)
            try:
                attempt, done = self.room.change(self.kept, deed)
            except (AttemptError, AttemptChanged) as refusal:
                raise ApiError(409, str(refusal)) from None
            except TicketError as refusal:
                label = LABELS.get(refusal.field or "", "")
                words = f"{label}: {refusal.message}" if label else refusal.message
                raise ApiError(status_of_ticket_error(refusal), words, field=refusal.field) from None
            return {**standing_of(attempt, shown), "done": done}

        return JSONResponse(await run_in_threadpool(work), headers={"Cache-Control": "no-store"})


async def own_call(
    request: Request, person: Trainee, attempt_id: AttemptId, sejak: Annotated[int | None, Query(ge=0)] = None
) -> _Call:
    """Dependency: the attempt of whoever asks, and how many of its events the window shows (``sejak``).

    Raises:
        ApiError: 404 if there is none, or it is somebody else's.
    """
    room = services_of(request).practice
    try:
        kept = await run_in_threadpool(room.attempts.get, attempt_id)
    except AttemptUnknown as unknown:
        raise ApiError(404, str(unknown)) from None
    if kept.trainee != person.account.name:
        raise ApiError(404, "Latihan ini tidak ada.")
    return _Call(room, kept, person, sejak)


Own = Annotated[_Call, Depends(own_call)]


@router.get("/{attempt_id}")
async def call_page(request: Request, call: Own) -> Response:
    """The window of a call that goes on; one that is finished leads to its result."""
    if call.kept.finished_at is not None:
        return RedirectResponse(f"/latihan/{call.kept.id}/hasil", 303)
    attempt = await call.look()
    values = {
        "kept": call.kept,
        "scenario": attempt.call.scenario,
        "topic": names_of_topics(call.room.book)[call.kept.topic],
        "level": LEVEL_WORDS[call.kept.level],
        "moment": attempt.moment,
        "zone": attempt.call.sheet.customer.zona,
        "caller_id": attempt.call.sheet.caller_id,
        "known": await run_in_threadpool(_known_caller, attempt),
        "standing": standing_of(attempt, 0),
        "entries": entries_of(attempt),
        "kinds": KINDS,
        "longest": LONGEST_WORDS,
        "phone": services_of(request).phone.installed,
    }
    return render_workplace(request, call.person, "practice_call.html", values)


class SpokenWords(BaseModel):
    """How words were spoken: what was heard, how surely, and whether the trainee looked at it before it counted."""

    terdengar: str = Field(max_length=LONGEST_WORDS)
    yakin: float = Field(ge=0, le=1)
    diperiksa: bool

    def as_spoken(self) -> Spoken:
        """The same for the call."""
        return Spoken(self.terdengar, self.yakin, self.diperiksa)


@router.post("/{attempt_id}/ucap")
async def say(call: Own, text: Words, lisan: Annotated[SpokenWords | None, Body(embed=True)] = None) -> JSONResponse:
    """The trainee says something, in writing or by voice (``lisan``)."""
    spoken = lisan.as_spoken() if lisan else None
    return await call.do(lambda attempt, seconds: attempt.say(text, seconds, spoken) and None)


@router.post("/{attempt_id}/betulkan")
async def put_right(call: Own, giliran: Annotated[int, Body(embed=True, ge=0)], text: Words) -> JSONResponse:
    """What was heard in a spoken turn is not what was said; ``giliran`` is its ``place``."""
    return await call.do(lambda attempt, _: attempt.put_right(giliran, text))


@router.post("/{attempt_id}/diam")
async def stay_silent(call: Own) -> JSONResponse:
    """Nothing was said for a while."""
    return await call.do(lambda attempt, seconds: attempt.silence(seconds) and None)


@router.post("/{attempt_id}/petunjuk")
async def hint(call: Own, kekuatan: Annotated[int, Body(embed=True, ge=1, le=3)] = 1) -> JSONResponse:
    """The next step of the SOP, in one of three strengths; it is noted."""
    return await call.do(lambda attempt, _: attempt.hint(kekuatan).text)


@router.post("/{attempt_id}/alihkan")
async def hand_over(call: Own, alasan: Annotated[str, Body(embed=True, max_length=300)]) -> JSONResponse:
    """Give the call to another officer."""
    if not alasan.strip():
        raise ApiError(422, "Sebutkan alasan panggilan dialihkan.", field="alasan")
    return await call.do(lambda attempt, seconds: attempt.hand_over(alasan.strip(), seconds))


@router.post("/{attempt_id}/selesai")
async def finish(call: Own) -> JSONResponse:
    """End the call and score it; gives the address of the result."""
    try:
        await run_in_threadpool(call.room.finish, call.kept)
    except AttemptChanged as changed:
        raise ApiError(409, str(changed)) from None
    return JSONResponse({"address": f"/latihan/{call.kept.id}/hasil"})


# --- APKT for practice ----------------------------------------------------------------------------


@router.get("/{attempt_id}/formulir/{form}")
async def empty_form(request: Request, call: Own, form: str) -> HTMLResponse:
    """The fields of GANGGUAN or KELUHAN, with what was typed already, to be put into the window.

    Raises:
        ApiError: 404 for a form that there is not.
    """
    jenis = _form(form)
    attempt = await call.look()
    typed = dict(attempt.form)
    ways = [way for way in typed.pop("kontak", "").split(",") if way]
    filled = FilledForm.read(jenis, typed, ways)
    values = await run_in_threadpool(form_values, call.room.book, filled, "")
    return render_page(request, "practice_form.html", {**values, "kept": call.kept, "name": form})


@router.post("/{attempt_id}/isi")
async def fill(
    call: Own, field: Annotated[str, Body(max_length=60)], value: Annotated[str, Body(max_length=LONGEST_VALUE)]
) -> JSONResponse:
    """Something was typed into a field of the form."""
    return await call.do(lambda attempt, seconds: attempt.fill(field, value, seconds))


@router.post("/{attempt_id}/simpan/{form}")
async def save_report(
    call: Own, form: str, values: Values, kontak: Annotated[list[str], Body(embed=True)]
) -> JSONResponse:
    """Save the form; ``done`` is the number of the report."""
    jenis, typed = _form(form), _bounded(values)
    return await call.do(lambda attempt, seconds: attempt.save_report(jenis, typed, kontak, seconds).nomor_tampil)


@router.post("/{attempt_id}/permohonan")
async def apply(call: Own, values: Values) -> JSONResponse:
    """Take an application in AP2T; ``done`` is its number."""
    draft = _draft(_bounded(values))
    return await call.do(lambda attempt, seconds: attempt.apply(draft, seconds).nomor)


@router.get("/{attempt_id}/pelanggan/{nomor}")
async def record(call: Own, nomor: Annotated[str, Path(max_length=20)]) -> dict[str, Any]:
    """The record of an IDPEL, meter or telephone number, as the form is filled in from it.

    Raises:
        ApiError: 404 without such a record.
    """
    attempt = await call.look()
    records = attempt.desk.customers

    def find() -> Customer | None:
        return records.by_idpel(nomor) or records.by_meter(nomor) or records.by_phone(nomor)

    customer = await run_in_threadpool(find)
    if customer is None:
        raise ApiError(404, "Nomor ini tidak ada pada data pelanggan.")
    return {**await run_in_threadpool(customer_values, customer), "alamat_tercatat": customer.alamat}


@router.get("/{attempt_id}/wilayah/{words}")
async def region(call: Own, words: Annotated[str, Path(max_length=300)]) -> dict[str, Any]:  # noqa: ARG001  the right
    """What the region named by the words fills in; see :func:`bot.server.desk_form_view.region_values`."""
    return await run_in_threadpool(region_values, words)


@router.get("/{attempt_id}/tiket")
async def search(request: Request, call: Own, cari: Annotated[str, Query(max_length=100)] = "") -> HTMLResponse:
    """Monitoring Tiket of the call: reports by number, telephone, IDPEL, name or address."""
    attempt = await call.look()
    words = cari.strip()
    found = await run_in_threadpool(_found, attempt, words) if words else []
    return render_page(request, "practice_tickets.html", {"tickets": found, "words": words, "zone": _zone(attempt)})


@router.get("/{attempt_id}/tiket/{nomor}")
async def ticket_part(request: Request, call: Own, nomor: Annotated[str, Path(max_length=20)]) -> HTMLResponse:
    """One report and its icons.

    Raises:
        ApiError: 404 if there is none of that number.
    """
    attempt = await call.look()
    ticket, situation = await run_in_threadpool(_report, attempt, nomor)
    values = {
        "ticket": ticket,
        "situation": situation,
        "labels": LABELS,
        "fields": {name: getattr(ticket, name) or "" for name in CHANGEABLE},
        "problem_words": problem_of(ticket),
        "zone": _zone(attempt),
    }
    return render_page(request, "practice_ticket.html", values)


@router.post("/{attempt_id}/tiket/{nomor}/{icon}")
async def press(call: Own, nomor: Annotated[str, Path(max_length=20)], icon: str, values: Values) -> JSONResponse:
    """Press LAPOR ULANG or UPDATE LAPORAN; ``done`` is the number that the customer is told.

    Raises:
        ApiError: 404 for an icon or a number that there is not.
    """
    if icon not in _ICONS:
        raise ApiError(404)
    typed = _bounded(values)
    attempt = await call.look()
    ticket, _ = await run_in_threadpool(_report, attempt, nomor)
    told = told_of(ticket, typed)
    return await call.do(
        lambda attempt, seconds: attempt.follow_up(ticket.nomor, _ICONS[icon], told, seconds).nomor_tampil
    )


def _known_caller(attempt: Attempt) -> Customer | None:
    """Whom the records know by the caller's number (CRM-01)."""
    number = attempt.call.sheet.caller_id
    return attempt.desk.customers.by_phone(number) if number else None


def _found(attempt: Attempt, words: str) -> list[Ticket]:
    by_number = attempt.desk.tickets.get(words.upper())
    page = attempt.desk.search(TicketSearch(q=words, limit=REPORTS_SHOWN))
    others = [one for one in page.tickets if by_number is None or one.nomor != by_number.nomor]
    if not others and by_number is None and sum(sign.isdigit() for sign in words) > 8:
        others = list(attempt.desk.search(TicketSearch(telepon=words, limit=REPORTS_SHOWN)).tickets)
        others = others or list(attempt.desk.search(TicketSearch(idpel=words, limit=REPORTS_SHOWN)).tickets)
    return [*([by_number] if by_number else []), *others]


def _report(attempt: Attempt, nomor: str) -> tuple[Ticket, Situation]:
    ticket = attempt.desk.tickets.get(nomor)
    situation = attempt.desk.situation(nomor, _zone(attempt)) if ticket else None
    if ticket is None or situation is None:
        raise ApiError(404, "Laporan ini tidak ada.")
    return ticket, situation


def _zone(attempt: Attempt) -> str:
    return attempt.call.sheet.customer.zona


def _form(name: str) -> str:
    if name not in _FORMS:
        raise ApiError(404)
    return _FORMS[name]


def _bounded(values: dict[str, str]) -> dict[str, str]:
    if len(values) > MOST_FIELDS or any(len(value) > LONGEST_VALUE for value in values.values()):
        raise ApiError(422, "Isian formulir terlalu panjang.")
    return values


def _draft(values: dict[str, str]) -> ApplicationDraft:
    def text(name: str) -> str | None:
        return " ".join(values.get(name, "").split()) or None

    def day(name: str) -> date | None:
        written = text(name)
        try:
            return date.fromisoformat(written) if written else None
        except ValueError:
            raise ApiError(422, "Tanggal harus berupa tanggal yang benar.", field=name) from None

    power = "".join(sign for sign in values.get("daya", "") if sign.isdigit())
    if values.get("jenis") not in KINDS:
        raise ApiError(422, "Pilih jenis permohonannya.", field="jenis")
    if not power or len(power) > 9:
        raise ApiError(422, "Daya harus diisi dalam VA, misalnya 2200.", field="daya")
    return ApplicationDraft(
        jenis=values["jenis"],
        daya=int(power),
        nama_pelapor=text("nama_pelapor"),
        alamat=text("alamat"),
        idpel=text("idpel"),
        hp_pelapor=text("hp_pelapor"),
        email_pelapor=text("email_pelapor"),
        mulai=day("mulai"),
        sampai=day("sampai"),
        kode_unit=_serving_unit(text("idpel"), text("alamat")),
    )


def _serving_unit(idpel: str | None, address: str | None) -> str:
    place = place_of_words(address) if address else None
    return place.kode_unit if place else unit_code_of(None, idpel)
