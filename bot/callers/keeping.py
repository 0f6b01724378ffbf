"""What is kept of callers: talks with their hand-overs, reports, and recordings of calls."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Text, cast, column, delete, func, insert, inspect, or_, select, table, update
from sqlalchemy.engine import Connection

from bot import clock
from bot.apkt.history import DATA_DIHAPUS
from bot.apkt.model import BELUM_SELESAI
from bot.apkt.reading import load_ticket
from bot.apkt.tables import handovers, history, operations, tickets
from bot.apkt.talk_keys import talk_of_key
from bot.callers.recordings import Recordings, delete_files
from bot.callers.rewriting import history_open_to_rewriting
from bot.database import open_engine, writing
from bot.language.masking import masked
from bot.people.activity import ActivityLog
from bot.phone_numbers import national_form

# Rasa's own table of talks, named here without Rasa
_events = table("events", *map(column, ("id", "sender_id", "timestamp", "data")))

_PERSONAL_FIELDS = (
    *("nama_pelapor", "alamat", "acuan_lokasi", "lokasi_kejadian", "no_telepon", "hp_pelapor", "email_pelapor"),
    *("idpel", "nomor_meter", "koordinat", "keterangan", "catatan_unit", "ctt"),
)
_PERSONAL_COLUMNS = tuple(name for name in _PERSONAL_FIELDS if name != "koordinat") + ("lat", "lon")
_SHORTEST_NUMBER = 8
_DELETED_AT_ONCE = 200


class CallerError(Exception):
    """It can't be done; the message says why, in Indonesian."""


@dataclass(frozen=True)
class Who:
    """The caller, by a telephone number, a customer number (IDPEL), or both.

    Raises:
        CallerError: if neither tells anybody from others.
    """

    telepon: str = ""
    idpel: str = ""

    def __post_init__(self) -> None:
        for name, digits in (("Nomor telepon", national_form(self.telepon)), ("IDPEL", self.idpel)):
            if digits and (not digits.isdigit() or len(digits) < _SHORTEST_NUMBER):
                raise CallerError(f"{name} harus berupa angka, paling sedikit {_SHORTEST_NUMBER} angka.")
        if not self.telepon and not self.idpel:
            raise CallerError("Sebutkan nomor telepon (--telepon) atau nomor pelanggan (--idpel).")

    @property
    def numbers(self) -> tuple[str, ...]:
        """As they stand in talks: a telephone number without what comes before it at home or from abroad."""
        telepon = national_form(self.telepon).removeprefix("0")
        return tuple(number for number in (telepon, self.idpel) if number)

    def of_report(self) -> Any:
        """The condition for a row of ``tickets``."""
        telepon = national_form(self.telepon)
        conditions = []
        if telepon:
            conditions += [tickets.c.no_telepon == telepon, tickets.c.hp_pelapor == telepon]
        if self.idpel:
            conditions.append(tickets.c.idpel == self.idpel)
        return or_(*conditions)

    def __str__(self) -> str:
        return masked(" ".join((self.telepon, self.idpel)).strip())


@dataclass(frozen=True)
class Removed:
    """How much was taken away: ``talks`` and files of ``recordings`` deleted, ``reports`` (numbers) made nobody's."""

    talks: int
    reports: tuple[str, ...] = ()
    recordings: int = 0


