"""A page of a PDF as a picture, as printed, for a reader to look at. Nothing is read from it."""

from __future__ import annotations

import io
import threading
from functools import lru_cache
from pathlib import Path

import pypdfium2

MOST_PIXELS = 16_000_000
"""A page that would be larger is drawn smaller: a poster must not take the memory of the chat."""
PAGES_KEPT = 64

# PDFium may be used by one thread at a time.
_one_at_a_time = threading.Lock()


def page_size(path: Path, page: int) -> tuple[float, float] | None:
    """Width and height of a page (from 1) in points; None where the file has no such page or is no PDF that opens."""
    return _size(path, page, path.stat().st_mtime_ns)


def draw_page(path: Path, page: int, scale: float) -> bytes | None:
    """A page (from 1) as PNG, `scale` pixels a point; None where the file has no such page or is no PDF that opens."""
    return _draw(path, page, scale, path.stat().st_mtime_ns)


@lru_cache(maxsize=PAGES_KEPT * 8)
def _size(path: Path, page: int, changed: int) -> tuple[float, float] | None:
    with _one_at_a_time:
        try:
            document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError:
            return None
        try:
            return document[page - 1].get_size() if 1 <= page <= len(document) else None
        finally:
            document.close()


@lru_cache(maxsize=PAGES_KEPT)
def _draw(path: Path, page: int, scale: float, changed: int) -> bytes | None:
    size = _size(path, page, changed)
    if size is None:
        return None
    fitting = min(scale, (MOST_PIXELS / max(1.0, size[0] * size[1])) ** 0.5)
    with _one_at_a_time:
        document = pypdfium2.PdfDocument(path)
        try:
            picture = document[page - 1].render(scale=fitting).to_pil()
        finally:
            document.close()
    out = io.BytesIO()
    picture.convert("P", palette=1, colors=64).save(out, "PNG")  # print needs few colours: a quarter of the bytes
    return out.getvalue()
