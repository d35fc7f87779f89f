"""The value types of a chart: marks that know the lines they stand on. They hold results; they compute nothing."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

CHANGE = "change"
COMPOSITION = "composition"
BUDGET = "budget"
RANKING = "ranking"
KINDS = (CHANGE, COMPOSITION, BUDGET, RANKING)


@dataclass(frozen=True, slots=True)
class Ground:
    """Where a figure stands: `text` is the source line, verbatim; `page` counts from 1 (PDF)."""

    file: str
    line: int
    page: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """One bar, point or slice.

    `printed` is the figure as printed, or a calculated result as shown. `working` is an expression over printed operands
    where the figure is calculated (last year's from this year's and the change), None where it is quoted.
    """

    label: str
    value: Decimal
    unit: str
    printed: str
    period: str | None
    grounds: tuple[Ground, ...]
    working: str | None = None


@dataclass(frozen=True, slots=True)
class Series:
    """Marks of one thing: the years of an item, the parts of a whole, the budgets of several items."""

    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """What is drawn. All marks are in `unit`; `whole` is the printed total that the parts of a composition add up to.

    `kind` is one of `KINDS`; `notes` are sentences in `language` for whoever looks at it. `announced` is the line that
    announces this picture in the report itself ("（图7：…）"), None where the report announces none.
    """

    kind: str
    title: str
    unit: str
    series: tuple[Series, ...]
    language: str
    notes: tuple[str, ...] = ()
    whole: Mark | None = None
    announced: Ground | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A chart that can be drawn. `id` names it in this library for good (a link may hold it); `title` is for people.

    `entity` and `year` are None for a chart of several bodies or years. `item` is the canonical name of what it is of,
    `files` the reports that its figures are from, `periods` the years of its figures.
    """

    id: str
    kind: str
    title: str
    entity: str | None
    year: int | None
    item: str
    files: tuple[str, ...]
    announced: Ground | None = None
    periods: tuple[str, ...] = ()
