"""How words are written on pages."""

import pytest

from bot.server.rendering import begun_large


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("WA atau SMS", "WA atau SMS"),
        ("pelanggan bersedia membayar layanan ListriQu", "Pelanggan bersedia membayar layanan ListriQu"),
        ("ID Pelanggan", "ID Pelanggan"),
        ("", ""),
    ],
)
def test_a_sentence_begins_large_and_names_stay_as_they_are(text: str, written: str) -> None:
    assert begun_large(text) == written
