"""Which rules each response of the domain carries out."""

from __future__ import annotations

from functools import lru_cache

from bot.sop.book import Book, Rule

QUESTION = "utter_ask_"


class Carrying:
    """Rules by what carries them out: responses, actions, codes; and by the caller's intent that calls for them."""

    def __init__(self, book: Book) -> None:
        self._book = book
        self._of_name: dict[str, list[Rule]] = {}
        self._of_code = {rule.code: rule for rule in book.rules.values() if rule.code}
        for rule in book.rules.values():
            for name in rule.fulfilled_by:
                self._of_name.setdefault(name, []).append(rule)

    def by_response(self, response: str) -> tuple[str, ...]:
        """Ids of the rules that saying ``response`` carries out."""
        asking = self._book.rule_asking(response.removeprefix(QUESTION)) if response.startswith(QUESTION) else None
        saying = self._book.rule_saying(response)
        rules = [rule for rule in (asking, saying, *self._of_name.get(response, ())) if rule is not None]
        return tuple(dict.fromkeys(rule.id for rule in rules))

    def by_action(self, action: str) -> tuple[str, ...]:
        """Ids of the rules of an occasion that ``action`` answers."""
        return tuple(rule.id for rule in self._of_name.get(action, ()) if rule.called_by)

    def by_deed(self, action: str) -> tuple[str, ...]:
        """Ids of all rules that ``action`` carries out."""
        return tuple(rule.id for rule in self._of_name.get(action, ()))

    def by_code(self, code: str) -> tuple[str, ...]:
        """Id of the rule that asks for a meter code."""
        return (self._of_code[code].id,) if code in self._of_code else ()

    def called_for_by(self, intent: str) -> tuple[str, ...]:
        """Ids of the rules to which a message of this intent gives occasion."""
        return tuple(rule.id for rule in self._book.rules.values() if intent in rule.called_by)

    def silent(self) -> tuple[Rule, ...]:
        """Rules that the program keeps without a word, as soon as it knows what they rest on."""
        return tuple(
            rule
            for rule in self._book.rules.values()
            if rule.when and not (rule.ask or rule.say or rule.due or rule.called_by or rule.written)
        )


@lru_cache(maxsize=4)
def carrying(book: Book) -> Carrying:
    """The rules of a book by what carries them out."""
    return Carrying(book)
