"""Nothing that the bot may say is forbidden, every response is used, and every button can be read as its answer.

What is forbidden while codes are asked (``while_asking``) is forbidden in every response: a detour or a correction can
bring any of them into that form. The ticket is no response; it carries the codes' meaning for the desk.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from bot.language.answers import read_answer
from bot.qa.checks.project import Finding, Project
from bot.sop.book import Book, Fact, Never
from bot.sop.conformance.sayings import said_in

BUTTON_KINDS = ("yes_no", "choice", "title")
_TITLES = ("Bapak", "Ibu")


def forbidden(project: Project) -> Iterator[Finding]:
    """Responses that say what the book forbids, and words spoken past the domain's responses."""
    never = [item for topic in project.book.topics.values() for item in topic.never]
    for name, variations in project.responses.items():
        for text in sorted({text for variation in variations for text in _words_of(variation)}):
            for item in never:
                said = forbidden_words(item, text)
                if said and not _said_elsewhere(project.book, item, name):
                    message = f"mengucapkan {said!r}, yang dilarang {item.id} ({item.title})."
                    yield project.about_response(name, message)
    for file, line in project.own_words:
        yield Finding(
            file, line, "utter_message", "mengucapkan kata-kata sendiri; tulis sebagai respons di domain.yml."
        )


def _said_elsewhere(book: Book, item: Never, response: str) -> bool:
    """Whether only rules of topics speak so that never come to the form in which ``item`` is forbidden."""
    if not item.while_asking:
        return False
    speaking = [
        rule
        for rule in book.rules.values()
        if response in (rule.say, f"utter_ask_{rule.ask}", *rule.fulfilled_by) and rule.topic in book.topics
    ]
    return bool(speaking) and all(
        book.topics[rule.topic].begins_with
        and all(stage.form != item.while_asking for stage in book.topics[rule.topic].stages)
        for rule in speaking
    )


def forbidden_words(item: Never, text: str) -> str:
    """The words of ``text`` that ``item`` forbids, empty if there are none; declining to say it is no saying."""
    return next((said.words for said in said_in(item, text)), "")


def unused(project: Project) -> Iterator[Finding]:
    """Responses of the domain that nothing says, and names of responses that do not exist."""
    used = {rule.say for rule in project.book.rules.values() if rule.say}
    used |= {f"utter_ask_{slot}" for form in project.forms.values() for slot in form.get("required_slots", ())}
    used |= {step["action"] for told in (*project.stories, *project.rules) for step in told.steps if "action" in step}
    for name in project.responses:
        if name not in used | project.responses_in_code:
            yield project.about_response(name, "respons ini tidak dipakai oleh apa pun.")
    for name in sorted(project.responses_in_code - set(project.responses)):
        yield Finding("domain.yml", 0, name, "dipakai oleh kode, tetapi respons ini tidak ada.")


def unreadable_buttons(project: Project) -> Iterator[Finding]:
    """Questions with countable answers that lack buttons, and buttons that are not read as their answer."""
    for fact in project.book.facts.values():
        name = f"utter_ask_{fact.name}"
        for variation in project.responses.get(name, ()):
            for message in _faults_of_buttons(fact, variation):
                yield project.about_response(name, message)


def _faults_of_buttons(fact: Fact, variation: Mapping[str, Any]) -> Iterator[str]:
    buttons = variation.get("buttons", ())
    for button in buttons:
        if button.get("payload") != button.get("title"):
            yield f"tombol {button.get('title')!r} mengirim teks lain: {button.get('payload')!r}."
    if fact.kind not in BUTTON_KINDS:
        return
    if not buttons:
        yield f"pertanyaan {fact.label} tanpa tombol: {variation.get('text', '')[:60]!r}."
        return
    missing = _possible(fact)
    for button in buttons:
        answer = read_answer(fact.name, button.get("payload", ""))
        if answer.status != "read" or answer.value not in _possible(fact):
            yield f"tombol {button.get('payload')!r} tidak terbaca sebagai jawaban {fact.name}."
        elif answer.value not in missing:
            yield f"dua tombol terbaca sama, sebagai {answer.value!r}."
        else:
            missing = [value for value in missing if value != answer.value]
    if missing:
        yield f"tidak ada tombol untuk {', '.join(map(str, missing))}."


def _possible(fact: Fact) -> list[Any]:
    if fact.kind == "yes_no":
        return [True, False]
    return list(_TITLES if fact.kind == "title" else fact.values)


def _words_of(variation: Mapping[str, Any]) -> Iterator[str]:
    if "text" in variation:
        yield variation["text"]
    for button in variation.get("buttons", ()):
        yield button.get("title", "")
