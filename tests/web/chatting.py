"""What a person does on the chat page."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

LAST_BOT = ".message.bot .bubble"


def say(page: Page, text: str) -> None:
    """Type it, send it, and see it taken."""
    page.locator("#box").fill(text)
    page.locator("#box").press("Enter")
    expect(page.locator(".message.own .bubble").last).to_contain_text(text)
    expect(page.locator(".waiting")).to_have_count(0)


def said(page: Page, speaker: str = "") -> list[str]:
    """Bubbles from top to bottom, without the hidden name of who speaks."""
    bubbles = page.locator(f".message{speaker} .bubble")
    return [text.split(": ", 1)[1] for text in bubbles.all_text_contents()]


def choices(page: Page) -> Locator:
    """Quick replies that can still be pressed."""
    return page.locator("#log .choice")
