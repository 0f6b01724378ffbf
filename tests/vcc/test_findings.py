"""What the operator is to look at twice among the nine values."""

from __future__ import annotations

import pytest

from bot.vcc.findings import findings_in

ORDINARY = {"08": "1", "70": "0", "71": "000", "41": "221,5", "44": "2,1", "45": "2.1", "46": "2,0", "37": "12,5",
            "47": "460"}  # fmt: skip


def test_ordinary_values_give_no_finding() -> None:
    assert findings_in(ORDINARY) == {}


@pytest.mark.parametrize(
    ("code", "read", "words"),
    [
        ("70", "2", "terminal pernah dibuka"),
        ("71", "01", "tutup meter pernah dibuka"),
        ("41", "197,9", "di luar 198–231 V"),
        ("41", "231.1", "di luar 198–231 V"),
        ("37", "0", "kredit habis"),
        ("37", "-1,5", "kredit habis"),
        ("47", "Null", "tidak muncul angka"),
        ("08", "Err 51", "bukan angka"),
    ],
)
def test_a_value_out_of_the_ordinary_is_named(code: str, read: str, words: str) -> None:
    assert findings_in({**ORDINARY, code: read}) == {code: words}


@pytest.mark.parametrize("read", ["198", "231", "220"])
def test_the_bounds_themselves_are_ordinary(read: str) -> None:
    assert findings_in({**ORDINARY, "41": read}) == {}


@pytest.mark.parametrize(("neutral", "differs"), [("2,1", False), ("1,9", False), ("1,8", True), ("0", True)])
def test_currents_of_phase_and_neutral_must_agree(neutral: str, differs: bool) -> None:
    expected = dict.fromkeys(("45", "46"), "arus fasa dan netral berbeda") if differs else {}
    assert findings_in({**ORDINARY, "46": neutral}) == expected


def test_a_current_that_does_not_show_is_compared_with_nothing() -> None:
    assert findings_in({**ORDINARY, "46": "Null"}) == {"46": "tidak muncul angka"}
