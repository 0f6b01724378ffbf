"""E-mail addresses typed and dictated."""

import pytest

from bot.language.emails import read_email


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
