"""A matter named in a part of a longer message."""

import pytest

from bot.language.matters import matter_named


@pytest.mark.parametrize(
    ("said", "matter"),
    [
        ("sekalian iconnet saya juga mati", "tanya_iconnet"),
        ("oh iya wifi ikonet di rumah lemot", "tanya_iconnet"),
        ("sama mau tambah daya ke 2200", "ajukan_permohonan"),
        ("sekalian mau pasang baru di ruko sebelah", "ajukan_permohonan"),
        ("sekalian titip salam", None),
        ("", None),
    ],
)
def test_a_matter_is_known_by_its_own_words(said: str, matter: str | None) -> None:
    assert matter_named(said) == matter
