"""The projects of the performance forms: budget, execution, rate and score of each, as printed."""

from __future__ import annotations

from collections.abc import Sequence

from assistant.brief.bench import Bench
from assistant.brief.types import Cell, Section, Table
from assistant.solve.forms import Form, forms_in
from index.reading import Reading

_COLUMNS = (
    ("initial", "amount", "年初预算"),
    ("adjusted", "amount", "调整预算"),
    ("budget", "amount", "预算"),
    ("executed", "amount", "决算"),
    ("completion", "completion_rate", None),
    ("score", "score", None),
)


def tell_projects(bench: Bench, reading: Reading) -> Section:
    """The section with one row a project; columns that no form has are left out."""
    forms = [form for form in forms_in(reading.facts) if _is_project(form)]
    columns = [column for column in _COLUMNS if any(form.cell(column[1], column[2]) for form in forms)]
    if not forms or not columns:
        return Section("projects", bench.say("projects"), (bench.say("no_projects"),))
    headings = (bench.say("head_project"), *(bench.say(f"head_{name}_column") for name, _, _ in columns))
    rows = tuple(_row(bench, form, columns) for form in forms)
    return Section("projects", bench.say("projects"), (bench.say("projects_told", count=len(forms)),), (Table(bench.say("projects"), headings, rows),))


def _row(bench: Bench, form: Form, columns: Sequence[tuple[str, str, str | None]]) -> tuple[Cell, ...]:
    """A project's figures under one footnote that holds the lines of all of them."""
    facts = [form.cell(measure, basis) for _, measure, basis in columns]
    notes = bench.notes.cite_row(*(fact for fact in facts if fact is not None))
    return (Cell(form.name, notes), *(bench.printed(fact, notes) for fact in facts))


def _is_project(form: Form) -> bool:
    """Whether a form is one project's: it tells money beside a rate or a score."""
    amount = form.cell("amount")
    return amount is not None and (form.cell("completion_rate") is not None or form.cell("score") is not None)
