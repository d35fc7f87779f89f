"""Tell a request of our own page from one that another site makes a browser send. It knows no visitor."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from starlette.requests import Request


def from_own_page(request: Request) -> bool:
    """Whether a request that changes something may be followed: its sender is this page, or no browser at all.

    Browsers say where a request comes from in `Sec-Fetch-Site`, older ones in `Origin`; programs send neither.
    """
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower()
