"""The `pln123` command as a shell sees it: output, error text, exit status."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

import pytest
import typer.main
from typer.testing import CliRunner

from bot.apkt.model import GANGGUAN, TicketDraft
from bot.apkt.store import TicketStore
from bot.cli import app
from bot.commands.chat import read_moment
from bot.migrations import upgrade
from bot.settings import PROJECT_ROOT, Settings

runner = CliRunner()


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Settings of a machine on which nothing has run yet."""
    for name in [name for name in os.environ if name.startswith("PLN123_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLN123_VAR", str(tmp_path / "var"))
    return Settings.from_environment()


@pytest.fixture
def nomor(settings: Settings) -> str:
    """The number of the one ticket in the database."""
    upgrade(settings.database_url)
    store = TicketStore(settings.database_url)
    draft = TicketDraft(
        jenis=GANGGUAN,
        permasalahan="kWh meter PERIKSA",
        kode_unit="54",
        nama_pelapor="Budi",
        no_telepon="081200000001",
    )
    ticket = store.create(draft, actor="uji", idempotency_key="satu")
    store.close()
    return ticket.nomor


def commands(command: Any, words: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    """Every command of the tree as the words that call it."""
    if not hasattr(command, "commands"):
        return [words]
    return [found for name, below in command.commands.items() for found in commands(below, (*words, name))]


COMMANDS = [words for words in commands(typer.main.get_command(app)) if words != ("qa",)]


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_every_command_explains_itself_with_an_example(words: tuple[str, ...]) -> None:
    shown = runner.invoke(app, [*words, "--help"])
    assert shown.exit_code == 0
    assert "Contoh:" in shown.output
    assert f"pln123 {' '.join(words)}" in shown.output


def test_help_is_quick_since_it_loads_no_heavy_library() -> None:
    script = (
        "import sys; from typer.testing import CliRunner; from bot.cli import app;"
        "assert CliRunner().invoke(app, ['--help']).exit_code == 0;"
        "heavy = ('rasa', 'spacy', 'sqlalchemy', 'fastapi', 'rich');"
        "print([name for name in heavy if name in sys.modules])"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT
    )
    assert loaded.stdout.strip() == "[]"


def test_python_m_bot_is_the_same_command() -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "bot", "--help"], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT
    )
    assert "Usage: pln123" in shown.stdout


def test_an_unknown_command_fails() -> None:
    assert runner.invoke(app, ["terbang"]).exit_code != 0


def test_a_setting_that_cannot_be_read_is_told_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLN123_PORT", "abc")
    for words in (["serve"], ["chat"], ["db", "upgrade"], ["apkt", "list"]):
        ended = runner.invoke(app, words)
        assert ended.exit_code == 1
        assert "PLN123_PORT harus berupa angka" in ended.output


@pytest.mark.usefixtures("settings")
def test_the_database_is_made_and_the_second_time_left_as_it_is() -> None:
    assert [runner.invoke(app, ["db", "upgrade"]).exit_code for _ in range(2)] == [0, 0]


def test_a_database_that_cannot_be_reached_is_told_kindly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PLN123_DATABASE_URL", "postgresql://127.0.0.1:1/none")
    for words in (["db", "upgrade"], ["apkt", "list"], ["demo", "load"]):
        ended = runner.invoke(app, words)
        assert ended.exit_code == 1
        assert "tidak dapat dihubungi" in ended.output


@pytest.mark.usefixtures("settings")
def test_demo_customers_are_loaded_once() -> None:
    first = runner.invoke(app, ["demo", "load"])
    second = runner.invoke(app, ["demo", "load"])
    assert (first.exit_code, second.exit_code) == (0, 0)
    assert "(0 ditambahkan)" not in first.output
    assert "(0 ditambahkan)" in second.output


def demo_customers(*options: str) -> list[dict[str, object]]:
    ended = runner.invoke(app, ["demo", "customers", "--json", *options])
    assert ended.exit_code == 0, ended.output
    customers: list[dict[str, object]] = json.loads(ended.output)
    return customers


def test_at_least_500_demo_customers_are_offered_to_programs() -> None:
    customers = demo_customers()
    assert len(customers) >= 500
    wanted = {"idpel", "nomor_meter", "nama", "alamat", "uid", "telepon", "inside_self_diagnosis_area"}
    assert all(wanted <= customer.keys() for customer in customers)


def test_demo_customers_inside_and_outside_the_self_diagnosis_areas_make_up_all() -> None:
    inside, outside = demo_customers("--inside"), demo_customers("--outside")
    assert inside
    assert outside
    assert all(customer["inside_self_diagnosis_area"] for customer in inside)
    assert not any(customer["inside_self_diagnosis_area"] for customer in outside)
    assert {customer["uid"] for customer in inside}.isdisjoint({customer["uid"] for customer in outside})
    assert len(inside) + len(outside) == len(demo_customers())


def test_the_limit_holds_and_people_get_a_heading() -> None:
    lines = runner.invoke(app, ["demo", "customers", "--limit", "3"]).output.splitlines()
    assert lines[0].startswith("IDPEL\t")
    assert len(lines) == 4


def test_tickets_are_listed_and_shown_to_people_and_programs(nomor: str) -> None:
    assert nomor in runner.invoke(app, ["apkt", "list"]).output
    assert json.loads(runner.invoke(app, ["apkt", "list", "--json"]).output)["tickets"][0]["nomor"] == nomor
    shown = runner.invoke(app, ["apkt", "show", nomor])
    assert shown.exit_code == 0
    assert "kWh meter PERIKSA" in shown.output
    ticket = json.loads(runner.invoke(app, ["apkt", "show", f"{nomor}*", "--json"]).output)
    assert datetime.fromisoformat(ticket["created_at"]).tzinfo == timezone.utc


@pytest.mark.usefixtures("nomor")
def test_a_search_that_finds_nothing_is_no_error() -> None:
    ended = runner.invoke(app, ["apkt", "list", "--telepon", "081299999999"])
    assert (ended.exit_code, ended.output.strip()) == (0, "Tidak ada tiket.")


@pytest.mark.usefixtures("nomor")
def test_a_ticket_that_does_not_exist_is_an_error() -> None:
    ended = runner.invoke(app, ["apkt", "show", "G54261122999"])
    assert ended.exit_code == 1
    assert "G54261122999 tidak ditemukan" in ended.output


@pytest.mark.usefixtures("nomor")
def test_a_status_that_does_not_exist_is_an_error() -> None:
    ended = runner.invoke(app, ["apkt", "list", "--status", "HILANG"])
    assert ended.exit_code == 1
    assert "BELUM SELESAI" in ended.output


def test_a_moment_without_zone_is_in_jakarta_time() -> None:
    assert read_moment("2026-11-22T19:30") == datetime(2026, 11, 22, 12, 30, tzinfo=timezone.utc)
    assert read_moment("2026-11-22T19:30+09:00") == datetime(2026, 11, 22, 10, 30, tzinfo=timezone.utc)


@pytest.mark.usefixtures("settings")
def test_a_moment_that_cannot_be_read_is_told_with_an_example() -> None:
    ended = runner.invoke(app, ["chat", "--at", "kemarin"])
    assert ended.exit_code == 1
    assert "2026-11-22T19:30" in ended.output
