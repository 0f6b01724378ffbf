from __future__ import annotations

import pytest

from tests.voice.line.scripted import ToldEars, cough_frames, voice_frames
from voice.ears.engine import Grammar, Heard, HeardWord
from voice.line.frames import SILENT_FRAME
from voice.line.hearing import Hearing


def heard(confidence: float) -> Heard:
    return Heard((HeardWord("salah", 0.0, 0.3, confidence),))


class ForeignEars(ToldEars):
    """Ears with a model of somebody's own that knows no word of ours."""

    def set_grammar(self, grammar: Grammar | None) -> None:
        if grammar is not None:
            raise ValueError("no phrase is known")
        super().set_grammar(grammar)


def test_a_model_that_knows_none_of_the_words_listens_for_whatever_it_knows() -> None:
    ears = ForeignEars()
    Hearing(ears).expect(Grammar("ya atau tidak", ("ya", "tidak")))
    assert ears.grammars == [None]


def test_a_voice_that_lasts_interrupts_and_tells_since_when() -> None:
    hearing = Hearing(ToldEars())
    for frame in [SILENT_FRAME] * 50 + voice_frames(0.4):
        hearing.feed(frame, listens=True)
    assert hearing.interrupts(None)
    assert hearing.since == pytest.approx(1.0, abs=0.1)
    assert hearing.forget() is not None
    assert hearing.since is None


@pytest.mark.parametrize(("confidence", "stops"), [(0.98, False), (1.0, True)])
def test_a_short_word_stops_the_bot_only_if_the_ears_are_as_sure_as_never_of_a_cough(
    confidence: float, stops: bool
) -> None:
    hearing = Hearing(ToldEars())
    for frame in [SILENT_FRAME] * 50 + voice_frames(0.1) + [SILENT_FRAME] * 20:
        hearing.feed(frame, listens=True)
    assert not hearing.interrupts(None)
    assert hearing.interrupts(heard(confidence)) == stops
    assert hearing.is_sure(heard(confidence))


@pytest.mark.parametrize("confidence", [0.5, 1.0])
def test_words_without_a_voice_interrupt_nothing(confidence: float) -> None:
    hearing = Hearing(ToldEars())
    for frame in [SILENT_FRAME] * 50 + cough_frames(0.4):
        hearing.feed(frame, listens=True)
    assert not hearing.interrupts(heard(confidence))
    assert hearing.is_sure(heard(confidence)) == (confidence == 1.0)
