"""The reasons that a report gives for its changes, word for word, with the lines they stand on. It explains nothing."""

from __future__ import annotations

import re

from assistant.brief.bench import Bench
from assistant.brief.types import Quote, Section
from assistant.solve.reasons import reason_in
from index.read import clean_text
from index.reading import Reading
from index.types import Fact

MOST_REASONS = 40
_FORM = re.compile(r"绩效|自评")
_TOLD = ("change", "percent_change", "completion_rate", "amount")


def tell_reasons(bench: Bench, reading: Reading) -> Section:
    """The reasons told beside figures, each once, in print order."""
    quotes: dict[str, Quote] = {}
    for fact in reading.facts:
        if fact.table is not None or fact.measure not in _TOLD or len(quotes) >= MOST_REASONS:
            continue
        if any(_FORM.search(title) for title in fact.section):
            continue  # what a project's evaluation says of itself is no reason for a change of the accounts
        found = reason_beside(reading, fact)
        if found is None or found[0] in quotes:
            continue
        text, lines = found
        quotes[text] = Quote(fact.item, text, (bench.notes.cite_lines(fact.file, lines),))
    texts = () if quotes else (bench.say("no_reasons"),)
    return Section("reasons", bench.say("reasons"), texts, quotes=tuple(quotes.values()))


def reason_beside(reading: Reading, fact: Fact) -> tuple[str, tuple[int, ...]] | None:
    """(the reason, its lines) where the paragraph of a figure goes on with one."""
    lines = [line for line in reading.lines if fact.line <= line.number <= fact.end_line]
    texts = [clean_text(line.text) for line in lines]
    joined = "".join(texts)
    place = joined.find(fact.printed)
    reason = reason_in(joined, max(place, 0))
    if reason is None:
        return None
    start = joined.find(reason.rstrip("…"))
    if start < 0:
        return None
    end, at, used = start + len(reason), 0, []
    for line, text in zip(lines, texts, strict=True):
        if at < end and at + len(text) > start:
            used.append(line.number)
        at += len(text)
    return reason, tuple(used)
