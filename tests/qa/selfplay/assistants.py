"""Assistants without Rasa: one that follows the book to the letter, and saboteurs that each do one thing wrong."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.apkt.model import Coordinates, TicketDraft
from bot.apkt.store import TicketStore
from bot.qa.selfplay.oracle import Oracle
from bot.qa.values import MATCHES
from bot.roleplay.sheet import Sheet
from bot.sop.book import Book

Message = dict[str, Any]

SOMETHING = "sesuatu"


class FaithfulAssistant:
    """Asks the questions it is given one after the other, then files what the oracle wants to see and closes.

    It knows the customer's sheet: what is tested with it is not the assistant but who watches over it.
    """

    def __init__(self, book: Book, sheet: Sheet, store: TicketStore, questions: tuple[str, ...]) -> None:
        self._book = book
        self._sheet = sheet
        self._store = store
        self._questions = questions
        self._events: list[dict[str, Any]] = []
        self.heard: list[str] = []

    async def handle(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[Message]:  # noqa: ARG002
        """Ask the next question, or file and close."""
        self.heard.append(text)
        if not text:
            return self.answers("Pesannya kosong.")
        if len(self.heard) <= len(self._questions):
            return self.ask(self._questions[len(self.heard) - 1])
        self.file(sender)
        self._events.append({"event": "slot", "name": "percakapan_selesai", "value": True})
        return self.answers("Terima kasih telah menghubungi PLN 123.")

    async def events_of(self, sender: str, since: int = 0) -> list[dict[str, Any]]:  # noqa: ARG002
        """What happened since."""
        return self._events[since:]

    def ask(self, fact: str) -> list[Message]:
        """Ask for a fact."""
        self._events.append({"event": "slot", "name": "requested_slot", "value": fact})
        return self.answers(f"Mohon {self._book.facts[fact].label}.")

    def answers(self, text: str) -> list[Message]:
        """One message."""
        return [{"text": text}]

    def file(self, sender: str) -> None:
        """Make the ticket that must come out, if one must."""
        ticket = Oracle(self._book).verdict(self._sheet, told={}, angry=False).ticket
        if ticket is not None:
            self._store.create(self.draft(ticket), actor="bot", idempotency_key=sender)

    def draft(self, ticket: Mapping[str, Any]) -> TicketDraft:
        """A form that agrees with what is expected."""
        customer, facts = self._sheet.customer, self._sheet.facts
        fields = {name: value for name, value in ticket.items() if name not in ("count", "status")}
        filled = {
            "nama_pelapor": str(facts["nama"]),
            "alamat": customer.alamat,
            "acuan_lokasi": str(facts.get("acuan_lokasi")),
            "koordinat": Coordinates(-6.2, 106.8),
            "unit_pelayanan": SOMETHING,
            "posko": SOMETHING,
            "keterangan": f"PELANGGAN DAPAT DIHUBUNGI VIA TELEPON {facts.get('alasan_beda_alamat', '')}",
        }
        given = {
            name: filled[name] if isinstance(value, Mapping) and name in filled else value
            for name, value in fields.items()
            if value is not None
        }
        for moment in ("tanggal_padam", "konfirmasi"):
            given.pop(moment, None)
        if "tanggal_padam" in facts and fields.get("tanggal_padam"):
            given["tanggal_padam"] = facts["tanggal_padam"]
        if fields.get("konfirmasi"):
            given["konfirmasi"] = facts["waktu_konfirmasi"]
            given["keterangan"] = f"{given['keterangan']} PUKUL {facts['waktu_konfirmasi']:%H.%M}"
        if "kontak" in given:
            given["kontak"] = tuple(given["kontak"])
        assert not any(isinstance(value, Mapping) and MATCHES in value for value in given.values())
        return TicketDraft(**given)


class FilesAWrongTicket(FaithfulAssistant):
    """Files the words of another row."""

    def draft(self, ticket: Mapping[str, Any]) -> TicketDraft:
        """The right form but for one field."""
        return super().draft({**ticket, "permasalahan": "1 RUMAH PADAM"})


class FilesTwice(FaithfulAssistant):
    """Makes the same report under two keys."""

    def file(self, sender: str) -> None:
        """Once, and once more."""
        super().file(sender)
        super().file(f"{sender}-lagi")


class FilesNothing(FaithfulAssistant):
    """Closes kindly without a report."""

    def file(self, sender: str) -> None:
        """Nothing is made."""


class SaysWhatACodeIsFor(FaithfulAssistant):
    """Breaks PRK-12!."""

    def answers(self, text: str) -> list[Message]:
        """With one word too many."""
        return super().answers(f"{text} Angka itu menunjukkan tegangan.")


class GoesSilent(FaithfulAssistant):
    """Answers the first message only."""

    def answers(self, text: str) -> list[Message]:
        """Nothing from the second message on."""
        return super().answers(text) if len(self.heard) == 1 else []


class NeverUnderstands(FaithfulAssistant):
    """Asks the same for ever."""

    async def handle(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[Message]:  # noqa: ARG002
        """The first question again."""
        self.heard.append(text)
        return self.ask(self._questions[0])


class Breaks(FaithfulAssistant):
    """Falls over."""

    async def handle(self, sender: str, text: str, metadata: Mapping[str, Any]) -> list[Message]:  # noqa: ARG002
        """Raises."""
        raise RuntimeError("meja kerja terbalik")
