"""Little words that carry no answer ("kak", "toh", "deh"), from ``data/reference/particles.yml``."""

from __future__ import annotations

from functools import lru_cache

from bot.language.reference import read_yaml


@lru_cache(maxsize=1)
def address_words() -> frozenset[str]:
    """Words with which the agent is addressed."""
    return frozenset(read_yaml("particles.yml")["address"])


@lru_cache(maxsize=1)
def particles() -> frozenset[str]:
    """Particles, none of which is ever a name or an answer."""
    return frozenset(read_yaml("particles.yml")["particles"])


@lru_cache(maxsize=1)
def little_words() -> frozenset[str]:
    """Both together."""
    return address_words() | particles()