class CallersKeeping:
    """What is kept of callers. Errors of the database as in :class:`bot.apkt.store.TicketStore`.

    Args:
        var_directory: where recordings of calls lie.
    """

    def __init__(self, database_url: str, var_directory: Path) -> None:
        self._engine = open_engine(database_url)
        self._recordings = Recordings(var_directory)

    def close(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()

    def export(self, who: Who, *, actor: str) -> dict[str, Any]:
        """All of it; logged.

        Returns:
            ``{"laporan": [ticket …], "percakapan": [{"sender", "events", "serah_terima"} …], "rekaman": [path …]}``.
        """
        with writing(self._engine) as connection:
            numbers = _reports_of(connection, who)
            talks = _talks_of(connection, who, numbers)
            found = {
                "laporan": [load_ticket(connection, nomor) for nomor in numbers],
                "percakapan": [_talk(connection, sender) for sender in talks],
                "rekaman": [str(path) for path in self._recordings.of(who.numbers, numbers, talks)],
            }
            ActivityLog.write(connection, "caller.export", actor=actor, subject=str(who))
        return found

    def remove(self, who: Who, *, actor: str, with_open: bool = False) -> Removed:
        """Delete the caller's talks and make their reports nobody's, in one transaction; logged.

        What is left of a report says what was wrong, where (down to the kelurahan) and what was done. Its history
        keeps every line, without what was personal in it.

        Args:
            with_open: also reports that are not done, which nobody can then be told of.

        Raises:
            CallerError: if a report is not done and ``with_open`` was not said; nothing is changed then.
        """
        with writing(self._engine) as connection:
            numbers = _reports_of(connection, who)
            undone = select(tickets.c.nomor).where(tickets.c.nomor.in_(numbers), tickets.c.status == BELUM_SELESAI)
            waiting = list(connection.execute(undone).scalars())
            if waiting and not with_open:
                raise CallerError(
                    f"Laporan {', '.join(waiting)} belum selesai dan masih memerlukan datanya. "
                    "Tunggu sampai selesai, atau sertakan --include-open."
                )
            talks = _talks_of(connection, who, numbers)
            _delete_talks(connection, talks)
            with history_open_to_rewriting(connection):
                for nomor in numbers:
                    _make_nobodys(connection, nomor, actor)
            # before the rest is final: who fails here may do it again and finds the same
            recordings = self._recordings.of(who.numbers, numbers, talks)
            delete_files(recordings)
            removed = Removed(len(talks), tuple(numbers), len(recordings))
            details = {"talks": removed.talks, "reports": len(numbers), "recordings": removed.recordings}
            ActivityLog.write(connection, "caller.delete", actor=actor, subject=str(who), details=details)
        return removed

    def expire(self, days: int) -> Removed:
        """Delete talks in which nothing was said for so many days, and recordings that are older; reports stay.

        Talks that an officer answers or that wait for one stay too.
        """
        moment = clock.now() - timedelta(days=days)
        before = moment.timestamp()
        recordings = self._recordings.before(moment)
        delete_files(recordings)
        deleted = 0
        while True:
            with writing(self._engine) as connection:
                if not inspect(connection).has_table(_events.name):
                    return Removed(0, recordings=len(recordings))
                open_ones = select(handovers.c.sender).where(handovers.c.closed_at.is_(None))
                old = (
                    select(_events.c.sender_id)
                    .where(_events.c.sender_id.notin_(open_ones))
                    .group_by(_events.c.sender_id)
                    .having(func.max(_events.c.timestamp) < before)
                    .limit(_DELETED_AT_ONCE)
                )
                talks = list(connection.execute(old).scalars())
                _delete_talks(connection, talks)
            deleted += len(talks)
            if len(talks) < _DELETED_AT_ONCE:
                return Removed(deleted, recordings=len(recordings))


def _reports_of(connection: Connection, who: Who) -> list[str]:
    return list(connection.execute(select(tickets.c.nomor).where(who.of_report()).order_by(tickets.c.id)).scalars())


def _talks_of(connection: Connection, who: Who, reports: Sequence[str]) -> list[str]:
    """Talks in which one of the numbers was told, and those in which the reports were made."""
    keys = connection.execute(select(operations.c.idempotency_key).where(operations.c.nomor.in_(reports))).scalars()
    found = {talk_of_key(key) for key in keys}
    if inspect(connection).has_table(_events.name):
        told = or_(*(_events.c.data.contains(number) for number in who.numbers))
        found |= set(connection.execute(select(_events.c.sender_id).where(told).distinct()).scalars())
    waiting = or_(*(cast(handovers.c.data, Text).contains(number) for number in who.numbers))
    found |= set(connection.execute(select(handovers.c.sender).where(waiting).distinct()).scalars())
    return sorted(sender for sender in found if sender)


def _talk(connection: Connection, sender: str) -> dict[str, Any]:
    events: Iterable[str] = ()
    if inspect(connection).has_table(_events.name):
        of_talk = select(_events.c.data).where(_events.c.sender_id == sender).order_by(_events.c.id)
        events = connection.execute(of_talk).scalars()
    handed = select(handovers.c.created_at, handovers.c.reason, handovers.c.data).where(handovers.c.sender == sender)
    return {
        "sender": sender,
        "events": [json.loads(data) for data in events],
        "serah_terima": [dict(row) for row in connection.execute(handed).mappings()],
    }


def _delete_talks(connection: Connection, talks: Sequence[str]) -> None:
    if talks and inspect(connection).has_table(_events.name):
        connection.execute(delete(_events).where(_events.c.sender_id.in_(talks)))
    connection.execute(update(handovers).where(handovers.c.sender.in_(talks)).values(data={}))


def _make_nobodys(connection: Connection, nomor: str, actor: str) -> None:
    row = connection.execute(select(tickets.c.id, tickets.c.version).where(tickets.c.nomor == nomor)).one()
    lines = select(history.c.sequence, history.c.changes, history.c.note).where(history.c.ticket_id == row.id)
    for line in connection.execute(lines).all():
        changes = [_without_person(change) for change in line.changes]
        connection.execute(
            update(history)
            .where(history.c.ticket_id == row.id, history.c.sequence == line.sequence)
            .values(changes=changes, note=None)
        )
    now = clock.now()
    connection.execute(
        insert(history).values(
            ticket_id=row.id, sequence=row.version + 1, at=now, actor=actor, action=DATA_DIHAPUS, changes=[]
        )
    )
    changed: Mapping[str, Any] = {**dict.fromkeys(_PERSONAL_COLUMNS), "version": row.version + 1, "updated_at": now}
    connection.execute(update(tickets).where(tickets.c.id == row.id).values(**changed))


def _without_person(change: Sequence[Any]) -> list[Any]:
    field, before, after = change
    return [field, None, None] if field in _PERSONAL_FIELDS else [field, before, after]
