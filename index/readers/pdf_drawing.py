"""The ruling lines of a page and the space its pictures take, from pdfium. Characters are no matter of this file."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from dataclasses import dataclass, field

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from index.readers.pdf_place import Box, Frame, Rule, TooMuch

MOST_OBJECTS = 300_000  # strokes and characters of one page; the busiest official page met has about 5,000
MOST_SHADES = 500  # shaded boxes remembered; white lines are seen on them
MOST_SEARCHED = 20_000  # strokes after which white lines are no longer looked for
FORM_DEPTH = 8  # drawings within drawings
THINNEST_TABLE = 3.2  # points: a filled box this thin or thinner is a ruling line

Matrix = tuple[float, float, float, float, float, float]
UNMOVED: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


@dataclass(slots=True)
class Drawing:
    """What is drawn on a page: ruling lines, dark boxes (`shades`), the share that pictures cover, the count of things drawn.

    `murky` tells that it holds dark shapes that are no boxes: what lies on them cannot be told.
    """

    rules: list[Rule] = field(default_factory=list)
    shades: list[Box] = field(default_factory=list)
    picture: float = 0.0
    drawn: int = 0
    murky: bool = False

    def is_dark_at(self, x: float, y: float) -> bool:
        """Whether white print at this place may be seen."""
        return self.murky or any(left <= x <= right and top <= y <= bottom for left, top, right, bottom in self.shades)


def read_drawing(page: pdfium.PdfPage, frame: Frame) -> Drawing:
    """What is drawn on a page. Raises TooMuch where that is more than any report's page has."""
    made = Drawing()
    rules, shades = made.rules, made.shades
    picture, drawn = 0.0, 0
    area = max(frame.width * frame.height, 1.0)
    for thing, matrix in _walk(page):
        kind = raw.FPDFPageObj_GetType(thing)
        drawn += raw.FPDFPath_CountSegments(thing) if kind == raw.FPDF_PAGEOBJ_PATH else 1
        if drawn > MOST_OBJECTS:
            raise TooMuch(f"more than {MOST_OBJECTS:,} drawn things")
        if kind == raw.FPDF_PAGEOBJ_IMAGE:
            picture += _area(thing, matrix) / area
        elif kind == raw.FPDF_PAGEOBJ_SHADING:
            made.murky = True
        elif kind == raw.FPDF_PAGEOBJ_PATH and (ink := _ink(thing)) is not None:
            found, boxes = _path_rules(thing, matrix, frame)
            if ink:
                shades.extend(boxes[: MOST_SHADES - len(shades)])
                made.murky = made.murky or not found and not boxes or len(shades) >= MOST_SHADES
            rules.extend(
                rule
                for rule in found
                if ink or (drawn < MOST_SEARCHED and any(_lies_on(rule, shade) for shade in shades))
            )
    made.picture, made.drawn = min(picture, 1.0), drawn
    made.murky = made.murky or picture > 0
    return made


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


def _ink(path: object) -> bool | None:
    """Whether the path leaves a mark on white paper; None where it leaves none on any."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    if not fill.value and not stroke.value:
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    asked = raw.FPDFPageObj_GetStrokeColor if stroke.value else raw.FPDFPageObj_GetFillColor
    if not asked(path, red, green, blue, alpha):
        return True  # a pattern or a colour space that pdfium does not name
    return min(red.value, green.value, blue.value) < 250 if alpha.value > 12 else None


def _lies_on(rule: Rule, shade: Box) -> bool:
    """Whether a white line lies on a shaded box, where it is seen."""
    x, y = (rule.x0 + rule.x1) / 2, (rule.y0 + rule.y1) / 2
    return shade[0] - 1.5 <= x <= shade[2] + 1.5 and shade[1] - 1.5 <= y <= shade[3] + 1.5


def _path_rules(path: object, matrix: Matrix, frame: Frame) -> tuple[list[Rule], list[Box]]:
    """The ruling lines of a path: its straight level and upright strokes, and filled boxes too thin to be anything else.

    With them the filled boxes that are not thin.
    """
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, fill, stroke)
    rules: list[Rule] = []
    shades: list[Box] = []
    for points in _outlines(path, _multiply(_own_matrix(path), matrix), frame):
        xs, ys = [x for x, _ in points], [y for _, y in points]
        box = (min(xs), min(ys), max(xs), max(ys))
        if min(box[2] - box[0], box[3] - box[1]) <= THINNEST_TABLE:
            rules.extend(_thin_rules(box))
            continue
        if fill.value:
            shades.append(box)
        if stroke.value:
            for (ax, ay), (bx, by) in zip(points, points[1:], strict=False):
                if min(abs(ax - bx), abs(ay - by)) <= 0.7:
                    rules.extend(_thin_rules((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by))))
    return rules, shades


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
    for index in range(raw.FPDFPath_CountSegments(path)):
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
