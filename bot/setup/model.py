"""The trained Rasa model: trained when what it is made of has changed, put in place when it is finished."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.officers.trained import folder_of_models
from bot.setup.fingerprint import fingerprint
from bot.setup.progress import SetupError, step

OWN_FILES = ("config.yml", "domain.yml", "domain", "data/nlu", "data/stories", "data/rules")
TRAINING_DATA = ("data/nlu", "data/stories", "data/rules")


@dataclass(frozen=True)
class Assistant:
    """A Rasa assistant of the project, laid out as ``rasa init`` does it.

    Attributes:
        name: with which the names of its models begin.
        folder: where it stands, below the project's folder.
        made_of: what its model is made of besides its own files, below the project's folder: the components that read
            the training data, the libraries.
    """

    name: str
    folder: str
    made_of: tuple[str, ...]

    @property
    def ingredients(self) -> tuple[str, ...]:
        """All that a model is made of, below the project's folder."""
        return (*(f"{self.folder}{path}" for path in OWN_FILES), *self.made_of)


BOT = Assistant("pln123", "", ("data/sop", "data/reference", "bot/language", "requirements/runtime.lock"))
CSO = Assistant(
    "cso",
    "bot/roleplay/assistant/",
    (
        "bot/roleplay/assistant/components.py",
        "bot/officers/forms.py",
        "bot/officers/concepts.yml",
        "data/reference",
        "bot/language",
        "requirements/runtime.lock",
    ),
)
"""The assistant on the other side of the line: it understands officers and answers as the customer."""

INGREDIENTS = BOT.ingredients

MODELS_KEPT = 3


def model_name(root: Path, assistant: Assistant = BOT) -> str:
    """Name of the model that belongs to the present ingredients: the name is the proof that it is current."""
    made_of = fingerprint([root / path for path in assistant.ingredients], root=root)
    return f"{assistant.name}-{made_of[:16]}.tar.gz"


def ensure_models(root: Path, model_path: Path, *, force: bool = False) -> tuple[Path, Path]:
    """The current models of both assistants, the bot's first (see :func:`ensure_model`)."""
    bots = ensure_model(root, model_path, force=force)
    return bots, ensure_model(root, folder_of_models(model_path), force=force, assistant=CSO)


def ensure_model(root: Path, model_path: Path, *, force: bool = False, assistant: Assistant = BOT) -> Path:
    """Train if the ingredients have changed; return the current model, then the newest of its folder.

    A model file chosen by the operator (``PLN123_MODEL=….tar.gz``) is taken as it is.

    Args:
        force: train even though nothing has changed.

    Raises:
        SetupError: if there is nothing to train from, or training fails; the old model is then untouched.
    """
    if model_path.is_file():
        return model_path
    model = model_path / model_name(root, assistant)
    if force or not model.is_file():
        with _alone(model_path):
            # another process may have trained it while this one waited for its turn
            if force or not model.is_file():
                with step(f"Melatih model Rasa {assistant.name} (sekitar satu menit)"):
                    _train(root / assistant.folder, model)
    # Rasa and the engine take the newest file; after a `git checkout` the right one may be an older one
    os.utime(model)
    _remove_old_models(model_path, assistant)
    return model


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One training at a time; the lock goes with its process, even if that is killed."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".training.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _train(root: Path, model: Path) -> None:
    if not (root / "config.yml").is_file():
        raise SetupError("config.yml tidak ada: tidak ada asisten Rasa yang dapat dilatih di folder ini.")
    unfinished = model.parent / ".unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    try:
        _call_rasa(root, unfinished, model.name)
        trained = unfinished / model.name
        if not trained.is_file():
            raise SetupError("Pelatihan model gagal; model lama tidak diubah. Penyebabnya tertulis di atas.")
        trained.replace(model)
    finally:
        shutil.rmtree(unfinished, ignore_errors=True)


def _call_rasa(root: Path, output: Path, name: str) -> None:
    """Train with Rasa's own function, from within the project's folder: config.yml may name paths in it."""
    before = Path.cwd()
    os.chdir(root)
    try:
        import bot.engine.preload  # noqa: F401, I001  (must come before Rasa)
        from rasa.model_training import train

        with _components_named():
            train(
                domain="domain" if (root / "domain").is_dir() else "domain.yml",
                config="config.yml",
                training_files=[path for path in TRAINING_DATA if (root / path).exists()],
                output=str(output),
                fixed_model_name=name.removesuffix(".tar.gz"),
                core_additional_arguments={"augmentation_factor": 0},
            )
    except SystemExit as error:
        raise SetupError("Pelatihan model dihentikan oleh Rasa; model lama tidak diubah.") from error
    finally:
        os.chdir(before)


@contextmanager
def _components_named() -> Iterator[None]:
    """Show which component Rasa is training: the progress of a minute's work."""
    log = logging.getLogger("rasa.engine.training.hooks")
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter("  %(message)s"))
    level, propagates = log.level, log.propagate
    log.addHandler(handler)
    log.setLevel(logging.INFO)
    log.propagate = False
    try:
        yield
    finally:
        log.removeHandler(handler)
        log.setLevel(level)
        log.propagate = propagates


def _remove_old_models(folder: Path, assistant: Assistant) -> None:
    """Keep the newest few of our own models; those that somebody trained under another name stay."""
    ours = sorted(folder.glob(f"{assistant.name}-*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for old in ours[MODELS_KEPT:]:
        old.unlink(missing_ok=True)
