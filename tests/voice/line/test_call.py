"""The call as a state machine, with a dialogue and ears that are told what to do."""

from __future__ import annotations

import asyncio

import pytest

from tests.voice.line.scripted import answered, asking, cough_frames, ending, voice_frames
from voice.line.call import ENDED, LISTENING, SPEAKING, THINKING
from voice.line.dialogue import Standing
from voice.line.frames import SILENT_FRAME
from voice.line.record import CallRecord

GREETING = asking("Selamat pagi. Ada yang bisa kami bantu?")
POWER = asking("Listriknya padam atau menyala?", "kondisi_listrik", "choice", ["Padam", "Masih menyala"])
READY = asking("Sudah di depan meter?", "siap_di_meter", "ready")
CODE = asking("Tekan angka 08. Berapa nilainya?", "kode_08", "display")
NUMBER = asking("Mohon ID Pelanggan.", "identitas", "identity")
GOODBYE = ending("Terima kasih.")


async def test_the_bot_greets_and_then_listens() -> None:
    call = await answered([GREETING])
    assert call.call.state == SPEAKING
    sent = await call.run(0.5)
    assert any(frame != SILENT_FRAME for frame in sent)
    await call.until(LISTENING)
    assert call.bot_said == ["Selamat pagi. Ada yang bisa kami bantu?"]


async def test_what_is_heard_goes_to_the_dialogue_and_its_answer_is_spoken() -> None:
    call = await answered([GREETING, POWER])
    await call.until(LISTENING)
    call.ears.will_hear("meteran saya periksa")
    await call.run(0.1)
    assert call.dialogue.said == ["meteran saya periksa"]
    assert call.bot_said[-1] == "Listriknya padam atau menyala?"
    assert call.call.state == SPEAKING


async def test_the_ears_expect_what_the_dialogue_asks_for() -> None:
    call = await answered([GREETING, POWER, CODE])
    assert call.ears.grammars[-1] is None
    await call.until(LISTENING)
    call.ears.will_hear("meteran periksa")
    await call.run(0.1)
    grammar = call.ears.grammars[-1]
    assert grammar is not None
    assert {"padam", "masih menyala", "mati lampu"} <= set(grammar.phrases)
    assert "delapan" not in grammar.phrases


async def test_silence_is_asked_about_twice_in_other_words_then_the_call_closes() -> None:
    call = await answered([POWER])
    await call.until(LISTENING)
    await call.run(4.9)
    assert len(call.bot_said) == 1
    await call.run(0.2)
    assert call.bot_said[1] == "Halo, apakah suara kami terdengar? Listriknya padam atau menyala?"
    await call.until(LISTENING)
    await call.run(5.1)
    assert "tekan 1 untuk Padam, tekan 2 untuk Masih menyala" in call.bot_said[2]
    await call.until(LISTENING)
    await call.run(5.1)
    assert "panggilan ini kami akhiri" in call.bot_said[3]
    await call.until(ENDED)
    assert call.call.record.events[-1].details == {"by": "bot"}


async def test_a_request_without_a_question_mark_is_repeated_as_it_was() -> None:
    call = await answered([asking("Halo, apa kabar? Mohon alamatnya.", "alamat_lengkap", "address"),
                           asking("Mohon alamat lengkapnya.", "alamat_lengkap", "address")])  # fmt: skip
    await call.until(LISTENING)
    call.ears.will_hear("jalan melati")
    await call.run(0.1)
    for _ in range(2):
        await call.until(LISTENING)
        await call.run(5.1)
        assert call.bot_said[-1].endswith("Mohon alamat lengkapnya.")


async def test_who_walks_to_the_meter_is_given_time() -> None:
    call = await answered([READY])
    await call.until(LISTENING)
    await call.run(40)
    assert len(call.bot_said) == 1
    await call.run(6)
    assert len(call.bot_said) == 2


async def test_an_answer_ends_the_ladder_of_silence() -> None:
    call = await answered([GREETING, POWER, POWER])
    await call.until(LISTENING)
    await call.run(5.1)
    await call.until(LISTENING)
    call.ears.will_hear("padam")
    await call.run(0.1)
    await call.until(LISTENING)
    await call.run(5.1)
    assert call.bot_said[-1].startswith("Halo")


async def test_what_is_no_word_goes_up_a_ladder_that_ends_with_an_officer() -> None:
    call = await answered([POWER, GREETING])
    for start in ("Mohon maaf, suaranya kurang jelas.", "Mohon maaf, belum tertangkap."):
        await call.until(LISTENING)
        call.ears.will_hear("", unknown=True)
        await call.run(0.1)
        assert call.bot_said[-1].startswith(start)
    await call.until(LISTENING)
    call.ears.will_hear("padam", confidence=0.1)
    await call.run(0.1)
    assert call.dialogue.said == ["saya mau bicara dengan petugas"]


