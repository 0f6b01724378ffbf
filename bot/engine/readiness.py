"""What is said when the assistant can't be loaded; without importing Rasa, for those who only start it elsewhere."""

from __future__ import annotations


class EngineNotReady(Exception):
    """The assistant can't be loaded; the message says in Indonesian what is missing and what to do."""
