"""The amounts of a report in print order, for reports whose form has few of the key figures. It chooses none over another."""

from __future__ import annotations

from assistant.brief.bench import Bench
from assistant.brief.types import Cell, Section, Table
from index.checks.intervals import is_money
from index.reading import Reading
from index.types import Fact

FEW = 8
MOST_ROWS = 60


def tell_as_printed(bench: Bench, reading: Reading, known: int) -> Section | None:
    """The section with the amounts as printed; None where `known` key figures tell enough."""
    if known >= FEW:
        return None
    facts = [fact for fact in reading.facts if fact.measure == "amount" and fact.value is not None and is_money(fact.unit)]
    if not facts:
        return Section("as_printed", bench.word("as_printed"), (bench.word("no_amounts"),))
    texts = [bench.word("as_printed_told")]
    if len(facts) > MOST_ROWS:
        texts.append(bench.word("as_printed_more", shown=MOST_ROWS, count=len(facts)))
    headings = tuple(bench.word(f"head_{name}") for name in ("item", "column", "period", "basis", "figure"))
    rows = tuple(_row(bench, fact) for fact in facts[:MOST_ROWS])
    return Section("as_printed", bench.word("as_printed"), tuple(texts), (Table(bench.word("as_printed"), headings, rows, wide=(0, 1)),))


def _row(bench: Bench, fact: Fact) -> tuple[Cell, ...]:
    name = " › ".join(dict.fromkeys((*fact.path, fact.item)))
    return Cell(name), Cell(fact.column or ""), Cell(fact.period or ""), Cell(fact.basis or ""), bench.printed(fact)
