"""Write a library of synthetic reports and the truth about them. Everything is decided by the arguments.

No report is read back: the truth is what the writer put where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

from evals.errors import BadInput
from evals.synthetic import truth
from evals.synthetic.bodies import Body, invent_bodies
from evals.synthetic.figures import Block
from evals.synthetic.ledger import CENT, HUNDRED, Books, keep_books
from evals.synthetic.numbers import WAN, YUAN, NumberStyle
from evals.synthetic.styles import final
from evals.synthetic.voice import Subject, Voice
from evals.synthetic.writers import Written
from evals.synthetic.writers.docx import write_docx
from evals.synthetic.writers.html import write_html
from evals.synthetic.writers.pdf import write_pdf
from evals.synthetic.writers.text import write_text
from evals.synthetic.writers.xlsx import write_xlsx

WRITERS = {"txt": write_text, "docx": write_docx, "xlsx": write_xlsx, "html": write_html, "pdf": write_pdf}
FORMS = tuple(WRITERS)
KINDS = ("决算",)


@dataclass(frozen=True, slots=True)
class Plan:
    """One report to write: of which body (its place in the list), year, kind, scope, form and style."""

    body: int
    year: int
    kind: str
    scope: str
    form: str
    style: str


@dataclass(frozen=True, slots=True)
class WrittenReport:
    """A report that was written: its file, what it is, how many figures it holds."""

    file: str
    entity: str
    short_name: str
    year: int
    kind: str
    scope: str
    form: str
    style: str
    figures: int


def write_library(
    folder: Path,
    departments: int,
    years: Sequence[int],
    seed: int,
    forms: Sequence[str] = ("txt",),
    kinds: Sequence[str] = ("决算",),
    contradictions: int = 0,
    size: str = "full",
) -> tuple[WrittenReport, ...]:
    """Write a report of every kind for every department and year, and `truth/` beside them.

    The forms take turns. Raises BadInput for a form or kind that there is not, or a folder that cannot be made.
    """
    _check(departments, years, forms, kinds)
    plans = []
    for body in range(departments):
        for year in years:
            for kind in kinds:
                plans.append(Plan(body, year, kind, "部门", forms[len(plans) % len(forms)], "template"))
    return write_plans(folder, plans, seed, contradictions, size)


def write_plans(
    folder: Path, plans: Sequence[Plan], seed: int, contradictions: int = 0, size: str = "full"
) -> tuple[WrittenReport, ...]:
    """Write these reports and the truth about them."""
    try:
        (folder / truth.FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadInput(f"the folder cannot be made: {fault.strerror}", where=str(folder), next_step="choose another") from fault
    bodies = invent_bodies(max(plan.body for plan in plans) + 1, seed)
    years = sorted({plan.year for plan in plans})
    books: dict[int, Books] = {}
    reports, rows, facts = [], [], []
    for plan in plans:
        body = bodies[plan.body]
        if plan.body not in books:
            books = {plan.body: keep_books(body, years, seed, _grain(body, seed))}
        written = _write(plan, body, books[plan.body], seed, size)
        row = _report_row(plan, body)
        (folder / row["file"]).write_bytes(written.data)
        rows.append(row)
        facts += [truth.fact_row(place, row) for place in written.figures]
        reports.append(WrittenReport(**row, figures=len(written.figures)))
    truth.write_rows(folder / truth.FOLDER / truth.REPORTS, rows)
    truth.write_rows(folder / truth.FOLDER / truth.FACTS, facts)
    truth.write_rows(folder / truth.FOLDER / truth.CHECKS, [])
    return tuple(reports)


def _check(departments: int, years: Sequence[int], forms: Sequence[str], kinds: Sequence[str]) -> None:
    for given, known, word in ((forms, FORMS, "form"), (kinds, KINDS, "kind")):
        for one in given:
            if one not in known:
                raise BadInput(f"there is no {word} {one!r}", where=f"--{word}s", next_step=f"choose of {', '.join(known)}")
    if departments < 1 or not years or not forms or not kinds:
        raise BadInput("there is nothing to write", where="the arguments", next_step="ask for one department and year at least")


def _write(plan: Plan, body: Body, books: Books, seed: int, size: str) -> Written:
    accounts = books.department if plan.scope == "部门" else books.alone
    subject = Subject(body, plan.year, plan.scope, accounts[plan.year], accounts[plan.year - 1])
    dice = Random(f"report {seed} {body.name} {plan.year} {plan.kind} {plan.scope} {plan.style}")
    voice = Voice(subject, _numbers(body, seed), dice, "final")
    blocks: list[Block] = final.compose(voice, size)
    return WRITERS[plan.form](blocks, dice)


def _grain(body: Body, seed: int) -> Decimal:
    """A body that prints yuan has accounts to the cent, another to the hundred yuan that its two decimals show."""
    return CENT if _numbers(body, seed).table_unit == YUAN else HUNDRED


def _numbers(body: Body, seed: int) -> NumberStyle:
    """How a body prints numbers, the same in all its reports."""
    random = Random(f"numbers {seed} {body.name}")
    return NumberStyle(
        prose_unit=WAN, table_unit=random.choice((WAN, WAN, WAN, YUAN)), prose_commas=random.randrange(4) == 0,
        table_commas=random.randrange(4) > 0, keep_zeros=random.randrange(3) > 0, percent_places=random.choice((2, 2, 2, 1)),
        blank=random.choice(("", "", "0.00", "—")),
    )  # fmt: skip


def _report_row(plan: Plan, body: Body) -> Mapping[str, Any]:
    name = {"决算": f"年度{plan.scope}决算"}[plan.kind]
    return {
        "file": f"{body.name}{plan.year}{name}.{plan.form}", "entity": body.name, "short_name": body.short, "year": plan.year,
        "kind": plan.kind, "scope": plan.scope, "form": plan.form, "style": plan.style,
    }  # fmt: skip
