"""Ruling lines put together to tables: rows, columns and the cells that their walls enclose. Nothing here reads text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from index.readers.pdf_place import Box, Rule, TooMuch

SNAP = 3.0  # points: rulings nearer than this are one (a double line, a line drawn cell by cell)
TOUCH = 3.5  # points: how far the ends of two rulings may lie apart and still meet
SHORTEST = 5.0  # points: shorter pieces are dots, ticks and corners
MOST_RULES = 500  # level or upright lines of one page after joining; the busiest official table has about 100
MOST_TABLES = 100  # of one page
SLIVER = 8.0  # points: a column too narrow for a character


@dataclass(frozen=True, slots=True)
class Span:
    """A cell: its first row and column, and how many rows and columns it covers."""

    row: int
    column: int
    rows: int
    columns: int


@dataclass(frozen=True, slots=True)
class Lattice:
    """A ruled table: the edges of its columns and rows in points, and its cells. `None` in `at` is a place outside the table."""

    xs: tuple[float, ...]
    ys: tuple[float, ...]
    spans: tuple[Span, ...]
    at: tuple[tuple[int | None, ...], ...]

    @property
    def box(self) -> Box:
        """The outer edges."""
        return (self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])


def find_lattices(rules: Sequence[Rule]) -> list[Lattice]:
    """The ruled tables of a page with two columns or more, the smaller ones first. Raises TooMuch for a drawing or a map."""
    level = _join([(rule.y0, rule.x0, rule.x1) for rule in rules if rule.y0 == rule.y1])
    upright = _join([(rule.x0, rule.y0, rule.y1) for rule in rules if rule.x0 == rule.x1 and rule.y0 != rule.y1])
    if len(level) > MOST_RULES or len(upright) > MOST_RULES:
        raise TooMuch(f"more than {MOST_RULES:,} ruling lines")
    found = [lattice for group in _connected(level, upright) if (lattice := _lattice(*group)) is not None]
    if len(found) > MOST_TABLES:
        raise TooMuch(f"more than {MOST_TABLES:,} tables")
    return sorted(found, key=lambda lattice: (lattice.xs[-1] - lattice.xs[0]) * (lattice.ys[-1] - lattice.ys[0]))


Line = tuple[float, float, float]  # where it lies, from where, to where


def _join(pieces: Iterable[Line]) -> list[Line]:
    """Pieces of a line drawn cell by cell, or twice, joined to one."""
    joined: list[Line] = []
    for group in _clusters(pieces, 1.5):
        where = sum(piece[0] for piece in group) / len(group)
        start, end = None, 0.0
        for _, low, high in sorted(group, key=lambda piece: piece[1]):
            if start is None:
                start, end = low, high
            elif low <= end + 2.5:
                end = max(end, high)
            else:
                joined.append((where, start, end))
                start, end = low, high
        if start is not None:
            joined.append((where, start, end))
    return [line for line in joined if line[2] - line[1] >= SHORTEST]


def _clusters(pieces: Iterable[Line], reach: float) -> list[list[Line]]:
    groups: list[list[Line]] = []
    for piece in sorted(pieces):
        if groups and piece[0] - groups[-1][0][0] <= reach:
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _connected(level: Sequence[Line], upright: Sequence[Line]) -> list[tuple[list[Line], list[Line]]]:
    """Lines that cross or touch one another, group by group; a group without lines of both kinds is no table."""
    parent = list(range(len(level) + len(upright)))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for i, (y, left, right) in enumerate(level):
        for j, (x, top, bottom) in enumerate(upright):
            if left - TOUCH <= x <= right + TOUCH and top - TOUCH <= y <= bottom + TOUCH:
                parent[root(len(level) + j)] = root(i)
    groups: dict[int, tuple[list[Line], list[Line]]] = {}
    for i, line in enumerate(level):
        groups.setdefault(root(i), ([], []))[0].append(line)
    for j, line in enumerate(upright):
        groups.setdefault(root(len(level) + j), ([], []))[1].append(line)
    return [group for group in groups.values() if group[0] and group[1]]


def _lattice(level: Sequence[Line], upright: Sequence[Line]) -> Lattice | None:
    """The cells of one group of lines; None where it makes fewer than two columns."""
    xs, open_x = _edges([x for x, _, _ in upright], [end for _, a, b in level for end in (a, b)])
    ys, open_y = _edges([y for y, _, _ in level], [end for _, a, b in upright for end in (a, b)])
    if len(xs) < 3 or len(ys) < 2:
        return None
    across = _walls(upright, xs, ys, open_x)  # [edge][row]
    down = _walls(level, ys, xs, open_y)  # [edge][column]
    xs, ys, across, down = _without_slivers(xs, ys, across, down)
    if len(xs) < 3:
        return None
    return _cells(xs, ys, across, down)


def _edges(own: Sequence[float], ends: Sequence[float]) -> tuple[list[float], set[float]]:
    """The positions of lines, with the ends of the crossing lines where the table is left open; the latter also apart."""
    edges = [sum(item[0] for item in group) / len(group) for group in _clusters([(x, 0.0, 0.0) for x in own], SNAP)]
    added: set[float] = set()
    for end, outside in ((min(ends), min(ends) < edges[0] - SHORTEST), (max(ends), max(ends) > edges[-1] + SHORTEST)):
        if outside:
            added.add(end)
    return sorted([*edges, *added]), added


def _walls(
    lines: Sequence[Line], edges: Sequence[float], across: Sequence[float], added: set[float]
) -> list[list[bool]]:
    """For every edge and every step between two crossing edges whether a line covers more than half of the step."""
    walls = [[edge in added] * (len(across) - 1) for edge in edges]
    reach: dict[tuple[int, int], float] = {}
    for where, start, end in lines:
        edge = min(range(len(edges)), key=lambda i: abs(edges[i] - where))
        for step in range(len(across) - 1):
            covered = min(end, across[step + 1]) - max(start, across[step])
            if covered > 0:
                reach[edge, step] = reach.get((edge, step), 0.0) + covered
    for (edge, step), covered in reach.items():
        if covered >= 0.5 * (across[step + 1] - across[step]):
            walls[edge][step] = True
    return walls


def _without_slivers(
    xs: list[float], ys: list[float], across: list[list[bool]], down: list[list[bool]]
) -> tuple[list[float], list[float], list[list[bool]], list[list[bool]]]:
    """The table without columns too narrow to hold a character in which no cell lies alone: an edge drawn a little askew."""
    column = 0
    while column < len(xs) - 1:
        alone = any(left and right for left, right in zip(across[column], across[column + 1], strict=True))
        if len(xs) > 3 and xs[column + 1] - xs[column] < SLIVER and not alone:
            keep, drop = (column, column + 1) if column + 1 < len(xs) - 1 or column == 0 else (column + 1, column)
            across[keep] = [one or other for one, other in zip(across[keep], across[drop], strict=True)]
            del xs[drop], across[drop]
            for edge in down:
                del edge[column]
        else:
            column += 1
    return xs, ys, across, down


def _cells(xs: Sequence[float], ys: Sequence[float], across: list[list[bool]], down: list[list[bool]]) -> Lattice:
    """Cells from walls: places without a wall between them are one cell, cut into rectangles where they are not one."""
    height, width = len(ys) - 1, len(xs) - 1
    region = [[row * width + column for column in range(width)] for row in range(height)]
    parent = list(range(height * width))

    def root(item: int) -> int:
        while parent[item] != item:
            parent[item] = parent[parent[item]]
            item = parent[item]
        return item

    for row in range(height):
        for column in range(width):
            if column + 1 < width and not across[column + 1][row]:
                parent[root(region[row][column + 1])] = root(region[row][column])
            if row + 1 < height and not down[row + 1][column]:
                parent[root(region[row + 1][column])] = root(region[row][column])
    members: dict[int, list[tuple[int, int]]] = {}
    for row in range(height):
        for column in range(width):
            members.setdefault(root(region[row][column]), []).append((row, column))
    spans: list[Span] = []
    at: list[list[int | None]] = [[None] * width for _ in range(height)]
    for places in members.values():
        if _open_corner(places, across, down, height, width):
            continue
        for span in _rectangles(places):
            for row in range(span.row, span.row + span.rows):
                for column in range(span.column, span.column + span.columns):
                    at[row][column] = len(spans)
            spans.append(span)
    return Lattice(tuple(xs), tuple(ys), tuple(spans), tuple(tuple(row) for row in at))


def _open_corner(
    places: Sequence[tuple[int, int]], across: list[list[bool]], down: list[list[bool]], height: int, width: int
) -> bool:
    """Whether a region is open both to a side and upwards or downwards: it lies outside a table that is no rectangle."""
    beside = any(
        (column == 0 and not across[0][row]) or (column == width - 1 and not across[width][row])
        for row, column in places
    )
    above = any(
        (row == 0 and not down[0][column]) or (row == height - 1 and not down[height][column]) for row, column in places
    )
    return beside and above


def _rectangles(places: Sequence[tuple[int, int]]) -> list[Span]:
    """A region as rectangles: runs of columns row by row, equal runs below one another joined."""
    rows: dict[int, list[int]] = {}
    for row, column in sorted(places):
        rows.setdefault(row, []).append(column)
    spans: list[Span] = []
    growing: dict[tuple[int, int], int] = {}
    for row, columns in rows.items():
        now: dict[tuple[int, int], int] = {}
        start = columns[0]
        for index, column in enumerate(columns):
            if index + 1 < len(columns) and columns[index + 1] == column + 1:
                continue
            run = (start, column - start + 1)
            above = growing.get(run)
            if above is not None and spans[above].row + spans[above].rows == row:
                old = spans[above]
                spans[above] = Span(old.row, old.column, old.rows + 1, old.columns)
                now[run] = above
            else:
                spans.append(Span(row, start, 1, run[1]))
                now[run] = len(spans) - 1
            start = columns[index + 1] if index + 1 < len(columns) else 0
        growing = now
    return spans
