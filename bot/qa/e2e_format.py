"""Reading e2e tests: Rasa Pro's published format, with what a contact centre needs beside it.

::

    fixtures:
    - rumah_jakarta:
      - customer: {uid: UID Jakarta Raya, telepon: seluler}   # chosen from bot.customers.demo by need
      - mocked_datetime: "2026-11-22T08:15:00+07:00"
      - kondisi_listrik: padam                # any other entry fills a slot beforehand
    metadata:
    - dari_seluler: {telepon: "081200000001"}

    test_cases:
    - test_case: what happens, in a sentence  # unique in a run
      fixtures: [rumah_jakarta]
      metadata: dari_seluler                  # sent with every message; a name or a mapping
      customer: {...}  mocked_datetime: ...   # as in a fixture, for this test only
      customers: {tetangga: {...}}            # more of them: {tetangga.idpel}
      tickets:                                # reports made before the test, by name: {lama.nomor}; as in a fixture
        lama: {reported_ago: "2:59:59", jenis: GANGGUAN, permasalahan: 1 RUMAH PADAM, no_telepon: "{telepon}",
          status: SELESAI, catatan_unit: data tidak lengkap}
      steps:
      - open: true                            # the bot speaks first
      - user: "IDPEL saya {idpel}"            # {idpel} {nomor_meter} {telepon} {nama} … of the customer
        metadata: {telepon: "{telepon}"}
        message_id: kiriman-7
        mocked_datetime: "2026-11-22T09:00"   # the clock moves there and stays; WIB without a zone
        intent: beri_keterangan               # how the message is understood
        sop: PRK-07                           # sop_step after the turn
        ticket: null                          # no ticket so far; or fields of the newest, or {count: 1}
        related_ticket: {ticket: lama, lapor_ulang: true}   # fields of a report made before the test
        handover: penelepon meminta petugas   # why the talk has gone to a human by now; null: it has not
        audit: {DP-07: met}                   # what `qa audit` would say, were this the end; null: not assessed
        assertion_order_enabled: true
        assertions:
        - action_executed: action_buat_tiket
        - slot_was_set: [{name: identitas, value: "{idpel}"}]
        - slot_was_not_set: [{name: alamat_sesuai}]
        - bot_uttered: {utter_name: utter_ask_alamat_sesuai, text_matches: "Jl", buttons: [{title: Bukan}]}
        - bot_uttered: {text_matches: "RT", absent: true}      # must not have been said
        - bot_did_not_utter: {utter_name: utter_empati}
        - sop: PRK-07
        - ticket: {jenis: GANGGUAN}
      - desk: {approve_ctt: {}}               # what others do to the newest report: bot.qa.desk_deeds
        told: false                           # the talk hears of it with the next message; left out: at once
      - bot: "the whole text"                 # these may also stand as steps of their own
      - utter: utter_ask_alamat_sesuai
      - utter: utter_empati
        absent: true
      - slot_was_set: [kondisi_listrik: padam]
      - slot_was_not_set: [hp_pelapor]
      - sop: PRK-07
      - ticket: {permasalahan: {matches: PADAM}}

Unlike Rasa Pro, a test may mix steps and assertions, and all of them count. ``bot`` and ``utter`` steps must come in
the order in which they are written; slots are compared with what they hold after the turn.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.qa.desk_deeds import DEEDS, MAPPING_DEEDS
from bot.qa.e2e_model import (
    ActionExpected,
    AuditExpected,
    Case,
    CustomerNeed,
    Expectation,
    HandoverExpected,
    IntentExpected,
    Place,
    RuleExpected,
    SaidExpected,
    SlotExpected,
    TicketExpected,
    TicketGiven,
    Turn,
)
from bot.qa.known import FILE_NAME as KNOWN_FAILURES_FILE
from bot.qa.lined_yaml import FormatError, LinedMapping, read_yaml
from bot.qa.values import MATCHES, read_moment
from bot.sop.conformance.result import STATUSES

_FILE_KEYS = {"test_cases", "fixtures", "metadata"}
_GIVEN = ("customer", "customers", "mocked_datetime", "tickets")
_CASE_KEYS = {"test_case", "steps", "fixtures", "metadata", *_GIVEN}
_TURN_KEYS = {
    "user", "open", "metadata", "message_id", "mocked_datetime", "intent", "sop", "ticket", "related_ticket",
    "handover", "audit", "assertions", "assertion_order_enabled", "desk", "told",
}  # fmt: skip
_SAID_KEYS = {"utter_name", "text_matches", "buttons", "custom", "absent"}
_OWN_STEPS = (
    "bot", "utter", "slot_was_set", "slot_was_not_set", "sop", "ticket", "related_ticket", "handover", "audit",
    "intent", "action_executed",
)  # fmt: skip
_ASSERTIONS = (
    "action_executed", "slot_was_set", "slot_was_not_set", "bot_uttered", "bot_did_not_utter", "sop", "ticket",
    "related_ticket", "handover", "audit", "intent",
)  # fmt: skip
COUNT = "count"
REPORTED_AGO = "reported_ago"
SUFFIXES = (".yml", ".yaml", ".json")


def find_files(paths: Iterable[Path]) -> list[Path]:
    """The files that ``paths`` mean: files themselves, and every YAML and JSON file of tests below folders.

    Raises:
        FormatError: if a path does not exist.
    """
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES)
            found.update(dict.fromkeys(file for file in files if file.name != KNOWN_FAILURES_FILE))
        elif path.is_file():
            found[path] = None
        else:
            raise FormatError(Place(path, 1), "berkas atau folder ini tidak ada.")
    return list(found)


def read_file(file: Path) -> list[Case]:
    """The tests of one file.

    Raises:
        FormatError: naming file, line and remedy.
    """
    return read_tests(file, read_yaml(file))


def read_tests(file: Path, content: Any) -> list[Case]:
    """The tests that the content of ``file`` holds.

    Raises:
        FormatError: naming file, line and remedy.
    """
    if not isinstance(content, LinedMapping) or not isinstance(content.get("test_cases"), list):
        raise FormatError(Place(file, 1), "harus ada kunci 'test_cases' yang berisi daftar uji.")
    reader = _FileReader(file, content)
    return [reader.case(item) for item in content["test_cases"]]


class _FileReader:
    """Reads the tests of one file; knows its fixtures and metadata."""

    def __init__(self, file: Path, content: LinedMapping) -> None:
        self._file = file
        self._only(content, _FILE_KEYS)
        self._fixtures = self._named(content, "fixtures")
        self._metadata = self._named(content, "metadata")

    def case(self, item: Any) -> Case:
        """One test."""
        if not isinstance(item, LinedMapping) or not isinstance(item.get("test_case"), str):
            raise self._error(item, "setiap uji harus dimulai dengan 'test_case: <nama>'.")
        self._only(item, _CASE_KEYS)
        given = LinedMapping()
        given.line = item.line
        for name in self._texts(item, "fixtures"):
            if name not in self._fixtures:
                raise self._error(item, f"fixture {name!r} tidak ada di berkas ini.")
            for entry in self._fixtures[name]:
                given.update(self._mapping(entry, item, f"isi fixture {name!r}"))
        given.update({key: item[key] for key in _GIVEN if key in item})
        steps = item.get("steps")
        if not isinstance(steps, list) or not steps:
            raise self._error(item, "uji tanpa langkah: isi 'steps'.")
        turns = tuple(self._turns(steps, self._metadata_of(item)))
        slots = {k: v for k, v in given.items() if k not in _GIVEN}
        return Case(
            place=self._place(item),
            name=item["test_case"].strip(),
            turns=turns,
            moment=self._moment(given, item),
            slots=slots,
            customers=self._customers(given, item),
            tickets=self._tickets(given, item),
        )

    # --- turns ------------------------------------------------------------------------------------

    def _turns(self, steps: list[Any], metadata: Mapping[str, Any]) -> Iterator[Turn]:
        turn: Turn | None = None
        expectations: list[Expectation] = []
        for step in steps:
            if not isinstance(step, LinedMapping):
                raise self._error(step, "langkah harus berupa 'kunci: nilai', misalnya 'user: halo'.")
            if "user" in step or "open" in step or "desk" in step:
                if turn is not None:
                    yield _with(turn, expectations)
                turn, expectations = self._turn(step, metadata)
                continue
            if turn is None:
                raise self._error(step, "langkah pertama harus 'user', 'desk', atau 'open: true'.")
            expectations.extend(self._own_step(step))
        if turn is not None:
            yield _with(turn, expectations)

    def _turn(self, step: LinedMapping, metadata: Mapping[str, Any]) -> tuple[Turn, list[Expectation]]:
        self._only(step, _TURN_KEYS)
        if "open" in step and (step["open"] is not True or "user" in step):
            raise self._error(step, "'open' hanya dapat ditulis 'open: true', tanpa 'user'.")
        desk = self._deed(step)
        text = step.get("user")
        if "user" in step and not isinstance(text, str):
            raise self._error(step, "isi 'user' harus berupa teks; beri tanda kutip.")
        expectations: list[Expectation] = []
        for key in ("intent", "sop", "ticket", "related_ticket", "handover", "audit"):
            if key in step:
                expectations.extend(self._expectation(key, step[key], step))
        ordered = step.get("assertion_order_enabled") is True
        for assertion in self._list(step, "assertions"):
            entry = self._mapping(assertion, step, "setiap assertion")
            self._only(entry, set(_ASSERTIONS))
            for key, value in entry.items():
                expectations.extend(self._expectation(key, value, entry, ordered=ordered))
        turn = Turn(
            place=self._place(step),
            text=text,
            metadata={**metadata, **self._metadata_of(step)},
            message_id=step.get("message_id"),
            moment=self._moment(step, step),
            desk=desk,
            told=self._flag(step, "told", usually=True),
        )
        return turn, expectations

    def _deed(self, step: LinedMapping) -> tuple[str, Any] | None:
        if "desk" not in step:
            if "told" in step:
                raise self._error(step, "'told' hanya untuk langkah 'desk'.")
            return None
        deed = self._mapping(step["desk"], step, "desk")
        if len(deed) != 1 or next(iter(deed)) not in DEEDS or "user" in step or "open" in step:
            raise self._error(step, f"'desk' berisi satu dari {', '.join(DEEDS)}, tanpa 'user' atau 'open'.")
        ((name, what),) = deed.items()
        if name in MAPPING_DEEDS:
            self._only(self._mapping(what, deed, name), set(MAPPING_DEEDS[name]))
            return name, dict(what)
        return name, what

    def _own_step(self, step: LinedMapping) -> list[Expectation]:
        keys = [key for key in step if key != "absent"]
        if len(keys) != 1 or keys[0] not in _OWN_STEPS:
            raise self._error(step, f"langkah {', '.join(keys)!r} tidak dikenal. Yang ada: {', '.join(_OWN_STEPS)}.")
        key, absent = keys[0], self._flag(step, "absent")
        if absent and key not in ("bot", "utter", "action_executed"):
            raise self._error(step, "'absent' hanya untuk bot, utter, dan action_executed.")
        if key in ("bot", "utter"):
            words = self._text(step[key], step, key)
            place, ordered = self._place(step), not absent
            if key == "bot":
                return [SaidExpected(place, text=words, absent=absent, in_order=ordered)]
            return [SaidExpected(place, response=words, absent=absent, in_order=ordered)]
        return list(self._expectation(key, step[key], step, absent=absent))

    # --- expectations -----------------------------------------------------------------------------

    def _expectation(
        self, key: str, value: Any, where: LinedMapping, *, absent: bool = False, ordered: bool = False
    ) -> Iterator[Expectation]:
        place = self._place(where)
        if key == "intent":
            yield IntentExpected(place, self._text(value, where, key))
        elif key == "sop":
            yield RuleExpected(place, self._text(value, where, key))
        elif key == "action_executed":
            yield ActionExpected(place, self._text(value, where, key), absent)
        elif key == "ticket":
            yield self._ticket(value, where)
        elif key == "related_ticket":
            yield self._related_ticket(value, where)
        elif key == "handover":
            self._check_matcher(value, place)
            yield HandoverExpected(place, value)
        elif key == "audit":
            yield from self._audit(value, where)
        elif key in ("slot_was_set", "slot_was_not_set"):
            yield from self._slots(key, value, where)
        else:
            yield self._said(value, where, absent=key == "bot_did_not_utter", ordered=ordered)

    def _said(self, value: Any, where: LinedMapping, *, absent: bool, ordered: bool) -> SaidExpected:
        said = self._mapping(value, where, "bot_uttered")
        self._only(said, _SAID_KEYS)
        matches = said.get("text_matches")
        if matches is not None:
            self._regular_expression(matches, said)
        if not set(said) - {"absent"}:
            raise self._error(said, "bot_uttered kosong: isi utter_name, text_matches, buttons, atau custom.")
        buttons = tuple(
            (button.get("title"), button.get("payload"))
            for item in self._list(said, "buttons")
            for button in [self._mapping(item, said, "setiap tombol")]
        )
        absent = absent or self._flag(said, "absent")
        return SaidExpected(
            self._place(said),
            response=said.get("utter_name"),
            matches=matches,
            buttons=buttons if "buttons" in said else None,
            custom=self._mapping(said["custom"], said, "custom") if "custom" in said else None,
            absent=absent,
            in_order=ordered and not absent,
        )

    def _slots(self, key: str, value: Any, where: LinedMapping) -> Iterator[SlotExpected]:
        absent = key == "slot_was_not_set"
        entries = value if isinstance(value, list) else [value]
        for entry in entries:
            if isinstance(entry, str):
                yield SlotExpected(self._place(where), entry, absent=absent)
                continue
            slot = self._mapping(entry, where, f"isi {key}")
            place = self._place(slot)
            if "name" in slot:
                self._only(slot, {"name", "value"})
                name = self._text(slot["name"], slot, "name")
                yield self._slot(place, name, slot.get("value"), "value" in slot, absent)
            else:
                for name, expected in slot.items():
                    yield self._slot(place, name, expected, True, absent)

    def _slot(self, place: Place, name: str, value: Any, valued: bool, absent: bool) -> SlotExpected:
        # "is set to null" is Rasa's way to say that the slot is empty again
        if valued and value is None:
            return SlotExpected(place, name, absent=not absent)
        self._check_matcher(value, place)
        return SlotExpected(place, name, value, absent)

    def _ticket(self, value: Any, where: LinedMapping) -> TicketExpected:
        if value is None:
            return TicketExpected(self._place(where), None)
        fields = self._mapping(value, where, "ticket")
        wanted = {name: field for name, field in fields.items() if name != COUNT}
        count = fields.get(COUNT)
        if count is not None and not str(count).isdigit():
            raise self._error(fields, f"count harus berupa angka, bukan {count!r}.")
        for field in wanted.values():
            self._check_matcher(field, self._place(fields))
        if not fields:
            raise self._error(where, "ticket kosong: isi dengan ruas tiket, count, atau null.")
        return TicketExpected(self._place(fields), wanted, None if count is None else int(count))

    def _related_ticket(self, value: Any, where: LinedMapping) -> TicketExpected:
        fields = self._mapping(value, where, "related_ticket")
        name = self._text(fields.get("ticket"), fields, "ticket")
        for field in fields.values():
            self._check_matcher(field, self._place(fields))
        wanted = {key: field for key, field in fields.items() if key != "ticket"}
        if not wanted:
            raise self._error(fields, "related_ticket kosong: isi dengan ruas tiketnya.")
        return TicketExpected(self._place(fields), wanted, earlier=name)

    def _audit(self, value: Any, where: LinedMapping) -> Iterator[AuditExpected]:
        rules = self._mapping(value, where, "audit")
        if not rules:
            raise self._error(where, "audit kosong: isi dengan aturan dan hasilnya, misalnya {DP-07: met}.")
        for rule, status in rules.items():
            if status not in (*STATUSES, None):
                raise self._error(rules, f"hasil audit {status!r} tidak dikenal. Yang ada: {', '.join(STATUSES)}.")
            yield AuditExpected(self._place(rules), rule, status)

    def _check_matcher(self, value: Any, place: Place) -> None:
        if isinstance(value, Mapping) and set(value) == {MATCHES}:
            self._regular_expression(value[MATCHES], None, place)

    def _regular_expression(self, text: Any, where: Any, place: Place | None = None) -> None:
        try:
            re.compile(text)
        except (re.error, TypeError) as error:
            raise FormatError(place or self._place(where), f"pola {text!r} tidak benar: {error}.") from None

    # --- what a test starts with ------------------------------------------------------------------

    def _customers(self, given: LinedMapping, where: LinedMapping) -> dict[str, CustomerNeed]:
        needs: dict[str, CustomerNeed] = {}
        if "customer" in given:
            needs[""] = self._need(given["customer"], where)
        for name, need in self._mapping(given.get("customers", LinedMapping()), where, "customers").items():
            needs[name] = self._need(need, where)
        return needs

    def _tickets(self, given: LinedMapping, where: LinedMapping) -> dict[str, TicketGiven]:
        tickets: dict[str, TicketGiven] = {}
        for name, value in self._mapping(given.get("tickets", LinedMapping()), where, "tickets").items():
            fields = self._mapping(value, where, f"tiket {name}")
            ago = re.fullmatch(r"(\d+):(\d\d):(\d\d)", str(fields.get(REPORTED_AGO)))
            if ago is None:
                raise self._error(fields, f"{REPORTED_AGO} harus jam:menit:detik, misalnya '2:59:59' (bertanda kutip).")
            hours, minutes, seconds = map(int, ago.groups())
            tickets[name] = TicketGiven(
                self._place(fields),
                timedelta(hours=hours, minutes=minutes, seconds=seconds),
                {key: field for key, field in fields.items() if key != REPORTED_AGO},
            )
        return tickets

    def _need(self, value: Any, where: LinedMapping) -> CustomerNeed:
        need = self._mapping(value, where, "customer")
        return CustomerNeed(self._place(need), dict(need))

    def _moment(self, given: LinedMapping, where: LinedMapping) -> Any:
        written = given.get("mocked_datetime")
        if written is None:
            return None
        moment = read_moment(written)
        if moment is None:
            raise self._error(where, f"mocked_datetime {written!r} bukan waktu ISO, misalnya 2026-11-22T08:15.")
        return moment

    def _metadata_of(self, item: LinedMapping) -> dict[str, Any]:
        given = item.get("metadata")
        if given is None:
            return {}
        if isinstance(given, Mapping):
            return dict(given)
        if given not in self._metadata:
            raise self._error(item, f"metadata {given!r} tidak ada di berkas ini.")
        return dict(self._mapping(self._metadata[given], item, "metadata"))

    # --- small readers ----------------------------------------------------------------------------

    def _named(self, content: LinedMapping, key: str) -> dict[str, Any]:
        """The list of one-entry mappings by which Rasa Pro names fixtures and metadata."""
        named: dict[str, Any] = {}
        for entry in self._list(content, key):
            mapping = self._mapping(entry, content, f"setiap isi {key}")
            for name, value in mapping.items():
                if name in named:
                    raise self._error(mapping, f"{key} {name!r} ditulis dua kali.")
                named[name] = value
        return named

    def _list(self, item: Mapping[str, Any], key: str) -> list[Any]:
        value = item.get(key, [])
        if not isinstance(value, list):
            raise self._error(item, f"'{key}' harus berupa daftar.")
        return value

    def _texts(self, item: LinedMapping, key: str) -> list[str]:
        return [self._text(value, item, key) for value in self._list(item, key)]

    def _text(self, value: Any, where: Any, key: str) -> str:
        if not isinstance(value, str) or not value.strip():
            raise self._error(where, f"isi '{key}' harus berupa teks.")
        return value

    def _flag(self, item: LinedMapping, key: str, *, usually: bool = False) -> bool:
        value = item.get(key, usually)
        if not isinstance(value, bool):
            raise self._error(item, f"'{key}' hanya true atau false.")
        return value

    def _mapping(self, value: Any, where: Any, noun: str) -> LinedMapping:
        if not isinstance(value, LinedMapping):
            raise self._error(where, f"{noun} harus berupa 'kunci: nilai'.")
        return value

    def _only(self, item: LinedMapping, known: set[str]) -> None:
        for key in item:
            if key not in known:
                raise self._error(item, f"kunci {key!r} tidak dikenal. Yang ada: {', '.join(sorted(known))}.")

    def _place(self, item: Any) -> Place:
        return Place(self._file, getattr(item, "line", 1))

    def _error(self, item: Any, message: str) -> FormatError:
        return FormatError(self._place(item), message)


def _with(turn: Turn, expectations: list[Expectation]) -> Turn:
    return dataclasses.replace(turn, expectations=tuple(expectations))
