"""Every role against every action."""

from __future__ import annotations

import pytest

from bot.people.rights import ACTIONS, ROLES, may

# One column a role, one line an action; written by hand from issue 5 and 6, not from the table that it checks.
MATRIX = """
                    cso backoffice vcc unit trainee supervisor qa admin
qa.view             -   -          -   -    -       +          +  -
qa.run              -   -          -   -    -       +          +  -
audit.view          -   -          -   -    -       +          +  -
audit.sample        -   -          -   -    -       +          +  -
audit.dispute       +   -          -   -    -       +          +  -
audit.decide        -   -          -   -    -       +          -  -
desk.view           +   +          +   +    -       +          -  -
desk.create         +   -          -   -    -       -          -  -
customer.view       +   -          -   -    -       -          -  -
desk.update         +   +          -   -    -       -          -  -
desk.export         -   -          -   -    -       +          -  -
backoffice.view     -   +          -   -    -       +          -  -
backoffice.handle   -   +          -   -    -       -          -  -
vcc.view            -   -          +   -    -       +          -  -
vcc.approve         -   -          +   -    -       -          -  -
vcc.dispatch        -   -          +   -    -       -          -  -
unit.view           -   -          -   +    -       +          -  -
unit.settle         -   -          -   +    -       -          -  -
handover.view       +   -          -   -    -       +          -  -
handover.answer     +   -          -   -    -       +          -  -
training.practise   +   -          -   -    +       +          -  -
training.results    -   -          -   -    -       +          +  -
training.assign     -   -          -   -    -       +          -  -
training.write      -   -          -   -    -       +          +  -
people.view         -   -          -   -    -       +          -  +
people.manage       -   -          -   -    -       -          -  +
people.log          -   -          -   -    -       -          -  +
personal_data.view  +   +          +   +    -       +          -  -
caller.export       -   -          -   -    -       +          -  -
caller.delete       -   -          -   -    -       +          -  -
"""

_HEADING, *_LINES = MATRIX.strip().splitlines()
CELLS = [
    (role, action, sign == "+")
    for action, *signs in map(str.split, _LINES)
    for role, sign in zip(_HEADING.split(), signs, strict=True)
]


@pytest.mark.parametrize(("role", "action", "allowed"), CELLS, ids=[f"{role}-{action}" for role, action, _ in CELLS])
def test_a_role_may_do_what_the_matrix_says_and_nothing_else(role: str, action: str, allowed: bool) -> None:
    assert may((role,), action) is allowed


def test_no_role_and_no_action_is_missing_in_the_matrix() -> None:
    assert {(role, action) for role, action, _ in CELLS} == {(role, action) for role in ROLES for action in ACTIONS}


def test_several_roles_together_may_what_one_of_them_may() -> None:
    assert may(("trainee", "vcc"), "vcc.approve")
    assert not may(("trainee", "vcc"), "people.manage")


def test_nobody_and_an_unknown_role_may_nothing() -> None:
    for action in ACTIONS:
        assert not may((), action)
        assert not may(("direktur",), action)


def test_a_misspelled_action_is_an_error_and_no_silent_denial() -> None:
    with pytest.raises(ValueError, match=r"desk\.vieww"):
        may(("cso",), "desk.vieww")
