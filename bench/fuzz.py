"""Odd inputs by the hundred thousand: every reader of a caller's words, the HTTP API, the chat's frames, whole turns.

Hypothesis makes the inputs: any characters at all, and words that callers do say, put together at random. An input is
one text (or request, frame, message) given to one reader or address. What must never happen is an error that nobody
handles: an exception of a reader, an answer of 500 or more, a frame that breaks the line, a turn that ends in the
words for a failure.

Examples:
    python -m bench.fuzz --inputs 1000000
    python -m bench.fuzz --inputs 20000 --only http --seed 7
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import inspect
import json
import logging
import pkgutil
import sys
import tempfile
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from hypothesis.errors import HypothesisException

import bot.language
from bot.settings import PROJECT_ROOT, Settings

_CHUNK = 300
_SHOWN_CHARACTERS = 200
_TOKEN = "token-untuk-uji-acak"
_FAILURE = "sistem kami sedang terganggu"
_SHARES = {"readers": 0.90, "http": 0.06, "frames": 0.03, "turns": 0.01}


@dataclass
class Findings:
    """What came of it.

    Attributes:
        inputs: by kind.
        errors: what was not handled: where, and the first input that did it.
    """

    inputs: Counter[str] = field(default_factory=Counter)
    errors: dict[str, str] = field(default_factory=dict)

    def note(self, where: str, given_to_it: object) -> None:
        """One error; of each place the first is kept."""
        self.errors.setdefault(where, repr(given_to_it)[:_SHOWN_CHARACTERS])


def said_words() -> list[str]:
    """Words that occur in the training sentences."""
    found: set[str] = set()
    for file in sorted((PROJECT_ROOT / "data" / "nlu").glob("*.yml")):
        for part in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu") or ():
            found.update(str(part.get("examples", "")).replace("- ", " ").split())
    return sorted(found)


def texts() -> st.SearchStrategy[str]:
    """What somebody may write."""
    numbers = st.integers(0, 10**13).map(str) | st.decimals(0, 10**4, places=2).map(str)
    bits = st.sampled_from(said_words()) | st.text(max_size=5) | numbers | st.sampled_from(list(".,:;-/@+'\"()*&?!"))
    sentences = st.lists(bits, max_size=12).map(" ".join)
    glued = st.lists(bits, max_size=6).map("".join)
    return st.one_of(sentences, glued, st.text(max_size=60), st.text(alphabet="0123456789 .,-kodeIDnol", max_size=40))


def readers() -> dict[str, Callable[[str], Any]]:
    """Every public function of ``bot.language`` that reads a text, by its name; answers for every fact of the book."""
    from bot.language.answers import read_answer, read_opening
    from bot.sop.book import load_book

    found: dict[str, Callable[[str], Any]] = {}
    for module in pkgutil.iter_modules(bot.language.__path__):
        loaded = importlib.import_module(f"bot.language.{module.name}")
        for name, function in inspect.getmembers(loaded, inspect.isfunction):
            if function.__module__ == loaded.__name__ and not name.startswith("_") and _reads_a_text(function):
                found[f"{module.name}.{name}"] = function
    for slot in filter(_has_a_reader, load_book().facts):
        found[f"answers.read_answer[{slot}]"] = partial(read_answer, slot)
        found[f"answers.read_opening[{slot}]"] = partial(read_opening, slot)
    return found


def _has_a_reader(slot: str) -> bool:
    """Facts that nobody is asked for have none."""
    from bot.language.answers import read_answer

    try:
        read_answer(slot, "ya")
    except KeyError:
        return False
    return True


def _reads_a_text(function: Callable[..., Any]) -> bool:
    parameters = list(inspect.signature(function).parameters.values())
    needed = [one for one in parameters if one.default is inspect.Parameter.empty]
    return len(needed) == 1 and needed[0].name in ("text", "name", "words") and needed[0].annotation == "str"


def fuzz_readers(findings: Findings, count: int, first_seed: int) -> None:
    """Give each text to all readers."""
    each = readers()

    def try_all(text: str) -> None:
        for name, read in each.items():
            findings.inputs["readers"] += 1
            try:
                read(text)
            except Exception:
                findings.note(f"{name}: {_last_line()}", text)

    _repeat(texts(), try_all, lambda: findings.inputs["readers"] < count, first_seed)


def fuzz_http(findings: Findings, count: int, first_seed: int) -> None:
    """Requests to every address of the application, with odd bodies, fields and queries."""
    from fastapi.routing import APIRoute

    with _application() as client:
        routes = [
            (method, route.path)
            for route in client.app.routes
            if isinstance(route, APIRoute)
            for method in sorted(route.methods - {"HEAD"})
        ]
        values = (
            texts()
            | st.just("a\0b")
            | st.integers()
            | st.booleans()
            | st.none()
            | st.lists(st.text(max_size=5), max_size=3)
        )
        names = st.sampled_from(_FIELD_NAMES) | st.text(max_size=8)
        bodies = st.dictionaries(names, values, max_size=6) | values
        fields = st.dictionaries(names, texts(), max_size=5)
        requests = st.tuples(st.sampled_from(routes), texts(), bodies, fields, st.sampled_from(("json", "form", "raw")))

        def ask(request: tuple[tuple[str, str], str, Any, dict[str, str], str]) -> None:
            (method, path), word, body, query, kind = request
            findings.inputs["http"] += 1
            address = _filled(path, word)
            how: dict[str, Any] = {"json": {"json": body}, "form": {"data": query}, "raw": {"content": word.encode()}}
            headers = {"Idempotency-Key": f"acak-{findings.inputs['http']}"}
            try:
                answer = client.request(method, address, params=query, headers=headers, **how[kind])
            except Exception:
                findings.note(f"{method} {path}: {_last_line()}", request)
                return
            if answer.status_code >= 500 and answer.status_code != 503:
                findings.note(f"{method} {path}: {answer.status_code}", request)

        _repeat(requests, ask, lambda: findings.inputs["http"] < count, first_seed)


def fuzz_frames(findings: Findings, count: int, first_seed: int) -> None:
    """Frames of the chat, whole and broken, on lines that must stay open."""
    halves = st.text(st.characters(whitelist_categories=("Cs", "Cc", "Ll")), max_size=4)  # what JSON can write alone
    odd = texts() | halves | st.integers() | st.none() | st.booleans() | st.lists(st.text(max_size=3), max_size=2)
    names = st.sampled_from(("type", "id", "text", "payload", "repeated", "token", "last_seen"))
    kinds = st.sampled_from(("say", "ping", "hello", "", "typing"))
    frames = st.dictionaries(names, odd, max_size=5).flatmap(lambda one: kinds.map(lambda kind: {**one, "type": kind}))
    nested = st.integers(1, 100_000).map(lambda depth: "[" * depth)
    whole = frames.map(json.dumps) | st.dictionaries(names, odd).map(json.dumps)
    wire: st.SearchStrategy[str | bytes] = whole | texts() | nested | st.binary(max_size=20)
    with _application() as client:

        def send(several: list[str | bytes]) -> None:
            findings.inputs["frames"] += len(several)
            try:
                with client.websocket_connect("/ws") as line:
                    line.send_json({"type": "hello"})
                    for frame in several:
                        (line.send_bytes if isinstance(frame, bytes) else line.send_text)(frame)
                    line.send_json({"type": "ping"})
                    while line.receive_json()["type"] != "pong":
                        pass
            except Exception:
                findings.note(f"/ws: {_last_line()}", several)

        _repeat(st.lists(wire, min_size=10, max_size=20), send, lambda: findings.inputs["frames"] < count, first_seed)


def fuzz_turns(findings: Findings, count: int, first_seed: int) -> None:
    """Whole turns of the assistant: odd messages in talks that go on."""
    import bot.engine.preload  # noqa: F401 - before anything of Rasa
    from bench.load_callers import new_matters
    from bot.engine.engine import Engine

    with _fresh_settings() as fresh:
        logging.disable(logging.CRITICAL)
        matters = new_matters(fresh.database_url, 1_000)
        loop = asyncio.new_event_loop()
        engine = loop.run_until_complete(Engine.load(fresh))
        talks = st.tuples(
            st.integers(0, len(matters) - 1), st.integers(0, 60), st.lists(texts(), min_size=5, max_size=5)
        )

        async def talk(matter: int, place: int, odd: list[str]) -> None:
            sender = f"acak-{findings.inputs['turns']}"
            for number, words in enumerate((*matters[matter].words[:place:3], *odd, "bisa diulang?")):
                findings.inputs["turns"] += 1
                answers = await engine.handle(sender, words, {}, f"{sender}-{number}")
                if not answers or any(_FAILURE in (answer.get("text") or "") for answer in answers):
                    findings.note("a turn that failed", (matter, place, odd))

        def play(one: tuple[int, int, list[str]]) -> None:
            try:
                loop.run_until_complete(talk(*one))
            except Exception:
                findings.note(f"a turn: {_last_line()}", one)

        _repeat(talks, play, lambda: findings.inputs["turns"] < count, first_seed)
        loop.run_until_complete(engine.close())
        loop.close()
        logging.disable(logging.NOTSET)


_FIELD_NAMES = (
    *("sender", "message", "metadata", "nomor", "telepon", "idpel", "nama", "status", "jenis", "q", "limit", "cursor"),
    *("permasalahan", "alamat", "keterangan", "email", "self_diagnosis", "koordinat", "tanggal_padam", "kanal", "kode"),
)
_FUZZED: dict[str, Callable[[Findings, int, int], None]] = {
    "readers": fuzz_readers,
    "http": fuzz_http,
    "frames": fuzz_frames,
    "turns": fuzz_turns,
}


def _repeat(
    strategy: st.SearchStrategy[Any], work: Callable[[Any], None], goes_on: Callable[[], bool], first: int
) -> None:
    """Let hypothesis make inputs in chunks: it remembers what it made, and with it all memory would go."""
    number = first
    while goes_on():

        @seed(number)
        @settings(
            max_examples=_CHUNK, database=None, deadline=None, phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )  # fmt: skip
        @given(strategy)
        def chunk(value: Any) -> None:
            work(value)

        try:
            chunk()
        except HypothesisException:
            sys.stderr.write(traceback.format_exc())
        number += 1


def _filled(path: str, word: str) -> str:
    """The address with an odd word in its places."""
    from urllib.parse import quote

    parts = [quote(word, safe="") or "x" if part.startswith("{") else part for part in path.split("/")]
    return "/".join(parts)


@contextmanager
def _fresh_settings() -> Iterator[Settings]:
    from bot.migrations import upgrade

    with tempfile.TemporaryDirectory() as folder:
        chosen = replace(
            Settings.from_environment(),
            var_directory=Path(folder),
            database_url=f"sqlite:///{folder}/acak.db",
            api_token=_TOKEN,
        )
        upgrade(chosen.database_url)
        yield chosen


@contextmanager
def _application() -> Iterator[Any]:
    """The application with a small engine that answers everything, asked with the API's token."""
    from fastapi.testclient import TestClient

    from bot.server import create_application
    from bot.server.options import WebOptions
    from tests.server.scripted_engine import ScriptedEngine

    quick = WebOptions(messages_at_once=10**6, messages_per_second=10**6)
    with _fresh_settings() as fresh:
        application = create_application(fresh, ScriptedEngine(), options=quick)
        with TestClient(application, base_url="http://127.0.0.1:8123", raise_server_exceptions=True) as client:
            client.headers["Authorization"] = f"Bearer {_TOKEN}"
            yield client