async def test_speech_over_the_bot_stops_it_within_300_milliseconds() -> None:
    call = await answered([GREETING, POWER])
    await call.run(0.6)
    sent = await call.run(1.0, voice_frames(1.0))
    silent_from = next(at for at in range(len(sent)) if all(frame == SILENT_FRAME for frame in sent[at:]))
    assert silent_from * 0.02 <= 0.3
    assert "interrupted" in call.events
    assert call.call.state == LISTENING


@pytest.mark.parametrize("seed", range(5))
def test_a_cough_does_not_stop_the_bot(seed: int) -> None:
    async def cough() -> None:
        call = await answered([GREETING])
        await call.run(0.6)
        await call.run(0.5, cough_frames(seed=seed))
        assert call.call.state == SPEAKING
        assert "interrupted" not in call.events

    asyncio.run(cough())


async def test_a_short_word_that_is_surely_heard_stops_the_bot_too() -> None:
    call = await answered([GREETING, POWER])
    await call.run(0.1, voice_frames(0.1))
    await call.run(0.3)
    call.ears.will_hear("padam")
    await call.run(0.04)
    assert call.dialogue.said == ["padam"]


async def test_a_cough_that_the_ears_take_for_a_word_stops_nothing_and_answers_nothing() -> None:
    call = await answered([GREETING, POWER])
    await call.run(0.4, cough_frames())
    call.ears.will_hear("salah", confidence=0.8)
    await call.run(0.1)
    assert call.call.state == SPEAKING
    await call.until(LISTENING)
    await call.run(0.4, cough_frames())
    call.ears.will_hear("salah", confidence=0.8)
    await call.run(0.1)
    assert call.dialogue.said == []
    assert call.events[-1] == "no_match"


async def test_where_the_microphone_hears_the_bot_speech_does_not_stop_it() -> None:
    call = await answered([GREETING], interruptible=False)
    await call.run(0.6, voice_frames(0.6))
    assert call.call.state == SPEAKING


async def test_keys_choose_what_the_buttons_offer() -> None:
    call = await answered([POWER, CODE])
    await call.until(LISTENING)
    call.call.press("2")
    await call.run(0.04)
    assert call.dialogue.said == ["Masih menyala"]
    assert call.call.record.transcript[1].by == "tombol"


async def test_keys_may_be_pressed_before_the_question_is_heard() -> None:
    call = await answered([POWER, READY, CODE, GOODBYE])
    for key in "11":
        call.call.press(key)
    await call.run(0.2)
    assert call.dialogue.said == ["Padam", "ya"]
    for key in "220*5#":
        call.call.press(key)
    await call.run(0.2)
    assert call.dialogue.said[-1] == "220,5"


async def test_digits_end_when_no_more_are_pressed() -> None:
    call = await answered([CODE, GOODBYE])
    await call.until(LISTENING)
    for key in "0402":
        call.call.press(key)
        await call.run(1.0)
    assert call.dialogue.said == []
    await call.run(2.0)
    assert call.dialogue.said == ["0402"]


async def test_star_asks_again_and_zero_asks_for_an_officer() -> None:
    call = await answered([POWER, POWER, POWER])
    for key in "*0":
        await call.until(LISTENING)
        call.call.press(key)
        await call.run(0.04)
    assert call.dialogue.said == ["bisa diulang?", "saya mau bicara dengan petugas"]


async def test_a_key_that_no_telephone_has_is_refused() -> None:
    call = await answered([POWER])
    with pytest.raises(ValueError, match="x"):
        call.call.press("x")


async def test_a_number_told_in_pieces_is_put_together() -> None:
    call = await answered([NUMBER, GOODBYE])
    await call.until(LISTENING)
    call.ears.will_hear("lima empat satu satu satu nol")
    await call.run(1.0)
    assert call.dialogue.said == []
    call.ears.will_hear("nol nol nol nol satu satu")
    await call.run(0.1)
    assert call.dialogue.said == ["lima empat satu satu satu nol nol nol nol nol satu satu"]


async def test_a_number_that_stays_too_short_goes_to_the_dialogue_all_the_same() -> None:
    call = await answered([NUMBER, NUMBER])
    await call.until(LISTENING)
    call.ears.will_hear("lima empat satu")
    await call.run(2.0)
    assert call.dialogue.said == ["lima empat satu"]


