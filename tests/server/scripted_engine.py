"""A small engine that keeps to the contract of bot.engine.engine, for tests of the server alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

from bot.apkt.handover import HandoverQueue
from bot.clock import now
from bot.engine.noted import FAILURE, silence

TICKET = {
    "nomor": "G5426112200001",
    "jenis": "GANGGUAN",
    "status": "BELUM SELESAI",
    "tipe_wo": "KWH PERIKSA",
    "permasalahan": "DISPLAY PADA APP TERTERA PERIKSA (LISTRIK MASIH MENYALA)",
    "nama_pelapor": "BUDI SANTOSO",
    "alamat": "JALAN MELATI RAYA NO. 12 RT 03 RW 05, PASAR MINGGU, JAKARTA SELATAN",
    "acuan_lokasi": "SEBELAH MUSALA AL-IKHLAS",
    "hp_pelapor": "081211112222",
    "created_at": "2026-11-22T07:05:00+00:00",
}
YES_NO = [{"title": "Ya", "payload": "/ya"}, {"title": "Belum pernah", "payload": "/tidak"}]


class ScriptedEngine:
    """Answers by what the text contains, keeps a transcript, and remembers what it was asked.

    Attributes:
        asked: every text that reached it, in order.
        broken: raised instead of answering, as when the database has gone.
        storage_gone: answers as the engine does while it can save nothing.
        let_gone: talks that it was told to keep in memory no longer.
        pause: seconds that a turn takes.
        untold: texts that a talk is to hear without having asked, by sender.
        greeting: with what it opens a talk; None to stay silent until it is spoken to.
        queue: where "petugas" puts the talk; while an officer has it, the engine is silent.
        slots: what is known in every talk.
    """

    def __init__(self) -> None:
        self.asked: list[tuple[str, str]] = []
        self.metadata: list[Mapping[str, Any] | None] = []
        self.broken: Exception | None = None
        self.storage_gone = False
        self.let_gone: list[str] = []
        self.pause = 0.0
        self.greeting: str | None = None
        self.untold: dict[str, list[str]] = {}
        self.queue: HandoverQueue | None = None
        self.slots: dict[str, Any] = {}
        self._noted: set[str | None] = set()
        self._lines_before: dict[tuple[str, str | None], int] = {}
        self.busy = 0
        self.most_busy = 0
        self._answered: dict[tuple[str, str], list[dict[str, Any]]] = {}
        self._transcripts: dict[str, list[dict[str, Any]]] = {}

    async def open(self, sender: str, metadata: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Greet."""
        if self.greeting is None or sender in self._transcripts:
            return []
        self.metadata.append(metadata)
        self._transcripts[sender] = [{"speaker": "bot", "text": self.greeting, "at": now().isoformat()}]
        return [{"recipient_id": sender, "text": self.greeting}]

    async def handle(
        self, sender: str, text: str, metadata: Mapping[str, Any] | None = None, message_id: str | None = None
    ) -> list[dict[str, Any]]:
        """One turn."""
        if self.broken:
            raise self.broken
        if self.storage_gone:
            return [{"recipient_id": sender, "text": "Sistem kami sedang terganggu.", "custom": {"kind": FAILURE}}]
        if message_id and (sender, message_id) in self._answered:
            return self._answered[sender, message_id]
        self._lines_before[sender, message_id] = len(self._transcripts.get(sender, ()))
        self.busy += 1
        self.most_busy = max(self.most_busy, self.busy)
        await asyncio.sleep(self.pause)
        self.busy -= 1
        if message := self._passed_to_officer(sender, text):
            if message_id:
                self._answered[sender, message_id] = message
            return message
        self.asked.append((sender, text))
        self.metadata.append(metadata)
        answers = [{"recipient_id": sender, **answer} for answer in self._answers(text)]
        transcript = self._transcripts.setdefault(sender, [])
        transcript.append({"speaker": "pelanggan", "text": text, "at": now().isoformat()})
        for answer in answers:
            line = {part: value for part, value in answer.items() if part != "recipient_id"}
            transcript.append({"speaker": "bot", "at": now().isoformat(), **line})
        if message_id:
            self._answered[sender, message_id] = answers
        return answers

    async def news(self, sender: str) -> list[dict[str, Any]]:
        """Say what was not told yet."""
        if self.broken:
            raise self.broken
        texts = self.untold.pop(sender, [])
        lines = [{"speaker": "bot", "text": text, "at": now().isoformat()} for text in texts]
        self._transcripts.setdefault(sender, []).extend(lines)
        return [{"recipient_id": sender, "text": text} for text in texts]

    def _passed_to_officer(self, sender: str, text: str) -> list[dict[str, Any]]:
        held = self.queue.open_of(sender) if self.queue else None
        if held is None or held.waits:
            if self.queue and "petugas" in text:
                self.queue.create(sender, "penelepon meminta petugas", self.slots)
            return []
        self._note(sender, "pelanggan", text)
        return [silence(sender, held.officer_name)]

    def _note(self, sender: str, speaker: str, text: str, **more: Any) -> None:
        line = {"speaker": speaker, "text": text, "at": now().isoformat(), **more}
        self._transcripts.setdefault(sender, []).append(line)

    async def note_message(
        self, sender: str, speaker: str, text: str, *, name: str | None = None, message_id: str | None = None
    ) -> None:
        """Words beside the turns, once for an id."""
        if message_id is not None and message_id in self._noted:
            return
        self._noted.add(message_id)
        more = {"custom": {"kind": "officer", "name": name}} if speaker == "cso" else {}
        self._note(sender, speaker, text, **more)

    async def said_unasked(self, sender: str, message_id: str | None = None) -> list[dict[str, Any]]:
        """An officer's words since the caller's last, or before the message of this id."""
        said: list[dict[str, Any]] = []
        before = self._lines_before.get((sender, message_id)) if message_id else None
        for line in self._transcripts.get(sender, [])[:before]:
            said = [*said, line] if line["speaker"] == "cso" else [] if line["speaker"] == "pelanggan" else said
        return [{"recipient_id": sender, "text": line["text"], "at": line["at"]} for line in said]

    def is_bots_alone(self, sender: str) -> bool:  # noqa: ARG002
        """Not known: the queue is asked."""
        return False

    async def let_go(self, sender: str) -> None:
        """Nothing is kept that adds up."""
        self.let_gone.append(sender)

    async def resume(self, sender: str, words: str, changed: Mapping[str, Any] | None = None) -> None:
        """Say that it goes on, and ask."""
        self.slots.update(changed or {})
        self._note(sender, "bot", words)
        self._note(sender, "bot", "Apakah lampu indikator menyala?", buttons=YES_NO)

    def _answers(self, text: str) -> list[dict[str, Any]]:
        if "kode" in text:
            return [
                {
                    "text": "Mohon tekan 4, lalu 1, lalu Enter. Angka berapa yang tampil di layar?",
                    "custom": {"kind": "keypad", "code": "41", "keys": ["4", "1", "ENTER"]},
                }
            ]
        if "kembar" in text:
            return [
                {
                    "text": "Tekan 4 4.",
                    "custom": {"kind": "keypad", "code": "44", "keys": ["4", "4", "ENTER"]},
                }
            ]
        if "tiket" in text:
            return [
                {"text": "Laporan Bapak Budi sudah kami simpan. Mohon dicatat nomornya."},
                {"custom": {"kind": "ticket", "ticket": TICKET}},
            ]
        if "selesai" in text:
            return [{"text": "Terima kasih, selamat siang Bapak Budi."}, {"custom": {"kind": "end"}}]
        if "diam" in text:
            return []
        if "PERIKSA" in text:
            question = "Baik Bapak Budi. Apakah hal ini sudah pernah dilaporkan sebelumnya?"
            return [{"text": "Mohon maaf atas kendalanya."}, {"text": question, "buttons": YES_NO}]
        return [{"text": f"Saya catat: {text}"}]

    async def conversation(self, sender: str) -> dict[str, Any] | None:
        """State of the talk."""
        transcript = self._transcripts.get(sender)
        if transcript is None:
            return None
        step = sum(line["speaker"] == "pelanggan" for line in transcript)
        return {
            "sender": sender,
            "topic": "periksa",
            "sop_step": "PRK-05",
            "requested_slot": "pernah_lapor",
            "slots": dict(self.slots),
            "tickets": [TICKET["nomor"]],
            "ended": False,
            "progress": {"step": min(step, 12), "of": 12, "label": "Keluhan"},
            "transcript": [dict(line) for line in transcript],
        }

    async def latest(self, sender: str, since: int) -> dict[str, Any] | None:
        """The same, without what was heard before; each line is an event."""
        talk = await self.conversation(sender)
        if talk is None:
            return None
        lines = talk["transcript"]
        return {"events": len(lines), "transcript": lines[since:], **{key: talk[key] for key in ("progress", "ended")}}

    async def close(self) -> None:
        """Nothing to let go of."""
