"""The replayer over the real model: recorded talks come out as they were, and each change as what it is."""

from __future__ import annotations

import asyncio
import dataclasses
import threading
from collections.abc import AsyncIterator, Callable
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from bot import clock
from bot.apkt.model import TicketDraft
from bot.apkt.store import TicketStore
from bot.customers.demo import load_demo
from bot.migrations import upgrade
from bot.qa.customers import filled
from bot.qa.e2e_format import read_file
from bot.qa.e2e_model import (
    ActionExpected,
    Case,
    Expectation,
    IntentExpected,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
)
from bot.qa.lined_yaml import FormatError
from bot.qa.replay import Conditions, Replayer, _AtOnce, open_replayer
from bot.qa.stored_talks import StoredTalks
from bot.qa.vocabulary import Vocabulary
from bot.settings import Settings
from tests.engines import ModelLoadedOnce
from tests.qa.runs import written

pytestmark = pytest.mark.asyncio(loop_scope="module")

SENDER = "talk-1"
NEED = "  customer: {uid: UID Jakarta Raya, telepon: seluler}\n"
REPORT = '  mocked_datetime: "2026-11-22T08:15:00+07:00"\n  metadata: {telepon: "{telepon}"}\n'
SAID = (
    "meteran saya tadi PERIKSA, sekarang listrik padam",
    "iya betul",
    "gelap total",
)
FOLLOWS_UP = "talk-2"
FOLLOWS_UP_SAID = (
    "saya sudah lapor kemarin",
    "iya betul",
    "iya yang itu",
    "petugas belum datang",
    "dari tadi pagi masih gelap",
)
EARLIER = partial(TicketDraft, jenis="GANGGUAN", kode_unit="54", permasalahan="1 RUMAH PADAM", nama_pelapor="Budi")


