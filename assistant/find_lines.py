"""The lines of a library that a question is about, best first: those its answer stands on, figures that fit, passages that fit.

The search is the one that answers are made from (`assistant.evidence`), with its filters: body, year, kind and scope as the question
names them. Nothing is quoted here that is not a line, nothing is worked out, and nothing is answered.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, zip_longest

from assistant.draft import Draft, split_citations
from assistant.task import Task, acceptable
from index.types import Fact

MOST_TRIED = 4
"""For each line wanted so many are looked at: several figures stand in one line."""


@dataclass(frozen=True, slots=True)
class FoundLines:
    """Lines `first` to `last` of a file. `by` says how they were found: answer, figure or passage; `score` is how much of the
    question they carry, 0 to 1; `context` are the label, header and unit lines of a table's cell."""

    file: str
    first: int
    last: int
    by: str
    score: float
    context: tuple[int, ...] = ()

    @property
    def numbers(self) -> tuple[int, ...]:
        """All its line numbers, in order."""
        return tuple(sorted({*self.context, *range(self.first, self.last + 1)}))


def find_lines(task: Task, draft: Draft, count: int) -> list[FoundLines]:
    """At most `count` places, none within another. `draft` is what the question is answered from the same search."""
    figures, passages = _figures(task, count), _passages(task, count)
    lines = (figures, passages) if task.plan.is_numeric else (passages, figures)
    mixed = (found for pair in zip_longest(*lines) for found in pair if found is not None)
    return _apart(chain(_answered(task, draft), mixed), count)


def _answered(task: Task, draft: Draft) -> Iterator[FoundLines]:
    """The lines that the answer cites, in its order."""
    if draft.status != "answered":
        return
    cited = [piece for piece in split_citations(draft.text) if isinstance(piece, tuple)]
    places = dict.fromkeys([*cited, *(line for figure in draft.figures for line in figure.lines)])
    cells: dict[tuple[str, int], list[Fact]] = {}
    for fact in task.facts:
        cells.setdefault((fact.file, fact.line), []).append(fact)
    for file, line in places:
        context = {number for fact in cells.get((file, line), ()) if fact.table is not None for number in fact.context_lines}
        yield FoundLines(file, line, line, "answer", 1.0, tuple(sorted(context - {line})))


def _figures(task: Task, count: int) -> list[FoundLines]:
    """The lines of figures that carry what the question names."""
    matches = [match for match in task.search.rank(_of_the_time(task)) if acceptable(match)]
    return [
        FoundLines(
            match.fact.file, match.fact.line, match.fact.end_line, "figure", _share(match.coverage),
            match.fact.context_lines if match.fact.table is not None else (),
        )
        for match in matches[: count * MOST_TRIED]
    ]  # fmt: skip


def _passages(task: Task, count: int) -> list[FoundLines]:
    found = task.search.passages(count=count * MOST_TRIED)
    return [FoundLines(one.chunk.file, one.chunk.start, one.chunk.end, "passage", _share(one.coverage)) for one in found]


def _of_the_time(task: Task) -> Callable[[Fact], bool]:
    """Figures of the years and the stage of the budget that the question speaks of; a change may tell of an earlier year."""
    asked = {str(year) for year in (*task.question.years, *task.plan.prior_years)}

    def fits(fact: Fact) -> bool:
        years = asked or {str(task.report(fact).year)}
        timely = fact.period is None or fact.period[:4] in years or fact.measure in ("change", "percent_change")
        return timely and task.of_basis(fact) and task.of_month(fact)

    return fits


def _share(coverage: float) -> float:
    return round(min(1.0, max(0.0, coverage)), 4)


def _apart(found: Iterable[FoundLines], count: int) -> list[FoundLines]:
    """The first `count`, without what brings no line that is not there already."""
    kept: list[FoundLines] = []
    seen: set[tuple[str, int]] = set()
    for one in found:
        own = {(one.file, number) for number in range(one.first, one.last + 1)}
        if len(kept) < count and not own <= seen:
            kept.append(one)
            seen |= own
    return kept
