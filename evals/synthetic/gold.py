"""Gold answers from truth rows: which printed figures a question means, what follows from them, and where they stand.

Nothing is asked and nothing is read from a report: the truth files tell every figure. A reference is a short text such as
`wq 2022 三公`, `wq 2024预算 行政运行`, `mz 2023单位 养车:预算` or `wq 2021 行政运行@项目支出`: body, year (with kind or scope where
it is not the department's final accounts), item, `:measure or basis`, `@column`. `~` before it lets its rows differ.
"""

from __future__ import annotations

import ast
import operator
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_HALF_UP, Decimal
from itertools import product
from typing import Any

from evals.errors import BadInput
from evals.units import MONEY, in_unit, plain_unit

TruthRow = Mapping[str, Any]
HUNDREDTH = Decimal("0.01")
KINDS = ("决算", "预算", "三公", "绩效")
MEASURES = {
    "变动": ("change", None), "变幅": ("percent_change", None), "完成率": ("completion_rate", None), "占比": ("share", None),
    "数": ("count", None), "分": ("score", None), "预算": ("amount", ("年初预算", "预算")), "调整": ("amount", ("调整预算",)),
}  # fmt: skip
_REFERENCE = re.compile(r"(~?)(\S+) (\d{4})(\D*) ([^:@\s]+)(?::([^@\s]+))?(?:@(\S+))?")
_OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}


@dataclass(frozen=True, slots=True)
class Named:
    """The rows of one report that print one figure, in the order of the report; never empty."""

    reference: str
    rows: tuple[TruthRow, ...]

    @property
    def unit(self) -> str:
        """The unit of its roughest print, which prose mostly uses."""
        return str(self.roughest["unit"])

    @property
    def roughest(self) -> TruthRow:
        return max(self.rows, key=last_place)

    @property
    def finest(self) -> TruthRow:
        return min(self.rows, key=last_place)


# The units of English reports, as the Chinese ones have them.
UNITS = {"million yuan": "百万元", "official vehicles": "辆", "groups": "批次", "guests": "人次"}


def find_figure(reference: str, facts: Sequence[TruthRow], names: Mapping[str, Any]) -> Named:
    """The rows that a reference means. Raises BadInput where there are none, or where they print different figures."""
    parts = _REFERENCE.fullmatch(reference)
    if not parts:
        raise BadInput(f"{reference!r} is no reference to a figure", where="questions", next_step="write BODY YEAR ITEM")
    differ, body, year, kind, item, measure, column = parts.groups()
    wanted = dict(names["items"].get(item, {"item": item}))
    wanted["measure"], bases = MEASURES.get(measure or "", ("amount", ("决算", "执行") if kind != "预算" else ("预算",)))
    found = [
        row for row in facts
        if row["entity"] == names["bodies"].get(body, body)
        and row["year"] == int(year)
        and row["kind"] == (kind if kind in KINDS else "决算")
        and row["scope"] == ("单位" if kind == "单位" else "部门")
        and row["period"] == year
        and (row["column"] == column if column else row["column"] in (None, "合计"))
        and (bases is None or row["basis"] in bases)
        and all(row[key] in (value if isinstance(value, list) else [value]) for key, value in wanted.items())
    ]  # fmt: skip
    if not found:
        raise BadInput(f"no figure is printed for {reference!r}", where="truth", next_step="mend the reference")
    rows = _one_fund([{**row, "unit": UNITS.get(row["unit"].strip(), row["unit"])} for row in found])
    if not differ and not all(_agree(rows[0], row) for row in rows):
        told = ", ".join(f"{row['printed']} ({row['fund_scope']}, line {row['line']})" for row in rows)
        raise BadInput(f"{reference!r} is printed as {told}", where="truth", next_step="tell which is meant")
    return Named(reference, rows)


def _one_fund(rows: Sequence[TruthRow]) -> tuple[TruthRow, ...]:
    """Where one item is printed of all funds and of some, those of the first fund printed, unless all agree."""
    if all(_agree(rows[0], row) for row in rows):
        return tuple(rows)
    prose = next((row for row in rows if row["column"] is None), rows[0])
    return tuple(row for row in rows if row["fund_scope"] == prose["fund_scope"])


def last_place(row: TruthRow) -> Decimal:
    """The worth of the last printed digit, in 元 for money."""
    place = Decimal(1).scaleb(int(Decimal(row["value"]).as_tuple().exponent))
    return place * MONEY.get(plain_unit(row["unit"]), Decimal(1))


