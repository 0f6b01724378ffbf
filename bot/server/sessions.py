"""Who is at the other end of the widget: identities are made and signed here, never chosen by the browser."""

from __future__ import annotations

import secrets

from itsdangerous import BadSignature, TimestampSigner, URLSafeTimedSerializer

from bot.clock import now
from bot.server.key_files import read_or_create_key
from bot.settings import Settings

SESSION_SECONDS = 30 * 24 * 3600
KEY_FILE = "session.key"
_SESSION_PREFIX = "web-"
_MOBILE_PREFIX = "mobile-"


class _ClockSigner(TimestampSigner):
    """Takes its time from the project's clock, so that tests can let a token grow old."""

    def get_timestamp(self) -> int:
        return int(now().timestamp())


class SessionTokens:
    """Issues and checks the tokens of widget sessions and of ticket pages.

    Args:
        key: the secret that signs both.
    """

    def __init__(self, key: str) -> None:
        self._sessions = URLSafeTimedSerializer(key, salt="widget-session", signer=_ClockSigner)
        self._mobile = URLSafeTimedSerializer(key, salt="mobile-session", signer=_ClockSigner)
        self._tickets = URLSafeTimedSerializer(key, salt="ticket-page", signer=_ClockSigner)

    @classmethod
    def of(cls, settings: Settings) -> SessionTokens:
        """With the key of the settings, else the one kept under ``var_directory``, made at first start."""
        return cls(settings.session_key or read_or_create_key(settings.var_directory / KEY_FILE))

    def new_sender(self) -> str:
        """An identity nobody can guess."""
        return f"{_SESSION_PREFIX}{secrets.token_urlsafe(18)}"

    def is_session(self, sender: str) -> bool:
        """Whether ``sender`` talks by the widget."""
        return sender.startswith(_SESSION_PREFIX)

    def issue(self, sender: str) -> str:
        """A token that proves to be ``sender`` for thirty days."""
        return str(self._sessions.dumps(sender))

    def sender_of(self, token: object) -> str | None:
        """The sender for whom ``token`` was issued; None if it is forged, too old or no token at all."""
        return _signed_by(self._sessions, token)

    def issue_mobile(self) -> str:
        """A token for somebody new at the page of PLN Mobile; it opens no talk."""
        return str(self._mobile.dumps(f"{_MOBILE_PREFIX}{secrets.token_urlsafe(18)}"))

    def mobile_sender_of(self, token: object) -> str | None:
        """Whom a token of :meth:`issue_mobile` names; None as for :meth:`sender_of`."""
        return _signed_by(self._mobile, token)

    def issue_ticket_pass(self, sender: str, nomor: str) -> str:
        """A pass with which ``sender`` may open the page of ticket ``nomor`` (and of no other)."""
        return str(self._tickets.dumps([sender, nomor]))

    def ticket_pass_holder(self, ticket_pass: str, nomor: str) -> str | None:
        """The sender who may open the page of ``nomor`` with ``ticket_pass``; None if the pass is not for
        it.
        """
        try:
            sender, allowed = self._tickets.loads(ticket_pass, max_age=SESSION_SECONDS)
        except (BadSignature, TypeError, ValueError):
            return None
        return str(sender) if allowed == nomor else None


def _signed_by(signer: URLSafeTimedSerializer, token: object) -> str | None:
    if not isinstance(token, str):
        return None
    try:
        return str(signer.loads(token, max_age=SESSION_SECONDS))
    except BadSignature:
        return None
