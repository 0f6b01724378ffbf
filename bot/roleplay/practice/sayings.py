"""What may be said in one call and not in every one, for ears that hear better what they expect.

Ears hear any word; these sentences only make names and the script's own words likelier. They tell the trainee nothing.
"""

from __future__ import annotations

from bot.roleplay.practice.hints import Hints
from bot.roleplay.practice.scenario import Call
from bot.sop.book import Book
from bot.sop.conformance.matters import frame_topics

_DAYTIMES = ("pagi", "siang", "sore", "malam")


def sayings(book: Book, call: Call, officer: str) -> tuple[str, ...]:
    """Sentences and names: the script of the call's topic, who is called, where, and who answers."""
    hints, sheet = Hints(book, call), call.sheet
    topics = dict.fromkeys((call.scenario.topic, *(topic.name for topic in frame_topics(book))))
    script = [hints.words(rule) for topic in topics for rule in book.topics[topic].rules.values()]
    people = dict.fromkeys((sheet.persona.name, sheet.customer.nama))
    addressed = [f"{title} {name}" for name in people for title in _titles(call)]
    greetings = [f"PLN 123, selamat {daytime}, dengan {officer}" for daytime in _DAYTIMES]
    return (*script, *addressed, *greetings, *names(call, officer))


def names(call: Call, officer: str) -> tuple[str, ...]:
    """Who and where: the customer, the officer, and the place of the premises."""
    customer = call.sheet.customer
    places = (customer.jalan, customer.kelurahan, customer.kecamatan, customer.kabupaten)
    return tuple(name for name in (call.sheet.persona.name, customer.nama, officer, *places) if name)


def _titles(call: Call) -> tuple[str, ...]:
    title = call.sheet.persona.title
    return title, {"Bapak": "Pak", "Ibu": "Bu"}[title]
