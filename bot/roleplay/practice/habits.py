"""What some customers do, beside answering: each habit shows once in a call, at its place."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from bot.roleplay.sheet import Sheet
from bot.roleplay.world import NONE_GIVEN

HALF_ANSWER = "jawab_sebagian"
WRONG_NUMBER = "nomor_keliru"
WHERE_IS_NUMBER = "cari_nomor"
HOW_LONG = "berapa_lama"
CODE_PURPOSE = "kegunaan_kode"
SOMEBODY_ELSE = "ganti_orang"
VOLUNTEERS = "bicara_sekalian"
ASKS_WHY = "tanya_alasan"

_GUIDED = "hasil_kesediaan"


@dataclass(frozen=True)
class Habit:
    """One habit.

    Attributes:
        label: in Indonesian, for those who write scenarios and read results.
        fits: whether it can show in a call with this sheet.
    """

    label: str
    fits: Callable[[Sheet], bool]


def _has_number(sheet: Sheet) -> bool:
    return sheet.facts.get("identitas") not in (None, NONE_GIVEN) and sheet.mistake is None


def _goes_to_meter(sheet: Sheet) -> bool:
    return sheet.facts.get("bersedia_dipandu") is True


def _always(_sheet: Sheet) -> bool:
    return True


HABITS: Mapping[str, Habit] = {
    HALF_ANSWER: Habit("hanya menjawab satu dari dua pertanyaan", _always),
    WRONG_NUMBER: Habit("sekali menyebut nomor meter yang keliru", _has_number),
    WHERE_IS_NUMBER: Habit("bertanya dahulu di mana letak nomornya", _has_number),
    HOW_LONG: Habit("bertanya berapa lama penanganannya", _always),
    CODE_PURPOSE: Habit("bertanya apa kegunaan sebuah kode", _goes_to_meter),
    SOMEBODY_ELSE: Habit("menyerahkan telepon kepada orang lain di rumah", _goes_to_meter),
    VOLUNTEERS: Habit("menyampaikan hal lain sekalian", _always),
    ASKS_WHY: Habit("bertanya mengapa sesuatu ditanyakan", _always),
}
