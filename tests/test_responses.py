"""Texts of the domain that are said beside the assistant's turns."""

from __future__ import annotations

import pytest

from bot.responses import response_text


def test_the_values_stand_in_the_text() -> None:
    said = response_text("utter_petugas_mengembalikan", petugas="Hana", nama_petugas="Tara")
    assert "Hana" in said
    assert "Tara" in said


def test_a_response_that_is_not_there_is_an_error() -> None:
    with pytest.raises(KeyError, match="utter_tidak_ada"):
        response_text("utter_tidak_ada")
