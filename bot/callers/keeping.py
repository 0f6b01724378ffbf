"""What is kept of callers: talks with their hand-overs and what QA made of them, reports, and recordings of calls."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote_plus

from sqlalchemy import Text, cast, column, delete, func, insert, inspect, or_, select, table, update
from sqlalchemy.engine import Connection

from bot import clock
from bot.apkt.history import DATA_DIHAPUS
from bot.apkt.model import BELUM_SELESAI
from bot.apkt.reading import load_ticket
from bot.apkt.tables import handovers, history, operations, saved_searches, tickets
from bot.apkt.talk_keys import talk_of_key
from bot.callers.recordings import QaResults, Recordings, delete_files
from bot.callers.rewriting import history_open_to_rewriting
from bot.callers.who import CallerError, Who
from bot.database import open_engine, writing
from bot.people.activity import ActivityLog

# Rasa's own table of talks, named here without Rasa
_events = table("events", *map(column, ("id", "sender_id", "timestamp", "data")))

_PERSONAL_FIELDS = (
    *("nama_pelapor", "alamat", "acuan_lokasi", "lokasi_kejadian", "no_telepon", "hp_pelapor", "email_pelapor"),
    *("idpel", "nomor_meter", "koordinat", "keterangan", "catatan_unit", "ctt"),
)
_PERSONAL_COLUMNS = tuple(name for name in _PERSONAL_FIELDS if name != "koordinat") + ("lat", "lon")
_DELETED_AT_ONCE = 200


class ReportsUndone(CallerError):
    """Reports that are not done still need the caller's data."""

    def __init__(self, numbers: Sequence[str]) -> None:
        super().__init__(f"Laporan {', '.join(numbers)} belum selesai dan masih memerlukan datanya.")


@dataclass(frozen=True)
class Kept:
    """How much is kept of a caller.

    Attributes:
        reports: numbers of all their reports.
        undone: those of them that are not done yet.
        recordings: files.
    """

    reports: tuple[str, ...]
    undone: tuple[str, ...]
    talks: int
    recordings: int

    def __bool__(self) -> bool:
        return bool(self.reports or self.talks or self.recordings)


@dataclass(frozen=True)
class Removed:
    """How much was taken away: ``talks`` and files of ``recordings`` deleted, ``reports`` (numbers) made nobody's;
    ``senders`` names the talks.
    """

    talks: int
    reports: tuple[str, ...] = ()
    recordings: int = 0
    senders: tuple[str, ...] = field(default=(), compare=False)


