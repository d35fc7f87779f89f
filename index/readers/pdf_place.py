"""Where print stands on a page: characters, ruling lines, and the frame that sets them upright. Values only.

Points are counted from the top left corner of the upright page, downwards.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

Box = tuple[float, float, float, float]

SLANT = math.radians(8)  # print that leans more than this from a quarter turn is a watermark


class TooMuch(Exception):
    """The page holds more than any report's page does; the message says what."""


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


def quarter(angle: float) -> int | None:
    """How many quarter turns an angle (radians) stands for; None where it leans."""
    turns = round(angle / (math.pi / 2))
    return turns % 4 if abs(angle - turns * math.pi / 2) <= SLANT else None
