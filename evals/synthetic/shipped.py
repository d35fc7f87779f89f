"""The synthetic library that the shipped cases are asked on: fixed arguments, so the same bytes everywhere.

Six departments with three years of final accounts, some budgets, short notices, a bulletin, accounts of a body alone, a
workbook without prose and an English summary, in all five forms. Changing anything here changes the shipped cases' gold.
"""

from __future__ import annotations

from pathlib import Path

from evals.synthetic.library import ALONE, Plan, WrittenReport, write_plans

SEED = 6
YEARS = (2021, 2022, 2023)
DEPARTMENTS = 6
CONTRADICTIONS = 3
# of each department the forms of its three years
_FORMS = (
    ("txt", "docx", "html"), ("txt", "html", "pdf"), ("docx", "txt", "xlsx"),
    ("pdf", "txt", "docx"), ("html", "pdf", "txt"), ("xlsx", "txt", "html"),
)  # fmt: skip
_BESIDES = (
    Plan(0, 2023, "docx", "预算", "budget"),
    Plan(0, 2024, "txt", "预算", "budget"),
    Plan(3, 2024, "html", "预算", "budget"),
    Plan(3, 2023, "txt", scope=ALONE),
    Plan(2, 2023, "txt", "绩效", "bulletin"),
    Plan(6, 2022, "txt", "三公", "notice"),
    Plan(7, 2023, "html", "三公", "notice"),
    Plan(8, 2023, "xlsx", "决算", "sheets"),
    Plan(9, 2023, "txt", "决算", "english"),
)
SHIPPED: tuple[Plan, ...] = (
    *(
        Plan(body, year, form)
        for body in range(DEPARTMENTS)
        for year, form in zip(YEARS, _FORMS[body], strict=True)
    ),
    *_BESIDES,
)  # fmt: skip


def write_shipped(folder: Path) -> tuple[WrittenReport, ...]:
    """Write the shipped library and its truth to a folder."""
    return write_plans(folder, SHIPPED, SEED, CONTRADICTIONS)
