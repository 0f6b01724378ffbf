"""One talk as an action sees it: what is known, what is being changed, what was just said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import ActiveLoop, EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.services import Services, services
from bot import clock
from bot.sop.book import Topic

# The slots in which the talk of one matter is kept; a new matter starts without them (see forget_matter).
KEPT_BETWEEN_MATTERS = frozenset(
    {
        "nama", "sapaan", "panggilan", "nama_tercatat", "penelepon_dikenal", "no_telepon", "jenis_nomor",
        "nama_petugas", "waktu_hari", "zona", "percakapan_dibuka", "marah", "mendesak", "hp_pelapor", "kontak",
        "tanpa_telepon", "nomor_dapat_dihubungi", "peran_pelapor", "email_pelapor", "pesan_terbaca", "urutan_perkara",
        "requested_slot", "session_started_metadata", "menunggu_vcc", "laporan_ctt", "wilayah_pelapor",
    }
)  # fmt: skip

# Marks a message that the program lets Rasa hear a second time; it is not said twice in a transcript.
HEARD_AGAIN = "didengar_ulang"

FIRST_TRY = "awal"
AGAIN = "ulang"


class Facts(Mapping[str, Any]):
    """What is known: the tracker's slots with this action's own changes laid over them."""

    def __init__(self, slots: Mapping[str, Any]) -> None:
        self._slots = slots
        self.changes: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        return self.changes[name] if name in self.changes else self._slots.get(name)

    def __iter__(self) -> Iterator[str]:
        return iter({**self._slots, **self.changes})

    def __len__(self) -> int:
        return len({**self._slots, **self.changes})


class Talk:
    """Reading and changing one talk within one action.

    Attributes:
        facts: what is known, changes included.
        dispatcher: where words go.
    """

    def __init__(self, tracker: Tracker, dispatcher: CollectingDispatcher) -> None:
        self.facts = Facts(tracker.slots)
        self.dispatcher = dispatcher
        self.sender: str = tracker.sender_id
        self._tracker = tracker
        self._part: str | None = None

    @property
    def services(self) -> Services:
        """What lies outside the talk."""
        return services()

    # --- the caller's last message -----------------------------------------------------------

    @contextmanager
    def hearing_only(self, part: str) -> Iterator[None]:
        """Within this, the caller said ``part`` of the message and no more."""
        self._part = part
        try:
            yield
        finally:
            self._part = None

    @property
    def text(self) -> str:
        """The caller's last words, as they came."""
        if self._part is not None:
            return self._part
        return (self._tracker.latest_message or {}).get("text") or ""

    @property
    def intent(self) -> str:
        """The intent of the last message."""
        return (self._tracker.latest_message or {}).get("intent", {}).get("name") or ""

    @property
    def confidence(self) -> float:
        """How sure the language understanding is of the intent, 0–1."""
        return float((self._tracker.latest_message or {}).get("intent", {}).get("confidence") or 0.0)

    @property
    def message_id(self) -> str:
        """What tells the last message from the one before."""
        for event in reversed(self._tracker.events):
            if event["event"] == "user":
                return str(event.get("message_id") or event.get("timestamp"))
        return ""

    @property
    def metadata(self) -> Mapping[str, Any]:
        """What the channel sent along, such as ``telepon``."""
        return (self._tracker.latest_message or {}).get("metadata") or {}

    @property
    def requested(self) -> str | None:
        """The fact that was asked for."""
        return self.facts["requested_slot"]

    @property
    def form(self) -> str | None:
        """The form that is running."""
        return (self._tracker.active_loop or {}).get("name")

    def message_is_new(self) -> bool:
        """Whether the last message was not read by a form or answered by another action yet."""
        return self.facts["pesan_terbaca"] != self.message_id and not self._answered_otherwise()

    def _answered_otherwise(self) -> bool:
        for event in reversed(self._tracker.events):
            if event["event"] == "user":
                return False
            if event["event"] == "action_execution_rejected":
                return True
        return False

    # --- changing it ---------------------------------------------------------------------------

    def set(self, name: str, value: Any) -> None:
        """Note a fact."""
        self.facts.changes[name] = value

    def forget(self, *names: str) -> None:
        """Treat facts as not known any more."""
        for name in names:
            self.set(name, None)

    def go_without(self, fact: str) -> bool:
        """Go on without a fact, with what the book writes for one that is not known; whether the book can do so."""
        known = self.services.book.facts.get(fact)
        if known is None or known.when_unknown is None:
            return False
        self.set(fact, known.when_unknown)
        return True

    def events(self) -> list[EventType]:
        """The changes as Rasa events."""
        return [SlotSet(name, value) for name, value in self.facts.changes.items()]

    def say(self, response: str, **values: Any) -> None:
        """Speak a response of the domain, with the talk's present facts filled in."""
        known = {name: value for name, value in self.facts.changes.items() if isinstance(value, str)}
        self.dispatcher.utter_message(response=response, **{**known, **values})

    def misunderstood(self) -> None:
        """Count one misunderstanding of the present question (HND-02)."""
        self.set("percobaan", min(9, int(self.facts["percobaan"] or 0) + 1))
        self.set("tangga", AGAIN)

    def understood(self) -> None:
        """Begin anew at the foot of the ladder."""
        if self.facts["percobaan"]:
            self.set("percobaan", 0)
        if self.facts["tangga"] != FIRST_TRY:
            self.set("tangga", FIRST_TRY)

    def tires(self) -> bool:
        """Whether a human officer is to be offered now (HND-02)."""
        limit = self.services.book.parameter("umum", "misunderstandings_before_human")
        return int(self.facts["percobaan"] or 0) >= limit

    # --- where in the book ----------------------------------------------------------------------

    @property
    def topic(self) -> Topic:
        """What the talk is about; before any complaint, what the running form is for."""
        book = self.services.book
        named = self.facts["topik"]
        return book.topics[named] if named else book.topic_of_form(str(self.form or self.facts["formulir_tertunda"]))

    @property
    def has_topic(self) -> bool:
        """Whether the talk is about something yet: "sure to cancel?" may be asked before."""
        return (
            bool(self.facts["topik"]) or str(self.form or self.facts["formulir_tertunda"]) in self.services.book.stages
        )

    def topic_begun(self) -> Topic | None:
        """The topic to which the last message comes, if it names a matter."""
        return self.services.book.topic_beginning_with(self.intent)

    def forget_matter(self, domain: Mapping[str, Any]) -> None:
        """Make room for another matter of the same caller: all but who calls and how to reach them."""
        for name, slot in domain["slots"].items():
            if name not in KEPT_BETWEEN_MATTERS and self.facts[name] != slot.get("initial_value"):
                self.set(name, slot.get("initial_value"))
        self.set("urutan_perkara", int(self.facts["urutan_perkara"] or 0) + 1)

    def forget_way(self) -> None:
        """Forget by which way the stories went, so that the next complaint begins at a story's beginning."""
        self.forget(*(stage.outcome_slot for stage in self.services.book.stages.values() if stage.outcome_slot))

    def message(self) -> dict[str, Any]:
        """The last message as it can be heard again later, see :meth:`heard_again`."""
        latest = self._tracker.latest_message or {}
        return {name: latest.get(name) for name in ("text", "intent", "entities")}

    def keep_for_later(self, intent: str, text: str) -> None:
        """Another matter of the same caller, taken up when this one is finished."""
        self.set("perkara_berikutnya", {"text": text, "intent": {"name": intent, "confidence": 1.0}, "entities": []})
        self.say("utter_perkara_dicatat")

    def heard_again(self, message: Mapping[str, Any] | None = None) -> list[EventType]:
        """Events after which Rasa takes a message for one that just came.

        Args:
            message: one that was kept; else the last one.
        """
        self.forget("pesan_terbaca")
        said = dict(message or self.message())
        return [
            {"event": "action", "name": "action_listen"},
            {
                "event": "user",
                "text": said["text"],
                "parse_data": said,
                "metadata": {**self.metadata, HEARD_AGAIN: True},
            },
        ]

    def afresh(self, form: str) -> list[EventType]:
        """Events after which ``form`` goes on as if the caller had just written.

        Rasa hides a form that runs behind a rule's action from the stories: one that ends there leaves no story
        to go on with.
        """
        said = self.message()
        read_already = f"{self.message_id}:{form}"
        self.set("pesan_terbaca", read_already)
        return [
            # begun before the message: Rasa then takes the message for one within the form
            {"event": "action", "name": form},
            ActiveLoop(form),
            {"event": "action", "name": "action_listen"},
            {
                "event": "user",
                "text": said["text"],
                "parse_data": said,
                "message_id": read_already,
                "metadata": {**self.metadata, HEARD_AGAIN: True},
            },
        ]

    def time_of_day(self) -> str:
        """pagi, siang, sore or malam on the clock of the caller's zone (PRK-01)."""
        return clock.time_of_day(clock.now(), self.zone())

    def zone(self) -> str:
        """The caller's time zone: that of the premises or of the number on record, else WIB."""
        return self.facts["zona"] or "WIB"


def told(talk: Talk, fact: str) -> str | None:
    """What the caller said, but not the word with which the talk went on without it."""
    value: str | None = talk.facts[fact]
    return None if value == talk.services.book.facts[fact].when_unknown else value
