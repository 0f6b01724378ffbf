"""What an officer says is read as the rules that it carries out."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.officers.codes import CODE_INTENT, codes_in
from bot.officers.forms import form_of, words_of
from bot.officers.passages import clauses_of
from bot.officers.reading import acts_in
from bot.sop.book import load_book

BOOK = load_book()
TRAINING = Path(__file__).resolve().parents[2] / "bot" / "roleplay" / "assistant" / "data" / "nlu"


def certain(text: str, topic: str = "periksa") -> set[str]:
    return {act.rule for act in acts_in(BOOK, text, topic) if act.certain}


def intents() -> set[str]:
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in TRAINING.glob("*.yml")]
    return {block["intent"] for content in files for block in content["nlu"]}


def test_there_are_examples_for_every_rule_that_an_officer_says() -> None:
    said = {rule.id for rule in BOOK.rules.values() if rule.ask or rule.say or rule.due or rule.called_by}
    codes = {rule.id for rule in BOOK.rules.values() if rule.code}
    assert said - codes - intents() == set()
    assert CODE_INTENT in intents()


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("Baik Pak Budi, mohon maaf atas kendalanya. Sebelumnya sudah pernah lapor?", {"PRK-04", "PRK-05"}),
        ("baik pak mohon maaf atas kendalanya sebelumnya sudah pernah lapor", {"PRK-04", "PRK-05"}),
        ("Boleh dibantu nomor meternya, sekalian patokan rumahnya dekat apa?", {"PRK-06", "PRK-13-acuan"}),
        ("kak, nomor yg dipakai skrg bisa dihubungi? lewat wa atau sms?", {"PRK-16b", "DP-04", "PRK-16c"}),
    ],
)
def test_several_steps_in_one_message_are_all_found(text: str, rules: set[str]) -> None:
    assert certain(text) == rules


@pytest.mark.parametrize(
    "text",
    [
        "Saya tidak perlu menanyakan e-mailnya.",
        "Nanti saya tanyakan alamat lengkapnya ya, Bu.",
        "Tadi Bapak bilang belum pernah lapor.",
        "Menurut SOP saya harus bertanya apakah sudah pernah lapor.",
        "idpel, alamat, patokan, email, nomor laporan",
        "Baik, mohon ditunggu sebentar ya, Pak.",
    ],
)
def test_words_about_a_step_do_not_take_it(text: str) -> None:
    assert certain(text) == set()


def test_the_quote_is_the_passage_that_says_it() -> None:
    text = "Baik Pak Budi. Sebelumnya sudah pernah lapor? Kami catat dulu."
    assert [act.quote(text) for act in acts_in(BOOK, text) if act.certain] == ["Sebelumnya sudah pernah lapor?"]


@pytest.mark.parametrize(
    ("missing", "text"),
    [
        ("PRK-01", "Selamat pagi, ada yang bisa kami bantu?"),
        ("PRK-20", "Nomor laporannya G5426112200012, Pak."),
        ("PRK-22", "PLN hanya menerbitkan dan menyampaikan CTT sesuai hasil Self Diagnosis."),
        ("PRK-24", "Terima kasih, Pak."),
        ("PRK-12d", "Tekan 41, Pak."),
    ],
)
def test_a_rule_of_several_parts_is_not_done_by_one_of_them(missing: str, text: str) -> None:
    assert missing not in certain(text)


def test_the_topic_tells_which_of_two_rules_with_the_same_words_is_meant() -> None:
    text = "Boleh disebutkan ID pelanggannya?"
    assert certain(text, "periksa") == {"PRK-06"}
    assert certain(text, "permohonan") == {"AP2T-01-idpel"}


@pytest.mark.parametrize(
    ("text", "rules"),
    [
        ("tekan 08 lalu enter", ["PRK-12a"]),
        ("empat satu enter", ["PRK-12d"]),
        ("empat puluh empat, enter", ["PRK-12e"]),
        ("tujuh nol enter, lalu tujuh satu enter", ["PRK-12b", "PRK-12c"]),
        ("nomornya 541708", []),
    ],
)
def test_codes_are_read_in_digits_and_in_words(text: str, rules: list[str]) -> None:
    assert codes_in(text) == rules


def test_who_is_addressed_leaves_no_trace_of_the_name() -> None:
    assert form_of(words_of("Pak Budi Santoso, lampunya hidup?")) == form_of(words_of("Bu Ratna, lampunya hidup?"))


def test_a_long_message_without_commas_is_cut_where_something_new_begins() -> None:
    [clauses] = clauses_of("baik pak mohon maaf atas kendalanya sebelumnya sudah pernah lapor")
    assert len(clauses) == 2


def test_an_empty_message_says_nothing() -> None:
    assert acts_in(BOOK, "") == acts_in(BOOK, "...") == ()
