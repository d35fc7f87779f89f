"""Charts that rank bodies by one item of one year and basis. Only like is set beside like; what is left out is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assistant.charts.book import Book
from assistant.charts.sketch import BODY, ITEM, WORD, Line, Name, Note, Point, Sketch, common_unit, in_unit, quoted
from assistant.charts.types import RANKING
from assistant.fold import fold, fold_simplified
from index.types import Fact
from index.units import MONEY_UNITS

LEAST, MOST = 2, 30


def find_rankings(books: Sequence[Book], bodies: Mapping[str, str]) -> Iterator[Sketch]:
    """One sketch for each item, year, basis and scope that at least two bodies print. `bodies` names each entity's body."""
    held = [book for book in books if book.year and book.report.entity and book.report.kind in ("决算", "预算")]
    by_key: dict[tuple[str, str, str], list[Book]] = defaultdict(list)
    for book in held:
        for concept in book.concepts:
            by_key[concept, book.year, book.basis].append(book)
    for (concept, year, basis), group in by_key.items():
        if len({bodies[book.report.entity] for book in group}) >= LEAST:
            yield from _rank(concept, year, basis, group, bodies)


def _rank(concept: str, year: str, basis: str, books: Sequence[Book], bodies: Mapping[str, str]) -> Iterator[Sketch]:
    reasons: dict[str, str] = {}
    scopes: dict[str, dict[str, Point]] = defaultdict(dict)
    for book in books:
        fact = book.amount(concept, year, book.bases)
        reason = _unfit(book, fact)
        if reason:
            reasons[book.report.file] = reason
            continue
        same = scopes[book.report.scope or ""]
        body = bodies[book.report.entity]
        if body in same and same[body].facts[0].value != fact.value:
            reasons[book.report.file] = "left_twice"
        same.setdefault(body, quoted(Name(BODY, book.report.file), fact, book))
    for scope, points in scopes.items():
        unit = common_unit(list(points.values()))
        if len(points) < LEAST or unit is None or not any(point.value for point in points.values()):
            continue
        ordered = sorted(points.values(), key=lambda point: in_unit(point, unit)[0], reverse=True)[:MOST]
        others = {point.books[0].report.file: "left_scope" for s, ps in scopes.items() if s != scope for point in ps.values()}
        notes = [Note("note_scope", (("scope", scope),)), *_left_out({**reasons, **others})]
        yield Sketch(
            RANKING, None, int(year), concept, Name(ITEM, concept), f"{basis} {scope}",
            (Line(Name(WORD, "series_outturn" if basis == "决算" else "series_budget"), tuple(ordered)),), None, tuple(notes),
        )  # fmt: skip


def _unfit(book: Book, fact: Fact | None) -> str | None:
    """Why a report's figure cannot be ranked, None where it can."""
    if fact is None:
        return "left_unsure"
    if fact.unit not in MONEY_UNITS:
        return "left_unit"
    if not book.report.scope:
        return "left_no_scope"
    return "left_currency" if _other_currency(book) else None


def _other_currency(book: Book) -> bool:
    """Whether 元 in a report is not the yuan of the mainland: it is written in traditional characters, or of such a place."""
    names = f"{book.report.entity}{book.report.title or ''}"
    return fold(names) != fold_simplified(names) or any(place in names for place in ("香港", "澳门", "台湾"))


def _left_out(reasons: Mapping[str, str]) -> list[Note]:
    return [Note("note_left_out", (("body", Name(BODY, file)), ("reason", Name(WORD, reason)))) for file, reason in reasons.items()]
