"""One talk from the first message to its end, and what is wrong with it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import permutations
from typing import Any

from bot import clock
from bot.apkt.model import BELUM_SELESAI, SELESAI, Ticket
from bot.customers.applications import Application
from bot.qa.loops_of_book import HAND_OVER
from bot.qa.selfplay.branches import Branch
from bot.qa.selfplay.customer import SimulatedCustomer
from bot.qa.selfplay.laboratory import Laboratory
from bot.qa.selfplay.oracle import Oracle, Verdict
from bot.qa.selfplay.talk import (
    BROKE,
    CORRECTED,
    DEAD_END,
    EXTRA_TICKET,
    NO_TICKET,
    NOT_HANDED_OVER,
    NOT_TOLD,
    THE_MATTER,
    VOLUNTEERED,
    WRONG_APPLICATION,
    WRONG_EARLIER,
    WRONG_TICKET,
    Exchange,
    Failure,
    Noise,
    Said,
    TalkResult,
)
from bot.qa.selfplay.watch import Watch
from bot.qa.values import agrees
from bot.roleplay.sheet import EarlierReport, Sheet
from bot.sop.book import Book

LONGEST_TALK = 90
"""Messages of the customer; the longest way through the book takes about forty."""

MOST_ANSWERS = 5
"""Times that one question may be answered in full. Where the book itself asks again, three suffice."""

MOST_OPENINGS = 3
"""Times that the matter may be told before the assistant takes it up."""

_COUNT = "count"


@dataclass(frozen=True)
class Part:
    """One talk to be played: whose, by which branch, with which noises."""

    number: int
    branch: Branch
    sheet: Sheet
    noises: tuple[Noise, ...]
    seed: str


@dataclass
class _State:
    """What the talk's events have told so far."""

    seen: int = 0
    asks: str | None = None
    ended: bool = False
    exchanges: list[Exchange] = field(default_factory=list)
    too_late: dict[int, dict[str, Any]] = field(default_factory=lambda: defaultdict(dict))
    told: set[str] = field(default_factory=set)
    matters: int = 1
    reports_of_other_matters: int = 0
    handed_over: bool = False
    asked_for_human_late: bool = False

    def take(self, events: list[dict[str, Any]]) -> None:
        self.seen += len(events)
        self.handed_over = False
        for event in events:
            if event["event"] == "slot" and event["name"] == "requested_slot":
                self.asks = event["value"]
            elif event["event"] == "slot" and event["name"] == "percakapan_selesai":
                self.ended = bool(event["value"])
            elif event["event"] == "action" and event["name"] == HAND_OVER:
                self.handed_over = True


