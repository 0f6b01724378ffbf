"""What the checks look at: the book, the domain, stories and rules, and the names that the code speaks of."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

from bot.settings import PROJECT_ROOT
from bot.sop.book import Book, load_book
from bot.sop.ways import Walk, walk

# one that ends with "_" is the beginning of a name that is put together
_RESPONSE_NAME = re.compile(r"^utter_\w*[^\W_]$")
_SPEAKING_CODE = ("actions", "bot/engine", "bot/server")


@dataclass(frozen=True)
class Finding:
    """Something that does not agree.

    Attributes:
        file: relative to the project.
        line: 0 when it is about the whole file.
        subject: the rule, story, response … that it is about.
    """

    file: str
    line: int
    subject: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}" if self.line else self.file
        return f"{where}: {self.subject}: {self.message}"


@dataclass(frozen=True)
class Told:
    """A story or rule of the dialogue: its name, its steps, and where it stands."""

    file: str
    line: int
    name: str
    steps: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True)
class Project:
    """Everything, read once.

    Attributes:
        stories: from ``data/stories``; ``rules`` from ``data/rules``.
        actions_in_code: names of the actions that have code: ``action_name = …``, and ``validate_<form>``.
        responses_in_code: responses that the code names.
        own_words: places in the actions where words are spoken that are no response of the domain.
        walked: the ways through each topic that has an outcome table, where they are known already.
    """

    root: Path
    book: Book
    domain: Mapping[str, Any]
    stories: tuple[Told, ...]
    rules: tuple[Told, ...]
    actions_in_code: frozenset[str]
    responses_in_code: frozenset[str]
    own_words: tuple[tuple[str, int], ...]
    walked: Mapping[str, Walk] | None = None

    @classmethod
    def load(cls, root: Path = PROJECT_ROOT) -> Project:
        """Read the project below ``root``.

        Raises:
            BookError: if the book itself can't be used.
        """
        code = [(path, ast.parse(path.read_text(encoding="utf-8"))) for path in _speaking_code(root)]
        return cls(
            root=root,
            book=load_book(root / "data" / "sop"),
            domain=yaml.load((root / "domain.yml").read_text(encoding="utf-8"), Loader=yaml.CSafeLoader),
            stories=tuple(_told(root, "stories", "story")),
            rules=tuple(_told(root, "rules", "rule")),
            actions_in_code=frozenset(name for _, tree in code for name in _actions_in(tree)),
            responses_in_code=frozenset(name for _, tree in code for name in _responses_in(tree)),
            own_words=tuple(
                (str(path.relative_to(root)), line)
                for path, tree in code
                if path.is_relative_to(root / "actions")
                for line in _own_words_in(tree)
            ),
        )

    @cached_property
    def walks(self) -> Mapping[str, Walk]:
        """All ways through each topic that has an outcome table."""
        if self.walked is not None:
            return self.walked
        return {name: walk(self.book, topic) for name, topic in self.book.topics.items() if topic.outcomes}

    @property
    def responses(self) -> Mapping[str, list[Mapping[str, Any]]]:
        """Variations of each response."""
        return self.domain.get("responses", {})

    @property
    def forms(self) -> Mapping[str, Mapping[str, Any]]:
        """The domain's forms."""
        return self.domain.get("forms", {})

    @property
    def actions(self) -> frozenset[str]:
        """Custom actions of the domain."""
        return frozenset(self.domain.get("actions", ()))

    def about_rule(self, topic: str, rule_id: str, message: str) -> Finding:
        """A finding about a rule or outcome row of the book."""
        return self.at(f"data/sop/{topic}.yml", f"id: {rule_id}", rule_id, message)

    def about_response(self, name: str, message: str) -> Finding:
        """A finding about a response of the domain."""
        return self.at("domain.yml", f"  {name}:", name, message)

    def at(self, file: str, text: str, subject: str, message: str) -> Finding:
        """A finding at the first line of ``file`` that holds ``text`` as a whole word."""
        path = self.root / file
        lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
        whole = re.compile(rf"{re.escape(text)}(?![\w!-])")
        line = next((number for number, one in enumerate(lines, start=1) if whole.search(one)), 0)
        return Finding(file, line, subject, message)


def _speaking_code(root: Path) -> Iterator[Path]:
    for folder in _SPEAKING_CODE:
        yield from sorted((root / folder).rglob("*.py"))


def _told(root: Path, folder: str, key: str) -> Iterator[Told]:
    for path in sorted((root / "data" / folder).glob("*.yml")):
        text = path.read_text(encoding="utf-8")
        lines = text.splitlines()
        for item in yaml.load(text, Loader=yaml.CSafeLoader).get(folder, ()):
            line = next((number for number, one in enumerate(lines, start=1) if item[key] in one), 0)
            yield Told(str(path.relative_to(root)), line, item[key], tuple(item["steps"]))


def _actions_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str):
            names = {target.id for target in node.targets if isinstance(target, ast.Name)}
            if "action_name" in names:
                yield node.value.value
            elif "form" in names:
                yield f"validate_{node.value.value}"


def _responses_in(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _RESPONSE_NAME.match(node.value):
            yield node.value


def _own_words_in(tree: ast.Module) -> Iterator[int]:
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        speaks = node.func.attr == "utter_message"
        if speaks and (node.args or any(keyword.arg == "text" for keyword in node.keywords)):
            yield node.lineno
