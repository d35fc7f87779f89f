"""Work a printed calculation again, apart from the assistant's calculator. Unknown notation is left unjudged."""

from __future__ import annotations

import ast
import operator
import re
from decimal import Decimal, InvalidOperation
from fractions import Fraction

from evals.units import MONEY

_PLAIN_FORMS = str.maketrans("０１２３４５６７８９（）＋－＊／．，％×÷−–—　", "0123456789()+-*/.,%*/--- ")
_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_PERCENT = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*%")
_WORD = re.compile(r"[\u3400-\u9fff]+(?:/[\u3400-\u9fff]+)?")
_MONEY_TERM = re.compile(r"([0-9]+(?:\.[0-9]+)?)\s*(万亿元|[百千]?万元|亿元|千元|元)")
_OPERATIONS = {ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv}
_FUNCTIONS = {"sum": lambda *values: sum(values), "min": min, "max": max, "abs": abs}
# Where an expression carries units, its result may be in another unit of the same kind: 万元 ÷ 人次 given in 元.
_UNIT_FACTORS = tuple(Fraction(10) ** power for power in (-12, -8, -4, -3, -2, 2, 3, 4, 8, 12))
LONGEST = 1_000


def rework(expression: str) -> Fraction | None:
    """The exact value of an expression of numbers, + - * /, brackets, sum, min, max and abs; None for anything else."""
    plain = _in_one_unit(_THOUSANDS.sub("", expression.translate(_PLAIN_FORMS)))
    plain = _WORD.sub("", _PERCENT.sub(r"(\1/100)", plain)).strip()
    if not plain or len(plain) > LONGEST:
        return None
    try:
        return _value(ast.parse(plain, mode="eval").body, plain)
    except (ArithmeticError, MemoryError, RecursionError, SyntaxError, TypeError, ValueError):
        return None


def working_holds(expression: str, result: str, unit: str) -> bool | None:
    """Whether `result` is the expression's value, rounded at its own decimals; None where it cannot be worked."""
    value = rework(expression)
    try:
        printed = Decimal(result.replace(",", ""))
    except InvalidOperation:
        return None
    if value is None or not printed.is_finite():
        return None
    factors = [Fraction(1)]
    if unit in ("%", "百分点", "个百分点"):
        factors.append(Fraction(100))
    if _WORD.search(expression):
        factors.extend(_UNIT_FACTORS)
    half_a_place = Fraction(1, 2) * Fraction(10) ** printed.as_tuple().exponent
    return any(abs(value * factor - Fraction(printed)) <= half_a_place for factor in factors)


def _in_one_unit(plain: str) -> str:
    """An expression over money in several units with all of it in 元; any other as it is."""
    if len({match[2] for match in _MONEY_TERM.finditer(plain)}) < 2:
        return plain
    return _MONEY_TERM.sub(lambda match: f"({match[1]}*{MONEY[match[2]]})", plain)


def _value(node: ast.expr, text: str) -> Fraction:
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATIONS:
        return _OPERATIONS[type(node.op)](_value(node.left, text), _value(node.right, text))
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd | ast.USub):
        inner = _value(node.operand, text)
        return -inner if isinstance(node.op, ast.USub) else inner
    if isinstance(node, ast.Constant):
        # the text itself, not the parsed constant: that one is a float
        return Fraction(Decimal(ast.get_source_segment(text, node) or ""))
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in _FUNCTIONS and node.args:
        return Fraction(_FUNCTIONS[node.func.id](*(_value(argument, text) for argument in node.args)))
    raise ValueError("not arithmetic")
