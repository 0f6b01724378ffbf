"""One practice call from its first word to its result. Its whole state can be saved and gone on with later."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot import clock
from bot.apkt.errors import TicketError
from bot.apkt.model import Ticket
from bot.customers.applications import Application, ApplicationDraft
from bot.desk.follow_up import Told
from bot.roleplay.practice import events as kinds
from bot.roleplay.practice.answering import Answering
from bot.roleplay.practice.customer import Caller
from bot.roleplay.practice.desk import PracticeDesk
from bot.roleplay.practice.ear import Ear
from bot.roleplay.practice.events import Event
from bot.roleplay.practice.hints import Hint, Hints
from bot.roleplay.practice.memory import Memory, Reply
from bot.roleplay.practice.scenario import EXAM, GUIDED, LEVELS, Call
from bot.roleplay.practice.scoring import Result, score
from bot.roleplay.practice.spoken import Spoken, may_be_misheard
from bot.roleplay.practice.talk import talk_of
from bot.sop.book import Book
from bot.sop.conformance.talk import Act, Talk

STRENGTHS = (1, 2, 3)


class AttemptError(ValueError):
    """This can't be done in this call, or not any more; the message says why in Indonesian."""


@dataclass(frozen=True)
class Equipment:
    """What calls need besides their own state: the book, how officers are understood and answered, and APKT."""

    book: Book
    ear: Ear
    answering: Answering
    desk: PracticeDesk


