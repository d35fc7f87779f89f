"""Who is asking: a random name in a cookie, so that a visitor's own reports stay the visitor's own. Nothing else is known."""

from __future__ import annotations

import re
import secrets
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import Request
    from starlette.responses import Response

COOKIE = "mingzhang_visitor"
_NAME = re.compile(r"[A-Za-z0-9_-]{43}")


def visitor_of(request: Request) -> str | None:
    """The visitor's name where the browser sent one of our making, else None."""
    return _valid(request.cookies.get(COOKIE))


def visitor_in(header: str | None) -> str | None:
    """The visitor's name in a `Cookie` header, for requests that bring nothing else."""
    try:
        morsel = SimpleCookie(header or "").get(COOKIE)
    except CookieError:
        return None
    return _valid(morsel.value) if morsel else None


def name_visitor(request: Request, response: Response) -> None:
    """Give a browser that has none its name: readable by no script, sent to no other site, gone with the session."""
    if visitor_of(request) is None:
        response.set_cookie(
            COOKIE, secrets.token_urlsafe(32), httponly=True, samesite="strict", secure=request.url.scheme == "https"
        )


def _valid(name: str | None) -> str | None:
    return name if name and _NAME.fullmatch(name) else None
