"""The chat must open quickly on a poor line."""

from __future__ import annotations

import gzip
import urllib.request

from playwright.sync_api import BrowserContext, Response

MOST_BYTES = 40 * 1024


def test_scripts_and_styles_of_the_chat_stay_under_forty_kilobytes(context: BrowserContext, site: str) -> None:
    loaded: list[Response] = []
    page = context.new_page()
    page.on("response", lambda answer: loaded.append(answer))
    page.goto(site)
    page.locator("#opening").wait_for()
    addresses = {answer.url for answer in loaded if answer.request.resource_type in {"script", "stylesheet"}}
    assert f"{site}/static/chat.js" in addresses
    sizes = {}
    for address in addresses:
        with urllib.request.urlopen(address) as answer:
            sizes[address] = len(gzip.compress(answer.read()))
    assert sum(sizes.values()) <= MOST_BYTES, sizes
