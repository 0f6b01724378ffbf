"""Which engine the phone line uses: the one named by `PLN123_EARS`, Vosk with the project's own model by default."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib.metadata import entry_points
from pathlib import Path

from voice.ears.engine import EngineMissing, SpeechEngine
from voice.ears.vosk_engine import VoskEngine

ENTRY_POINT_GROUP = "pln123.ears"
OWN_MODEL = Path(__file__).parents[1] / "model/id-8k"


@dataclass(frozen=True)
class EarsOptions:
    """Settings of the ears.

    Attributes:
        engine: ``vosk``, or the name of an entry point of the group ``pln123.ears``.
        model: the Vosk model directory.
    """

    engine: str = "vosk"
    model: Path = OWN_MODEL

    @staticmethod
    def from_environment(environment: Mapping[str, str] = os.environ) -> EarsOptions:
        """Read `PLN123_EARS` and `PLN123_VOICE_MODEL`."""
        return EarsOptions(
            environment.get("PLN123_EARS") or "vosk", Path(environment.get("PLN123_VOICE_MODEL") or OWN_MODEL)
        )


def load_engine(options: EarsOptions) -> SpeechEngine:
    """The engine, loaded.

    Raises:
        EngineMissing: if there is no such engine, or it has no model.
    """
    if options.engine == "vosk":
        return VoskEngine(options.model)
    found = {point.name: point for point in entry_points(group=ENTRY_POINT_GROUP)}
    if options.engine not in found:
        known = ", ".join(["vosk", *sorted(found)])
        raise EngineMissing(f"Mesin pengenal ucapan {options.engine!r} tidak ada. Yang ada: {known}.")
    make: Callable[[], SpeechEngine] = found[options.engine].load()
    return make()
