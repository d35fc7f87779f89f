"""The footnotes of a briefing in the making: every cited line once, every calculation with the footnotes of its figures."""

from __future__ import annotations

from collections.abc import Iterable

from assistant.brief.types import Note, Source
from assistant.calculator import Working
from assistant.library import LibraryView
from index.types import Fact


class Notes:
    """Hands out footnote numbers in the order of first use."""

    def __init__(self, library: LibraryView) -> None:
        self._library = library
        self._numbers: dict[object, int] = {}
        self._lines: dict[int, tuple[str, list[int]]] = {}
        self._context: dict[int, list[int]] = {}
        self._workings: dict[int, tuple[str, tuple[int, ...]]] = {}

    def cite(self, *facts: Fact) -> tuple[int, ...]:
        """The footnotes of printed figures: one a line, with the label, header and unit lines that give it meaning."""
        return tuple(dict.fromkeys(self.cite_lines(fact.file, (fact.line,), fact.context_lines) for fact in facts))

    def cite_row(self, *facts: Fact) -> tuple[int, ...]:
        """One footnote for the figures of one row of a table, wherever its cells stand."""
        facts = tuple(fact for fact in facts if fact is not None)
        context = [line for fact in facts for line in fact.context_lines]
        return (self.cite_lines(facts[0].file, [fact.line for fact in facts], context),) if facts else ()

    def cite_lines(self, file: str, lines: Iterable[int], context: Iterable[int] = ()) -> int:
        """The footnote of lines that stand together."""
        key = (file, tuple(dict.fromkeys(lines)))
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        self._lines[number] = (file, list(key[1]))
        known = self._context.setdefault(number, [])
        known.extend(line for line in context if line not in known and line not in key[1])
        return number

    def work(self, working: Working, *facts: Fact) -> int:
        """The footnote of a calculated figure; its operands are the figures of these facts."""
        operands = self.cite(*facts)
        key = (str(working), operands)
        number = self._numbers.setdefault(key, len(self._numbers) + 1)
        sign = "=" if working.exact else "≈"
        self._workings[number] = (f"{working.expression} {sign} {working.quantity}", operands)
        return number

    def finished(self) -> tuple[Note, ...]:
        """All footnotes by number, with the text of their lines."""
        notes = []
        for number in self._numbers.values():
            if number in self._workings:
                working, operands = self._workings[number]
                notes.append(Note(number, working=working, operands=operands))
                continue
            file, lines = self._lines[number]
            context = sorted(self._context[number])
            notes.append(Note(number, tuple(self._source(file, n) for n in lines), tuple(self._source(file, n) for n in context)))
        return tuple(sorted(notes, key=lambda note: note.number))

    def _source(self, file: str, number: int) -> Source:
        line = self._library.lines(file, number, number)[0]
        return Source(file, number, line.page, line.place, self._library.section(file, number), line.text)
