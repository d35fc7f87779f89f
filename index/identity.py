"""Whose report this is, of which year, of what kind and scope: read from title, cover, headings, fields and signature.

What the text does not settle stays None: a report filed under the wrong body or year would make every answer wrong.
Each field is given with the line that settled it, and where two places disagree a doubt says so. A file's name settles
nothing; the date of its publication only the year of a monthly report that prints no other.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from index.claims import Claim, body_claims, dated_year, scope_claims, year_claims
from index.entity import derived_names, is_region, same_body
from index.kinds import read_kind, read_regional_scope, read_scope
from index.titles import Title, find_title
from index.types import Document, Report, Section, SourceLine, Table
from index.years import compact

# Years of the text that outweigh a title which none of them bears out.
LEAST_AGAINST_TITLE = 3


def identify(
    file: str,
    data: bytes,
    lines: Sequence[SourceLine],
    sections: Sequence[Section],
    tables: Sequence[Table],
    document: Document | None = None,
) -> Report:
    """The report's identity with the lines it was read from. `data` is the file as stored, for its hash."""
    inside = frozenset(number for table in tables for number in range(table.start, table.end + 1))
    headings = frozenset(section.start for section in sections)
    title = find_title(lines, inside | headings)
    doubts: list[str] = []
    bodies = body_claims(lines, sections, tables, inside)
    entity = _entity(title, bodies, doubts)
    kind = _kind(title, sections, lines, inside)
    spoken = year_claims(lines, sections, inside, kind.value if kind else None)
    year = _year(title, [claim for claim in spoken if not title or claim.line not in title.lines], doubts)
    if year is None and title and kind and kind.value == "月报":
        year = dated_year(compact(title.text), lines)
    scope = _scope(title, entity, sections, lines, inside)
    found = {"title": _title_claim(title), "entity": entity, "year": year, "kind": kind, "scope": scope}
    evidence = [(name, claim.line) for name, claim in found.items() if claim]
    if title:
        evidence += [("title", number) for number in title.lines[1:]]
    return Report(
        file=file,
        sha256=hashlib.sha256(data).hexdigest(),
        title=title.text if title else None,
        entity=entity.value if entity else None,
        short_names=_short_names(entity, bodies),
        year=int(year.value) if year else None,
        kind=kind.value if kind else None,
        scope=scope.value if scope else None,
        identity_lines=tuple(sorted({line for _, line in evidence})),
        line_count=lines[-1].number if lines else 0,
        evidence=tuple(evidence),
        doubts=tuple(doubts),
        form=document.form if document else "text",
        pages=document.pages if document else None,
    )


def _title_claim(title: Title | None) -> Claim | None:
    return Claim(title.text, title.lines[0], "title") if title else None


def _entity(title: Title | None, claims: Sequence[Claim], doubts: list[str]) -> Claim | None:
    """The title's body, else the body's own introduction, a heading, a field, a signature, in this order."""
    if title and title.body:
        chosen: Claim | None = Claim(title.body, title.lines[0], "title")
    else:
        chosen = _first_agreed(claims, doubts)
    if chosen is None:
        return None
    fields = [claim for claim in claims if claim.source == "field" and not same_body(claim.value, chosen.value)]
    if fields and not is_region(chosen.value) and chosen.source == "title":
        doubts.append(
            f"The title names {chosen.value} (line {chosen.line}), a field names {fields[0].value} (line {fields[0].line})."
        )
    return chosen


def _first_agreed(claims: Sequence[Claim], doubts: list[str]) -> Claim | None:
    for source in ("introduction", "field", "heading", "opening", "signature", "publisher"):
        named = [claim for claim in claims if claim.source == source]
        if not named:
            continue
        chosen = max(named, key=lambda claim: len(claim.value))
        if all(same_body(claim.value, chosen.value) for claim in named):
            return next(claim for claim in named if claim.value == chosen.value)
        other = next(claim for claim in named if not same_body(claim.value, chosen.value))
        doubts.append(
            f"Two bodies are named, {chosen.value} (line {chosen.line}) and {other.value} (line {other.line}); the body stays open."
        )
        return None
    return None


def _short_names(entity: Claim | None, claims: Sequence[Claim]) -> tuple[str, ...]:
    """Other names of the body: those the text defines or signs with, and those that follow from its full name."""
    if entity is None:
        return ()
    defined = [
        claim.short
        for claim in claims
        if claim.short and claim.source == "introduction" and same_body(claim.value, entity.value)
    ]
    found = [claim.value for claim in claims if claim.source != "opening" and same_body(claim.value, entity.value)]
    follow = derived_names(entity.value)
    names = dict.fromkeys([*defined, *found, *follow])
    return tuple(name for name in names if name and name != entity.value)


