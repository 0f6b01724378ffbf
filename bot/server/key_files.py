"""Secrets that the server makes for itself at first start, kept under ``var/`` and readable by its owner
only.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def read_or_create_key(path: Path) -> str:
    """The secret kept in ``path``; made (32 random bytes, URL-safe text, mode 0600) if there is none.

    Two servers starting at once agree on one secret: it is written aside first and only the first link
    succeeds.

    Raises:
        OSError: if the folder can't be written.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(32))
        try:
            path.hardlink_to(aside)
        except FileExistsError:
            pass
        finally:
            aside.unlink()
    path.chmod(0o600)
    return path.read_text(encoding="ascii").strip()
