"""What fails a talk because of the reports that it saved: a wrong one, or one too many."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from bot.sop.book import Topic
from bot.sop.conformance.course import Course
from bot.sop.conformance.result import DUPLICATE, WRONG_TICKET, CriticalError
from bot.sop.conformance.talk import TicketFields
from bot.sop.conformance.tickets import CLOSED_AT_ONCE, may_be_made, repeats_earlier, rows_with_report, wrong_fields

NUMBER = "nomor"


def ticket_errors(
    topic: Topic, course: Course, matter: int, tickets: Sequence[tuple[int, TicketFields]]
) -> Iterator[CriticalError]:
    """Critical errors of the reports of one matter.

    Args:
        matter: its number, from 1.
        tickets: the reports, each with the place of the turn in which it was saved.
    """
    row_id = course.row.id if course.row else ""
    standing = [ticket for _, ticket in tickets if not ticket.get(CLOSED_AT_ONCE)]
    if len({ticket.get(NUMBER) for ticket in standing}) > 1:
        yield CriticalError(DUPLICATE, row_id, matter, "Laporan ganda untuk satu permasalahan.")
    if not tickets:
        return
    place, ticket = tickets[-1]
    if repeats_earlier(topic, course.facts, ticket):
        message = "Laporan baru dibuat, padahal laporan yang lama yang harus dikerjakan."
        yield CriticalError(DUPLICATE, row_id, matter, message, place)
        return
    for message in _faults(topic, course, ticket):
        yield CriticalError(WRONG_TICKET, row_id, matter, message, place)


def _faults(topic: Topic, course: Course, ticket: TicketFields) -> Iterator[str]:
    if course.row is None:
        if rows_with_report(topic, course.facts) and not may_be_made(topic, course.facts, ticket):
            yield "Laporan seperti ini tidak mungkin, apa pun fakta yang belum diketahui."
    elif course.row.ticket is None:
        yield "Laporan dibuat, padahal tidak ada yang harus dilaporkan."
    else:
        for name, expected, actual in wrong_fields(course.row, course.facts, ticket):
            yield f"{name} seharusnya {expected or 'kosong'}, terisi {actual or 'kosong'}."
