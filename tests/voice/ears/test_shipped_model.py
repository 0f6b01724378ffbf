"""The model that ships with the project, put through what every engine must keep to."""

from __future__ import annotations

import pytest

from bench.ears_check import SAID, VOICES
from bench.phone_caller import voice
from voice.ears.conformance import Sample, check
from voice.ears.loading import EarsOptions, load_engine
from voice.sound.channel import RATE


@pytest.mark.parametrize("name", VOICES)
def test_it_keeps_every_promise_of_an_engine(name: str) -> None:
    speak = voice(name)
    findings = check(load_engine(EarsOptions()), [Sample(text, speak(text)) for text in SAID], RATE)
    assert [finding for finding in findings if not finding.kept] == []
    assert len(findings) > 20


def test_it_knows_every_word_that_the_line_listens_for() -> None:
    from bot.sop.book import load_book
    from voice.line.expectations import expectation

    kinds = {name: fact.kind for topic in load_book().topics.values() for name, fact in topic.facts.items()}
    grammars = [found for name, kind in kinds.items() if (found := expectation(name, kind).grammar)]
    words = {word for grammar in grammars for phrase in grammar.phrases for word in phrase.split()}
    assert load_engine(EarsOptions()).unknown_words(words) == set()
