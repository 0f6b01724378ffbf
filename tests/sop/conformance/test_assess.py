"""The engine: an officer by the book gets 100, and who spoils one rule loses exactly that one."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.sop.conformance.assess import assess
from bot.sop.conformance.result import (
    COUNTED,
    DUPLICATE,
    EXTRA,
    FORBIDDEN_SAID,
    MET,
    MISSED,
    NOT_APPLICABLE,
    OUT_OF_ORDER,
    STATUSES,
    UNSURE,
    WRONG_TICKET,
    Assessment,
    Item,
)
from bot.sop.conformance.talk import CALLER, CSO, Act, Talk, Turn
from tests.sop.conformance.officers import BOOK, Call, calls, moved, oracle, turn_of, without

CALLS = pytest.mark.parametrize("call", calls(), ids=str)
GUIDED = next(call for call in calls() if call.row == "O10")


def item_of(result: Assessment, rule: str) -> Item:
    return next(item for item in result.items if item.rule.id == rule)


def statuses(result: Assessment) -> dict[str, str]:
    return {item.rule.id: item.status for item in result.items}


def met_by_the_oracle(call: Call) -> list[str]:
    return [item.rule.id for item in assess(BOOK, oracle(call)).items if item.status == MET]


# --- the oracle, and those who leave one thing out --------------------------------------------------


@CALLS
def test_who_does_all_that_the_book_says_gets_100(call: Call) -> None:
    result = assess(BOOK, oracle(call))
    for_the_supervisor = {item.rule.id for item in result.items if item.status == UNSURE}
    faults = [item.verdict for item in result.items if item.status not in (MET, NOT_APPLICABLE, UNSURE)]
    assert faults == []
    assert (result.score, result.critical_errors) == (100.0, ())
    assert result.passed or for_the_supervisor
    # what is done without a word leaves a trace in a report alone; where none is made, a human judges it
    assert all(not BOOK.rules[rule].ask and not BOOK.rules[rule].say for rule in for_the_supervisor)


@CALLS
def test_the_points_of_what_counts_sum_to_100(call: Call) -> None:
    result = assess(BOOK, oracle(call))
    assert sum(item.points for item in result.items) == pytest.approx(100)
    assert all((item.points > 0) == (item.status in COUNTED) for item in result.items)


def asks_the_same(rule: str) -> set[str]:
    """The rules that one question carries out."""
    asked = f"utter_ask_{BOOK.rules[rule].ask}"
    return {rule, *(other.id for other in BOOK.rules.values() if asked in other.fulfilled_by and not other.due)}


@pytest.mark.parametrize(
    ("call", "rule"),
    [
        pytest.param(call, step, id=f"{call}-{step}")
        for call in calls()
        for step in met_by_the_oracle(call)
        if any(act.rule == step for turn in oracle(call).turns for act in turn.acts) or BOOK.rules[step].written
    ],
)
def test_leaving_one_rule_out_costs_exactly_its_points(call: Call, rule: str) -> None:
    right, spoiled = assess(BOOK, oracle(call)), assess(BOOK, without(oracle(call), rule))
    changed = {name for name, status in statuses(spoiled).items() if status != statuses(right)[name]}
    lost = {name for name in changed if statuses(spoiled)[name] == MISSED}
    assert lost == asks_the_same(rule) & set(met_by_the_oracle(call))
    # what could only be seen in the answer or in the form is not held against the officer a second time
    assert all(statuses(spoiled)[name] in (NOT_APPLICABLE, UNSURE) for name in changed - lost)
    counted = sum(item.rule.weight for item in spoiled.items if item.status in COUNTED)
    assert spoiled.score == pytest.approx(100 - 100 * sum(BOOK.rules[name].weight for name in lost) / counted)
    assert bool(spoiled.critical_errors) == any(BOOK.rules[name].critical for name in lost)


@pytest.mark.parametrize(
    ("rule", "behind"),
    [("PRK-03", "PRK-10"), ("PRK-04", "PRK-13"), ("PRK-06", "PRK-11"), ("PRK-12b", "PRK-12e"), ("PRK-09", "PRK-13")],
)
def test_a_step_that_comes_too_late_is_out_of_order_and_alone_loses_its_points(rule: str, behind: str) -> None:
    talk = oracle(GUIDED)
    after = next(i for i, turn in enumerate(talk.turns) if any(act.rule == behind for act in turn.acts))
    gone = 2 if BOOK.rules[rule].ask else 1
    result = assess(BOOK, moved(talk, rule, lambda _: after + 2 - gone))
    assert {name for name, status in statuses(result).items() if status == OUT_OF_ORDER} == {rule}
    assert result.score == pytest.approx(100 - item_of(result, rule).points)


@pytest.mark.parametrize("behind", ["IML-01", "PRK-16b"])
def test_a_step_that_may_come_anywhere_is_met_also_late(behind: str) -> None:
    talk = oracle(next(call for call in calls() if (call.topic, call.row) == ("listriqu", "O1")))
    after = next(i for i, turn in enumerate(talk.turns) if any(act.rule == behind for act in turn.acts))
    result = assess(BOOK, moved(talk, "IML-02-lokasi", lambda _: after))
    assert (item_of(result, "IML-02-lokasi").status, result.score) == (MET, pytest.approx(100))


def test_a_question_for_data_after_the_report_was_saved_is_out_of_order() -> None:
    talk = oracle(GUIDED)
    saved = next(i for i, turn in enumerate(talk.turns) if turn.tickets)
    result = assess(BOOK, moved(talk, "PRK-16c", lambda _: saved))
    assert item_of(result, "PRK-16c").status == OUT_OF_ORDER


@pytest.mark.parametrize("rule", ["PRK-18", "PRK-21", "DP-05"])
def test_what_was_told_too_early_and_again_in_its_place_is_met(rule: str) -> None:
    talk = oracle(GUIDED)
    early = replace(next(turn for turn in talk.turns if any(act.rule == rule for act in turn.acts)), tickets=())
    only_early = without(talk, rule)
    told_early = (only_early.turns[0], early, *only_early.turns[1:])
    assert item_of(assess(BOOK, replace(talk, turns=told_early)), rule).status == OUT_OF_ORDER
    told_twice = assess(BOOK, replace(talk, turns=(talk.turns[0], early, *talk.turns[1:])))
    assert item_of(told_twice, rule).status == MET
    assert told_twice.score == pytest.approx(100)


# --- who says nothing, and who says all at once -----------------------------------------------------


@CALLS
def test_a_silent_officer_gets_nearly_nothing(call: Call) -> None:
    quiet = tuple(replace(turn, acts=(), tickets=()) for turn in oracle(call).turns)
    result = assess(BOOK, replace(oracle(call), turns=quiet))
    assert result.score <= 5
    assert not result.passed


@CALLS
def test_a_silent_officer_gets_nearly_nothing_where_no_sheet_tells_the_truth(call: Call) -> None:
    turns = (Turn(CALLER, "Halo, meteran saya PERIKSA"), Turn(CSO, "Ya."), Turn(CALLER, "Halo?"), Turn(CSO, "Ya."))
    result = assess(BOOK, Talk("diam", turns, call.topic))
    assert result.score <= 5


@CALLS
@pytest.mark.parametrize("knows", [True, False], ids=["with a sheet", "without"])
def test_one_message_stuffed_with_everything_fails(call: Call, knows: bool) -> None:
    rules = [BOOK.rules[act.rule] for turn in oracle(call).turns for act in turn.acts]
    ticket = tuple(ticket for turn in oracle(call).turns for ticket in turn.tickets)
    turns = (Turn(CALLER, "Halo"), turn_of(*rules, tickets=ticket))
    result = assess(BOOK, Talk("sekaligus", turns, call.topic, sheet=call.sheet if knows else {}))
    assert not result.passed
    assert result.score < 80


# --- what the caller tells, and what is asked in vain -----------------------------------------------


def test_what_the_caller_told_unasked_need_not_be_asked() -> None:
    talk = without(oracle(GUIDED), "PRK-03")
    first = replace(talk.turns[0], facts={"kondisi_listrik": GUIDED.sheet["kondisi_listrik"]})
    result = assess(BOOK, replace(talk, turns=(first, *talk.turns[1:])))
    assert item_of(result, "PRK-03").status == NOT_APPLICABLE
    assert result.score == 100


def test_asking_for_what_was_told_is_extra_and_costs_nothing() -> None:
    talk = oracle(GUIDED)
    first = replace(talk.turns[0], facts={"kondisi_listrik": GUIDED.sheet["kondisi_listrik"]})
    result = assess(BOOK, replace(talk, turns=(first, *talk.turns[1:])))
    assert item_of(result, "PRK-03").status == EXTRA
    assert result.score == 100


def test_asking_again_for_what_was_answered_is_noted() -> None:
    talk = oracle(GUIDED)
    asked = next(turn for turn in talk.turns if any(act.rule == "PRK-09" for act in turn.acts))
    place = talk.turns.index(asked) + 2
    result = assess(BOOK, replace(talk, turns=(*talk.turns[:place], asked, *talk.turns[place:])))
    assert item_of(result, "PRK-09").repeated == (place,)
    assert item_of(result, "PRK-09").status == MET


def test_asking_again_for_what_was_not_answered_is_no_repetition() -> None:
    talk = oracle(GUIDED)
    asked = next(turn for turn in talk.turns if any(act.rule == "PRK-09" for act in turn.acts))
    place = talk.turns.index(asked)
    vague = Turn(CALLER, "hmm")
    result = assess(BOOK, replace(talk, turns=(*talk.turns[:place], asked, vague, *talk.turns[place:])))
    assert item_of(result, "PRK-09").repeated == ()
    assert result.score == 100


def test_a_question_of_another_branch_is_extra() -> None:
    talk = oracle(GUIDED)
    turns = list(talk.turns)
    place = next(i for i, turn in enumerate(turns) if any(act.rule == "PRK-10" for act in turn.acts))
    turns.insert(place, turn_of(BOOK.rules["PRK-09a"]))
    result = assess(BOOK, replace(talk, turns=tuple(turns)))
    assert item_of(result, "PRK-09a").status == EXTRA
    assert result.score == 100


def test_a_caller_who_hangs_up_leaves_no_debt() -> None:
    talk = oracle(GUIDED)
    place = next(i for i, turn in enumerate(talk.turns) if any(act.rule == "PRK-09" for act in turn.acts))
    result = assess(BOOK, replace(talk, turns=talk.turns[: place + 1], sheet={}))
    assert result.score == 100
    assert item_of(result, "PRK-23").status == NOT_APPLICABLE


def test_what_was_passed_over_before_the_caller_hung_up_is_missed() -> None:
    talk = without(oracle(GUIDED), "PRK-05")
    place = next(i for i, turn in enumerate(talk.turns) if any(act.rule == "PRK-09" for act in turn.acts))
    result = assess(BOOK, replace(talk, turns=talk.turns[: place + 1]))
    assert item_of(result, "PRK-05").status == MISSED


def test_what_the_reader_is_not_sure_of_goes_to_the_supervisor() -> None:
    talk = oracle(GUIDED)
    turns = tuple(
        replace(turn, acts=tuple(replace(act, certain=act.rule != "PRK-18") for act in turn.acts))
        for turn in talk.turns
    )
    result = assess(BOOK, replace(talk, turns=turns))
    assert item_of(result, "PRK-18").status == UNSURE
    assert result.score == 100


def test_the_quote_is_the_piece_that_shows_it() -> None:
    assert item_of(assess(BOOK, oracle(GUIDED)), "PRK-05").verdict.quote == "<PRK-05>"


# --- occasions and never ----------------------------------------------------------------------------


def _answered(text: str, *acts: Act) -> Talk:
    """The guided talk, in which the caller asks what a code is for and the officer answers ``text``."""
    talk = oracle(GUIDED)
    place = next(i for i, turn in enumerate(talk.turns) if any(act.rule == "PRK-12d" for act in turn.acts)) + 2
    asks = Turn(CALLER, "Itu untuk apa?", calls_for=("PRK-12!",))
    return replace(talk, turns=(*talk.turns[:place], asks, Turn(CSO, text, acts=acts), *talk.turns[place:]))


def test_declining_when_asked_is_met() -> None:
    result = assess(BOOK, _answered("Mohon maaf, tidak dapat kami sampaikan.", Act("PRK-12!")))
    assert item_of(result, "PRK-12!").status == MET
    assert result.passed


def test_not_declining_when_asked_is_missed() -> None:
    assert item_of(assess(BOOK, _answered("Lanjut ya Pak.")), "PRK-12!").status == MISSED


def test_telling_what_a_code_is_for_fails_the_talk_and_shows_the_words() -> None:
    result = assess(BOOK, _answered("Baik. Itu tegangan listriknya, Pak. Lanjut.", Act("PRK-12!")))
    assert not result.passed
    error = next(one for one in result.critical_errors if one.kind == FORBIDDEN_SAID)
    assert (error.subject, error.quote) == ("PRK-12!", "Itu tegangan listriknya, Pak.")
    assert [one.subject for one in result.critical_errors] == ["PRK-12!"]


def test_speaking_of_voltage_where_no_codes_are_asked_is_no_disclosure() -> None:
    talk = oracle(next(call for call in calls() if (call.topic, call.row) == ("periksa", "O1")))
    turns = (*talk.turns[:2], Turn(CSO, "Apakah tegangannya turun?"), *talk.turns[2:])
    assert assess(BOOK, replace(talk, turns=turns)).critical_errors == ()


@CALLS
def test_a_promised_hour_fails_any_talk(call: Call) -> None:
    talk = oracle(call)
    turns = (*talk.turns[:-1], Turn(CSO, "Petugas pasti datang jam 7."), talk.turns[-1])
    result = assess(BOOK, replace(talk, turns=turns))
    assert [error.subject for error in result.critical_errors] == ["PRK-23"]
    assert not result.passed


# --- the report -------------------------------------------------------------------------------------


def _with_ticket(talk: Talk, **fields: Any) -> Talk:
    turns = tuple(replace(turn, tickets=tuple({**ticket, **fields} for ticket in turn.tickets)) for turn in talk.turns)
    return replace(talk, turns=turns)


@pytest.mark.parametrize(
    "call", [call for call in calls() if call.topic == "periksa" and call.row in ("O1", "O4", "O10")], ids=str
)
@pytest.mark.parametrize(
    "field", [{"tipe_wo": "LAIN"}, {"permasalahan": "1 RUMAH PADAM SAJA"}, {"jenis": "KELUHAN"}, {"issue_closed": True}]
)
def test_a_report_that_is_not_the_rows_fails_the_talk(call: Call, field: dict[str, Any]) -> None:
    result = assess(BOOK, _with_ticket(oracle(call), **field))
    assert item_of(result, "PRK-17").status == MISSED
    assert WRONG_TICKET in {error.kind for error in result.critical_errors}


def test_a_report_where_none_is_due_fails_the_talk() -> None:
    talk = oracle(next(call for call in calls() if call.row == "O8"))
    ticket = {"nomor": "G5426112200002", "jenis": "GANGGUAN", "permasalahan": "1 RUMAH PADAM"}
    result = assess(BOOK, replace(talk, turns=(*talk.turns, Turn(CSO, "Tersimpan.", tickets=(ticket,)))))
    assert [error.kind for error in result.critical_errors] == [WRONG_TICKET]


def test_two_reports_of_one_matter_fail_the_talk() -> None:
    talk = oracle(GUIDED)
    turns = tuple(
        replace(turn, tickets=(*turn.tickets, {**turn.tickets[0], "nomor": "G5426112200009"})) if turn.tickets else turn
        for turn in talk.turns
    )
    result = assess(BOOK, replace(talk, turns=turns))
    assert [error.kind for error in result.critical_errors] == [DUPLICATE]


def test_a_report_tells_what_the_officer_took_for_true_when_nothing_else_does() -> None:
    talk = without(oracle(GUIDED), "PRK-10")
    result = assess(BOOK, replace(talk, sheet={}))
    assert item_of(result, "PRK-10").status == MISSED
    assert item_of(result, "PRK-12a").status == MET
    assert item_of(result, "PRK-17").status == MET


def test_without_the_form_what_only_it_shows_is_left_to_the_supervisor() -> None:
    turns = tuple(replace(turn, tickets=()) for turn in oracle(GUIDED).turns)
    result = assess(BOOK, replace(oracle(GUIDED), turns=turns, tickets_known=False))
    assert {item.rule.id for item in result.items if item.status == UNSURE} >= {"PRK-14", "PRK-15", "PRK-17"}
    assert (result.score, result.critical_errors) == (100.0, ())


# --- several matters in one talk --------------------------------------------------------------------


def test_each_matter_of_a_talk_is_assessed_by_itself() -> None:
    first, second = (
        oracle(GUIDED),
        oracle(next(call for call in calls() if (call.topic, call.row) == ("periksa", "O1"))),
    )
    begins = replace(second.turns[0], begins="periksa", facts={"bantuan_lain": None})
    result = assess(BOOK, replace(first, turns=(*first.turns[:-1], begins, *second.turns[2:]), sheet={}))
    assert {item.matter for item in result.items} == {1, 2}
    again = {item.rule.id: item.status for item in result.items if item.matter == 2}
    assert again["PRK-01"] == NOT_APPLICABLE  # greeted once
    assert again["PRK-03"] == MET
    assert again["PRK-02"] == EXTRA  # the name was known


# --- properties -------------------------------------------------------------------------------------


@st.composite
def some_talks(draw: st.DrawFn) -> Talk:
    """The oracle's talk with turns dropped, moved or doubled."""
    talk = oracle(draw(st.sampled_from(calls())))
    turns = list(talk.turns)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(turns) - 1))
        turn = turns.pop(place)
        for _ in range(draw(st.integers(0, 2))):
            turns.insert(draw(st.integers(0, len(turns))), turn)
        if not turns:
            turns = list(talk.turns)
    return replace(talk, turns=tuple(turns), sheet=talk.sheet if draw(st.booleans()) else {})


