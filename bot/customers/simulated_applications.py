"""Applications in the project's own database. They stand in for PLN's AP2T, which this project has not."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import func, insert, select

from bot import clock
from bot.customers.applications import Application, ApplicationDraft, ApplicationsUnavailable
from bot.customers.tables import applications
from bot.database import StorageUnavailable, StorageUnusable, open_engine, reading, writing

_LONGEST_NUMBER = 40
_NUMBERING_ZONE = "WIB"
_FIELDS = frozenset(field.name for field in fields(Application))


class SimulatedApplications:
    """A :class:`bot.customers.applications.Applications` over the table ``applications``."""

    simulated = True

    def __init__(self, database_url: str) -> None:
        self._engine = open_engine(database_url)

    def close(self) -> None:
        """Close the connections that wait for use."""
        self._engine.dispose()

    def apply(self, draft: ApplicationDraft, *, idempotency_key: str) -> Application:
        """Number and keep the application, once for each key."""
        try:
            with writing(self._engine) as connection:
                if connection.dialect.name == "postgresql":
                    # SQLite lets one writer in at a time; here the second waits until the first has its number
                    connection.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("applications", 0))))
                known = (
                    connection.execute(select(applications).where(applications.c.idempotency_key == idempotency_key))
                    .mappings()
                    .first()
                )
                if known is not None:
                    return _application(known)
                now = clock.now()
                day = f"{draft.jenis}{draft.kode_unit}{clock.local(now, _NUMBERING_ZONE):%y%m%d}"
                serial = connection.execute(
                    select(func.count()).select_from(applications).where(applications.c.nomor.startswith(day))
                ).scalar_one()
                made = Application(**asdict(draft), nomor=f"{day}{serial + 1:05d}", created_at=now)
                connection.execute(insert(applications), {**asdict(made), "idempotency_key": idempotency_key})
                return made
        except (StorageUnavailable, StorageUnusable) as error:
            raise ApplicationsUnavailable from error

    def by_number(self, nomor: str) -> Application | None:
        """The application of that number, in capitals or not."""
        try:
            with reading(self._engine) as connection:
                found = (
                    connection.execute(
                        select(applications).where(applications.c.nomor == nomor[:_LONGEST_NUMBER].upper())
                    )
                    .mappings()
                    .first()
                )
        except (StorageUnavailable, StorageUnusable) as error:
            raise ApplicationsUnavailable from error
        return None if found is None else _application(found)


def _application(row: Any) -> Application:
    return Application(**{name: value for name, value in row.items() if name in _FIELDS})
