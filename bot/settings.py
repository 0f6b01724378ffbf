"""Settings, all from the environment (``PLN123_*``), each with a default that works on a fresh machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent

# Characters that a caller's message may have; a longer one is answered kindly without being read.
LONGEST_MESSAGE = 4_000


@dataclass(frozen=True)
class Settings:
    """What an operator may set.

    Attributes:
        host, port: where the web application listens (``PLN123_HOST``, ``PLN123_PORT``).
        var_directory: everything that is written while running (``PLN123_VAR``).
        database_url: SQLAlchemy address of tickets, customers and talks (``PLN123_DATABASE_URL``).
        model_path: the trained Rasa model, a file or the folder of which the newest is taken (``PLN123_MODEL``).
        api_token: bearer token of the API (``PLN123_API_TOKEN``); empty means: made at first start.
        agent_name: the name by which the bot introduces itself (``PLN123_AGENT_NAME``).
        unit_code: two digits of the receiving contact centre, as in ``CC.54.HANA`` (``PLN123_UNIT_CODE``).
    """

    host: str = "127.0.0.1"
    port: int = 8123
    var_directory: Path = PROJECT_ROOT / "var"
    database_url: str = ""
    model_path: Path = PROJECT_ROOT / "models"
    api_token: str = ""
    agent_name: str = "Tara"
    unit_code: str = "54"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] = os.environ) -> Settings:
        """Read the settings.

        Raises:
            ValueError: with an Indonesian message naming the variable, when a value can't be read.
        """
        var_directory = Path(environment.get("PLN123_VAR") or cls.var_directory)
        port_text = environment.get("PLN123_PORT") or str(cls.port)
        if not port_text.isdigit() or not 0 < int(port_text) < 65536:
            raise ValueError(f"PLN123_PORT harus berupa angka 1–65535, bukan {port_text!r}.")
        return cls(
            host=environment.get("PLN123_HOST") or cls.host,
            port=int(port_text),
            var_directory=var_directory,
            database_url=environment.get("PLN123_DATABASE_URL") or f"sqlite:///{var_directory / 'pln123.db'}",
            model_path=Path(environment.get("PLN123_MODEL") or cls.model_path),
            api_token=environment.get("PLN123_API_TOKEN") or cls.api_token,
            agent_name=environment.get("PLN123_AGENT_NAME") or cls.agent_name,
            unit_code=environment.get("PLN123_UNIT_CODE") or cls.unit_code,
        )
