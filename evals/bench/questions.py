"""Questions about synthetic reports with known answers, drawn evenly over the reports of a library.

A budget is asked about as a budget ("…预算是多少"), anything else as what came of it.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

# What the mandated template prints of every body, so that every report has some of it.
ITEMS = (
    "公务接待费", "公务用车购置及运行维护费", "公务用车运行维护费", "因公出国（境）费", "“三公”经费支出", "本年支出合计", "基本支出",
    "项目支出", "社会保障和就业支出", "卫生健康支出", "住房保障支出", "人员经费", "公用经费", "机关运行经费支出", "政府采购支出总额",
)  # fmt: skip
# How a measure is asked for, and the type of such a question.
ASKED = {
    "amount": ("{entity}{year}年{item}是多少？", "value"),
    "change": ("{entity}{year}年{item}比上年增减多少？", "change"),
    "percent_change": ("{entity}{year}年{item}比上年增减百分之几？", "change"),
    "share": ("{entity}{year}年{item}占比是多少？", "share"),
}
BUDGET = "预算"

Row = Mapping[str, Any]


def make_questions(truth: Mapping[str, Sequence[Row]], files: Sequence[str], count: int, seed: int) -> tuple[dict[str, Any], ...]:
    """`count` question rows about these files: the reports evenly spaced over them, each asked about something else.

    `truth` gives the printed figures of each file. A figure that another report of the body and year prints in another way
    is right as well. Fewer rows where the files print fewer such figures.
    """
    alike: dict[tuple, list[Row]] = defaultdict(list)
    for fact in (fact for facts in truth.values() for group in _askable(facts) for fact in group):
        alike[_what(fact)].append(fact)
    random = Random(f"bench {seed} {len(files)}")
    chosen = [files[number * len(files) // min(count, len(files))] for number in range(min(count, len(files)))]
    stock = {file: _askable(truth[file]) for file in chosen}
    for groups in stock.values():
        random.shuffle(groups)
    rows: list[dict[str, Any]] = []
    while len(rows) < count and any(stock.values()):
        for file in chosen:
            if stock[file] and len(rows) < count:
                facts = stock[file].pop()
                rows.append(_row(f"q{len(rows) + 1}", file, facts, alike[_what(facts[0])]))
    return tuple(rows)


def read_truth(folder: Path) -> dict[str, list[Row]]:
    """The printed figures of each report of a synthetic library, by file."""
    found: dict[str, list[Row]] = defaultdict(list)
    with (folder / "truth" / "facts.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if row["item"] in ITEMS and row["measure"] in ASKED and row["period"] == str(row["year"]):
                found[row["file"]].append(row)
    return found


def _askable(facts: Sequence[Row]) -> list[list[Row]]:
    """The figures of a report that a question can be asked about, each with all that print it; in accounts the budget's are none."""
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for fact in facts:
        if fact["basis"] in (None, BUDGET if _is_budget(fact) else "决算"):
            groups[(fact["item"], fact["measure"])].append(fact)
    # of one item in several funds, no single figure is meant
    return [group for group in groups.values() if len({fact["fund_scope"] for fact in group}) == 1]


def _is_budget(fact: Row) -> bool:
    return fact.get("kind") == BUDGET


def _what(fact: Row) -> tuple[str, int, bool, str, str]:
    return fact["entity"], fact["year"], _is_budget(fact), fact["item"], fact["measure"]


def _row(name: str, file: str, facts: Sequence[Row], alike: Sequence[Row]) -> dict[str, Any]:
    first = facts[0]
    wording, kind = ASKED[first["measure"]]
    item = first["item"] + (BUDGET if _is_budget(first) else "")
    pairs = list(dict.fromkeys((fact["value"], fact["unit"]) for fact in (*facts, *alike)))
    return {
        "id": name, "lang": "zh", "type": kind, "kind": "value",
        "question": wording.format(entity=first["entity"], year=first["year"], item=item),
        "value": pairs[0][0], "unit": pairs[0][1], "also": [list(pair) for pair in pairs[1:]],
        "file": file, "lines": [sorted({fact["line"] for fact in facts})],
    }  # fmt: skip
