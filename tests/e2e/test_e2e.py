"""Every e2e test below this folder, each as one test over one loaded assistant.

The tests are YAML files (:mod:`bot.qa.e2e_format`); `pln123 qa replay` runs the same ones.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio

from bot.qa.e2e_model import Case
from bot.qa.junit import talk_text
from bot.qa.replay import Replayer, open_replayer
from bot.qa.suite import SuiteError, load_suite
from bot.qa.vocabulary import Vocabulary
from bot.settings import Settings

HERE = Path(__file__).parent
VOCABULARY = Vocabulary.load()


def _cases_or_none() -> list[Case]:
    """No tests when they can't be read: why is told by the test below, not by a collection that breaks."""
    try:
        return load_suite([HERE], VOCABULARY)
    except SuiteError:
        return []


CASES = _cases_or_none()

# the model is loaded once, and the talks run in the loop in which it was loaded
pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def replayer() -> AsyncIterator[Replayer]:
    async with open_replayer(Settings.from_environment(), VOCABULARY) as opened:
        yield opened


async def test_every_file_can_be_read_and_names_only_what_exists() -> None:
    assert load_suite([HERE], VOCABULARY)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
async def test_talk(replayer: Replayer, case: Case) -> None:
    result = await replayer.run(case)
    told = "\n".join([*map(str, result.differences), "", talk_text(result)])
    assert result.passed, f"{case.place}\n{result.broke}\n{told}"