_SLOW = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@_SLOW
@given(some_talks())
def test_every_rule_has_exactly_one_status_and_the_score_stays_within_0_and_100(talk: Talk) -> None:
    result = assess(BOOK, talk)
    rules = [item.rule.id for item in result.items]
    assert len(rules) == len(set(rules))
    assert sum(result.count().values()) == len(rules)
    assert set(statuses(result).values()) <= set(STATUSES)
    assert 0 <= result.score <= 100


@_SLOW
@given(some_talks(), st.data())
def test_leaving_out_what_was_done_well_never_raises_the_score(talk: Talk, data: st.DataObject) -> None:
    """Without a fact sheet, what hangs on a question that wasn't asked stays open and counts in neither."""
    before = assess(BOOK, talk)
    done = [item.rule.id for item in before.items if item.status == MET and item.verdict.quote]
    if done:
        spoiled = assess(BOOK, without(talk, data.draw(st.sampled_from(done))))
        assert _share_met(spoiled, before) <= _share_met(before, spoiled) + 1e-9
        if talk.sheet:
            assert spoiled.score <= before.score + 1e-9


def _share_met(result: Assessment, other: Assessment) -> float:
    """The share of what was met in what counts in both."""
    counted = {item.rule.id for item in other.items if item.status in COUNTED}
    both = [item for item in result.items if item.status in COUNTED and item.rule.id in counted]
    return sum(item.rule.weight for item in both if item.status == MET) / max(sum(item.rule.weight for item in both), 1)
