"""The pages about accounts."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from bot.people.people import People
from tests.server.signing_in import log_in


@pytest.fixture
def admin(workplace: TestClient) -> TestClient:
    log_in(workplace, "admin")
    return workplace


@pytest.fixture
def people(workplace: TestClient) -> People:
    opened: People = workplace.app.state.services.people  # type: ignore[attr-defined]
    return opened


def test_every_account_is_listed_with_its_roles_and_state(admin: TestClient, people: People) -> None:
    people.accounts.set_active("vcc", False, actor="uji")
    page = admin.get("/akun").text
    assert "Si Rangkap" in page
    assert "nonaktif" in page
    assert "argon2" not in page


def test_the_log_is_turned_page_by_page(admin: TestClient, people: People) -> None:
    for number in range(60):
        people.activity.record("qa.run", actor="qa", subject=f"putaran <{number}>")
    newest = admin.get("/akun/catatan").text
    assert "putaran &lt;59&gt;" in newest
    assert "putaran &lt;9&gt;" not in newest
    address = newest.split("/akun/catatan?sebelum=")[1].split('"')[0]
    older = admin.get(f"/akun/catatan?sebelum={address}").text
    assert "putaran &lt;9&gt;" in older
    assert "putaran &lt;59&gt;" not in older


@pytest.mark.parametrize("before", ["0", "-1", "abc", str(2**63)])
def test_a_place_in_the_log_that_is_none_is_refused(admin: TestClient, before: str) -> None:
    assert admin.get(f"/akun/catatan?sebelum={before}").status_code == 422
