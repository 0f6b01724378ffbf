"""Scripts and styles of the pages."""

from __future__ import annotations

from starlette.responses import Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope


class AskedForAgain(StaticFiles):
    """Files of which a browser asks each time whether they have changed (304 if not).

    Left to itself it keeps them for a part of their age, and after an update shows new pages with old scripts.
    """

    async def get_response(self, path: str, scope: Scope) -> Response:
        """See :class:`StaticFiles`."""
        response = await super().get_response(path, scope)
        response.headers["Cache-Control"] = "no-cache"
        return response
