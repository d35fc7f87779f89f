"""What one PDF page prints: its characters and its ruling lines, set upright. Nothing here knows of lines of text or of tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import pypdfium2 as pdfium

from index.readers.pdf_drawing import Drawing, read_drawing
from index.readers.pdf_glyphs import LEAST_SIZE, Mark, place_marks, read_marks
from index.readers.pdf_place import Box, Frame, Glyph, Rule, quarter


@dataclass(frozen=True, slots=True)
class PageContent:
    """The print of one page. `glyphs` and `rules` are upright in `frame`; `asides` is print turned another way.

    `shown` is the page as a viewer shows it; `picture` is the share of the page that its pictures cover; `unmapped` counts
    characters whose code says nothing; `drawn` counts everything on the page. `unseen` counts the characters that nobody sees:
    too small, white on white, or drawn without ink (as text recognition lays them over a picture, where they are read).
    """

    frame: Frame
    shown: Frame
    glyphs: tuple[Glyph, ...]
    rules: tuple[Rule, ...]
    asides: tuple[tuple[Frame, tuple[Glyph, ...]], ...]
    picture: float
    unmapped: int
    drawn: int
    unseen: int = 0

    def shown_box(self, box: Box, frame: Frame | None = None) -> Box:
        """An upright box of `frame` as it lies on the page that a viewer shows, rounded to hundredths."""
        frame = frame or self.frame
        if frame.turn != self.shown.turn:
            one = self.shown.upright(*frame.own(box[0], box[1]))
            two = self.shown.upright(*frame.own(box[2], box[3]))
            box = (min(one[0], two[0]), min(one[1], two[1]), max(one[0], two[0]), max(one[1], two[1]))
        return (round(box[0], 2), round(box[1], 2), round(box[2], 2), round(box[3], 2))


def read_page(page: pdfium.PdfPage) -> PageContent:
    """The print of an opened page. Raises TooMuch where it holds too much, PdfiumError where it is damaged."""
    edges = page.get_bbox()
    shown = Frame(*edges, turn=(page.get_rotation() // 90) % 4)
    marks, unmapped = read_marks(page)
    upright = [mark for mark in marks if quarter(mark.angle) is not None]
    turns = Counter(quarter(mark.angle) for mark in upright)
    turn = turns.most_common(1)[0][0] if turns else shown.turn
    frame = Frame(*edges, turn=turn)
    drawing = read_drawing(page, frame)
    straight = [mark for mark in upright if _is_seen(mark, frame, drawing)]
    groups = {side: place_marks(straight, Frame(*edges, turn=side)) for side in turns}
    asides = tuple((Frame(*edges, turn=side), groups[side]) for side in sorted(groups) if side != turn)
    return PageContent(
        frame, shown, groups.get(turn, ()), tuple(drawing.rules), asides, drawing.picture, unmapped, drawing.drawn, len(upright) - len(straight)
    )


def _is_seen(mark: Mark, frame: Frame, drawing: Drawing) -> bool:
    if mark.size < LEAST_SIZE:
        return False
    if mark.ink == "invisible":
        return drawing.picture > 0
    if mark.ink != "white":
        return True
    x, y = frame.upright((mark.x0 + mark.x1) / 2, (mark.y0 + mark.y1) / 2)
    return drawing.is_dark_at(x, y)
