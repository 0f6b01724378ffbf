"""The peer: what ``rasa init`` sets up, with this assistant's own data in it.

Configuration and credentials are read from the installed Rasa; nothing of them is kept here.
"""

from __future__ import annotations

import shutil
from importlib.metadata import version
from pathlib import Path

import yaml

from bot.settings import PROJECT_ROOT
from bot.setup.fingerprint import fingerprint

DATA = ("data/nlu", "data/stories", "data/rules")
AUGMENTATION = 50
"""What ``rasa train`` does without ``--augmentation``."""

UNTRAINABLE = "UnexpecTEDIntentPolicy"
"""The one part of the default configuration that stops the training: it learns which message follows a message,
and in stories that are made of forms no second message is told ("No user features specified")."""

_EPOCHS = "epochs"


def lay_out(folder: Path, *, actions_port: int = 5055, epochs: int | None = None) -> None:
    """Make ``folder`` a project of Rasa: its own configuration but :data:`UNTRAINABLE`, our data.

    ``rasa init`` writes a ``config.yml`` without components, which stands for Rasa's default configuration.

    Args:
        epochs: instead of those of the default configuration, for trying the bench out.
    """
    rasa = _installed_rasa()
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(rasa / "cli" / "initial_project" / "credentials.yml", folder)
    shutil.copy(PROJECT_ROOT / "domain.yml", folder)
    for path in DATA:
        shutil.copytree(PROJECT_ROOT / path, folder / path, dirs_exist_ok=True)
    endpoints = {"action_endpoint": {"url": f"http://127.0.0.1:{actions_port}/webhook"}}
    (folder / "endpoints.yml").write_text(yaml.safe_dump(endpoints), encoding="utf-8")
    default = rasa / "engine" / "recipes" / "config_files" / "default_config.yml"
    config = yaml.safe_load(default.read_text(encoding="utf-8"))
    config["policies"] = [policy for policy in config["policies"] if policy["name"] != UNTRAINABLE]
    for component in (*config["pipeline"], *config["policies"]):
        if epochs is not None and _EPOCHS in component:
            component[_EPOCHS] = epochs
    (folder / "config.yml").write_text(yaml.safe_dump(config, sort_keys=False), encoding="utf-8")


def content_hash(folder: Path) -> str:
    """What a trained stock model depends on: the project as laid out, and Rasa's version."""
    ingredients = [folder / path for path in (*DATA, "domain.yml", "config.yml")]
    return fingerprint(ingredients, root=folder, extra=f"rasa {version('rasa')}")[:16]


def _installed_rasa() -> Path:
    import rasa

    return Path(rasa.__file__).parent
