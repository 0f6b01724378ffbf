from __future__ import annotations

import pytest

from voice.model.kaldi.graph import UNKNOWN, build
from voice.model.kaldi.sentences import bigram_graph
from voice.model.kaldi.transitions import NUMBER_OF, PLACED_PHONES, leaving, output_of, staying, word_boundaries
from voice.model.phones import LABELS

WAYS = {
    "dua": {("d", "u", "a"): 1.0},
    "dulu": {("d", "u", "l", "u"): 1.0},
    "iya": {("i", "y", "a"): 1.0, ("i", "a"): 0.5},
}
IDS = {"dua": 1, "dulu": 2, "iya": 3, UNKNOWN: 4}


def words_heard(graph_ids: list[int]) -> set[int]:
    """The words that the graph gives for a row of transition ids, by following every path."""
    graph = build(WAYS, IDS)
    arcs: dict[int, list[tuple[int, int, int]]] = {}
    for source, target, heard, said, _ in graph.arcs:
        arcs.setdefault(source, []).append((target, heard, said))
    found: set[int] = set()
    waiting = [(0, 0, ())]
    seen = set()
    while waiting:
        state, at, said = waiting.pop()
        if (state, at, said) in seen or len(said) > 1:
            continue
        seen.add((state, at, said))
        if at == len(graph_ids) and state in graph.final and said:
            found.add(said[0])
        for target, heard, word in arcs.get(state, ()):
            more = (*said, word) if word else said
            if heard == 0:
                waiting.append((target, at, more))
            elif at < len(graph_ids) and heard == graph_ids[at]:
                waiting.append((target, at + 1, more))
    return found


def test_a_word_is_heard_by_its_sounds_however_long_they_last() -> None:
    heard = [leaving("d_B"), staying("d_B"), leaving("u_I"), leaving("a_E"), staying("a_E"), staying("a_E")]
    assert IDS["dua"] in words_heard(heard)
    assert IDS["dulu"] not in words_heard(heard)


def test_each_way_of_saying_a_word_leads_to_it() -> None:
    assert IDS["iya"] in words_heard([leaving("i_B"), leaving("a_E")])
    assert IDS["iya"] in words_heard([leaving("i_B"), leaving("y_I"), leaving("a_E")])


def test_silence_around_a_word_says_nothing() -> None:
    quiet = [leaving("SIL"), staying("SIL")]
    assert IDS["iya"] in words_heard([*quiet, leaving("i_B"), leaving("a_E"), *quiet])
    assert words_heard(quiet) == set()


def test_any_other_row_of_sounds_is_unknown() -> None:
    assert words_heard([leaving("z_B"), leaving("o_I"), leaving("k_E")]) == {IDS[UNKNOWN]}


def test_words_that_begin_alike_share_their_beginning() -> None:
    graph = build(WAYS, IDS)
    assert sum(heard == leaving("d_B") for _, _, heard, _, _ in graph.arcs) == 2  # one for words, one for the unknown


def test_likelier_ways_cost_less() -> None:
    costs = sorted(cost for *_, said, cost in build(WAYS, IDS).arcs if said == IDS["iya"])
    assert costs == [0.0, pytest.approx(0.693, abs=0.001)]


def test_all_places_of_a_sound_share_one_output() -> None:
    assert len({output_of(f"ny_{place}") for place in "BEIS"}) == 1
    assert output_of("SIL") == 0
    assert {output_of(placed) for placed in PLACED_PHONES} == set(range(len(LABELS)))


def test_word_boundaries_name_every_sound() -> None:
    lines = word_boundaries().splitlines()
    assert lines[0] == "1 nonword"
    assert f"{NUMBER_OF['a_S']} singleton" in lines
    assert f"{NUMBER_OF['a_B']} begin" in lines
    assert len(lines) == len(PLACED_PHONES)


def test_what_often_follows_costs_less_than_what_never_did() -> None:
    graph = bigram_graph(["iya dua", "iya dua", "iya dua", "dulu"], IDS)
    after_iya = next(target for source, target, heard, _, _ in graph.arcs if source == 1 and heard == IDS["iya"])
    direct = next(cost for source, _, heard, _, cost in graph.arcs if source == after_iya and heard == IDS["dua"])
    back = next(cost for source, _, heard, _, cost in graph.arcs if source == after_iya and heard == 0)
    single = next(cost for source, _, heard, _, cost in graph.arcs if source == 1 and heard == IDS["dulu"])
    assert direct < back + single


def test_every_word_can_follow_every_word() -> None:
    graph = bigram_graph(["iya dua"], IDS)
    assert {heard for source, _, heard, _, _ in graph.arcs if source == 1} == set(IDS.values())


def test_probabilities_out_of_a_state_add_up_to_one() -> None:
    import math

    graph = bigram_graph(["iya dua", "iya dua", "iya dulu", "dua"], IDS)
    for state in range(graph.states):
        total = sum(math.exp(-cost) for source, *_, cost in graph.arcs if source == state)
        total += math.exp(-graph.final[state]) if state in graph.final else 0
        assert total == pytest.approx(1.0)
