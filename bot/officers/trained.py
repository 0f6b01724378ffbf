"""What the CSO-side assistant has learnt of officers' words, taken out of its trained Rasa model.

Only the tables of the classifier are read (:class:`bot.language.intent_model.IntentModel`): whoever audits a call or
scores a trainee need not load Rasa, which takes ten seconds.
"""

from __future__ import annotations

import tarfile
import tempfile
from functools import lru_cache
from pathlib import Path

from bot.language.intent_model import FILES, IntentModel
from bot.settings import Settings

FOLDER = "cso"
"""The folder of the assistant's models, below or beside those of the bot."""

COMPONENT = "OfficerActs"


class NotTrainedError(RuntimeError):
    """There is no trained reader; the message says in Indonesian how to get one."""


def folder_of_models(model_path: Path) -> Path:
    """Where the assistant's models are, by the bot's model path (a folder, or a file chosen by the operator)."""
    return (model_path.parent if model_path.suffix == ".gz" else model_path) / FOLDER


def trained_reader(settings: Settings | None = None) -> IntentModel:
    """What the newest model of the assistant has learnt.

    Raises:
        NotTrainedError: if there is none, or it can't be read.
    """
    folder = folder_of_models((settings or Settings.from_environment()).model_path)
    models = sorted(folder.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    if not models:
        raise NotTrainedError(f"Pembaca ucapan CSO belum dilatih ({folder}). Jalankan: pln123 train")
    return _read(models[-1], models[-1].stat().st_mtime_ns)


@lru_cache(maxsize=2)
def _read(model: Path, changed: int) -> IntentModel:  # noqa: ARG001 - a model trained anew is read anew
    try:
        with tarfile.open(model) as archive, tempfile.TemporaryDirectory() as scratch:
            for member in archive.getmembers():
                path = Path(member.name)
                if COMPONENT in path.parent.name and path.name in FILES:
                    content = archive.extractfile(member)
                    assert content is not None
                    (Path(scratch) / path.name).write_bytes(content.read())
            return IntentModel.load(Path(scratch))
    except (OSError, tarfile.TarError, ValueError, KeyError) as error:
        raise NotTrainedError(f"{model} tidak dapat dibaca. Jalankan: pln123 train --force") from error
