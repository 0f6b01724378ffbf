"""Single values of a YAML file are exchanged or taken out; every other byte stays."""

from __future__ import annotations

import pytest
import yaml

from bot.qa.yaml_edits import Entry, edited, removed, replaced, written

TEXT = """\
# first
a:   {b: 1,   c: [x,  y]}   # beside
list:
  - one: 1   # of one
    two: 2

  # about three
  - three: |
      long
      text
last: end
"""


def at(path: str) -> Entry:
    entry = Entry(yaml.SequenceNode("", [yaml.compose(TEXT, Loader=yaml.SafeLoader)]), 0)
    for name in path.split("."):
        entry = entry.entries()[name]
    return entry


@pytest.mark.parametrize(
    ("path", "old", "new"),
    [
        ("a.b", "{b: 1,   c: [x,  y]}", "{c: [x,  y]}"),
        ("a.c", "{b: 1,   c: [x,  y]}", "{b: 1}"),
        ("a.c.0", "[x,  y]", "[y]"),
        ("a.c.1", "[x,  y]", "[x]"),
        ("list.0.one", "- one: 1   # of one\n    two: 2", "- two: 2"),
        ("list.0.two", "    two: 2\n", ""),
        ("list.0", "  - one: 1   # of one\n    two: 2\n", ""),
        ("list.1.three", "  - three: |\n      long\n      text\n", ""),
        ("last", "last: end\n", ""),
    ],
)
def test_an_entry_is_taken_out_and_with_it_what_it_leaves_empty(path: str, old: str, new: str) -> None:
    assert edited(TEXT, [removed(at(path), TEXT)]) == TEXT.replace(old, new)


def test_values_are_exchanged_in_place() -> None:
    edits = [replaced(at("a.b"), "0402"), replaced(at("list.0.two"), [True, None]), replaced(at("last"), {"k": "v"})]
    expected = (
        TEXT.replace("b: 1", 'b: "0402"').replace("two: 2", "two: [true, null]").replace("last: end", "last: {k: v}")
    )
    assert edited(TEXT, edits) == expected


def test_of_two_edits_of_the_same_piece_one_is_done() -> None:
    assert edited(TEXT, [replaced(at("a"), "x"), replaced(at("a.b"), "2")]) in (
        TEXT.replace("b: 1", 'b: "2"'),
        TEXT.replace("{b: 1,   c: [x,  y]}", "x"),
    )


@pytest.mark.parametrize(
    "value", ["0402", "true", "null", "a: b", "# x", "baik", "Jl. Melati No. 5", 'kata "x"', "", "ya\nbaris"]
)
def test_every_text_is_written_so_that_it_is_read_again(value: str) -> None:
    assert yaml.safe_load(written(value)) == value
    assert yaml.safe_load(written(value, "'")) == value
    assert yaml.safe_load(f"[{written(value)}]") == [value]
