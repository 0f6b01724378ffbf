"""Anger and disappointment are noticed from words; places, names, politeness and honest questions are none."""

from __future__ import annotations

import pytest

from bot.language.anger import is_angry


@pytest.mark.parametrize(
    "text",
    [
        "padam dari kemarin, kalian ini gimana sih!!",
        "saya udah capek nunggu dari pagi",
        "kecewa banget sama PLN",
        "ga becus kerjanya",
        "PELAYANAN PAYAH",
        "sudah lapor tiga kali janji doang",
        "mau sampai kapan begini terus pak",
        "nyala tapi kesel saya",
        "bodoh banget sih ini, 0402",
        "keterlaluan ya",
        "ya ampun lama banget sih",
        "saya viralin nih",
        "oke 😡",
        "kamu bodoh ya",
    ],
)
def test_anger_is_noticed(text: str) -> None:
    assert is_angry(text)


@pytest.mark.parametrize(
    "text",
    [
        "padam dari kemarin sore",
        "caranya gimana sih mbak?",
        "ini gimana sih cara bacanya",
        "saya tidak marah kok, cuma tanya",
        "maaf saya bodoh soal listrik",
        "bukan kecewa bu, cuma heran",
        "rumah saya di Jl. Marah Rusli nomor 4",
        "kecamatan Anjir Pasar",
        "ada anjing galak di depan pagar",
        "maaf menyusahkan ya mbak",
        "kira-kira berapa lama ya?",
        "LISTRIK SAYA PADAM!!!",
        "petugasnya bilang kabelnya rusak parah",
        "internetnya lambat sekali",
    ],
)
def test_what_is_no_anger_is_not_taken_for_it(text: str) -> None:
    assert not is_angry(text)
