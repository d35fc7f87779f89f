"""The characters of a page, each with its edges, from pdfium. Ruling lines and lines of text are no matter of this file."""

from __future__ import annotations

import ctypes
import math
import unicodedata
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.readers.pdf_place import Frame, Glyph, TooMuch, quarter

MOST_CHARACTERS = 60_000  # on one page; a page of nine-point print filled to the edge holds about 10,000
WHITE = 250  # of 255: print so light cannot be seen on white paper
LEAST_SIZE = 2.0  # points: smaller print cannot be read by anyone
MOST_NEAR = 64  # characters of one kind within four points; more is no print

# Fonts that map a character to its radical: the same sign to the eye, another one to a search.
RADICALS = str.maketrans(
    "⺠⺟⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⼾⺫⺮⺼",
    "民母西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟户目竹月",
)


class Mark(NamedTuple):
    """A character in the page's own coordinates."""

    text: str
    x0: float
    y0: float
    x1: float
    y1: float
    size: float
    angle: float
    run: int
    spaced: bool
    ink: str = ""  # "invisible" or "white" where the pen leaves nothing on white paper


def read_marks(page: pdfium.PdfPage) -> tuple[list[Mark], int]:
    """Every character that leaves a mark, in the order it was drawn, and the count of those without a meaning."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > MOST_CHARACTERS:
            raise TooMuch(f"{count:,} characters")
        return _collect_marks(textpage, count)
    finally:
        textpage.close()


def _collect_marks(textpage: pdfium.PdfTextPage, count: int) -> tuple[list[Mark], int]:
    marks: list[Mark] = []
    inks: dict[int, str] = {}
    unmapped, spaced, high = 0, False, 0
    x, y, box, matrix = ctypes.c_double(), ctypes.c_double(), raw.FS_RECTF(), raw.FS_MATRIX()
    for index in range(count):
        code = raw.FPDFText_GetUnicode(textpage, index)
        if raw.FPDFText_IsGenerated(textpage, index) == 1:
            continue
        if 0xD800 <= code < 0xDC00:
            high = code
            continue
        if 0xDC00 <= code < 0xE000:
            code = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00) if high else 0xFFFD
        high = 0
        text = _sign(code)
        if text == " ":
            spaced = True
            continue
        if not text or raw.FPDFText_HasUnicodeMapError(textpage, index) == 1:
            unmapped += 1  # what pdfium then gives is a guess
            continue
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        height = math.hypot(matrix.c, matrix.d) * raw.FPDFText_GetFontSize(textpage, index)
        angle = -raw.FPDFText_GetCharAngle(textpage, index)  # pdfium turns with the clock
        pen = raw.FPDFText_GetTextObject(textpage, index)
        run = ctypes.cast(pen, ctypes.c_void_p).value or 0
        if run not in inks:
            inks[run] = _ink(pen) if run else ""
        mark = _mark(text, (x.value, y.value), box, height, angle, run, spaced, inks[run])
        spaced = False
        if mark is not None:
            marks.append(mark)
    return marks, unmapped


def _ink(pen: raw.FPDF_PAGEOBJECT) -> str:
    """What a text is drawn with, as far as it leaves nothing on white paper."""
    if raw.FPDFTextObj_GetTextRenderMode(pen) in (raw.FPDF_TEXTRENDERMODE_INVISIBLE, raw.FPDF_TEXTRENDERMODE_CLIP):
        return "invisible"
    parts = [ctypes.c_uint() for _ in range(4)]
    if not raw.FPDFPageObj_GetFillColor(pen, *parts):
        return ""
    red, green, blue, cover = (part.value for part in parts)
    return "invisible" if cover == 0 else "white" if min(red, green, blue) >= WHITE else ""


def _sign(code: int) -> str:
    """The character of a code point: a space for every blank, the hyphen for pdfium's mark of one, nothing for what is no sign."""
    if code == 0x02 or code == 0xAD:
        return "-"
    if code > 0x10FFFF or 0xFDD0 <= code <= 0xFDEF or code & 0xFFFE == 0xFFFE or code == 0xFFFD or code == 0:
        return ""
    text = chr(code)
    if text.isspace() or unicodedata.category(text) in ("Cc", "Cf", "Zs"):
        return " "
    if 0x2E80 <= code <= 0x2FDF or 0xF900 <= code <= 0xFAFF:
        return unicodedata.normalize("NFKC", text).translate(RADICALS)
    return text


def _mark(
    text: str, origin: tuple[float, float], box: raw.FS_RECTF, height: float, angle: float, run: int, spaced: bool, ink: str
) -> Mark | None:
    """The character with its edges; None where its numbers make no sense."""
    values = (box.left, box.bottom, box.right, box.top, *origin)
    if not all(math.isfinite(value) and abs(value) < 1e5 for value in values):
        return None
    side = quarter(angle)
    tall = box.right - box.left if side in (1, 3) else box.top - box.bottom
    if not math.isfinite(height) or not tall / 3 <= height <= tall * 4:
        height = tall  # a font whose own size says nothing
    if side in (1, 3):
        low, high = (box.bottom, box.top) if side == 1 else (box.top, box.bottom)
        return Mark(text, origin[0], low, origin[0], high, height, angle, run, spaced, ink)
    low, high = (box.right, box.left) if side == 2 else (box.left, box.right)
    return Mark(text, low, origin[1], high, origin[1], height, angle, run, spaced, ink)


def place_marks(marks: list[Mark], frame: Frame) -> tuple[Glyph, ...]:
    """The characters of the frame's turn that lie on the page, upright; print drawn twice on one spot is taken once."""
    glyphs: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for mark in marks:
        if quarter(mark.angle) != frame.turn or mark.size < LEAST_SIZE:
            continue
        left, baseline = frame.upright(mark.x0, mark.y0)
        right, _ = frame.upright(mark.x1, mark.y1)
        glyph = Glyph(mark.text, min(left, right), max(left, right), baseline, mark.size, mark.run, mark.spaced)
        inside = -1 < glyph.middle < frame.height + 1 and -1 < (glyph.left + glyph.right) / 2 < frame.width + 1
        if inside and not _seen_before(glyph, seen):
            glyphs.append(glyph)
    return tuple(glyphs)


def _seen_before(glyph: Glyph, seen: dict[tuple[str, int, int], list[Glyph]]) -> bool:
    """Whether the same character was drawn within an eighth of its height (a bold effect, a shadow); remembers it."""
    column, row = int(glyph.left // 4), int(glyph.baseline // 4)
    near = 0.125 * glyph.size
    here = seen.setdefault((glyph.text, column, row), [])
    if len(here) >= MOST_NEAR:
        return True
    for x in (column - 1, column, column + 1):
        for y in (row - 1, row, row + 1):
            for other in seen.get((glyph.text, x, y), ()):
                if abs(other.left - glyph.left) <= near and abs(other.baseline - glyph.baseline) <= near:
                    return True
    here.append(glyph)
    return False
