"""``/qa/penilaian/…``: one audited talk with the marks of the rules, objections to them, and what is ruled on those."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.language.masking import masked
from bot.qa.audit.disputes import RULINGS, Dispute, DisputeError, Disputes
from bot.qa.audit.page import STATUS_NAMES
from bot.qa.audit.stored import BotTalks
from bot.qa.audit.summary import Audited, audited_talk
from bot.qa.personal import mask_of, personal_values
from bot.server.access import Person, require
from bot.server.audit_view import Hide, MarkedTalk, marked_talk, shown_dispute, titles_of_rules
from bot.server.errors import ApiError
from bot.server.services import services_of
from bot.server.workplace import render_workplace
from bot.sop.book import load_book

LONGEST_REASON = 1_000
LONGEST_TALK = 200
DISPUTES_SHOWN = 200
_TALK_PATH = "/qa/penilaian/percakapan"

Viewer = Annotated[Person, Depends(require("audit.view"))]
TalkName = Annotated[str, Query(max_length=LONGEST_TALK)]
Reason = Annotated[str, Form(max_length=LONGEST_REASON)]

router = APIRouter(prefix="/qa/penilaian", include_in_schema=False)


@dataclass(frozen=True)
class _Seen:
    """An audited talk as a person may see it."""

    marked: MarkedTalk
    disputes: tuple[Dispute, ...]
    hide: Hide


@router.get("/percakapan")
async def talk_page(
    request: Request,
    person: Viewer,
    pengenal: TalkName,
    aturan: Annotated[str, Query(max_length=40)] = "",
    perkara: Annotated[int, Query(ge=1)] = 1,
) -> HTMLResponse:
    """One talk of the bot held against the book now, with every ruling so far.

    Args:
        pengenal: the talk, as an audit names it.
        aturan, perkara: a verdict that somebody is about to object to.

    Raises:
        ApiError: 404 if there is no such talk.
    """
    seen = await run_in_threadpool(_seen, request, person, pengenal)
    titles = titles_of_rules()
    values = {
        "talk": seen.marked,
        "disputes": [shown_dispute(one, titles, seen.hide) for one in seen.disputes],
        "disputed": {(one.matter, one.rule): one.number for one in seen.disputes},
        "chosen": (perkara, aturan),
        "rulings": {status: STATUS_NAMES[status] for status in RULINGS},
        "longest": LONGEST_REASON,
    }
    return render_workplace(request, person, "qa_audit_talk.html", values)


@router.get("/sanggahan")
async def disputes_page(
    request: Request, person: Viewer, keadaan: Literal["", "terbuka", "diputuskan"] = ""
) -> HTMLResponse:
    """Every objection, the newest first, with its state.

    Args:
        keadaan: only those that are open, or only those that were ruled on.
    """
    found = await run_in_threadpool(_all_shown, request, person)
    counts = {"": len(found), "terbuka": sum(not one["ruling"] for one in found)}
    counts["diputuskan"] = counts[""] - counts["terbuka"]
    shown = [one for one in found if not keadaan or bool(one["ruling"]) == (keadaan == "diputuskan")]
    values = {"disputes": shown[:DISPUTES_SHOWN], "state": keadaan, "counts": counts, "most": DISPUTES_SHOWN}
    return render_workplace(request, person, "qa_disputes.html", values)


@router.post("/sanggahan")
async def object_to(
    request: Request,
    person: Annotated[Person, Depends(require("audit.dispute"))],
    pengenal: Annotated[str, Form(max_length=LONGEST_TALK)],
    aturan: Annotated[str, Form(max_length=60)],
    alasan: Reason = "",
) -> Response:
    """Object to the verdict on a rule.

    Args:
        aturan: ``<number of the matter>:<rule>``.

    Raises:
        ApiError: 404 if there is no such talk; 422 without a reason, or for a rule that the talk has no verdict on.
    """
    number, _, rule = aturan.partition(":")
    seen = await run_in_threadpool(_seen, request, person, pengenal)
    if not number.isdecimal() or seen.marked.mark_of(int(number), rule) is None:
        raise ApiError(422, "Pilih aturan yang dinilai dalam percakapan ini.", field="aturan")
    if not alasan.strip():
        raise ApiError(422, "Tuliskan alasan sanggahannya.", field="alasan")
    made = await run_in_threadpool(_add, request, person, pengenal, int(number), rule, alasan)
    return RedirectResponse(_address(pengenal, made.number), 303)


@router.post("/sanggahan/{number}/putusan")
async def rule_on(
    request: Request,
    person: Annotated[Person, Depends(require("audit.decide"))],
    number: int,
    putusan: Annotated[str, Form(max_length=40)] = "",
    alasan: Reason = "",
) -> Response:
    """Rule on an objection; the latest ruling counts, and earlier ones stay stored.

    Raises:
        ApiError: 404 if there is no such objection; 422 without a reason or a ruling.
    """
    if putusan not in RULINGS:
        raise ApiError(422, "Pilih putusannya.", field="putusan")
    if not alasan.strip():
        raise ApiError(422, "Tuliskan alasan putusannya.", field="alasan")
    ruled = await run_in_threadpool(_rule, request, person, number, putusan, alasan)
    return RedirectResponse(_address(ruled.talk, number), 303)


def _address(talk: str, number: int) -> str:
    return f"{_TALK_PATH}?{urlencode({'pengenal': talk})}#sanggahan-{number}"


def _seen(request: Request, person: Person, name: str) -> _Seen:
    url = services_of(request).settings.database_url
    with closing(BotTalks(load_book(), url)) as talks, closing(Disputes(url)) as disputes:
        talk = talks.talk(name)
        if talk is None:
            raise ApiError(404, "Percakapan ini tidak tersimpan di sini, sehingga tidak dapat ditampilkan.")
        audited = audited_talk(load_book(), talk, disputes.all(name))
    hide = _hiding(person, audited)
    return _Seen(marked_talk(audited, hide), audited.disputes, hide)


def _hiding(person: Person, audited: Audited) -> Hide:
    if person.may("personal_data.view"):
        return str
    return mask_of(personal_values(audited.talk.told()))


def _all_shown(request: Request, person: Person) -> list[dict[str, object]]:
    with closing(Disputes(services_of(request).settings.database_url)) as disputes:
        found = disputes.all()
    hides = _hides(request, person, {one.talk for one in found})
    titles = titles_of_rules()
    return [shown_dispute(one, titles, hides[one.talk]) for one in reversed(found)]


def _hides(request: Request, person: Person, names: Iterable[str]) -> dict[str, Hide]:
    """For each talk what hides its caller; a talk of a transcript is not stored, and hides what looks personal."""
    if person.may("personal_data.view"):
        return dict.fromkeys(names, str)
    with closing(BotTalks(load_book(), services_of(request).settings.database_url)) as talks:
        stored = {name: talks.talk(name) for name in names}
    return {name: mask_of(personal_values(talk.told())) if talk else masked for name, talk in stored.items()}


def _add(request: Request, person: Person, talk: str, matter: int, rule: str, why: str) -> Dispute:
    with closing(Disputes(services_of(request).settings.database_url)) as disputes:
        made = disputes.add(talk, rule, who=person.account.display_name, why=why, matter=matter)
    _log(request, person, "audit.dispute", made)
    return made


def _rule(request: Request, person: Person, number: int, status: str, why: str) -> Dispute:
    with closing(Disputes(services_of(request).settings.database_url)) as disputes:
        try:
            ruled = disputes.rule(number, status, who=person.account.display_name, why=why)
        except DisputeError as error:
            raise ApiError(404, str(error)) from None
    _log(request, person, "audit.decide", ruled)
    return ruled


def _log(request: Request, person: Person, action: str, dispute: Dispute) -> None:
    subject = f"sanggahan {dispute.number}: {dispute.rule} pada {dispute.talk}"
    services_of(request).people.activity.record(
        action, actor=person.account.name, subject=subject, address=person.address
    )
