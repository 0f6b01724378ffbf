"""The web application: chat page, widget, Rasa's REST channel, ticket and conversation API.

Everything the outside needs is here: :func:`create_application` for servers and tests, :func:`run` for
``pln123 serve``.
"""

from bot.server.application import create_application
from bot.server.running import run

__all__ = ["create_application", "run"]
