"""Conditions over facts, as the book writes them."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.sop.conditions import Condition, facts_named_in, holds, may_hold

FACTS = {"kondisi_listrik": "padam", "di_lokasi": False, "alamat_tercatat": None}


@pytest.mark.parametrize(
    ("condition", "expected"),
    [
        pytest.param({}, True, id="nothing asked always holds"),
        pytest.param({"kondisi_listrik": "padam"}, True, id="the same value"),
        pytest.param({"kondisi_listrik": "menyala"}, False, id="another value"),
        pytest.param({"kondisi_listrik": ["menyala", "padam"]}, True, id="one of several values"),
        pytest.param({"kondisi_listrik": ["menyala"]}, False, id="none of several values"),
        pytest.param({"di_lokasi": False}, True, id="a no is a value"),
        pytest.param({"di_lokasi": None}, False, id="a no is not unknown"),
        pytest.param({"alamat_tercatat": None}, True, id="null is unknown"),
        pytest.param({"tidak_pernah_disebut": None}, True, id="a fact never mentioned is unknown"),
        pytest.param({"tidak_pernah_disebut": False}, False, id="unknown is not no"),
        pytest.param({"alamat_tercatat": [None, True]}, True, id="unknown among several"),
        pytest.param({"kondisi_listrik": "padam", "di_lokasi": True}, False, id="all must hold"),
        pytest.param({"not": {"di_lokasi": True}}, True, id="not"),
        pytest.param({"not": {"kondisi_listrik": "padam", "di_lokasi": True}}, True, id="not both"),
        pytest.param({"any": [{"di_lokasi": True}, {"kondisi_listrik": "padam"}]}, True, id="any, the second"),
        pytest.param({"any": [{"di_lokasi": True}]}, False, id="any, none of them"),
        pytest.param({"any": []}, False, id="any of nothing"),
        pytest.param({"not": {"any": [{"di_lokasi": True}, {"mendesak": True}]}}, True, id="neither"),
        pytest.param({"any": [{"not": {"di_lokasi": False}}, {"any": [{}]}]}, True, id="nested"),
    ],
)
def test_a_condition_is_read_as_it_is_written(condition: Condition, expected: bool) -> None:
    assert holds(condition, FACTS) is expected


def test_every_fact_that_a_condition_looks_at_is_named_in_reading_order() -> None:
    condition = {"a": 1, "not": {"b": 2, "any": [{"c": 3}, {"not": {"d": 4}}]}, "e": [5, 6]}
    assert list(facts_named_in(condition)) == ["a", "b", "c", "d", "e"]


_NAMES = st.sampled_from(["a", "b", "c"])
_VALUES: st.SearchStrategy[Any] = st.sampled_from([True, False, None, "x", "y"])
_CONDITIONS = st.recursive(
    st.dictionaries(_NAMES, st.one_of(_VALUES, st.lists(_VALUES, max_size=3)), max_size=3),
    lambda inner: st.one_of(
        st.fixed_dictionaries({"not": inner}),
        st.fixed_dictionaries({"any": st.lists(inner, max_size=3)}),
    ),
    max_leaves=8,
)


@given(_CONDITIONS, st.dictionaries(_NAMES, _VALUES))
def test_not_turns_every_condition_round(condition: Condition, facts: dict[str, Any]) -> None:
    assert holds({"not": condition}, facts) is not holds(condition, facts)


@given(_CONDITIONS, st.dictionaries(_NAMES, _VALUES), st.dictionaries(_NAMES, _VALUES))
def test_only_the_facts_named_decide(condition: Condition, facts: dict[str, Any], others: dict[str, Any]) -> None:
    named = set(facts_named_in(condition))
    changed = {**others, **{name: facts.get(name) for name in named}}
    assert holds(condition, changed) is holds(condition, facts)


@pytest.mark.parametrize(
    ("condition", "facts", "may"),
    [
        ({}, {}, True),
        ({"kondisi_listrik": "padam"}, {}, True),
        ({"kondisi_listrik": "padam"}, {"kondisi_listrik": "menyala"}, False),
        ({"hasil": ["a", "b"]}, {"hasil": "b"}, True),
        ({"hasil": ["a", "b"]}, {"hasil": "c"}, False),
        ({"not": {"marah": True}}, {}, True),
        ({"not": {"marah": True}}, {"marah": True}, False),
        ({"not": {"any": [{"marah": True}, {"mendesak": True}]}}, {"mendesak": True}, False),
        ({"not": {"not": {"marah": True}}}, {}, True),
        ({"any": [{"marah": True}, {"mendesak": True}]}, {"marah": False}, True),
        ({"any": [{"marah": True}, {"mendesak": True}]}, {"marah": False, "mendesak": False}, False),
    ],
)
def test_what_could_become_true_is_told_from_what_cannot(
    condition: dict[str, Any], facts: dict[str, Any], may: bool
) -> None:
    assert may_hold(condition, facts) is may
