"""What one PDF page prints: its characters and its ruling lines, upright, in points from the top left corner.

This is the one home of pdfium. Nothing here knows of lines of text, of tables or of reports.
"""

from __future__ import annotations

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

import pypdfium2 as pdfium
import pypdfium2.raw as raw

Box = tuple[float, float, float, float]

MOST_CHARACTERS = 60_000  # on one page; a page of nine-point print filled to the edge holds about 10,000
MOST_OBJECTS = 200_000  # drawn things on one page; the busiest official table met has about 4,000
FORM_DEPTH = 8  # drawings within drawings
THINNEST_TABLE = 3.2  # points: a filled box this thin or thinner is a ruling line
SLANT = math.radians(8)  # print that leans more than this from a quarter turn is a watermark

# Fonts that map a character to its radical: the same sign to the eye, another one to a search.
RADICALS = str.maketrans(
    "⺠⺟⻄⻅⻆⻉⻋⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻨⻩⻬⻮⻰⻳⼾⺫⺮⺼",
    "民母西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟户目竹月",
)


class Glyph(NamedTuple):
    """One printed character: its left and right edge, the line it stands on, its height in points.

    `run` tells the strokes of the pen apart: characters drawn by one command share it. `spaced`: a space is printed before it.
    """

    text: str
    left: float
    right: float
    baseline: float
    size: float
    run: int
    spaced: bool

    @property
    def middle(self) -> float:
        """The height of the middle of the character, points from the top."""
        return self.baseline - 0.36 * self.size

    @property
    def top(self) -> float:
        """The upper edge, points from the top."""
        return self.baseline - 0.86 * self.size

    @property
    def bottom(self) -> float:
        """The lower edge, points from the top."""
        return self.baseline + 0.14 * self.size


class Rule(NamedTuple):
    """A straight ruling line, level (`y0 == y1`) or upright (`x0 == x1`), with `x0 <= x1` and `y0 <= y1`."""

    x0: float
    y0: float
    x1: float
    y1: float


@dataclass(frozen=True, slots=True)
class Frame:
    """How the page's own coordinates become upright ones: its edges, and by how many quarter turns print stands off them."""

    left: float
    bottom: float
    right: float
    top: float
    turn: int

    @property
    def width(self) -> float:
        """Points across, upright."""
        return self.top - self.bottom if self.turn % 2 else self.right - self.left

    @property
    def height(self) -> float:
        """Points down, upright."""
        return self.right - self.left if self.turn % 2 else self.top - self.bottom

    def upright(self, x: float, y: float) -> tuple[float, float]:
        """The point in points from the upright page's top left corner."""
        if self.turn == 0:
            return x - self.left, self.top - y
        if self.turn == 1:
            return y - self.bottom, x - self.left
        if self.turn == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def own(self, x: float, y: float) -> tuple[float, float]:
        """The reverse of `upright`."""
        if self.turn == 0:
            return x + self.left, self.top - y
        if self.turn == 1:
            return y + self.left, x + self.bottom
        if self.turn == 2:
            return self.right - x, y + self.bottom
        return self.right - y, self.top - x


@dataclass(frozen=True, slots=True)
class PageContent:
    """The print of one page. `glyphs` and `rules` are upright in `frame`; `asides` is print turned another way.

    `shown` is the page as a viewer shows it; `picture` is the share of the page that its largest picture covers; `unmapped` counts
    characters whose code says nothing; `drawn` counts everything on the page.
    """

    frame: Frame
    shown: Frame
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    asides: tuple[tuple[Frame, tuple[Glyph, ...]], ...]
    picture: float
    unmapped: int
    drawn: int

    def shown_box(self, box: Box, frame: Frame | None = None) -> Box:
        """An upright box of `frame` as it lies on the page that a viewer shows, rounded to hundredths."""
        frame = frame or self.frame
        if frame.turn != self.shown.turn:
            one = self.shown.upright(*frame.own(box[0], box[1]))
            two = self.shown.upright(*frame.own(box[2], box[3]))
            box = (min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))
        return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


class TooMuch(Exception):
    """The page holds more than any report's page does; the message says what."""


class _Mark(NamedTuple):
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