class CallersKeeping:
    """What is kept of callers. Errors of the database as in :class:`bot.apkt.store.TicketStore`.

    Args:
        var_directory: where recordings of calls and results of QA lie.
    """

    def __init__(self, database_url: str, var_directory: Path) -> None:
        self._engine = open_engine(database_url)
        self._recordings = Recordings(var_directory)
        self._qa_results = QaResults(var_directory)

    def close(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()

    def look(self, who: Who, *, actor: str, address: str | None = None) -> Kept:
        """How much there is; logged, since it tells that somebody has called."""
        with writing(self._engine) as connection:
            numbers = _reports_of(connection, who)
            talks = _talks_of(connection, who, numbers)
            recordings = self._recordings.of(who, numbers, talks)
            kept = Kept(tuple(numbers), _undone(connection, numbers), len(talks), len(recordings))
            ActivityLog.write(connection, "caller.look", actor=actor, subject=str(who), address=address)
        return kept

    def export(self, who: Who, *, actor: str, address: str | None = None) -> dict[str, Any]:
        """All of it; logged.

        Args:
            address: network address of whoever asked.

        Returns:
            ``{"laporan": [ticket …], "percakapan": [{"sender", "events", "serah_terima"} …], "rekaman": [path …]}``.
        """
        with writing(self._engine) as connection:
            numbers = _reports_of(connection, who)
            talks = _talks_of(connection, who, numbers)
            found = {
                "laporan": [load_ticket(connection, nomor) for nomor in numbers],
                "percakapan": [_talk(connection, sender) for sender in talks],
                "rekaman": [str(path) for path in self._recordings.of(who, numbers, talks)],
            }
            ActivityLog.write(connection, "caller.export", actor=actor, subject=str(who), address=address)
        return found

    def remove(self, who: Who, *, actor: str, with_open: bool = False, address: str | None = None) -> Removed:
        """Delete the caller's talks and make their reports nobody's, in one transaction; logged.

        What is left of a report says what was wrong, where (down to the kelurahan) and what was done. Its history
        keeps every line, without what was personal in it. Results of QA that tell of the talks are deleted, too, and
        searches that officers kept for one of the numbers.

        Args:
            with_open: also reports that are not done, which nobody can then be told of.
            address: network address of whoever asked.

        Raises:
            ReportsUndone: if a report is not done and ``with_open`` was not said; nothing is changed then.
        """
        with writing(self._engine) as connection:
            numbers = _reports_of(connection, who)
            undone = _undone(connection, numbers)
            if undone and not with_open:
                raise ReportsUndone(undone)
            talks = _talks_of(connection, who, numbers)
            _delete_talks(connection, talks)
            _delete_searches(connection, who)
            with history_open_to_rewriting(connection):
                for nomor in numbers:
                    _make_nobodys(connection, nomor, actor)
            # before the rest is final: who fails here may do it again and finds the same
            recordings = self._recordings.of(who, numbers, talks)
            qa_results = self._qa_results.of(who, talks)
            delete_files([*recordings, *qa_results])
            removed = Removed(len(talks), tuple(numbers), len(recordings), tuple(talks))
            details = {
                "talks": removed.talks,
                "reports": len(numbers),
                "recordings": removed.recordings,
                "qa_results": len(qa_results),
            }
            ActivityLog.write(
                connection, "caller.delete", actor=actor, subject=str(who), address=address, details=details
            )
        return removed

    def expire(self, days: int) -> Removed:
        """Delete talks in which nothing was said for so many days, and recordings and results of QA that are older;
        reports stay.

        Talks that an officer answers or that wait for one stay too.
        """
        moment = clock.now() - timedelta(days=days)
        before = moment.timestamp()
        recordings = self._recordings.before(moment)
        delete_files([*recordings, *self._qa_results.before(moment)])
        deleted: list[str] = []
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
            deleted += talks
            if len(talks) < _DELETED_AT_ONCE:
                return Removed(len(deleted), recordings=len(recordings), senders=tuple(deleted))


def _reports_of(connection: Connection, who: Who) -> list[str]:
    return list(connection.execute(select(tickets.c.nomor).where(_made_by(who)).order_by(tickets.c.id)).scalars())


def _made_by(who: Who) -> Any:
    conditions = []
    if who.telepon:
        conditions += [tickets.c.no_telepon == who.telepon, tickets.c.hp_pelapor == who.telepon]
    if who.idpel:
        conditions.append(tickets.c.idpel == who.idpel)
    return or_(*conditions)


def _undone(connection: Connection, reports: Sequence[str]) -> tuple[str, ...]:
    undone = select(tickets.c.nomor).where(tickets.c.nomor.in_(reports), tickets.c.status == BELUM_SELESAI)
    return tuple(connection.execute(undone.order_by(tickets.c.id)).scalars())


def _talks_of(connection: Connection, who: Who, reports: Sequence[str]) -> list[str]:
    """Talks in which one of the numbers was told, and those in which the reports were made."""
    keys = connection.execute(select(operations.c.idempotency_key).where(operations.c.nomor.in_(reports))).scalars()
    found = _kept_of(connection, {talk for talk in map(talk_of_key, keys) if talk})
    if inspect(connection).has_table(_events.name):
        found |= _told_in(connection, who, _events.c.sender_id, _events.c.data)
    found |= _told_in(connection, who, handovers.c.sender, cast(handovers.c.data, Text))
    return sorted(found)


def _kept_of(connection: Connection, talks: Collection[str]) -> set[str]:
    """Those of which anything is left: talks grow old before reports do."""
    senders = [handovers.c.sender]
    if inspect(connection).has_table(_events.name):
        senders.append(_events.c.sender_id)
    return {
        name for sender in senders for name in connection.execute(select(sender).where(sender.in_(talks))).scalars()
    }


def _told_in(connection: Connection, who: Who, sender: Any, words: Any) -> set[str]:
    """Whose words hold one of the numbers as a whole: the database alone would also find longer ones around it."""
    holding = select(sender, words).where(or_(*(words.contains(number) for number in who.numbers)))
    return {talk for talk, told in connection.execute(holding) if who.is_named_in(told)}


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


def _delete_searches(connection: Connection, who: Who) -> None:
    kept = connection.execute(select(saved_searches.c.id, saved_searches.c.name, saved_searches.c.query)).all()
    naming = [row.id for row in kept if who.is_named_in(f"{row.name} {unquote_plus(row.query)}")]
    connection.execute(delete(saved_searches).where(saved_searches.c.id.in_(naming)))


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
