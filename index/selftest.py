"""Known questions with their top hits, kept in a library and asked again when it is opened: what was changed or damaged since shows.

A question is a text of a report, asked for its meaning among that report's texts; its hits, in order and with their nearness, and
the lines that they stand on with their figures are compared. It judges no answer and changes nothing.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from index.build import label_text, stored_reading, texts_of, unfinished
from index.reading import Reading
from index.store import Store
from index.types import Report
from index.vectors import Vectors

SETTING = "selftest"
REPORTS = 4
QUESTIONS_EACH = 2
HITS = 3
NEAR = 0.002
"""How far a hit's nearness may be off: another processor rounds differently, another model is off by far more."""


@dataclass(frozen=True, slots=True)
class SelfTest:
    """How many known questions were asked, and in words which found something else. `asked` is 0 where none is kept, or none can be asked."""

    asked: int
    differing: tuple[str, ...] = ()

    @property
    def fine(self) -> bool:
        """Whether all found what they found when the library was built."""
        return not self.differing

    def told(self) -> str:
        """In words, for a log."""
        return "; ".join(self.differing) if self.differing else f"{self.asked} known questions find what they found"


def make_selftest(store: Store, vectors: Vectors) -> None:
    """Choose questions of the reports as they are now and keep what they find. A library without vectors keeps none."""
    reports = [report for report in store.reports() if store.vectors_of(report.file)]
    chosen = _spread(reports, REPORTS)
    questions = [question for report in chosen for question in _questions(store, vectors, report)]
    kept = {"state": _state(store), "questions": questions}
    store.set_setting(SETTING, json.dumps(kept, ensure_ascii=False) if questions else None)


def check_self(store: Store, vectors: Vectors, turn: AbstractContextManager | None = None) -> SelfTest:
    """Ask the kept questions again, each within `turn` where others use the vectors too. Raises LibraryError where a store cannot be read."""
    text = store.setting(SETTING)
    if not text:
        return SelfTest(0)
    kept = json.loads(text)
    stopped = unfinished(store) is not None
    differing = [] if stopped or kept["state"] == _state(store) else ["the reports held are others than when it was last built"]
    held = {report.file: report for report in store.reports()}
    readings: dict[str, Reading] = {}
    asked = 0
    for question in kept["questions"]:
        file = question["file"]
        if file not in held or held[file].sha256 != question["sha256"]:
            continue  # told already, unless a stopped command explains it
        asked += 1
        reading = readings.setdefault(file, stored_reading(store, held[file]))
        with turn or nullcontext():
            found = _ask(reading, vectors, question["text"])
        if _lines_at(reading, question["hits"]) != question["lines"]:
            differing.append(f"{file}: the lines of {question['text'][:40]!r} hold something else")
        elif not _same(found, question["hits"]):
            differing.append(f"{file}: {question['text'][:40]!r} finds other texts")
    return SelfTest(asked, tuple(differing))


def _spread(reports: Sequence[Report], count: int) -> list[Report]:
    """So many of the reports, over all of them."""
    step = max(1, len(reports) // count)
    return list(reports[::step][:count])


def _questions(store: Store, vectors: Vectors, report: Report) -> list[dict]:
    """What a figure is of, and a passage: the first that say something."""
    reading = stored_reading(store, report)
    labels = [label_text(fact) for fact in reading.facts if len(fact.item) > 3]
    passages = [chunk.embedded for chunk in reading.chunks]
    texts = [text for kind in (labels, passages) for text in kind[len(kind) // 2 :][: QUESTIONS_EACH // 2]]
    made = []
    for text in texts:
        hits = _ask(reading, vectors, text)
        if hits:
            made.append({"file": report.file, "sha256": report.sha256, "text": text, "hits": hits, "lines": _lines_at(reading, hits)})
    return made


def _ask(reading: Reading, vectors: Vectors, text: str) -> list[list]:
    """[hash of the text, nearness] of what is found, best first."""
    found = vectors.search(vectors.embed_query(text), texts_of(reading), HITS)
    return [[vectors.name(hit), round(near, 4)] for hit, near in found]


def _lines_at(reading: Reading, hits: Sequence[Sequence]) -> str:
    """A hash of the lines that the figures and passages of the report stand on, as printed."""
    texts = {line.number: line.text for line in reading.lines}
    rows = [(fact.line, fact.printed, str(fact.value), texts.get(fact.line)) for fact in reading.facts[:50]]
    return hashlib.sha256(json.dumps([rows, len(hits)], ensure_ascii=False).encode()).hexdigest()[:16]


def _same(found: Sequence[Sequence], kept: Sequence[Sequence]) -> bool:
    """Whether the hits are as near as they were; of equally near ones the order is left open."""
    if len(found) != len(kept) or any(abs(one[1] - other[1]) > NEAR for one, other in zip(found, kept, strict=True)):
        return False
    last = kept[-1][1]
    sure = {name for name, near in kept if near > last + NEAR}
    return sure <= {name for name, _ in found}


def _state(store: Store) -> str:
    """A hash of what is held, of which content."""
    rows = sorted(store.names().items())
    return hashlib.sha256(json.dumps(rows, ensure_ascii=False).encode()).hexdigest()[:16]
