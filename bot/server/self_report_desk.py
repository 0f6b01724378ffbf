"""PLN Mobile's self-reports as the server holds them: over its tickets, each visitor at a bearable pace."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from bot.apkt.store import TicketStore
from bot.customers.service_areas import ServiceAreas
from bot.customers.simulated import SimulatedCustomerRegistry
from bot.pln_mobile.reports import SelfReports
from bot.server.rate_limit import TokenBucket
from bot.sop.book import load_book

LOOKUPS_AT_ONCE = 40
LOOKUPS_PER_SECOND = 0.5
"""Of customer numbers, from one network address: enough for a classroom, too few to try numbers one after the other."""

_MOST_BUCKETS = 2_000


class SelfReportDesk:
    """The reports, and the paces of sessions and of network addresses.

    Args:
        new_bucket: makes the rate limit of a session.
    """

    def __init__(self, database_url: str, tickets: TicketStore, new_bucket: Callable[[], TokenBucket]) -> None:
        self._customers = SimulatedCustomerRegistry(database_url)
        self.reports = SelfReports(load_book(), tickets, self._customers, ServiceAreas())
        self._sessions = _Buckets(new_bucket)
        self._addresses = _Buckets(lambda: TokenBucket(LOOKUPS_AT_ONCE, LOOKUPS_PER_SECOND))

    def wait_of_session(self, sender: str) -> float:
        """Seconds until the session may ask again; 0.0 if it may now."""
        return self._sessions.take(sender)

    def wait_of_lookup(self, address: str) -> float:
        """Seconds until somebody at this network address may look a number up; 0.0 if now."""
        return self._addresses.take(address)

    def close(self) -> None:
        """Give database connections back."""
        self._customers.close()


class _Buckets:
    """A bucket for each key; those not used for longest are forgotten."""

    def __init__(self, new_bucket: Callable[[], TokenBucket]) -> None:
        self._new_bucket = new_bucket
        self._buckets: OrderedDict[str, TokenBucket] = OrderedDict()

    def take(self, key: str) -> float:
        """As :meth:`bot.server.rate_limit.TokenBucket.take`."""
        bucket = self._buckets.setdefault(key, self._new_bucket())
        self._buckets.move_to_end(key)
        if len(self._buckets) > _MOST_BUCKETS:
            self._buckets.popitem(last=False)
        return bucket.take()
