"""The menus of the forms hold what the catalogue names."""

from __future__ import annotations

from bot.apkt.model import GANGGUAN, KELUHAN
from bot.desk.menus import choices_of, wordings_of
from bot.sop.book import load_book


def test_types_are_those_of_the_catalogue() -> None:
    book = load_book()
    assert choices_of(book, "tipe_permasalahan", GANGGUAN) == ("Tetangga Tidak Turut Padam",)
    assert set(choices_of(book, "tipe_wo", GANGGUAN)) == {"WO AUTODISPATCH", "KWH PERIKSA"}
    assert choices_of(book, "tipe_keluhan", KELUHAN) == ("Informasi",)
    assert choices_of(book, "tipe_sub_keluhan", KELUHAN) == ("Kondisi Jaringan Listrik",)


def test_wordings_are_those_of_the_outcome_tables_each_once() -> None:
    disturbances = wordings_of(load_book(), GANGGUAN)
    assert len(disturbances) == len(set(disturbances))
    assert "1 RUMAH PADAM (LAYAR APP BLANK/GELAP, SEBELUMNYA TERTERA PERIKSA)" in disturbances
    assert "ICONNET : INFO TAGIHAN, TELAH DIJELASKAN SESUAI KETENTUAN. PELANGGAN MENGERTI" not in disturbances


def test_what_the_officer_must_add_shows_as_a_gap() -> None:
    complaints = wordings_of(load_book(), KELUHAN)
    assert "LISTRIQU : GANGGUAN IML …, …. PELANGGAN TIDAK BERSEDIA MEMBAYAR KARENA …" in complaints
    assert not any("{" in text for text in complaints)
    assert not any(text.startswith("…") for text in complaints)
