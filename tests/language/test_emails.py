"""E-mail addresses typed and dictated."""

import pytest

from bot.language.emails import read_email

CLEAR = [
    ("budi garis bawah 88 at gmail dot com", "budi_88@gmail.com"),
    ("budi tanda hubung s at gmail titik com", "budi-s@gmail.com"),
    ("budi strip s et yahoo titik co titik id", "budi-s@yahoo.co.id"),
    ("budi santoso tanpa spasi at gmail titik com", "budisantoso@gmail.com"),
    ("budi titik santoso digabung at gmail titik com huruf kecil semua ya", "budi.santoso@gmail.com"),
    ("budi@gmail.com huruf kecil semua", "budi@gmail.com"),
    ("budi at gmail dot com terima kasih kak", "budi@gmail.com"),
    ("budi delapan puluh delapan at gmail titik com", "budi88@gmail.com"),
    ("budi satu sembilan sembilan nol at gmail titik com", "budi1990@gmail.com"),
    ("b u d i at gmail titik com", "budi@gmail.com"),
    ("budi@gmail", "budi@gmail.com"),
    ("budi@gmail com", "budi@gmail.com"),
    ("budi@yahoo co id", "budi@yahoo.co.id"),
    ("budi at yahoo com", "budi@yahoo.com"),
    ("email saya budi88@kantor.co.id pak", "budi88@kantor.co.id"),
    ("budi at kantor titik co titik id", "budi@kantor.co.id"),
    ("pakai email siti.aminah@gmail.com aja", "siti.aminah@gmail.com"),
]
DOUBTFUL = [
    "budi@yahoo",
    "budi at yahoo",
    "budi@yahoo.co",
    "budi@outlook",
    "budi santoso@gmail.com",
    "budi santoso at gmail titik com",
    "budi at kantor com",
    "budi@gmailcom",
    "budi@gmal.com",
    "budi@gmail.comm",
    "budi at gmail titik com titik",
    "budi at gmail titik com budi",
    "budi titik dua at gmail titik com",
    "s nya dua, susi at gmail titik com",
    "kayaknya budi@gmail.com",
    "budi@gmail.com apa budi@yahoo.com ya",
    "budi atau budy at gmail titik com",
    "bukan budi@gmail.com",
    "budi@gmail.com bukan ya?",
    "pakai budi garis at gmail titik com",
]


@pytest.mark.parametrize(("text", "address"), CLEAR)
def test_a_sure_address_is_spelled_out(text, address):
    assert read_email(text).address == address


@pytest.mark.parametrize("text", DOUBTFUL)
def test_what_would_have_to_be_guessed_is_asked_again(text):
    assert read_email(text).status in ("invalid", "several")


def test_an_incomplete_host_is_offered_in_its_usual_forms():
    assert read_email("budi@yahoo").candidates == ("budi@yahoo.com", "budi@yahoo.co.id")


@pytest.mark.parametrize(
    ("text", "status", "address"),
    [
        ("budi titik s et gmail", "read", "budi.s@gmail.com"),
        ("budi underscore 88 at yahoo dot co dot id", "read", "budi_88@yahoo.co.id"),
        ("email saya Budi.S@Gmail.com pak", "read", "budi.s@gmail.com"),
        ("budi88 gmail com", "read", "budi88@gmail.com"),
        ("ga punya email", "refused", ""),
        ("ga usah", "refused", ""),
        ("budi@@x", "invalid", ""),
        ("budi at kantor", "invalid", ""),
        ("a@b.com dan c@d.com", "several", ""),
        ("saya di rumah", "absent", ""),
    ],
)
def test_an_address_is_read_or_says_why_not(text, status, address):
    email = read_email(text)
    assert (email.status, email.address) == (status, address)


@pytest.mark.parametrize("text", ["budi gmail", "emailnya budi gmail"])
def test_a_host_without_at_and_ending_is_offered_not_taken(text):
    email = read_email(text)
    assert (email.status, email.candidates) == ("invalid", ("budi@gmail.com",))


@pytest.mark.parametrize("text", ["gak mau ngasih, buat apa", "ga usah lah", "ga punya gmail"])
def test_who_will_not_give_an_address_refuses(text):
    assert read_email(text).status == "refused"


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("ajimin23@example titik id", "ajimin23@example.id"),
        ("Alamat surelnya nalar40@yahoo titik co titik id.", "nalar40@yahoo.co.id"),
        ("alamat e-mailnya budi@yahoo.co.id", "budi@yahoo.co.id"),
        ("budi titik s@gmail titik com", "budi.s@gmail.com"),
    ],
)
def test_a_dot_may_be_spoken_in_a_typed_address(said: str, address: str) -> None:
    assert read_email(said).address == address


@pytest.mark.parametrize(
    "said", ["email sy pia61 at gmail.com", "YANG BENAR pia61 at gmail.com", "emailku pia61 at gmail titik com"]
)
def test_words_before_a_dictated_address_are_no_part_of_it(said: str) -> None:
    assert read_email(said).address == "pia61@gmail.com"
