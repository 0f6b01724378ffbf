"""The small vocabulary of the action tests: put a talk at a question, let the caller speak, expect.

::

    talk = desk.asked("identitas", kondisi_listrik="padam", pernah_lapor=False)
    talk.caller_says("541110000011")
    talk.expect(asks="alamat_sesuai", known={"idpel": "541110000011"})

The intent is given by the test, since no language understanding runs here; the tracker, the dispatcher, the
ticket store and the customer records are the real ones.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import yaml
from rasa_sdk import Action, Tracker
from rasa_sdk.executor import CollectingDispatcher

from actions.forms import ValidateStage
from actions.iconnet import ValidateIconnet
from actions.lapor_ulang import ValidateFindReport, ValidateFollowUp
from actions.listriqu import ValidateInstallation
from actions.periksa import (
    ValidateCompletion,
    ValidateCondition,
    ValidateDiagnosis,
    ValidateReport,
    ValidateWillingness,
)
from actions.permohonan import ValidateApplication
from actions.progres import ValidateProgress
from actions.services import Services
from actions.umum import ValidateCaller, ValidateCancel, ValidateClosing, ValidateContact
from bot.settings import PROJECT_ROOT

DOMAIN: dict[str, Any] = yaml.safe_load((PROJECT_ROOT / "domain.yml").read_text(encoding="utf-8"))
FORMS: dict[str, ValidateStage] = {
    form.form: form
    for form in (
        ValidateCaller(),
        ValidateCondition(),
        ValidateReport(),
        ValidateWillingness(),
        ValidateDiagnosis(),
        ValidateCompletion(),
        ValidateClosing(),
        ValidateContact(),
        ValidateIconnet(),
        ValidateInstallation(),
        ValidateProgress(),
        ValidateApplication(),
        ValidateFindReport(),
        ValidateFollowUp(),
        ValidateCancel(),
    )
}
_message_ids = count(1)


@dataclass
class TalkInProgress:
    """One talk; every action that is run changes it as Rasa would.

    Attributes:
        slots: what is known.
        form: the form that is running.
        said: names of the responses of the last action, in order.
        payloads: ``custom`` payloads of the last action.
        goes_on_with: the form or action that the last action asked for next.
        is_detour: the form left the last message to a rule of the domain.
    """

    services: Services
    slots: dict[str, Any]
    sender: str
    form: str | None = None
    metadata: dict[str, Any] = field(default_factory=dict)
    said: list[str] = field(default_factory=list)
    payloads: list[dict[str, Any]] = field(default_factory=list)
    goes_on_with: str | None = None
    is_detour: bool = False
    _latest: dict[str, Any] = field(default_factory=dict)
    _events: list[dict[str, Any]] = field(default_factory=list)

    def caller_says(
        self, text: str, intent: str = "beri_keterangan", confidence: float = 0.9, form: str | None = None
    ) -> TalkInProgress:
        """The caller writes; the running form (or ``form``, just started) reads it and goes on."""
        self._write(text, intent, confidence)
        self.form = form or self.form
        assert self.form is not None, "no form runs: use caller_asks_for"
        self.go_on()
        return self

    def caller_asks_for(self, action: Action, text: str = "", intent: str = "") -> TalkInProgress:
        """The caller writes; a rule of the domain answers with ``action``."""
        self._write(text, intent, 0.95)
        return self.act(action)

    def go_on(self) -> TalkInProgress:
        """The running form asks the book what comes next."""
        assert self.form is not None
        return self.act(FORMS[self.form])

    def act(self, action: Action) -> TalkInProgress:
        """Run one action and take its events."""
        dispatcher = CollectingDispatcher()
        events = asyncio.run(action.run(dispatcher, self._tracker(), DOMAIN))
        self.said = [message["response"] for message in dispatcher.messages if message.get("response")]
        self.payloads = [message["custom"] for message in dispatcher.messages if message.get("custom")]
        self.goes_on_with = None
        self.is_detour = isinstance(action, ValidateStage) and not events
        if self.is_detour:
            # Rasa drops what a form said that leaves the message to a rule
            self.said = []
        for event in events:
            if event["event"] == "slot":
                self.slots[event["name"]] = event["value"]
            elif event["event"] == "active_loop":
                self.form = event["name"]
            elif event["event"] == "followup":
                self.goes_on_with = event["name"]
        return self

    def expect(
        self,
        *,
        asks: str | None = "",
        says: Iterable[str] | None = None,
        ladder: str = "",
        known: Mapping[str, Any] | None = None,
        unknown: Iterable[str] = (),
    ) -> TalkInProgress:
        """The bot now asks ``asks`` (``None``: the stage is done), said ``says``, and knows ``known``."""
        assert not self.is_detour, "the message was left to a rule as a detour"
        if asks != "":
            assert self.slots["requested_slot"] == asks
        if says is not None:
            assert self.said == list(says)
        if ladder:
            assert self.slots["tangga"] == ladder
        assert {name: self.slots.get(name) for name in known or {}} == dict(known or {})
        assert [name for name in unknown if self.slots.get(name) is not None] == []
        return self

    def expect_detour(self) -> TalkInProgress:
        """The message was left to a rule of the domain; nothing of the talk has changed."""
        assert self.is_detour
        assert self.said == []
        return self

    def _write(self, text: str, intent: str, confidence: float) -> None:
        number = f"m{next(_message_ids)}"
        self._latest = {
            "text": text,
            "intent": {"name": intent, "confidence": confidence},
            "entities": [],
            "metadata": self.metadata,
        }
        self._events.append({"event": "user", "message_id": number, "text": text})

    def _tracker(self) -> Tracker:
        loop = {"name": self.form} if self.form else {}
        return Tracker(self.sender, dict(self.slots), self._latest, list(self._events), False, None, loop, None)


@dataclass(frozen=True)
class Desk:
    """Where talks begin: the services, and a fresh talk whenever one is asked for."""

    services: Services

    def talk(self, *, phone: str = "", sender: str = "uji", **known: Any) -> TalkInProgress:
        """A talk about PERIKSA in which ``known`` is known and no form runs."""
        slots = {name: slot.get("initial_value") for name, slot in DOMAIN["slots"].items()}
        unheard_of = set(known) - {*slots, "requested_slot"}
        assert not unheard_of, f"no such slots: {unheard_of}"
        metadata = {"telepon": phone} if phone else {}
        given = {**slots, "topik": "periksa", "requested_slot": None, **known}
        return TalkInProgress(self.services, given, sender, metadata=metadata)

    def asked(self, fact: str, **known: Any) -> TalkInProgress:
        """A talk in which the bot has just asked for ``fact``."""
        book = self.services.book
        rule = book.rule_asking(fact)
        form = next((stage.form for stage in book.stages.values() if rule and rule.id in stage.steps), "form_batal")
        talk = self.talk(**{"percakapan_dibuka": True, "requested_slot": fact, **known})
        talk.form = form
        return talk
