"""Agreement of two judges: its arithmetic on made-up judgements worked out by hand, and the scorer in labels' words."""

from __future__ import annotations

import json
from types import SimpleNamespace

import pytest

from bench import agreement
from bench.agreement import BAR, Comparison, as_json, can_be_figured, compare, kappa, main
from bench.labels import Judgement, judgement_of
from bot.sop.book import load_book
from bot.sop.conformance.result import (
    DUPLICATE,
    FORBIDDEN_SAID,
    RULE_BROKEN,
    WRONG_TICKET,
    CriticalError,
    Item,
    Verdict,
)

MET, MISSED, ABSENT = "met", "missed", "not_applicable"


def judgements(*statuses: str, rule: str = "PRK-05") -> dict[str, Judgement]:
    """Calls numbered from 0, each with one rule."""
    return {
        f"call_{number:02}": Judgement({} if status == ABSENT else {rule: status})
        for number, status in enumerate(statuses)
    }


def held(one: dict[str, Judgement], other: dict[str, Judgement], **topics: str) -> Comparison:
    return compare(one, other, {call: topics.get(call, "periksa") for call in one}, ["PRK-05"], ["duplicate"])


def test_kappa_is_the_agreement_beyond_chance() -> None:
    # 50 calls: both met 20, both missed 15, apart 5 and 10. Alike .7; by chance .5 * .6 + .5 * .4 = .5.
    pairs = [(MET, MET)] * 20 + [(MISSED, MISSED)] * 15 + [(MET, MISSED)] * 5 + [(MISSED, MET)] * 10
    assert kappa(pairs) == pytest.approx(0.4)


def test_kappa_is_one_for_the_same_and_below_nought_for_the_contrary() -> None:
    assert kappa([(MET, MET), (MISSED, MISSED)]) == 1.0
    assert kappa([(MET, MISSED), (MISSED, MET)]) == -1.0


def test_a_kappa_on_the_bar_is_not_pushed_below_it_by_rounding() -> None:
    # 13 calls, 11 alike; by chance 65 of 169: (143 - 65) / (169 - 65).
    pairs = [(ABSENT, ABSENT)] * 3 + [(MET, MET)] * 7 + [(MISSED, MISSED)] + [(ABSENT, "extra")] * 2
    assert kappa(pairs) == BAR


def test_there_is_no_kappa_where_both_always_say_the_same_word_or_nothing() -> None:
    assert kappa([(MET, MET)] * 30) is None
    assert kappa([]) is None


def test_one_judge_who_always_says_the_same_word_agrees_by_chance_only() -> None:
    assert kappa([(MET, MET), (MET, MISSED)]) == 0.0


def test_few_decisions_and_decisions_that_could_hardly_go_another_way_give_no_figure() -> None:
    assert can_be_figured([(MET, MET)] * 5 + [(MISSED, MISSED)] * 5)
    assert not can_be_figured([(MET, MET)] * 4 + [(MISSED, MISSED)] * 5)
    assert not can_be_figured([(MET, MET)] * 90 + [(MET, MISSED)] * 4)
    assert can_be_figured([(MET, MET)] * 90 + [(MET, MISSED)] * 5)
    assert not can_be_figured([(ABSENT, ABSENT)] * 90 + [(MET, MET)] * 9)
    assert not can_be_figured([])


def test_a_rule_that_is_not_named_is_decided_as_not_applicable_in_the_topics_that_name_it() -> None:
    one = judgements(*[MET] * 8, *[ABSENT] * 4)
    other = judgements(*[MET] * 7, MISSED, MET, *[ABSENT] * 3)
    elsewhere = held(one, other, call_11="iconnet").rules[0]
    assert (elsewhere.decided, elsewhere.named, elsewhere.same, elsewhere.same_named) == (11, 9, 9, 7)
    assert held(one, other).rules[0].decided == 12