async def test_a_value_that_was_taken_is_read_back() -> None:
    after = asking("Selanjutnya angka 70.", "kode_70", "display", kode_08="0402")
    call = await answered([CODE, after])
    await call.until(LISTENING)
    call.ears.will_hear("nol empat nol dua")
    await call.run(0.1)
    assert call.bot_said[1:] == ["0402.", "Selanjutnya angka 70."]


async def test_the_caller_is_told_to_wait_while_an_action_works() -> None:
    call = await answered([POWER, CODE])
    await call.until(LISTENING)
    call.dialogue.takes = asyncio.Event()
    call.ears.will_hear("padam")
    await call.run(1.2)
    assert "hold" not in call.events
    sent = await call.run(1.0)
    assert "hold" in call.events
    assert any(frame != SILENT_FRAME for frame in sent)
    call.dialogue.takes.set()
    call.dialogue.takes = None
    await call.run(0.1)
    assert call.bot_said[-1].startswith("Tekan angka 08")


async def test_a_turn_that_has_begun_is_finished_after_hanging_up() -> None:
    call = await answered([POWER, CODE])
    await call.until(LISTENING)
    call.dialogue.takes = asyncio.Event()
    call.ears.will_hear("padam")
    await call.run(0.1)
    assert call.call.state == THINKING
    ending_call = asyncio.create_task(call.call.hang_up())
    await asyncio.sleep(0.01)
    assert call.call.over
    assert not ending_call.done()
    call.dialogue.takes.set()
    await ending_call
    assert call.dialogue.finished == 1
    assert call.call.state == ENDED
    assert call.call.exchange(SILENT_FRAME) == SILENT_FRAME


@pytest.mark.parametrize("seconds", [0.0, 0.5, 3.0, 8.0])
async def test_hanging_up_at_any_moment_ends_the_call_once(seconds: float) -> None:
    call = await answered([GREETING])
    await call.run(seconds)
    await call.call.hang_up()
    await call.call.hang_up()
    assert call.events.count("hung_up") == 1
    assert call.dialogue.closed


async def test_the_call_ends_when_the_goodbye_is_spoken() -> None:
    call = await answered([POWER, GOODBYE])
    await call.until(LISTENING)
    call.ears.will_hear("padam")
    await call.until(ENDED)
    assert call.bot_said[-1] == "Terima kasih."


async def test_a_dialogue_that_breaks_ends_the_call_with_words() -> None:
    call = await answered([POWER])
    await call.until(LISTENING)

    async def broken(_text: str, _message_id: str) -> list[dict[str, object]]:
        raise RuntimeError("broken")

    call.dialogue.say = broken  # type: ignore[assignment]
    call.ears.will_hear("padam")
    await call.until(ENDED)
    assert "sistem kami sedang terganggu" in call.bot_said[-1]


async def test_an_officer_who_has_the_talk_is_heard() -> None:
    with_officer = ([{"custom": {"kind": "with_officer", "officer": "Hana"}}], Standing())
    call = await answered([POWER, with_officer])
    await call.until(LISTENING)
    call.ears.will_hear("padam")
    await call.run(0.1)
    assert call.bot_said[-1] == "Mohon ditunggu, Bapak/Ibu terhubung dengan petugas."
    await call.until(LISTENING)
    call.dialogue.officer = [{"text": "Saya Hana, ada yang bisa dibantu?"}]
    await call.run(1.5)
    assert call.bot_said[-1] == "Saya Hana, ada yang bisa dibantu?"
    await call.until(LISTENING)
    await call.run(12)
    assert not call.call.over


async def test_a_recorded_call_says_so_and_holds_both_sides() -> None:
    record = CallRecord(keeps_sound=True)
    call = await answered([GREETING], record=record)
    assert call.bot_said[0] == "Percakapan ini direkam untuk keperluan latihan."
    await call.run(1.0, voice_frames(0.1))
    assert len(record._sound) == 4 * 8000


async def test_each_turn_tells_where_its_time_went() -> None:
    call = await answered([GREETING, POWER])
    await call.until(LISTENING)
    await call.run(0.4, voice_frames(0.4))
    await call.run(0.5)
    call.ears.will_hear("meteran saya periksa")
    await call.run(0.2)
    (turn,) = call.call.record.turns
    assert turn.end_pointing == pytest.approx(0.52, abs=0.1)
    assert 0 <= turn.dialogue < 1
    assert turn.total == turn.end_pointing + turn.recognition + turn.dialogue + turn.speech