def _kind(
    title: Title | None, sections: Sequence[Section], lines: Sequence[SourceLine], inside: frozenset[int]
) -> Claim | None:
    if title and title.kind:
        return Claim(title.kind, title.line_of("kind"), "title")
    counts: dict[str, list[int]] = {}
    for section in sections:
        kind = read_kind(compact(section.title)) if section.level <= 2 else None
        if kind:
            counts.setdefault(kind, []).append(section.start)
    if not counts:
        return _kind_of_text(lines, inside)
    kind = max(counts, key=lambda name: len(counts[name]))
    return Claim(kind, counts[kind][0], "heading")


def _kind_of_text(lines: Sequence[SourceLine], inside: frozenset[int]) -> Claim | None:
    """Budgets speak of no final accounts; final accounts speak of both. One mention settles nothing."""
    final = [
        line.number for line in lines if line.number not in inside and ("决算" in line.text or "決算" in line.text)
    ]
    budget = [
        line.number for line in lines if line.number not in inside and ("预算" in line.text or "預算" in line.text)
    ]
    if len(final) >= 2 and len(final) * 3 >= len(budget) or final and not budget:
        return Claim("决算", final[0], "text")
    return Claim("预算", budget[0], "text") if len(budget) >= 2 and not final else None


def _year(title: Title | None, claims: Sequence[Claim], doubts: list[str]) -> Claim | None:
    """The title's year, unless all the text says another; else the year that most headings name, else most paragraphs."""
    votes: dict[str, list[Claim]] = {}
    for claim in claims:
        votes.setdefault(claim.value, []).append(claim)
    if title and len(title.years) > 1:
        doubts.append(f"The title names the years {' and '.join(map(str, title.years))} (line {title.lines[0]}).")
    if title and title.year:
        return _against_text(Claim(str(title.year), title.line_of("year"), "title"), votes, doubts)
    for source in ("cover", "heading", "text"):
        named = [claim for claim in claims if claim.source == source]
        if not named:
            continue
        counts = {value: sum(claim.value == value for claim in named) for value in {claim.value for claim in named}}
        top = max(counts, key=lambda value: counts[value])
        if counts[top] * 2 > len(named):
            return next(claim for claim in named if claim.value == top)
        other = next(claim for claim in named if claim.value != top)
        first = next(claim for claim in named if claim.value == top)
        doubts.append(
            f"The text names {first.value} (line {first.line}) and {other.value} (line {other.line}); the year stays open."
        )
        return None
    return None


def _against_text(title: Claim, votes: dict[str, list[Claim]], doubts: list[str]) -> Claim | None:
    others = {value: claims for value, claims in votes.items() if value != title.value}
    if not others:
        return title
    top = max(others, key=lambda value: len(others[value]))
    own, against = len(votes.get(title.value, [])), others[top]
    headings = [claim for claims in others.values() for claim in claims if claim.source == "heading"]
    if len(against) >= 2 and len(against) > own:
        doubts.append(
            f"The title names {title.value} (line {title.line}), the text speaks of {top} (line {against[0].line})."
        )
    elif headings:
        doubts.append(
            f"The title names {title.value} (line {title.line}), a heading names {headings[0].value} (line {headings[0].line})."
        )
    total = own + sum(len(claims) for claims in others.values())
    if not own and len(against) >= LEAST_AGAINST_TITLE and len(against) * 5 >= total * 4:
        return None
    return title


def _scope(
    title: Title | None,
    entity: Claim | None,
    sections: Sequence[Section],
    lines: Sequence[SourceLine],
    inside: frozenset[int],
) -> Claim | None:
    """部门, 单位, 本级, 汇总 (for governments 全区, 区级 …) where title, heading or a sentence says so."""
    if title and title.scope:
        return Claim(title.scope, title.line_of("scope"), "title")
    for section in sections:
        scope = read_scope(compact(section.title)) if section.level == 1 else None
        if scope:
            return Claim(scope, section.start, "heading")
    if title and entity and is_region(entity.value) and (scope := read_regional_scope(compact(title.text))):
        return Claim(scope, title.lines[0], "title")
    stated = scope_claims(lines, inside)
    return stated[0] if stated and len({claim.value for claim in stated}) == 1 else None
