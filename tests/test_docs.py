"""What the documents promise is there, and what is there is in the documents."""

from __future__ import annotations

import re
from dataclasses import fields
from pathlib import Path

import pytest
import typer.main

from bot.cli import app
from bot.people.options import PeopleOptions
from bot.server.options import WebOptions
from bot.settings import PROJECT_ROOT, Settings

DOCUMENTS = (*sorted(PROJECT_ROOT.glob("*.md")), *sorted((PROJECT_ROOT / "docs").rglob("*.md")))
SETTINGS_TABLE = (PROJECT_ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
NAME = re.compile(r"PLN123_[A-Z][A-Z_]*[A-Z]")
VARIABLE_OF_FIELD = {"log_form": "PLN123_LOG", "var_directory": "PLN123_VAR", "model_path": "PLN123_MODEL"}


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def defaults() -> dict[str, str]:
    """Variable → default, as the tables have them; "kosong" is the empty text."""
    rows = re.findall(r"^\| `(PLN123_\w+)` \| (?:`([^`]*)`|kosong) \|", SETTINGS_TABLE, re.MULTILINE)
    return dict(rows)


def test_every_setting_in_the_code_is_in_the_table_and_no_other() -> None:
    code = [
        path
        for folder in ("bot", "actions", "voice")
        for path in (PROJECT_ROOT / folder).rglob("*")
        if path.suffix in {".py", ".sh"}
    ]
    used = {name for path in code for name in NAME.findall(text_of(path))}
    assert set(defaults()) == used


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_the_table_tells_the_default_that_the_code_has(field: str) -> None:
    value = str(getattr(Settings.from_environment({}), field)).replace(f"{PROJECT_ROOT}/", "")
    assert defaults()[VARIABLE_OF_FIELD.get(field, f"PLN123_{field.upper()}")] == value


def test_the_table_tells_the_defaults_of_the_web_application() -> None:
    options = WebOptions.from_environment({})
    assert defaults()["PLN123_ALLOWED_ORIGINS"] == ",".join(options.allowed_origins)
    assert defaults()["PLN123_RATE_BURST"] == str(options.messages_at_once)
    assert defaults()["PLN123_RATE_PER_SECOND"] == str(options.messages_per_second)
    assert defaults()["PLN123_KEEP_TALKS_DAYS"] == str(options.keep_talks_days)


@pytest.mark.parametrize("field", [field.name for field in fields(PeopleOptions)])
def test_the_table_tells_the_defaults_of_accounts_and_logins(field: str) -> None:
    assert defaults()[f"PLN123_{field.upper()}"] == str(int(getattr(PeopleOptions.from_environment({}), field)))


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_that_is_named_exists(document: Path) -> None:
    targets = set(re.findall(r"^([a-z-]+):", text_of(PROJECT_ROOT / "Makefile"), re.MULTILINE))
    assert set(re.findall(r"\bmake ([a-z-]+)`", text_of(document))) <= targets


def test_the_readme_names_the_two_commands() -> None:
    assert {"make run", "make test"} <= set(text_of(PROJECT_ROOT / "README.md").splitlines())


def test_every_target_is_explained_in_the_list() -> None:
    makefile = text_of(PROJECT_ROOT / "Makefile")
    targets = set(re.findall(r"^([a-z-]+):(?!=)", makefile, re.MULTILINE))
    explained = set(re.findall(r"^([a-z-]+):.*## \S", makefile, re.MULTILINE))
    phony = set(re.search(r"^\.PHONY: (.*)$", makefile, re.MULTILINE)[1].split())  # type: ignore[index]
    assert targets == explained == phony


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_pln123_command_that_is_named_exists(document: Path) -> None:
    tree = typer.main.get_command(app)
    for words in re.findall(r"(?:^|[\s`]|bin/)pln123 ([a-z]+(?: [a-z]+)?)", text_of(document)):
        noun, *verb = words.split()
        assert noun in tree.commands, words  # type: ignore[attr-defined]
        below = getattr(tree.commands[noun], "commands", None)  # type: ignore[attr-defined]
        assert not below or (verb and verb[0] in below), words


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_link_and_picture_leads_somewhere(document: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", text_of(document)):
        assert (document.parent / target).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_document_names_a_folder_of_one_machine(document: Path) -> None:
    assert re.findall(r"/(?:work|home|tmp)/\S*", text_of(document)) == []
