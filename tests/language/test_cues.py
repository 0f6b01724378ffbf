"""How phrases are weighed against each other, on a small book of cues."""

import pytest

from bot.language.cues import SPECIFIC, CueBook, without_suffix

BOOK = CueBook(
    {SPECIFIC: {"on": ["menyala"], "off": ["padam"], "unclear": ["redup"], "ignored": ["hp padam"]}},
    {"on": "off", "off": "on"},
    bare_negator=None,
    others=["tetangga"],
)


@pytest.mark.parametrize(
    ("text", "label", "reason"),
    [
        ("menyala", "on", ""),
        ("tidak menyala", "off", ""),
        ("padam, eh menyala", "on", ""),
        ("padam tapi menyala", None, "conflict"),
        ("tadi padam tapi sekarang menyala", "on", ""),
        ("menyala kalau siang", None, "conditional"),
        ("redup", None, "does_not_know"),
        ("takut padam", None, "no_evidence"),
        ("padam?", None, "no_evidence"),
        ("kapan padam", None, "no_evidence"),
        ("tetangga padam", None, "no_evidence"),
        ("hp padam", None, "no_evidence"),
        ("halo", None, "no_evidence"),
    ],
)
def test_a_label_is_decided_or_the_reason_told(text, label, reason):
    decision = BOOK.decide(text)
    assert (decision.label, decision.reason) == (label, reason)


@pytest.mark.parametrize(("word", "bare"), [("listriknya", "listrik"), ("masalah", "masalah"), ("bisakah", "bisa")])
def test_only_true_suffixes_are_cut(word, bare):
    assert without_suffix(word) == bare


def test_an_empty_phrase_is_refused():
    with pytest.raises(ValueError, match="frasa kosong"):
        CueBook({SPECIFIC: {"on": ["..."]}}, {}, None)