def read_page(page: pdfium.PdfPage) -> PageContent:
    """The print of an opened page. Raises TooMuch where it holds too much, PdfiumError where it is damaged."""
    edges = page.get_bbox()
    shown = Frame(*edges, turn=(page.get_rotation() // 90) % 4)
    marks, unmapped = _read_marks(page)
    straight = [mark for mark in marks if _quarter(mark.angle) is not None]
    turns = Counter(_quarter(mark.angle) for mark in straight)
    turn = turns.most_common(1)[0][0] if turns else shown.turn
    frame = Frame(*edges, turn=turn)
    rules, picture, drawn = _read_drawing(page, frame)
    groups = {side: _place(straight, Frame(*edges, turn=side)) for side in turns}
    asides = tuple((Frame(*edges, turn=side), groups[side]) for side in sorted(groups) if side != turn)
    return PageContent(frame, shown, groups.get(turn, ()), tuple(rules), asides, picture, unmapped, drawn)


def _quarter(angle: float) -> int | None:
    """How many quarter turns an angle (radians) stands for; None where it leans."""
    turns = round(angle / (math.pi / 2))
    return turns % 4 if abs(angle - turns * math.pi / 2) <= SLANT else None


def _read_marks(page: pdfium.PdfPage) -> tuple[list[_Mark], int]:
    """Every character that leaves a mark, in the order it was drawn, and the count of those without a meaning."""
    textpage = page.get_textpage()
    try:
        count = textpage.count_chars()
        if count > MOST_CHARACTERS:
            raise TooMuch(f"{count:,} characters")
        return _collect_marks(textpage, count)
    finally:
        textpage.close()


def _collect_marks(textpage: pdfium.PdfTextPage, count: int) -> tuple[list[_Mark], int]:
    marks: list[_Mark] = []
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
            unmapped += 1
            if not text:
                continue
        raw.FPDFText_GetCharOrigin(textpage, index, x, y)
        raw.FPDFText_GetLooseCharBox(textpage, index, box)
        raw.FPDFText_GetMatrix(textpage, index, matrix)
        height = math.hypot(matrix.c, matrix.d) * raw.FPDFText_GetFontSize(textpage, index)
        angle = -raw.FPDFText_GetCharAngle(textpage, index)  # pdfium turns with the clock
        run = ctypes.cast(raw.FPDFText_GetTextObject(textpage, index), ctypes.c_void_p).value or 0
        mark = _mark(text, (x.value, y.value), box, height, angle, run, spaced)
        spaced = False
        if mark is not None:
            marks.append(mark)
    return marks, unmapped


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
    text: str, origin: tuple[float, float], box: raw.FS_RECTF, height: float, angle: float, run: int, spaced: bool
) -> _Mark | None:
    """The character with its edges; None where its numbers make no sense."""
    values = (box.left, box.bottom, box.right, box.top, *origin)
    if not all(math.isfinite(value) and abs(value) < 1e5 for value in values):
        return None
    quarter = _quarter(angle)
    tall = box.right - box.left if quarter in (1, 3) else box.top - box.bottom
    if not math.isfinite(height) or not tall / 3 <= height <= tall * 4:
        height = tall  # a font whose own size says nothing
    if quarter in (1, 3):
        low, high = (box.bottom, box.top) if quarter == 1 else (box.top, box.bottom)
        return _Mark(text, origin[0], low, origin[0], high, height, angle, run, spaced)
    low, high = (box.right, box.left) if quarter == 2 else (box.left, box.right)
    return _Mark(text, low, origin[1], high, origin[1], height, angle, run, spaced)


def _place(marks: list[_Mark], frame: Frame) -> tuple[Glyph, ...]:
    """The characters of the frame's turn that lie on the page, upright; print drawn twice on one spot is taken once."""
    glyphs: list[Glyph] = []
    seen: dict[tuple[str, int, int], list[Glyph]] = {}
    for mark in marks:
        if _quarter(mark.angle) != frame.turn or mark.size < 0.5:
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
    for x in (column - 1, column, column + 1):
        for y in (row - 1, row, row + 1):
            for other in seen.get((glyph.text, x, y), ()):
                if abs(other.left - glyph.left) <= near and abs(other.baseline - glyph.baseline) <= near:
                    return True
    seen.setdefault((glyph.text, column, row), []).append(glyph)
    return False


Matrix = tuple[float, float, float, float, float, float]
UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


def _read_drawing(page: pdfium.PdfPage, frame: Frame) -> tuple[list[Rule], float, int]:
    """The ruling lines of a page, the share of it that its largest picture covers, and the count of things drawn."""
    rules: list[Rule] = []
    picture, drawn = 0.0, 0
    area = max(frame.width * frame.height, 1.0)
    for thing, matrix in _walk(page):
        drawn += 1
        if drawn > MOST_OBJECTS:
            raise TooMuch(f"more than {MOST_OBJECTS:,} drawn things")
        kind = raw.FPDFPageObj_GetType(thing)
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            picture = max(picture, _area(thing, matrix) / area)
        elif kind == raw.FPDF_PAGEOBJ_PATH and _visible(thing):
            rules.extend(_path_rules(thing, matrix, frame))
    return rules, min(picture, 1.0), drawn


def _walk(page: pdfium.PdfPage) -> Iterator[tuple[object, Matrix]]:
    """Every drawn thing of a page with the matrix of the drawings it lies within, depth first."""
    stack = [(raw.FPDFPage_GetObject(page, i), UNMOVED, 0) for i in range(raw.FPDFPage_CountObjects(page) - 1, -1, -1)]
    while stack:
        thing, matrix, depth = stack.pop()
        if raw.FPDFPageObj_GetType(thing) != raw.FPDF_PAGEOBJ_FORM:
            yield thing, matrix
        elif depth < FORM_DEPTH:
            within = _multiply(_own_matrix(thing), matrix)
            count = raw.FPDFFormObj_CountObjects(thing)
            stack.extend((raw.FPDFFormObj_GetObject(thing, i), within, depth + 1) for i in range(count - 1, -1, -1))


def _own_matrix(thing: object) -> Matrix:
    found = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(thing, found):
        return UNMOVED
    return (found.a, found.b, found.c, found.d, found.e, found.f)


def _multiply(first: Matrix, then: Matrix) -> Matrix:
    """The matrix that applies `first` and `then` in this order."""
    a, b, c, d, e, f = first
    p, q, r, s, t, u = then
    return (a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u)


def _area(thing: object, matrix: Matrix) -> float:
    edges = [ctypes.c_float() for _ in range(4)]
    if not raw.FPDFPageObj_GetBounds(thing, *edges):
        return 0.0
    left, bottom, right, top = (edge.value for edge in edges)
    scale = abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])
    found = abs((right - left) * (top - bottom)) * scale
    return found if math.isfinite(found) else 0.0