def test_what_one_leaves_undecided_is_counted_apart() -> None:
    one = judgements(MET, MET, MISSED)
    other = judgements(MET, ABSENT, MISSED)
    other["call_01"] = Judgement({}, frozenset({"PRK-05"}))
    figure = held(one, other).rules[0]
    assert (figure.decided, figure.same, figure.undecided) == (2, 2, 1)


def test_a_rule_that_nobody_names_has_no_line() -> None:
    assert held(judgements(ABSENT), judgements(ABSENT)).rules == ()


def test_items_below_the_bar_are_left_to_humans_and_those_with_few_decisions_are_not() -> None:
    one = judgements(*[MET] * 10, *[MISSED] * 10)
    other = judgements(*[MET] * 7, *[MISSED] * 3, *[MISSED] * 7, *[MET] * 3)
    comparison = held(one, other)
    assert comparison.rules[0].kappa == pytest.approx(0.4)
    assert BAR > 0.4
    content = as_json(comparison)
    assert content["left_to_humans"] == ["PRK-05"]
    assert content["too_few_decisions"] == ["duplicate"]
    assert len(content["differences"]) == 6
    few = as_json(held(judgements(MET, MISSED), judgements(MISSED, MET)))
    assert few["left_to_humans"] == []


def test_critical_errors_are_compared_over_all_calls() -> None:
    one, other = judgements(*[MET] * 20), judgements(*[MET] * 20)
    for number in range(10):
        one[f"call_{number:02}"] = Judgement({"PRK-05": MET}, critical=frozenset({"duplicate"}))
        if number:
            other[f"call_{number:02}"] = Judgement({"PRK-05": MET}, critical=frozenset({"duplicate"}))
    figure = held(one, other).critical[0]
    assert (figure.decided, figure.same, figure.named) == (20, 19, 10)
    assert figure.kappa == pytest.approx(0.9)


def test_judges_must_have_judged_the_same_calls() -> None:
    with pytest.raises(ValueError, match="call_01"):
        held(judgements(MET), judgements(MET, MET))


def test_a_result_speaks_the_words_of_the_labels() -> None:
    rules = load_book().rules
    statuses = [
        ("PRK-05", 1, MET),
        ("PRK-06", 1, ABSENT),
        ("PRK-06", 2, MISSED),
        ("PRK-05", 2, MISSED),
        ("PRK-13", 1, "unsure"),
        ("PRK-07", 1, ABSENT),
    ]
    items = tuple(Item(rules[rule], matter, Verdict(status)) for rule, matter, status in statuses)
    critical = [
        CriticalError(kind, subject, 1, "")
        for kind, subject in (
            (WRONG_TICKET, "O1"),
            (DUPLICATE, "O1"),
            (FORBIDDEN_SAID, "PRK-12!"),
            (RULE_BROKEN, "PRK-05"),
        )
    ]
    judged = judgement_of(SimpleNamespace(assessment=SimpleNamespace(items=items), critical=critical))  # type: ignore[arg-type]
    assert judged.statuses == {"PRK-05": MET, "PRK-06": MISSED}
    assert judged.undecided == {"PRK-13"}
    assert judged.critical == {"wrong_ticket", "duplicate", "code_purpose"}


def test_the_two_hand_labellings_are_held_against_each_other(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--pair", "labellers", "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["labellers"]
    assert found["calls"] == 101
    assert 0 < found["overall"]["kappa"] < 1
    assert "HND-01" in found["too_few_decisions"]


def test_differences_are_listed_by_rule(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    comparison = held(judgements(MET, MET, MISSED), judgements(MET, MISSED, MISSED))
    monkeypatch.setattr(agreement, "measure", {"scorer": comparison}.__getitem__)
    main(["--pair", "scorer", "--differences", "PRK-05"])
    shown = capsys.readouterr().out
    assert "PRK-05 call_01: met / missed" in shown
    assert "too few" in shown
