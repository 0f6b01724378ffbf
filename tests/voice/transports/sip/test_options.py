from __future__ import annotations

import pytest

from voice.transports.sip.options import SipOptions


def test_without_settings_any_port_carries_sound() -> None:
    assert SipOptions.from_environment({}) == SipOptions("", (0,), 20)


def test_settings_are_read() -> None:
    read = SipOptions.from_environment(
        {"PLN123_SIP_ADDRESS": "10.0.0.1", "PLN123_SIP_PORTS": "10000-10003", "PLN123_SIP_CALLS": "2"}
    )
    assert read == SipOptions("10.0.0.1", range(10000, 10004), 2)


@pytest.mark.parametrize(
    ("name", "value"),
    [("PLN123_SIP_PORTS", "10000"), ("PLN123_SIP_PORTS", "9-5"), ("PLN123_SIP_PORTS", "60000-70000"),
     ("PLN123_SIP_CALLS", "0"), ("PLN123_SIP_CALLS", "banyak")],
)  # fmt: skip
def test_a_setting_that_makes_no_sense_is_named(name: str, value: str) -> None:
    with pytest.raises(ValueError, match=f"{name} harus"):
        SipOptions.from_environment({name: value})