class Attempt:
    """A trainee's call.

    Attributes:
        name: unlike that of any other call.
        call: the scenario with this attempt's facts.
        level: one of ``LEVELS``.
        officer: the trainee's name, as reports are signed with it.
        events: all that has happened.
        result: once the call is finished.
    """

    def __init__(
        self,
        equipment: Equipment,
        call: Call,
        *,
        name: str,
        level: str,
        officer: str,
        memory: Memory | None = None,
        events: Sequence[Event] = (),
    ) -> None:
        """Use :meth:`begin` or :meth:`resume`."""
        self._equipment = equipment
        self.name = name
        self.call = call
        self.level = level
        self.officer = officer
        self._caller = Caller(equipment.book, call, memory)
        self.events: list[Event] = list(events)
        self._hints = Hints(equipment.book, call)
        self.result: Result | None = None

    @classmethod
    def begin(cls, equipment: Equipment, call: Call, *, name: str, level: str, officer: str) -> Attempt:
        """The phone rings; the customer speaks first.

        Raises:
            AttemptError: for a level at which this scenario is not practised.
        """
        if level not in LEVELS or level not in call.scenario.levels:
            raise AttemptError(f"Tingkat {level!r} tidak ada untuk skenario ini: {', '.join(call.scenario.levels)}.")
        attempt = cls(equipment, call, name=name, level=level, officer=officer)
        if call.sheet.earlier is not None:
            equipment.desk.report_before(call.sheet.earlier, call.sheet.moment)
        attempt._note_reply(attempt._caller.open())
        return attempt

    # --- what can be seen --------------------------------------------------------------------------

    @property
    def opening(self) -> Reply:
        """The customer's first words."""
        first = self.events[0].content
        return _reply_of(first)

    @property
    def desk(self) -> PracticeDesk:
        """APKT and the records of this call, to be looked into; what is saved there goes through the call."""
        return self._equipment.desk

    @property
    def mood(self) -> str:
        """How the customer feels now."""
        return self._caller.memory.mood.name

    @property
    def over(self) -> bool:
        """Whether the call has ended: by the officer's closing words, by the customer, or with another officer."""
        last = next((event for event in reversed(self.events) if event.kind == kinds.CALLER), None)
        ended = last is not None and (last.content.get("ends") or last.content.get("hangs_up"))
        return bool(ended) or any(event.kind == kinds.HANDED_OVER for event in self.events)

    @property
    def seconds(self) -> float:
        """How long the call has lasted."""
        return self.events[-1].seconds if self.events else 0.0

    @property
    def moment(self) -> datetime:
        """What the clock of the call shows now, in the zone of the premises."""
        return self.call.sheet.moment + timedelta(seconds=self.seconds)

    @property
    def form(self) -> dict[str, str]:
        """What stands in the form now."""
        filled: dict[str, str] = {}
        for event in self.events:
            if event.kind == kinds.FILLED:
                filled[event.content["field"]] = event.content["value"]
        return {name: value for name, value in filled.items() if value}

    @property
    def numbers(self) -> tuple[str, ...]:
        """Of the reports and applications of this call."""
        return tuple(e.content["nomor"] for e in self.events if e.kind in (*kinds.SAVING, kinds.APPLIED))

    # --- the talk ----------------------------------------------------------------------------------

    def say(self, text: str, seconds: float = 0.0, spoken: Spoken | None = None) -> Reply:
        """The officer says something.

        Args:
            seconds: since what happened last.
            spoken: how the ears heard it, if it was not typed.

        Raises:
            AttemptError: when the call is over, or nothing is said.
        """
        self._must_run()
        text = _something_said(text)
        forbidden = self._equipment.ear.forbidden(text)
        heard = self._equipment.answering.answer(self.name, self._caller, text, self.call.scenario.topic)
        how = {"spoken": spoken.as_json()} if spoken else {}
        self._note(kinds.OFFICER, seconds, text=text, acts=_plain(heard.acts), forbidden=_plain(forbidden), **how)
        return self._note_reply(heard.reply)

    def put_right(self, place: int, text: str) -> None:
        """The ears misheard a spoken turn: what was said counts, whether the call is over or not.

        ``place`` is that of the turn among the events. The customer's answer stays, as on a bad line.

        Raises:
            AttemptError: when the call is scored, the turn was not spoken, or nobody could have misheard this.
        """
        if self.result is not None:
            raise AttemptError("Panggilan ini sudah dinilai. Sanggahlah butirnya di halaman hasil.")
        text = _something_said(text)
        said = kinds.as_put_right(self.events)[place] if 0 <= place < len(self.events) else None
        spoken = Spoken.from_json(said.content.get("spoken")) if said else None
        if said is None or spoken is None:
            raise AttemptError("Hanya ucapan lisan yang dapat dibetulkan.")
        if not may_be_misheard(spoken.heard, text):
            raise AttemptError("Terlalu berbeda dari yang terdengar. Ucapkan lagi, atau sanggahlah setelah dinilai.")
        acts = self._equipment.ear.acts(text, (), self.call.scenario.topic)
        forbidden = self._equipment.ear.forbidden(text)
        checked = replace(spoken, checked=True).as_json()
        self._note(
            kinds.PUT_RIGHT, 0.0, place=place, text=text, acts=_plain(acts), forbidden=_plain(forbidden), spoken=checked
        )

    def silence(self, seconds: float) -> Reply:
        """Nothing was said for so long.

        Raises:
            AttemptError: when the call is over.
        """
        self._must_run()
        self._note(kinds.SILENT, seconds)
        return self._note_reply(self._caller.wait(seconds))

    def hand_over(self, reason: str, seconds: float = 0.0) -> None:
        """Give the call to another officer (HND-01, IML-03): it is over for this one.

        Raises:
            AttemptError: when the call is over already.
        """
        self._must_run()
        self._note(kinds.HANDED_OVER, seconds, reason=reason)

    # --- the form ----------------------------------------------------------------------------------

    @property
    def told(self) -> dict[str, Any]:
        """What the customer and the records have told until now, by the book's names."""
        talk = self.talk()
        told = {**talk.known, **{name: value for turn in talk.turns for name, value in turn.facts.items()}}
        return {name: value for name, value in told.items() if value is not None}

    def fill(self, field: str, value: str, seconds: float = 0.0) -> None:
        """Type into a field of the form (:class:`bot.desk.forms.FilledForm`); empty: clear it."""
        self._note(kinds.FILLED, seconds, field=field, value=value)

    def save_report(
        self,
        jenis: str,
        values: Mapping[str, str] | None = None,
        kontak: Sequence[str] | None = None,
        seconds: float = 0.0,
    ) -> Ticket:
        """Save the form in the APKT for practice.

        Args:
            jenis: ``GANGGUAN`` or ``KELUHAN``.
            values: typed values that were not given to :meth:`fill`; they are noted as if they had been.
            kontak: by what the customer is reached; left out: the field ``kontak``, parted by commas.

        Raises:
            TicketError: naming the first field that is missing or wrong; the form stays as it is.
        """
        for name, value in (values or {}).items():
            self.fill(name, value)
        if kontak is not None:
            self.fill("kontak", ",".join(kontak))
        form = self.form
        ways = [way.strip() for way in form.pop("kontak", "").split(",") if way.strip()]
        return self._in_apkt(
            seconds,
            kinds.SAVED,
            lambda key: self._equipment.desk.save(jenis, form, ways, cso=self.officer, key=key),
        )

    def follow_up(self, nomor: str, operation: str, told: Told, seconds: float = 0.0) -> Ticket:
        """Press LAPOR ULANG or UPDATE LAPORAN (:mod:`bot.desk.follow_up`).

        Raises:
            TicketError: if the table does not allow it, or something is missing.
        """
        zona = self.call.sheet.customer.zona
        return self._in_apkt(
            seconds,
            kinds.FOLLOWED,
            lambda key: self._equipment.desk.press(nomor, operation, told, cso=self.officer, key=key, zona=zona),
        )

    def apply(self, draft: ApplicationDraft, seconds: float = 0.0) -> Application:
        """Take an application in AP2T (AP2T-01)."""
        with clock.at(self.moment):
            application = self._equipment.desk.apply(draft, key=self._key())
        self._note(kinds.APPLIED, seconds, nomor=application.nomor, fields=asdict(draft))
        return application

    # --- help --------------------------------------------------------------------------------------

    def hint(self, strength: int = 1) -> Hint:
        """The next legal step of the SOP; it is noted in the result.

        Args:
            strength: 1 names the part of the script, 2 the step, 3 gives words for it.

        Raises:
            AttemptError: in an exam, or for another strength.
        """
        if self.level == EXAM:
            raise AttemptError("Pada ujian tidak ada petunjuk.")
        if strength not in STRENGTHS:
            raise AttemptError("Kekuatan petunjuk 1, 2 atau 3.")
        hint = self._hints.next(self.talk(), strength, self._caller.asked_in_vain)
        self._note(kinds.HINTED, 0.0, strength=strength, rule=hint.rule, text=hint.text)
        return hint

    def script(self) -> tuple[Hint, ...]:
        """The steps that lie ahead, for the guided level; they are no hints.

        Raises:
            AttemptError: at other levels.
        """
        if self.level != GUIDED:
            raise AttemptError("Naskah hanya ada pada latihan terpandu.")
        return self._hints.ahead(self.talk(), self._caller.asked_in_vain)

    # --- the end -----------------------------------------------------------------------------------

    def finish(self) -> Result:
        """Hold the call against the book; the same call always has the same result."""
        if self.result is None:
            self._equipment.answering.hang_up(self.name)
            self.result = score(self._equipment.book, self.call, self.talk(), self.events)
        return self.result

    # --- keeping -----------------------------------------------------------------------------------

    def as_json(self) -> dict[str, Any]:
        """The whole state, for :meth:`resume`."""
        return {
            "name": self.name,
            "scenario": self.call.scenario.id,
            "seed": self.call.seed,
            "level": self.level,
            "officer": self.officer,
            "memory": self._caller.memory.as_json(),
            "events": [event.as_json() for event in self.events],
        }

    @classmethod
    def resume(cls, equipment: Equipment, call: Call, kept: Mapping[str, Any]) -> Attempt:
        """Go on where :meth:`as_json` left it.

        Args:
            call: of the kept scenario and seed.
        """
        return cls(
            equipment,
            call,
            name=kept["name"],
            level=kept["level"],
            officer=kept["officer"],
            memory=Memory.from_json(kept["memory"]),
            events=[Event.from_json(event) for event in kept["events"]],
        )

    # --- common ------------------------------------------------------------------------------------

    def talk(self) -> Talk:
        """The call as it is held against the book: its turns are those that a result names."""
        return talk_of(self._equipment.book, self.call, self.name, self.events)

    def _in_apkt(self, seconds: float, kind: str, work: Any) -> Ticket:
        try:
            with clock.at(self.moment + timedelta(seconds=seconds)):
                ticket, fields = work(self._key())
        except TicketError as error:
            self._note(kinds.REFUSED, seconds, message=error.message, field=error.field)
            raise
        self._note(kind, seconds, nomor=ticket.nomor, fields=fields)
        made: Ticket = ticket
        return made

    def _key(self) -> str:
        return f"{self.name}:{len(self.events)}"

    def _must_run(self) -> None:
        if self.over or self.result is not None:
            raise AttemptError("Panggilan ini sudah berakhir.")

    def _note_reply(self, reply: Reply) -> Reply:
        self._note(
            kinds.CALLER,
            0.0,
            texts=list(reply.texts),
            facts=dict(reply.facts),
            calls_for=list(reply.calls_for),
            mood=reply.mood,
            hangs_up=reply.hangs_up,
            ends=reply.ends,
        )
        return reply

    def _note(self, kind: str, seconds: float, **content: Any) -> None:
        self.events.append(Event(kind, self.seconds + max(seconds, 0.0), content))


def _something_said(text: str) -> str:
    said = " ".join(text.split())
    if not said:
        raise AttemptError("Belum ada yang diucapkan.")
    return said


def _plain(acts: Sequence[Act]) -> list[list[Any]]:
    return [[act.rule, act.certain, act.start, act.end] for act in acts]


def _reply_of(content: Mapping[str, Any]) -> Reply:
    return Reply(
        tuple(content["texts"]),
        content["facts"],
        tuple(content["calls_for"]),
        content["mood"],
        content["hangs_up"],
        content["ends"],
    )
