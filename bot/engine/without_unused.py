"""Libraries that Rasa imports and this assistant never calls: their places are held by empty names.

TensorFlow (with Keras and JAX behind it) is half of what a process of Rasa holds in memory after loading, and
more than half of the time until it is ready; the clients of chat vendors and of other databases and the store
of scikit-learn objects are much of the rest. Rasa's modules only derive classes from them
and name their types when they are imported; components and channels that are not in use alone would ever call
them. Here every name of theirs is an empty class that may be derived from and named in annotations, and that
says what to do when it is used.

``PLN123_WHOLE_RASA=1`` brings the real ones back, for a ``config.yml`` with DIET or TED in it or a vendor's
channel. ``rasa train``, ``rasa run`` and ``rasa shell`` never come here. Measured with and without in
``bench/turns.py``.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

SETTING = "PLN123_WHOLE_RASA"
_MODELS = {"tensorflow", "keras", "skops"}
_CHANNELS = {"aiogram", "fbmessenger", "mattermostwrapper", "rocketchat_API", "slack_sdk", "twilio", "webexteamssdk"}
_DATABASES = {"boto3", "botocore", "pymongo"}
ABSENT = frozenset(_MODELS | _CHANNELS | _DATABASES)


class LeftOut(RuntimeError):
    """Something needs a library that was left out."""


class _EmptyName(type):
    """A class for every name: attributes are such classes too, and there are no objects of it."""

    def __getattr__(cls, name: str) -> _EmptyName:
        if name.startswith("__"):
            raise AttributeError(name)
        return _empty(f"{cls.__name__}.{name}")

    def __call__(cls, *_args: Any, **_kwargs: Any) -> Any:
        raise LeftOut(f"{cls.__name__} memerlukan pustaka yang tidak dimuat. Jalankan lagi dengan {SETTING}=1.")


def _empty(name: str) -> _EmptyName:
    return _EmptyName(name, (), {})


class _EmptyModule(ModuleType):
    def __getattr__(self, name: str) -> _EmptyName:
        if name.startswith("__"):
            raise AttributeError(name)
        return _empty(f"{self.__name__}.{name}")


class _EmptyModules(MetaPathFinder, Loader):
    """Finds an empty module for every import of an unused library or a part of it."""

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """The specification of an empty package, or ``None`` for all other imports."""
        if fullname.partition(".")[0] not in ABSENT:
            return None
        return ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty module."""
        return _EmptyModule(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is in it."""


def leave_out_unused() -> bool:
    """Hold the places of the unused libraries from now on; doing it twice changes nothing.

    Returns:
        Whether TensorFlow is among those left out: not if it is loaded already, or wanted
        (``PLN123_WHOLE_RASA=1``). What is loaded stays.
    """
    if isinstance(sys.modules.get("tensorflow"), _EmptyModule):
        return True
    if "tensorflow" in sys.modules or os.environ.get(SETTING) == "1":
        return False
    if not any(isinstance(finder, _EmptyModules) for finder in sys.meta_path):
        sys.meta_path.insert(0, _EmptyModules())
    return True