class Player:
    """Plays talks in a laboratory, one after the other."""

    def __init__(self, book: Book, laboratory: Laboratory) -> None:
        self._book = book
        self._laboratory = laboratory
        self._oracle = Oracle(book)
        self._senders: Counter[str] = Counter()

    async def play(self, part: Part) -> TalkResult:
        """Play one talk; whatever breaks is part of its result."""
        self._laboratory.clear()
        customer = SimulatedCustomer(self._book, part.sheet, part.noises, part.seed)
        metadata = {"telepon": part.sheet.caller_id} if part.sheet.caller_id else {}
        state = _State()
        failures: list[Failure] = []
        with clock.at(part.sheet.moment):
            try:
                for sheet in (part.sheet, part.sheet.second):
                    if sheet is not None and sheet.earlier is not None:
                        self._laboratory.report_before(sheet.earlier)
                failures += await self._talk(part, customer, metadata, state)
            except Exception as error:  # a talk that breaks is a finding, and the others are played all the same
                failures.append(Failure(BROKE, type(error).__name__, str(error)))
            matters = [(part.sheet, customer.told_in_first)]
            if part.sheet.second is not None:
                matters.append((part.sheet.second, customer.told))
            verdicts = [
                self._verdict(sheet, told, customer, state, matter) for matter, (sheet, told) in enumerate(matters, 1)
            ]
            if not failures:
                failures += self._faults_of_ending(part, verdicts, state)
        return TalkResult(
            number=part.number,
            topic=part.branch.topic,
            row=part.branch.row,
            idpel=part.sheet.customer.idpel,
            moment=part.sheet.moment.isoformat(),
            metadata=metadata,
            noises=part.noises,
            exchanges=tuple(state.exchanges),
            failures=tuple(dict.fromkeys(failures)),
            expected=next((verdict.ticket for verdict in reversed(verdicts) if verdict.ticket is not None), None),
            earlier=part.sheet.earlier,
            expected_of_earlier=expected_of_earlier(part.sheet.earlier, verdicts[0]) if part.sheet.earlier else {},
        )

    def _verdict(
        self, sheet: Sheet, told: Mapping[str, Any], customer: SimulatedCustomer, state: _State, matter: int
    ) -> Verdict:
        """What must come of a matter; who asks for a human when it is reported already keeps that report."""
        unreported = customer.wants_no_more and not state.asked_for_human_late
        verdict = self._oracle.verdict(
            replace(sheet, wants_human=unreported), told=told, angry=customer.angry, too_late=state.too_late[matter]
        )
        return replace(verdict, handed_over=True) if customer.wants_no_more else verdict

    async def _talk(
        self, part: Part, customer: SimulatedCustomer, metadata: Mapping[str, Any], state: _State
    ) -> list[Failure]:
        sender = self._sender(part)
        watch = Watch(self._book, part.sheet)
        failures: list[Failure] = []
        answered: Counter[str | None] = Counter()
        said, asked = customer.open(), None
        while True:
            failures += watch.faults_of_customer(said, asked)
            if customer.matters_begun > state.matters and part.sheet.second is not None:
                watch.go_on_with(part.sheet.second)
                state.matters, state.reports_of_other_matters = customer.matters_begun, len(self._laboratory.tickets())
            corrected = [told.fact for told in said.told if told.how == CORRECTED]
            if corrected and len(self._laboratory.tickets()) > state.reports_of_other_matters:
                sheet = part.sheet if state.matters == 1 or part.sheet.second is None else part.sheet.second
                state.too_late[state.matters] |= {fact: sheet.spare[fact] for fact in corrected}
            if len(self._laboratory.tickets()) > state.reports_of_other_matters:
                state.too_late[state.matters] |= self._added_late(said, state)
            if customer.wants_no_more:
                state.asked_for_human_late = bool(self._laboratory.tickets() or self._laboratory.applications())
            state.told.update(told.fact for told in said.told)
            answers = await self._laboratory.assistant.handle(sender, said.text, metadata)
            state.take(await self._laboratory.assistant.events_of(sender, state.seen))
            texts = tuple(str(answer["text"]) for answer in answers if answer.get("text"))
            state.exchanges.append(Exchange(said, asked, texts, state.asks))
            failures += watch.faults_of_answers(answers, state.asks)
            if failures or state.ended or customer.wants_no_more:
                return failures
            if state.asks == asked and state.handed_over and not corrected:
                # no matter of the book was left to one: the question was
                detail = f"diserahkan ke petugas setelah {len(state.exchanges)} pesan: {said.text!r}."
                return [Failure(DEAD_END, asked or THE_MATTER, detail)]
            answered[asked] += said.plain or asked is None
            asked = state.asks
            limit = MOST_OPENINGS if asked is None else MOST_ANSWERS
            if answered[asked] >= limit or len(state.exchanges) >= LONGEST_TALK:
                detail = f"setelah {len(state.exchanges)} pesan, {answered[asked]} kali dijawab."
                return [Failure(DEAD_END, asked or THE_MATTER, detail)]
            said = customer.reply(asked, " ".join(texts))

    def _added_late(self, said: Said, state: _State) -> dict[str, Any]:
        """What is told of its own accord when the report has been sent: its form goes without it."""
        added = [told.fact for told in said.told if told.how == VOLUNTEERED and told.fact not in state.told]
        facts = (self._book.facts[fact] for fact in added)
        return {fact.name: fact.when_unknown for fact in facts if fact.kind in ("email", "mobile")}

    def _sender(self, part: Part) -> str:
        """A name that no talk in this laboratory has had, the same in every run."""
        self._senders[part.seed] += 1
        return f"selfplay-{part.seed}-{self._senders[part.seed]}"

    # --- what came of it ---------------------------------------------------------------------------

    def _faults_of_ending(self, part: Part, verdicts: list[Verdict], state: _State) -> Iterator[Failure]:
        tickets, row = self._laboratory.tickets(), part.branch.row
        expected = [verdict.ticket for verdict in verdicts if verdict.ticket is not None]
        if not expected and tickets:
            texts = ", ".join(ticket.permasalahan for ticket in tickets)
            yield Failure(EXTRA_TICKET, row, f"tidak boleh ada tiket; ada {texts!r}.")
        elif expected and not tickets:
            yield Failure(NO_TICKET, row, "tidak ada tiket yang dibuat.", expected[-1])
        elif len(tickets) > len(expected):
            yield Failure(EXTRA_TICKET, row, f"{len(tickets)} tiket dibuat, seharusnya {len(expected)}.", expected[-1])
        elif len(tickets) < len(expected):
            yield Failure(NO_TICKET, row, f"{len(tickets)} tiket dibuat, seharusnya {len(expected)}.", expected[-1])
        else:
            # all of a talk's tickets are of one moment: which one belongs to which matter, their fields say
            orders = [list(zip(expected, order, strict=True)) for order in permutations(tickets)]
            faults = [[one for pair in order for one in wrong_fields(*pair)] for order in orders]
            yield from min(faults, key=len)
        if any(verdict.handed_over for verdict in verdicts) and not self._waits_for_human(part):
            yield Failure(NOT_HANDED_OVER, row, "percakapan tidak sampai ke antrean petugas.")
        yield from self._faults_of_applications(verdicts)
        for sheet, verdict in zip((part.sheet, part.sheet.second), verdicts, strict=False):
            if sheet is not None and sheet.earlier is not None:
                yield from self._faults_of_earlier(sheet.earlier, verdict, state)

    def _faults_of_applications(self, verdicts: list[Verdict]) -> Iterator[Failure]:
        expected = [verdict.application for verdict in verdicts if verdict.application is not None]
        made = self._laboratory.applications()
        if len(made) != len(expected):
            yield Failure(WRONG_APPLICATION, "jumlah", f"{len(made)} permohonan, seharusnya {len(expected)}.")
            return
        for wanted, application in zip(expected, made, strict=True):
            yield from wrong_fields(wanted, application, WRONG_APPLICATION)

    def _faults_of_earlier(self, report: EarlierReport, verdict: Verdict, state: _State) -> Iterator[Failure]:
        """What was done to the report that was there already, and what was said of it."""
        ticket = self._laboratory.ticket(report.number)
        if ticket is None:
            yield Failure(WRONG_EARLIER, "nomor", f"{report.number} sudah tidak ada.")
            return
        yield from wrong_fields(expected_of_earlier(report, verdict), ticket, WRONG_EARLIER)
        said = " ".join(text for exchange in state.exchanges for text in exchange.answers)
        if verdict.told_number and report.number not in said:
            yield Failure(NOT_TOLD, "nomor", f"laporan {report.number} tidak disampaikan kepada pelapornya.")

    def _waits_for_human(self, part: Part) -> bool:
        return self._laboratory.handed_over(f"selfplay-{part.seed}-{self._senders[part.seed]}")


def expected_of_earlier(report: EarlierReport, verdict: Verdict) -> Mapping[str, Any]:
    """Fields that the report must have in the end: what the verdict says, else those that it had."""
    return verdict.earlier or {
        "lapor_ulang": False, "eskalasi": False, "keterangan": report.draft.keterangan,
        "status": SELESAI if report.done else BELUM_SELESAI,
    }  # fmt: skip


def wrong_fields(
    expected: Mapping[str, Any], ticket: Ticket | Application, kind: str = WRONG_TICKET
) -> Iterator[Failure]:
    """Every field of a ticket or an application that is not as it must be."""
    for name, wanted in expected.items():
        if name == _COUNT:
            continue
        actual = getattr(ticket, name)
        if not agrees(_as_written(wanted), actual):
            detail = f"{name} harus {wanted!r}, ternyata {actual!r}."
            yield Failure(kind, name, detail, expected if kind == WRONG_TICKET else None)


def _as_written(value: Any) -> Any:
    """Numbers are compared as texts, as an e2e test writes them."""
    with suppress(AttributeError):
        return {name: str(item) if isinstance(item, (int, float)) and not isinstance(item, bool) else item
                for name, item in value.items()}  # fmt: skip
    return value
