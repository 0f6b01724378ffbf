"""Region names resolve to the place that the caller means, or to a short list to choose from."""

import time

import pytest

from bot.language import regions


def codes(text: str, asked: bool = True) -> list[str]:
    return [place.code for place in regions.locate(text, only_a_place=asked)]


def test_a_kecamatan_with_its_city_is_certain() -> None:
    (place,) = regions.locate("cempaka putih jakarta pusat")
    assert (place.code, place.level, place.kecamatan) == ("31.71.05", "kecamatan", "Cempaka Putih")
    assert place.kelurahan is None


def test_a_lone_ambiguous_name_gives_at_most_three_candidates_kecamatan_first() -> None:
    found = regions.locate("cempaka putih", only_a_place=True)
    assert [place.level for place in found] == ["kecamatan", "kelurahan", "kelurahan"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("sukajadi pekanbaru", "14.71.01"),
        ("depok sleman", "34.04.07"),
        ("cempaka putih jakpus", "31.71.05"),
        ("lowokwaru malang", "35.73.05"),
        ("jaksel", "31.74"),
        ("tangsel", "36.74"),
        ("solo", "33.72"),
        ("DIY", "34"),
        ("jkt", "31"),
        ("kec ciputat", "36.74.04"),
        ("jakrta selatan", "31.74"),
        ("kiaracondng bandung", "32.73.16"),
    ],
)
def test_context_aliases_cues_and_slips_decide(text: str, code: str) -> None:
    assert codes(text) == [code]


def test_the_sentence_around_a_name_decides_between_namesakes() -> None:
    assert len(regions.resolve("Cempaka Putih")) == 3
    (place,) = regions.resolve("Cempaka Putih", context="saya di cempaka putih, jakarta pusat")
    assert place.code == "31.71.05"


def test_a_village_is_believed_before_and_behind_its_kecamatan() -> None:
    assert codes("sukapura kiaracondong", asked=False) == codes("kiaracondong sukapura", asked=False)
    assert regions.locate("sumberejo ambulu jember")[0].kelurahan == "Sumberejo"


def test_a_kecamatan_is_not_deepened_to_the_village_of_the_same_name() -> None:
    (place,) = regions.locate("karangjati ngawi")
    assert place.level == "kecamatan"


@pytest.mark.parametrize("text", ["iya", "saya mau lapor listrik padam", "sudah selesai dan baru", "", "123"])
def test_everyday_words_are_no_places(text: str) -> None:
    assert regions.locate(text) == ()


def test_jogja_is_yogyakarta_first() -> None:
    assert codes("jogja")[0] == "34"


def test_an_unknown_code_is_no_region() -> None:
    assert regions.region("99.99") is None
    assert regions.region("") is None


def test_a_candidate_describes_itself_for_the_question() -> None:
    place = regions.region("32.73.07")
    assert place is not None
    assert place.described == "Kecamatan Sukajadi, Kota Bandung, Jawa Barat"


def test_a_long_text_is_read_quickly() -> None:
    regions.locate("depok")
    start = time.process_time()
    regions.locate("saya tinggal di sebuah rumah yang besar sekali dekat sungai " * 20)
    assert time.process_time() - start < 1
