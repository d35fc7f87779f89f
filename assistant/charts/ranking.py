"""Charts that rank bodies by one item of one year and basis. Only like is set beside like; what is left out is told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from assistant.charts.digest import Digest
from assistant.charts.sketch import BODY, ITEM, SCOPE, WORD, Line, Name, Note, Point, Sketch, common_unit, in_unit
from assistant.charts.types import RANKING
from assistant.fold import fold, fold_simplified
from index.types import Report

LEAST, MOST = 2, 30


def find_rankings(digests: Sequence[Digest], bodies: Mapping[str, str]) -> Iterator[Sketch]:
    """One sketch for each item, year, basis and scope that at least two bodies print. `bodies` names each entity's body."""
    held = [one for one in digests if one.year and one.report.entity and one.report.kind in ("决算", "预算")]
    by_key: dict[tuple[str, str, str], list[Digest]] = defaultdict(list)
    for digest in held:
        for concept in (*digest.now, *digest.unsure):
            by_key[concept, digest.year, digest.basis].append(digest)
    for (concept, year, basis), group in by_key.items():
        if len({bodies[digest.report.entity] for digest in group}) >= LEAST:
            yield from _rank(concept, year, basis, group, bodies)


def _rank(concept: str, year: str, basis: str, digests: Sequence[Digest], bodies: Mapping[str, str]) -> Iterator[Sketch]:
    reasons: dict[str, str] = {}
    scopes: dict[str, dict[str, Point]] = defaultdict(dict)
    for digest in digests:
        reason = _unfit(digest, concept)
        if reason:
            reasons[digest.report.file] = reason
            continue
        same, body = scopes[digest.report.scope or ""], bodies[digest.report.entity]
        point = digest.now[concept]
        if body in same and same[body].facts[0].value != point.facts[0].value:
            reasons[digest.report.file] = "left_twice"
        same.setdefault(body, _named(point, digest.report))
    for scope, points in scopes.items():
        unit = common_unit(list(points.values()))
        if len(points) < LEAST or unit is None or not any(point.value for point in points.values()):
            continue
        ordered = sorted(points.values(), key=lambda point: in_unit(point, unit)[0], reverse=True)[:MOST]
        others = {point.facts[0].file: "left_scope" for other, held in scopes.items() if other != scope for point in held.values()}
        notes = [Note("note_scope", (("scope", Name(SCOPE, scope)),)), *_left_out({**reasons, **others})]
        line = Line(Name(WORD, "series_outturn" if basis == "决算" else "series_budget"), tuple(ordered))
        yield Sketch(RANKING, None, int(year), concept, Name(ITEM, concept), f"{basis} {scope}", (line,), None, tuple(notes))


def _named(point: Point, report: Report) -> Point:
    return Point(Name(BODY, report.file), point.period, point.facts, point.grounds, point.working, point.doubts)


def _unfit(digest: Digest, concept: str) -> str | None:
    """Why a report's figure cannot be ranked, None where it can."""
    if concept not in digest.now:
        return "left_unsure"
    if not digest.report.scope:
        return "left_no_scope"
    return "left_currency" if _other_currency(digest.report) else None


def _other_currency(report: Report) -> bool:
    """Whether 元 in a report is not the yuan of the mainland: it is written in traditional characters, or of such a place."""
    names = f"{report.entity}{report.title or ''}"
    return fold(names) != fold_simplified(names) or any(place in names for place in ("香港", "澳门", "台湾"))


def _left_out(reasons: Mapping[str, str]) -> list[Note]:
    return [Note("note_left_out", (("body", Name(BODY, file)), ("reason", Name(WORD, reason)))) for file, reason in reasons.items()]