def _last_line() -> str:
    """The error that is handled now, and where it came from."""
    kind, error, trace = sys.exc_info()
    place = traceback.extract_tb(trace)[-1]
    return f"{kind.__name__ if kind else ''} in {Path(place.filename).name}:{place.lineno} ({str(error)[:80]})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Fuzz; the exit status is 0 only when every error was handled."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.fuzz", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--inputs", type=int, default=1_000_000)
    parser.add_argument("--only", choices=tuple(_FUZZED))
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args(arguments)
    findings = Findings()
    for kind, fuzz in _FUZZED.items():
        if chosen.only in (None, kind):
            began = time.process_time()
            fuzz(findings, round(chosen.inputs * (1.0 if chosen.only else _SHARES[kind])), chosen.seed)
            took = time.process_time() - began
            sys.stdout.write(
                f"{kind:<8} {findings.inputs[kind]:>9} inputs, {took:.0f} s of CPU, "
                f"{len(findings.errors)} kinds of unhandled error so far\n"
            )
            sys.stdout.flush()
    for where, what in findings.errors.items():
        sys.stdout.write(f"NOT HANDLED  {where}\n    {what}\n")
    sys.stdout.write(f"{sum(findings.inputs.values())} inputs, {len(findings.errors)} kinds of unhandled error\n")
    return 1 if findings.errors else 0


if __name__ == "__main__":
    sys.exit(main())
