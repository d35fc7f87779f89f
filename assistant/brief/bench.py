"""What every part of a briefing is made with: the words, the footnotes, and figures as cells. It chooses no figure."""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.brief.figures import Figures
from assistant.brief.notes import Notes
from assistant.brief.types import Cell
from assistant.brief.words import Row, Words
from assistant.calculator import Quantity, Working
from assistant.draft import shown
from assistant.library import LibraryView
from assistant.naming import Naming
from assistant.quantity import decimals_of
from assistant.vocabulary import Vocabulary
from index.amounts import to_half_width
from index.reading import Reading
from index.types import Fact, Report


@dataclass(frozen=True)
class Bench:
    """One briefing in the making."""

    language: str
    words: Words
    library: LibraryView
    vocabulary: Vocabulary
    notes: Notes

    def word(self, key: str, **holes: object) -> str:
        """A text of the briefing's language."""
        return self.words.word(self.language, key, **holes)

    def label(self, row: Row) -> str:
        """The name of a key figure."""
        return row.labels[self.language]

    def printed(self, fact: Fact | None, notes: tuple[int, ...] = ()) -> Cell:
        """A printed figure with its footnote (its own line, if no `notes` are given); words are quoted as printed."""
        if fact is None:
            return self.missing()
        notes = notes or self.notes.cite(fact)
        if fact.value is None:
            return Cell(fact.printed.strip(), notes)
        about = self.word("about") if fact.approximate else ""
        text = f"{about}{shown(fact.value, fact.unit)}"
        if f"{abs(fact.value):f}" not in re.sub(r"[,，\s]", "", to_half_width(fact.printed)):
            text += self.word("in_words", printed=fact.printed.strip())  # 二億○四百六十二萬元
        return Cell(text, notes, fact.value, fact.unit, fact.decimals)

    def worked(self, working: Working, *facts: Fact) -> Cell:
        """A calculated figure with the footnote that shows its working."""
        note = self.notes.work(working, *facts)
        return Cell(shown(working.result, working.unit), (note,), working.result, working.unit, decimals_of(working.result))

    def missing(self) -> Cell:
        """Where the report holds no figure."""
        return Cell(self.word("none"), missing=True)

    def figures(self, reading: Reading) -> Figures:
        """The figures of a report by row."""
        evidence = self.library.evidence([reading.report])[0]
        return Figures(reading, {fact.id: evidence.canonical(fact) for fact in reading.facts})

    def body(self, report: Report) -> str:
        """The body's name as printed; in English its usual translation beside it."""
        return Naming(self.language, self.vocabulary).body(report)


def quantity(fact: Fact) -> Quantity:
    """A printed figure for the calculator. It must have a value."""
    assert fact.value is not None
    return Quantity(fact.value, fact.unit)
