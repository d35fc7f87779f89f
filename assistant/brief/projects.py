"""The projects of the performance forms: budget, execution, rate and score of each, as printed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.brief.bench import Bench
from assistant.brief.figures import in_form
from assistant.brief.types import Cell, Section, Table
from assistant.solve.forms import Form, forms_in
from index.reading import Reading
from index.types import Fact

Column = tuple[str, str, str | None]
_COLUMNS: tuple[Column, ...] = (
    ("initial", "amount", "年初预算"),
    ("adjusted", "amount", "调整预算"),
    ("budget", "amount", "预算"),
    ("executed", "amount", "决算"),
    ("completion", "completion_rate", None),
    ("score", "score", None),
)
# A row of a form that tells the whole of a project's money, or a project of a form over several.
_WHOLE_ROW = re.compile(r"资金总额|总额$|合计$|^项目")
# Forms with one cell a line name the figure by its own label under the project's name.
_OWN_LABEL = re.compile(r"预算|执行|得分|总分")


@dataclass(frozen=True, slots=True)
class Project:
    """One project: its printed name and the figures of the columns that its form has."""

    name: str
    facts: dict[str, Fact]


def tell_projects(bench: Bench, reading: Reading) -> Section:
    """The section with one row a project; columns that no form has are left out."""
    projects = find_projects(reading.facts)
    columns = [name for name, _, _ in _COLUMNS if any(name in project.facts for project in projects)]
    if not projects:
        return Section("projects", bench.word("projects"), (bench.word("no_projects"),))
    headings = (bench.word("head_project"), *(bench.word(f"head_{name}_column") for name in columns))
    rows = tuple(_row(bench, project, columns) for project in projects)
    told = bench.word("projects_told", count=len(projects))
    return Section("projects", bench.word("projects"), (told,), (Table(bench.word("projects"), headings, rows),))


def find_projects(facts: Iterable[Fact]) -> list[Project]:
    """The projects in print order: those of forms with a total row, and rows or labelled cells of other forms."""
    facts = tuple(facts)
    forms = [form for form in forms_in(facts) if _is_project(form)]
    found = {form.facts[0].table: Project(form.name, _cells_of(form)) for form in forms}
    rows: dict[tuple[int | None, str], list[Fact]] = {}
    for fact in facts:
        name = _name_in_form(fact) if fact.table not in found else ""
        if name:
            rows.setdefault((fact.table, name), []).append(fact)
    others = [(key, _cells_in(group)) for key, group in rows.items()]
    told = [(table or 0, Project(name, cells)) for (table, name), cells in others if {"executed", "completion"} <= cells.keys()]
    told += [(table or 0, project) for table, project in found.items()]
    return [project for _, project in sorted(told, key=lambda pair: pair[0])]


def _is_project(form: Form) -> bool:
    """Whether a form is one project's: it tells money beside a rate or a score."""
    amount = form.cell("amount")
    return amount is not None and (form.cell("completion_rate") is not None or form.cell("score") is not None)


def _cells_of(form: Form) -> dict[str, Fact]:
    cells = {name: form.cell(measure, basis) for name, measure, basis in _COLUMNS}
    return {name: fact for name, fact in cells.items() if fact is not None}


def _name_in_form(fact: Fact) -> str:
    """The project that a cell of a form is of, "" where that is not told."""
    if fact.table is None or not in_form(fact):
        return ""
    if fact.column is None and fact.path:
        return fact.path[0] if _OWN_LABEL.search(fact.item) else ""
    return fact.item if _WHOLE_ROW.search(fact.item) and fact.measure != "score" else ""


def _cells_in(facts: Sequence[Fact]) -> dict[str, Fact]:
    cells: dict[str, Fact] = {}
    for fact in facts:
        for name, measure, basis in _COLUMNS:
            if fact.value is not None and fact.measure == measure and basis in (None, fact.basis):
                cells.setdefault(name, fact)
    return cells


def _row(bench: Bench, project: Project, columns: Sequence[str]) -> tuple[Cell, ...]:
    """A project's figures under one footnote that holds the lines of all of them."""
    facts = [project.facts.get(name) for name in columns]
    notes = bench.notes.cite_row(*(fact for fact in facts if fact is not None))
    return (Cell(project.name, notes), *(bench.printed(fact, notes) for fact in facts))