def _visible(path: object) -> bool:
    """Whether the path leaves a mark on white paper."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value and not stroke.value:
        return False
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    asked = raw.FPDFPageObj_GetStrokeColor if stroke.value else raw.FPDFPageObj_GetFillColor
    if not asked(path, red, green, blue, alpha):
        return True  # a pattern or a colour space that pdfium does not name
    return alpha.value > 12 and min(red.value, green.value, blue.value) < 250


def _path_rules(path: object, matrix: Matrix, frame: Frame) -> Iterator[Rule]:
    """The ruling lines of a path: its straight level and upright strokes, and filled boxes too thin to be anything else."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    whole = _multiply(_own_matrix(path), matrix)
    for points in _outlines(path, whole, frame):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if min(box[2] - box[0], box[3] - box[1]) <= THINNEST_TABLE:
            yield from _thin_rules(box)
        elif stroke.value:
            for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
                if min(abs(ax - bx), abs(ay - by)) <= 0.7:
                    yield from _thin_rules((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))


def _thin_rules(box: Box) -> Iterator[Rule]:
    """A thin box as the line along its middle; a dot may be part of a level line and of an upright one."""
    left, top, right, bottom = box
    width, height = right - left, bottom - top
    if width >= height or width > 0.6 * THINNEST_TABLE:
        middle = (top + bottom) / 2
        if width > 0.2:
            yield Rule(left, middle, right, middle)
    if height >= width or height > 0.6 * THINNEST_TABLE:
        middle = (left + right) / 2
        if height > 0.2:
            yield Rule(middle, top, middle, bottom)


def _outlines(path: object, matrix: Matrix, frame: Frame) -> Iterator[list[tuple[float, float]]]:
    """The outlines of a path, each its upright corner points; outlines with a curve are left out."""
    a, b, c, d, e, f = matrix
    x, y = ctypes.c_float(), ctypes.c_float()
    points: list[tuple[float, float]] = []
    curved = False
    for index in range(min(raw.FPDFPath_CountSegments(path), MOST_OBJECTS)):
        segment = raw.FPDFPath_GetPathSegment(path, index)
        raw.FPDFPathSegment_GetPoint(segment, x, y)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            if len(points) > 1 and not curved:
                yield points
            points, curved = [], False
        curved = curved or kind == raw.FPDF_SEGMENT_BEZIERTO
        across, up = a * x.value + c * y.value + e, b * x.value + d * y.value + f
        if not (math.isfinite(across) and math.isfinite(up)):
            curved = True
            continue
        points.append(frame.upright(across, up))
        if raw.FPDFPathSegment_GetClose(segment) and len(points) > 1:
            points.append(points[0])
    if len(points) > 1 and not curved:
        yield points
