"""The tests of the score: an oracle gets 100 in every scenario, and who breaks one thing loses just that."""

from __future__ import annotations

from functools import cache

import pytest

from bot.apkt.errors import TicketError
from bot.roleplay.practice import events as kinds
from bot.roleplay.practice.attempt import Attempt
from bot.roleplay.practice.practice import Practice
from bot.roleplay.practice.scenario import GUIDED
from bot.roleplay.practice.scenarios import Scenarios
from bot.roleplay.practice.scoring import Result
from bot.sop.conformance.result import COUNTED, MET, MISSED, NOT_APPLICABLE, UNSURE
from tests.roleplay.practice.officers import BOOK, serve, sign

ALL = [scenario.id for scenario in Scenarios(BOOK).all]
SEED = 11
TELLS_LANDMARK, TELLS_EMAIL = 2, 11
"""Seeds whose customer has a landmark, an e-mail address."""


def begun(practice: Practice, scenario: str) -> Attempt:
    return practice.begin(scenario, SEED, GUIDED, officer="Hana")


@cache
def served(practice: Practice, scenario: str) -> Attempt:
    """The oracle's call."""
    return serve(begun(practice, scenario))


def statuses(result: Result) -> dict[str, str]:
    points = {item.rule.id: item.status for item in result.assessment.items}
    return points | {f"{item.rule.id}:{item.field}": item.status for item in result.form}


# --- the oracle -------------------------------------------------------------------------------------


@pytest.mark.parametrize("scenario", ALL)
def test_who_does_all_that_the_book_says_gets_100_and_passes(practice: Practice, scenario: str) -> None:
    attempt = served(practice, scenario)
    result = attempt.finish()
    faults = {point: status for point, status in statuses(result).items() if status not in (MET, NOT_APPLICABLE)}
    assert faults == {}
    assert result.critical == ()
    assert result.score == 100
    assert result.passed
    assert attempt.over


@pytest.mark.parametrize("scenario", ALL)
def test_weights_sum_to_100_over_what_applies(practice: Practice, scenario: str) -> None:
    items = served(practice, scenario).finish().as_json()["items"]
    assert sum(item["weight"] for item in items) == pytest.approx(100, abs=0.05)
    assert all((item["weight"] > 0) == (item["status"] in COUNTED) for item in items)


@pytest.mark.parametrize("scenario", ALL)
def test_the_customer_tells_nothing_that_is_not_on_the_sheet_and_nothing_unasked(
    practice: Practice, scenario: str
) -> None:
    attempt = served(practice, scenario)
    sheet, asked = attempt.call.sheet, set[str]()
    opening = attempt.events[0]
    for event in attempt.events:
        if event.kind == kinds.OFFICER:
            asked |= {BOOK.rules[rule].ask for rule, *_ in event.content["acts"]}
        for name, value in event.content.get("facts", {}).items() if event.kind == kinds.CALLER else ():
            fact = BOOK.facts[name]
            if fact.kind == "derived" or value is None:
                continue
            assert name in asked or event is opening or sheet.may_volunteer(name), name
            believed = sheet.mistake is not None and name in (sheet.mistake.fact, *sheet.mistake.meanwhile)
            not_yet = fact.kind == "yes_no" and name in ("informasi_jelas", "paham_ctt")
            wrong_digit = name == "identitas" and "nomor_keliru" in attempt.call.habits
            assert value == sheet.facts.get(name) or believed or not_yet or wrong_digit, name


# --- who says nothing, and who says all at once ---------------------------------------------------------


@pytest.mark.parametrize("scenario", ALL)
def test_a_silent_officer_gets_at_most_5(practice: Practice, scenario: str) -> None:
    attempt = begun(practice, scenario)
    while not attempt.over:
        attempt.silence(30)
    result = attempt.finish()
    assert result.score <= 5
    assert not result.passed


@pytest.mark.parametrize("scenario", ALL)
def test_one_message_stuffed_with_every_sign_fails(practice: Practice, scenario: str) -> None:
    attempt = begun(practice, scenario)
    attempt.say(" ".join(sign(attempt, rule) for rule in BOOK.rules))
    result = attempt.finish()
    assert not result.passed
    assert result.score < 80


# --- saboteurs --------------------------------------------------------------------------------------------


def asks_the_same(rule: str) -> set[str]:
    """The rules that one question carries out."""
    asked = f"utter_ask_{BOOK.rules[rule].ask}"
    return {rule, *(other.id for other in BOOK.rules.values() if asked in other.fulfilled_by and not other.due)}


@pytest.mark.parametrize("topic", [topic.name for topic in BOOK.topics.values() if topic.outcomes])
def test_leaving_one_rule_out_costs_exactly_its_points(practice: Practice, topic: str) -> None:
    tried: set[str] = set()
    for scenario in (one for one in ALL if one.startswith(f"{topic}/")):
        right = served(practice, scenario).finish()
        acts = {act.rule for turn in right.talk.turns for act in turn.acts if turn.text}
        for rule in sorted({rule for rule, status in statuses(right).items() if status == MET} & acts - tried):
            spoiled = serve(begun(practice, scenario), leaving_out={rule}).finish()
            if statuses(spoiled)[rule] == NOT_APPLICABLE:
                continue  # this caller told it without being asked: another call shows what leaving it out costs
            tried.add(rule)
            lost = {point for point, status in statuses(spoiled).items() if status == MISSED}
            assert lost == asks_the_same(rule) & set(statuses(right)), (scenario, rule)
            counted = sum(one.rule.weight for one in spoiled.assessment.items if one.status in COUNTED)
            counted += sum(one.weight for one in spoiled.form if one.status in COUNTED)
            cost = 100 * sum(BOOK.rules[point].weight for point in lost) / counted
            assert spoiled.score == pytest.approx(100 - cost), (scenario, rule)
            assert bool(spoiled.critical) == any(BOOK.rules[point].critical for point in lost), (scenario, rule)
            others = {point for point, status in statuses(spoiled).items() if status not in (MET, MISSED)}
            assert all(statuses(spoiled)[point] in (NOT_APPLICABLE, UNSURE) for point in others), (scenario, rule)
    assert tried


@pytest.mark.parametrize(
    ("field", "seed", "lost"),
    [
        ("acuan_lokasi", TELLS_LANDMARK, {"PRK-17:acuan_lokasi"}),
        ("email_pelapor", TELLS_EMAIL, {"PRK-17:email_pelapor", "DP-01"}),
    ],
)
def test_a_field_left_empty_costs_that_field(practice: Practice, field: str, seed: int, lost: set[str]) -> None:
    attempt = practice.begin("periksa/O10", seed, GUIDED, officer="Hana")
    spoiled = serve(attempt, blank={field}).finish()
    assert {point for point, status in statuses(spoiled).items() if status == MISSED} == lost


@pytest.mark.parametrize("field", ["sd_41", "nama_pelapor"])
def test_apkt_itself_refuses_a_form_without_what_it_needs(practice: Practice, field: str) -> None:
    with pytest.raises(TicketError):
        serve(begun(practice, "periksa/O10"), blank={field})
