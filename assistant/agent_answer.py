"""From a run of the agent to an Answer: the model's text where it passes every check, else the figures found, else a decline.

Everything but a text that passed is put together here from what the tools handed over. It asks no model.
"""

from __future__ import annotations

import re
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.agent_words import agent_word, has_word
from assistant.check import broken_citations, ungrounded_numbers
from assistant.compose import bodies_and_scopes
from assistant.draft import shown
from assistant.free_text import MARK, Fault, look_through, plain_text
from assistant.prompt_files import prompts_hash
from assistant.quantity import plain
from assistant.run_evidence import HeldLine, RunEvidence, unit_key
from assistant.tool_evidence import CHANGES, EvidenceWorking, Finding, Place
from assistant.types import Answer, Calculation, Citation, Figure
from index.types import Report

MOST_FINDINGS = 8


@dataclass(frozen=True, slots=True)
class Asked:
    """A question as the agent was asked it: its language, the years in it, when it came in."""

    question: str
    language: str
    years: tuple[int, ...]
    started: float
    id: str | None = None


class AgentAnswers:
    """Makes and checks the answers of one run over the reports of a library."""

    def __init__(self, asked: Asked, run: RunEvidence, reports: Sequence[Report], known: Collection[Decimal]) -> None:
        self._asked = asked
        self._run = run
        self._reports = reports
        self._known = known

    def of_text(self, text: str) -> Answer | tuple[Fault, ...]:
        """The answer with the model's own text, or what is wrong with it. One that cites nothing says that nothing was found."""
        text = plain_text(text)
        if not text:
            return (Fault("fault_empty", ""),)
        if not re.search(r"\d", text) and any(agent_word(language, "nothing").lower() in text.lower() for language in ("zh", "en")):
            return self.declined()
        years = {Decimal(year) for year in self._asked.years} | self._periods()
        looked = look_through(text, self._run, {value.normalize() for value in (*years, *self._known)})
        if looked.faults:
            return looked.faults
        cited = [held for mark in looked.marks if (held := self._run.by_mark(mark))]
        answer = self._answer(text, cited, looked.workings, looked.figures)
        loose = ungrounded_numbers(answer, " ".join(str(year) for year in years), self._known) + broken_citations(answer)
        return tuple(Fault("fault_number", one) for one in loose) or answer

    def _periods(self) -> set[Decimal]:
        """The years that figures found are of: 上年 in a line of 2022 is 2021."""
        return {Decimal(one.period) for one in self._run.findings if one.period and re.fullmatch(r"(?:19|20)\d\d", one.period)}

    def of_findings(self, note: str, **holes: object) -> Answer:
        """The figures found as a plain list, those of the last tools first; a decline where there are none."""
        language = self._asked.language
        chosen = self._chosen()
        notes = (agent_word(language, note, **holes),)
        if not chosen:
            return self.declined(*notes)
        lines, figures, cited = [agent_word(language, "findings")], [], {}
        for one in chosen:
            held = [self._run.lines[place] for place in one.places if place in self._run.lines]
            marks = tuple(line.mark for line in held)
            cited.update({line.mark: line for line in held})
            lines.append(self._told(one) + " " + "".join(f"[{mark}]" for mark in marks))
            figures.append((abs(one.value), one.unit, marks))
        workings = [work for one in chosen for work in self._run.workings if work.result == one.value and set(work.places) & set(one.places)]
        answer = self._answer("\n".join(lines), list(cited.values()), tuple(dict.fromkeys(workings)), figures, notes)
        years = " ".join(str(year) for year in (*self._asked.years, *self._periods()))
        loose = ungrounded_numbers(answer, years, self._known) + broken_citations(answer)
        return self.declined(*notes) if loose else answer

    def _chosen(self) -> list[Finding]:
        """A few findings of each search, the first ones, each figure once."""
        seen: set[tuple] = set()
        chosen = []
        for one in self._run.findings:
            key = (abs(one.value), unit_key(one.unit), one.period, one.entity)
            if key in seen or not one.item or not any(place in self._run.lines for place in one.places):
                continue
            seen.add(key)
            chosen.append(one)
        return chosen[:MOST_FINDINGS]

    def _told(self, one: Finding) -> str:
        language = self._asked.language
        key = "finding"
        if one.measure in CHANGES and one.value and one.against:
            key = "finding_fall" if one.value < 0 else "finding_rise"
        told = agent_word(language, f"measure_{one.measure}") if has_word(language, f"measure_{one.measure}") else one.basis
        holes = {
            "entity": one.entity or "", "item": one.item, "value": shown(abs(one.value) if key != "finding" else one.value, one.unit),
            "period": agent_word(language, "period", year=one.period) + ("" if language == "zh" else " ") if one.period else "",
        }  # fmt: skip
        if key != "finding":
            holes["against"] = (one.against or "").removesuffix("年") if language == "en" else one.against or ""
        else:
            holes["basis"] = ("" if language == "zh" else " ") + agent_word(language, "basis", basis=told) if told else ""
        return agent_word(language, key, **holes)

    def declined(self, *notes: str) -> Answer:
        """Not disclosed, as far as was found."""
        language = self._asked.language
        text = agent_word(language, "declined")
        told = notes or (agent_word(language, "note_nothing"),)
        return self._finished(Answer(self._asked.question, language, "declined", text, notes=tuple(told)))

    def _finished(self, answer: Answer) -> Answer:
        """With what is told of every answer: how long it took, the prompts it was made with."""
        seconds = round(time.perf_counter() - self._asked.started, 4)
        return replace(answer, seconds=seconds, id=self._asked.id, prompts=prompts_hash())

    def _answer(
        self, text: str, cited: Sequence[HeldLine], workings: Sequence[EvidenceWorking],
        figures: Iterable[tuple[Decimal, str, tuple[int, ...]]], notes: tuple[str, ...] = (),
    ) -> Answer:  # fmt: skip
        """The answer with its marks counted from 1 in the order of the text; what workings and table cells rest on is cited too."""
        operands = [place for one in workings for place in one.places]
        lines = [held.line.place for held in cited]
        more = [held for place in operands if (held := self._run.lines.get(place))]
        places = list(dict.fromkeys([*lines, *operands, *self._run.context([*cited, *more])]))
        marks = {place: number for number, place in enumerate((p for p in places if self._run.line(p)), start=1)}
        own = {self._run.lines[place].mark: number for place, number in marks.items() if place in self._run.lines}
        text = MARK.sub(lambda m: f"[{own[int(m.group(1))]}]" if int(m.group(1)) in own else m.group(), text)
        return self._finished(Answer(
            self._asked.question, self._asked.language, "answered", text,
            self._figures(figures, own, workings), tuple(self._citation(place, mark) for place, mark in marks.items()),
            tuple(Calculation(one.expression, plain(one.result), one.unit) for one in workings), notes,
        ))  # fmt: skip

    def _figures(
        self, figures: Iterable[tuple[Decimal, str, tuple[int, ...]]], own: dict[int, int], workings: Sequence[EvidenceWorking]
    ) -> tuple[Figure, ...]:
        made = []
        for value, unit, marks in figures:
            working = next((one for one in workings if not marks and abs(one.result) == value), None)
            places = working.places if working else tuple(place for place, held in self._run.lines.items() if held.mark in marks)
            found = self._finding(value, unit, places)
            cited = tuple(own[self._run.lines[place].mark] for place in places if place in self._run.lines)
            told = (found.item, found.period) if found else ("", None)
            made.append(Figure(plain(value), unit, *told, cited, *bodies_and_scopes([file for file, _ in places], self._reports)))
        return tuple(dict.fromkeys(made))

    def _finding(self, value: Decimal, unit: str, places: Sequence[Place]) -> Finding | None:
        """What a figure on these lines is of: as it was found, else as the line was read."""
        read = (one for place in places if (line := self._run.line(place)) for one in line.read)
        for one in (*self._run.findings, *read):
            if abs(one.value) == abs(value) and unit_key(one.unit) == unit_key(unit) and set(one.places) & set(places):
                return one
        return None

    def _citation(self, place: Place, mark: int) -> Citation:
        line = self._run.line(place)
        assert line is not None
        return Citation(mark, line.file, line.line, line.page, line.section, line.text)