def amount(row: TruthRow, unit: str) -> Decimal:
    """The printed value in a unit. Raises BadInput where the two are not of one kind."""
    value = in_unit(Decimal(row["value"]), row["unit"], unit)
    if value is None:
        raise BadInput(f"{row['printed']} is not in {unit}", where=str(row["file"]), next_step="mend the question's unit")
    return value


def _agree(one: TruthRow, other: TruthRow) -> bool:
    if (plain_unit(one["unit"]) in MONEY) != (plain_unit(other["unit"]) in MONEY):
        return False
    unit = "元" if plain_unit(one["unit"]) in MONEY else one["unit"]
    return abs(amount(one, unit) - amount(other, unit)) <= (last_place(one) + last_place(other)) / 2


def calculate(expression: str, values: Mapping[str, Decimal]) -> Decimal:
    """+ - * / and brackets over named values and plain numbers. Raises BadInput for anything else."""
    return _value(ast.parse(expression, mode="eval").body, values)


def _value(node: ast.expr, values: Mapping[str, Decimal]) -> Decimal:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left, values), _value(node.right, values))
    if isinstance(node, ast.Name) and node.id in values:
        return values[node.id]
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return Decimal(str(node.value))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_value(node.operand, values)
    raise BadInput(f"{ast.unparse(node)!r} is no calculation", where="questions", next_step="use + - * / and names of facts")


def holds(comparison: str, named: Mapping[str, Named]) -> bool:
    """Whether `a > b` is so of the printed figures, signs and all. Raises BadInput for anything but a single >."""
    left, sign, right = comparison.partition(">")
    if not sign:
        raise BadInput(f"{comparison!r} is no comparison", where="questions", next_step="write A > B")
    values = {name: _common(one.roughest) for name, one in named.items()}
    return calculate(left.strip(), values) > calculate(right.strip(), values)


def rounded(value: Decimal) -> Decimal:
    """To two decimals, as the assistant shows what it works out."""
    return value.quantize(HUNDREDTH, ROUND_HALF_UP)


def work_out(expression: str, named: Mapping[str, Named], unit: str) -> tuple[Decimal, Decimal, str]:
    """(value, tolerance, working): from the figures as prose prints them, and how far those of the tables lead away.

    The working holds printed figures only, each as it is printed but for its separators, with its conversion to 万元.
    """
    rough = calculate(expression, {name: _common(one.roughest) for name, one in named.items()})
    fine = calculate(expression, {name: _common(one.finest) for name, one in named.items()})
    working = re.sub(r"[a-z]\b", lambda found: _written(named[found[0]].roughest), expression)
    # a total in 元 is the same figure whichever way it is worked out; a rounding of prose may be seen in it
    tolerance = (abs(rough - fine) + HUNDREDTH).quantize(HUNDREDTH, ROUND_CEILING)
    return rounded(rough), tolerance, working


def in_yuan(expression: str, named: Mapping[str, Named]) -> list[str]:
    """What sums and differences of money come to in 元, for every print of their figures; none for other expressions."""
    used = {name: one for name, one in named.items() if re.search(rf"\b{name}\b", expression)}
    money = all(plain_unit(row["unit"]) in MONEY for one in used.values() for row in one.rows)
    if not used or not money or re.search(r"[*/]", expression):
        return []
    written: dict[str, None] = {}
    for rows in product(*(one.rows for one in used.values())):
        value = abs(calculate(expression, {name: amount(row, "元") for name, row in zip(used, rows, strict=True)})).normalize()
        written |= dict.fromkeys((f"{value:f}", f"{value:,f}"))
    return list(written)


def _common(row: TruthRow) -> Decimal:
    return amount(row, "万元") if plain_unit(row["unit"]) in MONEY else Decimal(row["value"])


def _written(row: TruthRow) -> str:
    factor = MONEY.get(plain_unit(row["unit"]))
    if factor is None or factor == MONEY["万元"]:
        return str(row["value"])
    return f"({row['value']} / 10000)" if factor == 1 else f"({row['value']} * {int(factor)} / 10000)"


def spellings(named: Named) -> list[str]:
    """How an answer may write a figure: as printed, without separators or needless noughts, in 元 and 万元."""
    written: dict[str, None] = {}
    for row in named.rows:
        values = [abs(Decimal(row["value"]))]
        if plain_unit(row["unit"]) in MONEY:
            values += [abs(amount(row, unit)) for unit in ("元", "万元", "百万元")]
        for value in values:
            # an exponent of its own for a round amount (1E+2) is no way to write it
            plain = f"{value.normalize():f}"
            for text in (f"{value:f}", f"{value:,f}", plain, f"{Decimal(plain):,f}"):
                written[text] = None
    return list(written)
