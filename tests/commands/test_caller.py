"""`pln123 caller` as a shell sees it, on both databases."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import Result
from typer.testing import CliRunner

from bot.apkt.store import TicketStore
from bot.cli import app
from tests.callers.kept import BUDI, SITI, Talks, record_call, recordings_in, report


@pytest.fixture(autouse=True)
def environment(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands work on this test's own database and folder."""
    for name in [name for name in os.environ if name.startswith("PLN123_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("PLN123_VAR", str(tmp_path))
    monkeypatch.setenv("PLN123_DATABASE_URL", database_url)


@pytest.fixture
def talks(database_url: str) -> Iterator[Talks]:
    """Budi and Siti have called."""
    opened = Talks(database_url)
    opened.say("budi", f"hp saya {BUDI}")
    opened.say("siti", f"hp saya {SITI}")
    yield opened
    opened.close()


def caller(*words: str, typed: str = "") -> Result:
    return CliRunner().invoke(app, ["caller", *words], input=typed)


@pytest.mark.usefixtures("talks")
def test_all_that_is_kept_is_written_as_json(store: TicketStore, tmp_path: Path) -> None:
    nomor = report(store, BUDI, "budi")
    record_call(tmp_path, "satu", "halo", [nomor])
    ended = caller("export", "--telepon", "+62 812 3456 7890")
    assert ended.exit_code == 0
    found = json.loads(ended.stdout)
    assert [one["nomor"] for one in found["laporan"]] == [nomor]
    assert [one["sender"] for one in found["percakapan"]] == ["budi"]
    assert [Path(one).name for one in found["rekaman"]] == ["satu.wav", "satu.json"]
    assert SITI not in ended.stdout


def test_what_is_agreed_to_is_deleted_and_counted(store: TicketStore, talks: Talks, tmp_path: Path) -> None:
    nomor = report(store, BUDI, "budi")
    record_call(tmp_path, "satu", "halo", [nomor])
    ended = caller("delete", "--telepon", BUDI, typed="y\n")
    assert ended.exit_code == 0
    assert "1 percakapan dan 2 berkas rekaman dihapus, 1 laporan dibuat anonim." in ended.stdout
    assert BUDI not in ended.stdout
    assert talks.left() == {"siti"}
    assert recordings_in(tmp_path) == []
    assert store.get(nomor).hp_pelapor is None  # type: ignore[union-attr]


@pytest.mark.parametrize("answer", ["n\n", "\n", ""])
def test_without_a_yes_nothing_is_deleted(store: TicketStore, talks: Talks, answer: str) -> None:
    nomor = report(store, BUDI, "budi")
    assert caller("delete", "--telepon", BUDI, typed=answer).exit_code == 1
    assert talks.left() == {"budi", "siti"}
    assert store.get(nomor).hp_pelapor == BUDI  # type: ignore[union-attr]


def test_a_report_that_is_not_done_is_deleted_only_when_it_is_said(store: TicketStore, talks: Talks) -> None:
    nomor = report(store, BUDI, "budi", done=False)
    refused = caller("delete", "--telepon", BUDI, "--yes")
    assert (refused.exit_code, talks.left()) == (1, {"budi", "siti"})
    assert nomor in refused.stderr
    assert "--include-open" in refused.stderr
    assert caller("delete", "--telepon", BUDI, "--yes", "--include-open").exit_code == 0
    assert talks.left() == {"siti"}


@pytest.mark.parametrize(
    "who", [(), ("--telepon", "abc"), ("--telepon", "0812"), ("--idpel", "12a"), ("--telepon", "+", "--idpel", "")]
)
def test_nobody_in_particular_is_refused_kindly_and_everybody_keeps_everything(
    store: TicketStore, talks: Talks, who: tuple[str, ...]
) -> None:
    report(store, BUDI, "budi")
    for deed in (("export",), ("delete", "--yes", "--include-open")):
        ended = caller(*deed, *who)
        assert (ended.exit_code, ended.stdout) == (1, "")
        assert "angka" in ended.stderr or "Sebutkan" in ended.stderr
        assert "Traceback" not in ended.stderr
    assert talks.left() == {"budi", "siti"}


@pytest.mark.usefixtures("talks")
def test_somebody_unknown_has_nothing() -> None:
    ended = caller("export", "--idpel", "512345678901")
    assert json.loads(ended.stdout) == {"laporan": [], "percakapan": [], "rekaman": []}
    assert caller("delete", "--idpel", "512345678901", "--yes").stdout.startswith("0 percakapan")


def test_an_unreachable_database_is_told_in_a_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "berkas").write_text("bukan folder")
    monkeypatch.setenv("PLN123_DATABASE_URL", f"sqlite:///{tmp_path / 'berkas' / 'x.db'}")
    ended = caller("export", "--telepon", BUDI)
    assert ended.exit_code == 1
    assert "Traceback" not in ended.stderr
    assert ended.stderr.strip()
