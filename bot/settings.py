"""Settings, all from the environment (``PLN123_*``), each with a default that works on a fresh machine."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

PROJECT_ROOT = Path(__file__).resolve().parent.parent

# Characters that a caller's message may have; a longer one is answered kindly without being read.
LONGEST_MESSAGE = 4_000

MOST_WORKERS = 64


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
        session_key: signs the tokens of chat sessions (``PLN123_SESSION_KEY``), the same on all machines that serve
            together; empty means: made at first start.
        redis_url: address of Redis (``PLN123_REDIS_URL``), by which several processes carry the same talks; empty: one
            process alone does.
        workers: processes on this machine that share the port (``PLN123_WORKERS``); more than one need ``redis_url``.
        log_form: how log lines are written (``PLN123_LOG``): ``text`` for people, ``json`` for machines.
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
    session_key: str = field(default="", repr=False)
    redis_url: str = ""
    workers: int = 1
    log_form: str = "text"

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
        workers_text = environment.get("PLN123_WORKERS") or str(cls.workers)
        if not workers_text.isdigit() or not 0 < int(workers_text) <= MOST_WORKERS:
            raise ValueError(f"PLN123_WORKERS harus berupa angka 1–{MOST_WORKERS}, bukan {workers_text!r}.")
        log_form = environment.get("PLN123_LOG") or cls.log_form
        if log_form not in ("text", "json"):
            raise ValueError(f"PLN123_LOG harus text atau json, bukan {log_form!r}.")
        return cls(
            host=environment.get("PLN123_HOST") or cls.host,
            port=int(port_text),
            var_directory=var_directory,
            database_url=environment.get("PLN123_DATABASE_URL") or f"sqlite:///{var_directory / 'pln123.db'}",
            model_path=Path(environment.get("PLN123_MODEL") or cls.model_path),
            api_token=environment.get("PLN123_API_TOKEN") or cls.api_token,
            agent_name=environment.get("PLN123_AGENT_NAME") or cls.agent_name,
            unit_code=environment.get("PLN123_UNIT_CODE") or cls.unit_code,
            session_key=environment.get("PLN123_SESSION_KEY") or cls.session_key,
            redis_url=environment.get("PLN123_REDIS_URL") or cls.redis_url,
            workers=int(workers_text),
            log_form=log_form,
        )