@pytest.fixture(scope="module")
def stored_url(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The database of an assistant that has had no talk yet."""
    url = f"sqlite:///{tmp_path_factory.mktemp('stored') / 'pln123.db'}"
    upgrade(url)
    load_demo(url)
    return url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def replayer(
    model_loaded_once: ModelLoadedOnce,
    stored_url: str,
    vocabulary: Vocabulary,
    tmp_path_factory: pytest.TempPathFactory,
) -> AsyncIterator[Replayer]:
    """A replayer, after a talk was held and stored."""
    from bot.engine import engine

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(engine, "load_agent", model_loaded_once)
        settings = Settings(database_url=stored_url, var_directory=tmp_path_factory.mktemp("var"))
        (case,) = read_file(written(tmp_path_factory.mktemp("uji"), _steps(SAID), head=NEED + REPORT))
        phone = filled(case).turns[0].metadata
        store = TicketStore(stored_url)
        real = await engine.Engine.load(settings)
        for text in SAID:
            await real.handle(SENDER, text, phone)
        with clock.at(clock.now() - timedelta(hours=4)):
            number = store.create(EARLIER(no_telepon=phone["telepon"]), actor="bot", idempotency_key="lama").nomor
        for text in FOLLOWS_UP_SAID:
            await real.handle(FOLLOWS_UP, text, phone)
        store.complete(number, "SUDAH NORMAL", actor="unit", idempotency_key="selesai")
        store.close()
        await real.close()
        async with open_replayer(settings, vocabulary, Conditions(customers_from=stored_url)) as opened:
            yield opened


def _steps(said: tuple[str, ...]) -> str:
    return "".join(f"  - user: {text}\n" for text in said)


@pytest.fixture
def stored(stored_url: str, replayer: Replayer, vocabulary: Vocabulary) -> Case:  # noqa: ARG001  # holds the talk
    """The stored talk as a test."""
    talks = StoredTalks(stored_url)
    (case,) = talks.cases([SENDER], vocabulary)
    talks.close()
    assert isinstance(case, Case)
    return case


async def test_a_stored_talk_replays_as_it_was(replayer: Replayer, stored: Case) -> None:
    result = await replayer.run(stored)
    assert [str(one) for one in result.differences] == []
    assert [turn.said for turn in result.talk] == list(SAID)
    kinds = {type(one) for turn in stored.turns for one in turn.expectations}
    assert kinds >= {IntentExpected, ActionExpected, SlotExpected, SaidExpected, RuleExpected}


@pytest.mark.parametrize(
    ("of_kind", "change", "kind"),
    [
        (IntentExpected, lambda one: dataclasses.replace(one, intent="salam_penutup"), "intent"),
        (SlotExpected, lambda one: dataclasses.replace(one, value="lain", absent=False), "slot"),
        (ActionExpected, lambda one: dataclasses.replace(one, action="action_lain"), "aksi"),
        (SaidExpected, lambda one: dataclasses.replace(one, response="utter_lain"), "respons"),
        (SaidExpected, lambda one: dataclasses.replace(one, text=f"{one.text} Terima kasih."), "teks"),
        (RuleExpected, lambda one: dataclasses.replace(one, rule="PRK-99"), "aturan SOP"),
    ],
    ids=["intent", "slot", "action", "response", "text", "rule"],
)
async def test_each_change_shows_as_what_it_is_and_where(
    replayer: Replayer, stored: Case, of_kind: type, change: Callable[[Any], Expectation], kind: str
) -> None:
    first = stored.turns[0]
    at = next(i for i, one in enumerate(first.expectations) if isinstance(one, of_kind))
    expectations = list(first.expectations)
    expectations[at] = change(expectations[at])
    changed = dataclasses.replace(stored, turns=(dataclasses.replace(first, expectations=tuple(expectations)),))
    (difference, *others) = (await replayer.run(changed)).differences
    assert (difference.kind, str(difference.place)) == (kind, f"percakapan {SENDER}, giliran 1")
    assert others == []


@pytest.mark.usefixtures("replayer")
async def test_a_talk_about_an_earlier_report_meets_it_as_it_stood_then(
    replayer: Replayer, stored_url: str, vocabulary: Vocabulary
) -> None:
    talks = StoredTalks(stored_url)
    (case,) = talks.cases([FOLLOWS_UP], vocabulary)
    talks.close()
    assert isinstance(case, Case)
    (report,) = case.reports_met
    assert (report.status, report.lapor_ulang, report.catatan_unit) == ("BELUM SELESAI", False, None)
    result = await replayer.run(case)
    assert [str(one) for one in result.differences] == []
    assert result.observed[-1].slots["nomor_lama"] == report.nomor
    alone = dataclasses.replace(case, reports_met=())
    assert (await replayer.run(alone)).differences != ()


async def test_a_changed_ticket_shows_as_a_ticket(replayer: Replayer, tmp_path: Path) -> None:
    file = written(tmp_path, "  - user: halo\n    ticket: {jenis: GANGGUAN}\n")
    (difference,) = (await replayer.run(read_file(file)[0])).differences
    assert (difference.kind, difference.place.line) == ("tiket", 5)
    assert isinstance(difference.expectation, TicketExpected)


async def test_the_same_test_gives_the_same_twice(replayer: Replayer, tmp_path: Path) -> None:
    (case,) = read_file(written(tmp_path, _steps(SAID), head=NEED + REPORT))
    first, second = [await replayer.run(filled(case)) for _ in range(2)]
    assert first.talk == second.talk
    assert [turn.rule for turn in first.observed] == [turn.rule for turn in second.observed]
    assert len(first.observed) == len(SAID)


@pytest.mark.usefixtures("replayer")
async def test_talks_are_found_by_the_day_on_which_they_began(stored_url: str) -> None:
    talks = StoredTalks(stored_url)
    today = clock.local(clock.now(), "WIB").date()
    day = timedelta(days=1)
    assert talks.begun_between(today - day, today + day) == [SENDER, FOLLOWS_UP]
    assert talks.begun_between(None, date(2020, 1, 1)) == talks.begun_between(today + 2 * day, None) == []
    talks.close()


@pytest.mark.usefixtures("replayer")
async def test_a_talk_that_is_not_there_is_told(stored_url: str, vocabulary: Vocabulary) -> None:
    talks = StoredTalks(stored_url)
    (error,) = talks.cases(["tidak-ada"], vocabulary)
    talks.close()
    assert isinstance(error, FormatError)
    assert "percakapan tidak-ada" in str(error)


async def test_what_is_done_beside_the_loop_is_done_at_once_and_its_errors_are_the_callers() -> None:
    loop = asyncio.get_running_loop()
    assert await loop.run_in_executor(_AtOnce(max_workers=1), threading.get_ident) == threading.get_ident()
    with pytest.raises(ZeroDivisionError):
        await loop.run_in_executor(_AtOnce(max_workers=1), lambda: 1 // 0)
