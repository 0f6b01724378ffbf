"""Rasa without what it does not use, each case in a process of its own: what is imported can't be taken back."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from bot.engine.without_unused import SETTING


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A fresh interpreter that runs ``code``."""
    given = {name: value for name, value in os.environ.items() if name != SETTING}
    return subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        env=given | environment,
        timeout=300,
        check=False,
    )


def test_rasas_training_and_serving_can_be_imported_without_the_unused() -> None:
    done = run(
        "import bot.engine.preload, sys\n"
        "import rasa.core.agent, rasa.engine.recipes.default_components\n"
        "assert not hasattr(sys.modules['tensorflow'], '__version__')\n"
        "assert 'jax' not in sys.modules\n"
    )
    assert done.returncode == 0, done.stderr


def test_a_component_that_needs_tensorflow_says_what_to_do() -> None:
    done = run(
        "import bot.engine.preload\nfrom rasa.utils.tensorflow.layers import SparseDropout\nSparseDropout(rate=0.1)\n"
    )
    assert done.returncode != 0
    assert (
        f"LeftOut: SparseDropout memerlukan pustaka yang tidak dimuat. Jalankan lagi dengan {SETTING}=1." in done.stderr
    )


@pytest.mark.parametrize(
    ("before", "environment"),
    [("", {SETTING: "1"}), ("import sys, types; sys.modules['tensorflow'] = types.ModuleType('tensorflow')\n", {})],
)
def test_tensorflow_stays_when_it_is_wanted_or_loaded_already(before: str, environment: dict[str, str]) -> None:
    done = run(
        before + "from bot.engine.without_unused import leave_out_unused\n"
        "import sys\n"
        "assert not leave_out_unused()\n"
        "assert 'Empty' not in ' '.join(type(finder).__name__ for finder in sys.meta_path)\n",
        **environment,
    )
    assert done.returncode == 0, done.stderr


def test_leaving_it_out_twice_changes_nothing() -> None:
    done = run(
        "from bot.engine.without_unused import leave_out_unused\n"
        "import sys\n"
        "assert leave_out_unused()\n"
        "before = list(sys.meta_path)\n"
        "import tensorflow\n"
        "assert leave_out_unused()\n"
        "assert sys.meta_path == before\n"
    )
    assert done.returncode == 0, done.stderr
