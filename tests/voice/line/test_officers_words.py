from __future__ import annotations

import pytest

from voice.ears.loading import EarsOptions, load_engine
from voice.ears.vosk_engine import VoskEngine
from voice.line.officers_words import as_written, officers_grammar


@pytest.mark.parametrize(
    ("heard", "written"),
    [
        ("tekan kode empat satu lalu enter", "tekan kode 41 lalu enter"),
        ("nomor laporannya g dua enam nol enam tiga nol", "nomor laporannya G260630"),
        ("pln satu dua tiga selamat pagi", "PLN 123 selamat pagi"),
        ("dalam satu hari", "dalam satu hari"),
        ("dua puluh empat jam", "24 jam"),
        ("mohon maaf atas kendalanya", "mohon maaf atas kendalanya"),
        ("", ""),
    ],
)
def test_numbers_are_written_in_figures(heard: str, written: str) -> None:
    assert as_written(heard) == written


@pytest.fixture(scope="module")
def engine() -> VoskEngine:
    loaded = load_engine(EarsOptions())
    assert isinstance(loaded, VoskEngine)
    return loaded


def test_sentences_are_parted_at_words_that_cannot_be_heard(engine: VoskEngine) -> None:
    phrases = officers_grammar(engine, ["Selamat pagi Bapak Zzqqxxrr, di Jl. Melati nomor 12"]).phrases
    assert {"selamat pagi bapak", "di jalan melati nomor dua belas"} <= set(phrases)
    assert not engine.unknown_words(word for phrase in phrases for word in phrase.split())


def test_the_words_of_officers_can_be_heard(engine: VoskEngine) -> None:
    """Those that the studio learnt from; slips of the pen and words without a vowel stay out."""
    from voice.model.vocabulary import officers_sentences, words_of

    words = {word for texts in officers_sentences().values() for text in texts for word in words_of(text)}
    assert len(engine.unknown_words(words)) < 0.05 * len(words)
