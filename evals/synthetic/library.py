"""Write a library of synthetic reports and the truth about them. Everything is decided by the arguments.

No report is read back: the truth is what the writer put where.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

from evals.errors import BadInput
from evals.synthetic import truth
from evals.synthetic.bodies import Body, invent_bodies
from evals.synthetic.contradictions import ALTERED, Contradiction, contradict
from evals.synthetic.ledger import CENT, HUNDRED, Books, keep_books
from evals.synthetic.numbers import WAN, YUAN, NumberStyle
from evals.synthetic.styles import budget, bulletin, english, final, notice, sheets
from evals.synthetic.styles.noise import with_noise
from evals.synthetic.template_dice import TemplateDice
from evals.synthetic.voice import Subject, Voice
from evals.synthetic.writers import Written
from evals.synthetic.writers.docx import write_docx
from evals.synthetic.writers.html import write_html
from evals.synthetic.writers.pdf import write_pdf
from evals.synthetic.writers.text import write_text
from evals.synthetic.writers.xlsx import write_xlsx

WRITERS = {"txt": write_text, "docx": write_docx, "xlsx": write_xlsx, "html": write_html, "pdf": write_pdf}
FORMS = tuple(WRITERS)
# what composes each style, the wording files it speaks from, and the name of its files
STYLES = {
    "template": (final.compose, ("final",), "年度{scope}决算"),
    "sheets": (sheets.compose, ("final",), "年度{scope}决算公开表"),
    "english": (english.compose, ("english",), "年度{scope}决算英文摘要"),
    "budget": (budget.compose, ("final", "budget"), "年{scope}预算"),
    "notice": (notice.compose, ("final", "notice"), "年度三公经费公示"),
    "bulletin": (bulletin.compose, ("bulletin",), "年度绩效自评报告"),
}
STYLE_OF_KIND = {"决算": "template", "预算": "budget", "三公": "notice", "绩效": "bulletin"}
KINDS = tuple(STYLE_OF_KIND)
SIZES = ("full", "short")
DEPARTMENT, ALONE = "部门", "单位"
SCOPES = (DEPARTMENT, ALONE)


@dataclass(frozen=True, slots=True)
class Plan:
    """One report to write: of which body (its place in the list), year, kind, form, style and scope."""

    body: int
    year: int
    form: str
    kind: str = "决算"
    style: str = "template"
    scope: str = DEPARTMENT


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
    scopes: Sequence[str] = (DEPARTMENT,),
    alike: bool = False,
) -> tuple[WrittenReport, ...]:
    """Write a report of every kind for every department and year, and `truth/` beside them.

    The forms take turns; `scopes` 单位 adds accounts of a body alone where it has subordinate units; `contradictions` of the
    final accounts contradict themselves. Each report chooses its wordings by itself; with `alike` all of a kind choose the
    same, as from one template that is filled in. Raises BadInput for a form, kind, size or scope that there is not, for more
    contradictions or departments than can be made, or for a folder that cannot be made.
    """
    if departments < 1 or not years or not forms or not kinds:
        raise BadInput("there is nothing to write", where="the arguments", next_step="ask for one department and year at least")
    for given, known, word in ((forms, FORMS, "form"), (kinds, KINDS, "kind"), ((size,), SIZES, "size"), (scopes, SCOPES, "scope")):
        for one in given:
            if one not in known:
                raise BadInput(f"there is no {word} {one!r}", where=f"--{word}s", next_step=f"choose of {', '.join(known)}")
    plans: list[Plan] = []
    for number, body in enumerate(_bodies(departments, seed)):
        for year, kind, scope in product(years, kinds, scopes):
            if scope == DEPARTMENT or (body.units and kind == "决算"):
                # by body, year and kind, so that no kind of report always has one form
                turn = number + years.index(year) + kinds.index(kind) + scopes.index(scope)
                plans.append(Plan(number, year, forms[turn % len(forms)], kind, STYLE_OF_KIND[kind], scope))
    return write_plans(folder, plans, seed, contradictions, size, wide=True, alike=alike)


def write_plans(
    folder: Path, plans: Sequence[Plan], seed: int, contradictions: int = 0, size: str = "full", wide: bool = False,
    alike: bool = False,
) -> tuple[WrittenReport, ...]:
    """Write these reports and the truth about them. Raises BadInput as `write_library` does.

    `wide` gives more wordings and layouts than the shipped library has, which has to stay as its cases know it; `alike` as
    for `write_library`.
    """
    bodies = _bodies(max(plan.body for plan in plans) + 1, seed)
    try:
        (folder / truth.FOLDER).mkdir(parents=True, exist_ok=True)
    except OSError as fault:
        raise BadInput(f"the folder cannot be made: {fault.strerror}", where=str(folder), next_step="choose another") from fault
    press = _Press(bodies, sorted({plan.year for plan in plans}), seed, size, wide, alike)
    turns = _turns(plans, contradictions, seed)
    rows: dict[str, Mapping[str, Any]] = {}
    reports, checks = [], []
    with (folder / truth.FOLDER / truth.FACTS).open("wb") as facts:  # as they come: a large library has a million
        for plan in plans:
            written, made = press.write(plan, turns.get(plan), _has_last_year(plan, plans) if plan in turns else False)
            row = _report_row(plan, bodies[plan.body])
            if row["file"] in rows:
                raise BadInput(f"{row['file']} is asked for twice", where="the plans", next_step="give each report once")
            (folder / row["file"]).write_bytes(written.data)
            rows[row["file"]] = row
            facts.write(truth.as_lines(truth.fact_row(place, row) for place in written.figures))
            checks += [_check_row(row["file"], written, made)] if made else []
            reports.append(WrittenReport(**row, figures=len(written.figures)))
    for name, found in ((truth.REPORTS, rows.values()), (truth.CHECKS, checks)):
        (folder / truth.FOLDER / name).write_bytes(truth.as_lines(found))
    return tuple(reports)


def _bodies(count: int, seed: int) -> tuple[Body, ...]:
    try:
        return invent_bodies(count, seed)
    except ValueError as fault:
        raise BadInput(str(fault), where="--departments", next_step="ask for fewer") from fault


def _has_last_year(plan: Plan, plans: Sequence[Plan]) -> bool:
    last = replace(plan, year=plan.year - 1, form="")
    return any(replace(other, form="") == last for other in plans)


class _Press:
    """Composes and writes one report after the other; keeps the books of the body it is at."""

    def __init__(self, bodies: Sequence[Body], years: Sequence[int], seed: int, size: str, wide: bool, alike: bool) -> None:
        self.bodies, self.years, self.seed, self.size, self.wide, self.alike = bodies, years, seed, size, wide, alike
        self.books: tuple[int, Books] | None = None

    def write(self, plan: Plan, turn: int | None, with_last: bool) -> tuple[Written, Contradiction | None]:
        """The file of a plan, with a contradiction of the kind whose turn it is, if any."""
        body = self.bodies[plan.body]
        if self.books is None or self.books[0] != plan.body:
            self.books = plan.body, keep_books(body, self.years, self.seed, _grain(body, self.seed))
        accounts = self.books[1].department if plan.scope == DEPARTMENT else self.books[1].alone
        subject = Subject(body, plan.year, plan.scope, accounts[plan.year], accounts[plan.year - 1])
        if self.alike:
            dice: Random = TemplateDice(f"template {self.seed} {plan.kind} {plan.scope} {plan.style}")
        else:
            dice = Random(f"report {self.seed} {body.name} {plan.year} {plan.kind} {plan.scope} {plan.style}")
        compose, files, _ = STYLES[plan.style]
        numbers = _numbers(body, self.seed)
        if self.wide and numbers.table_unit == YUAN and Random(f"prose {self.seed} {body.name}").randrange(2):
            numbers = replace(numbers, prose_unit=YUAN)
        if plan.style == "notice" and dice.randrange(2):
            numbers = replace(numbers, prose_unit=YUAN, table_unit=YUAN, keep_zeros=False)
        blocks = compose(Voice(subject, numbers, dice, *files, wide=self.wide), self.size)
        if self.wide and plan.style in ("template", "budget") and self.size == "full":
            blocks = with_noise(blocks, dice)
        made = contradict(blocks, turn, dice, with_last) if turn is not None else None
        if turn is not None and made is None:
            raise BadInput(
                f"no figure of {body.name} {plan.year} can be made to disagree", where="--contradictions", next_step="ask for fewer"
            )
        blocks = made[0] if made else blocks
        written = write_text(blocks, dice, self.wide) if plan.form == "txt" else WRITERS[plan.form](blocks, dice)
        return written, made[1] if made else None


def _turns(plans: Sequence[Plan], contradictions: int, seed: int) -> dict[Plan, int]:
    """Which reports contradict themselves, and whose turn among the kinds it is."""
    able = [plan for plan in plans if plan.style == "template"]
    if contradictions > len(able):
        raise BadInput(
            f"{contradictions} reports cannot contradict themselves: {len(able)} are final accounts",
            where="--contradictions", next_step="ask for fewer",
        )  # fmt: skip
    chosen = Random(f"contradictions {seed}").sample(range(len(able)), contradictions)
    return {able[place]: turn for turn, place in enumerate(sorted(chosen))}


def _check_row(file: str, written: Written, made: Contradiction) -> Mapping[str, Any]:
    altered = [place for place in written.figures if place.figure.key.endswith(ALTERED)]
    others = [place for place in written.figures if place.figure.key in made.against]
    lines = list(dict.fromkeys(place.line for place in (*altered, *others)))
    pages = list(dict.fromkeys(place.page for place in (*altered, *others) if place.page))
    printed = [place.figure.printed for place in altered]
    return {
        "file": file, "lines": lines, "pages": pages, "kind": made.kind, "disagrees": True, "printed": printed, "note": made.note,
    }  # fmt: skip


def _grain(body: Body, seed: int) -> Decimal:
    """A body that prints yuan has accounts to the cent, another to the hundred yuan that its two decimals show."""
    return CENT if _numbers(body, seed).table_unit == YUAN else HUNDRED


def _numbers(body: Body, seed: int) -> NumberStyle:
    """How a body prints numbers, the same in all its reports."""
    random = Random(f"numbers {seed} {body.name}")
    return NumberStyle(
        prose_unit=WAN, table_unit=random.choice((WAN, WAN, WAN, YUAN)), prose_commas=random.randrange(4) == 0,
        table_commas=random.randrange(4) > 0, keep_zeros=random.randrange(3) > 0, percent_places=random.choice((2, 2, 2, 1)),
        blank=random.choice(("", "", "", "0.00", "0.00", "—", "无")),
    )  # fmt: skip


def _report_row(plan: Plan, body: Body) -> Mapping[str, Any]:
    name = STYLES[plan.style][2].format(scope=plan.scope)
    return {
        "file": f"{body.name}{plan.year}{name}.{plan.form}", "entity": body.name, "short_name": body.short, "year": plan.year,
        "kind": plan.kind, "scope": plan.scope, "form": plan.form, "style": plan.style,
    }  # fmt: skip
