"""Which operands of an expression are grounded: for workings that a model asks for, before they may stand behind a figure.

It works nothing out: `assistant.calculator` does. An operand must be a figure that was looked up, with its unit, or the result
of an earlier working. Numbers of the arithmetic itself are excused where the shape of the expression says what they are: the
decimals of round(), the number of summands that a sum is divided by, 1 and 100% beside a rate, 100% behind a quotient.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from assistant.expression import Parser, Token
from assistant.quantity import decimals_of, plain

Holds = Callable[[Decimal, str], bool]
RATE_DECIMALS = 2
BARE_FACTOR = "no plain number may be a factor of an amount: for a rate divide and ask for the unit %, for money ask for the unit wanted"


@dataclass(frozen=True, slots=True)
class Node:
    """A part of an expression: a number with its unit, or an operation (its mark or name) over parts."""

    kind: str
    parts: tuple[Node, ...] = ()
    value: Decimal = Decimal(0)
    unit: str = ""

    @property
    def is_number(self) -> bool:
        """Whether this is a number as written."""
        return self.kind == "number"

    @property
    def is_bare(self) -> bool:
        """Whether no number in it has a unit."""
        return not self.unit and all(part.is_bare for part in self.parts)


class _Shape(Parser):
    """The same grammar; what it makes are nodes."""

    def _apply(self, token: Token, operation: Callable[..., Any], *operands: Any) -> Any:
        return Node(token.text.lower(), operands)

    def _literal(self, token: Token) -> Any:
        return Node("number", (), Decimal(token.text.replace(",", "")))

    def _negated(self, value: Any) -> Any:
        return Node("negative", (value,))

    def _united(self, value: Any, unit: str) -> Any:
        return Node("number", (), value.value, unit) if value.is_number else Node("united", (value,), unit=unit)


def loose_operands(expression: str, holds: Holds) -> list[str]:
    """What in an expression is not grounded, as written, each once; `holds` tells whether a figure was looked up or worked out.

    Raises CalculationError where it is no expression.
    """
    return list(dict.fromkeys(_loose(_Shape(expression).result(), holds)))


def unrounded(expression: str) -> str:
    """The expression without its round(): what its result is a rounding of. Raises CalculationError where it is none."""
    return _written(_Shape(expression).result())


def _written(node: Node) -> str:
    if node.is_number:
        return f"{plain(node.value)}{node.unit}"
    inner = [_written(part) for part in node.parts]
    if node.kind == "round":
        return inner[0]
    if node.kind == "negative":
        return f"(-{inner[0]})"
    if node.kind == "united":
        return f"({inner[0]}){node.unit}"
    return f"{node.kind}({', '.join(inner)})" if node.kind.isalpha() else f"({f' {node.kind} '.join(inner)})"


def keeps_enough(exact: Decimal, rounded: Decimal, unit: str) -> bool:
    """Whether a rounding still tells the figure: within 1 % of it, or a rate with two decimals. 0.49亿元 told as 0亿元 does not."""
    return abs(rounded - exact) * 100 <= abs(exact) or (unit == "%" and decimals_of(rounded) >= RATE_DECIMALS)


def _loose(node: Node, holds: Holds) -> list[str]:
    if node.is_number:
        return [] if holds(node.value, node.unit) else [f"{plain(node.value)}{node.unit}"]
    if node.kind == "united":
        return [f"{node.unit} behind a bracket (write the unit behind each number)"]
    if node.kind == "round" and len(node.parts) == 2 and node.parts[1].is_number:
        return _loose(node.parts[0], holds)
    if node.kind == "/":
        return _quotient(*node.parts, holds)
    if node.kind == "*":
        return _product(*node.parts, holds)
    if node.kind in "+-":
        return _sum(*node.parts, holds)
    return [one for part in node.parts for one in _loose(part, holds)]


def _quotient(left: Node, right: Node, holds: Holds) -> list[str]:
    """An average over its summands; an amount over a plain number is nothing else."""
    if right.is_number and not right.unit:
        if right.value == _summands(left):
            return _loose(left, holds)
        if not left.is_bare:
            return [BARE_FACTOR]
    return _loose(left, holds) + _loose(right, holds)


def _product(left: Node, right: Node, holds: Holds) -> list[str]:
    if right.is_number and right.unit == "%" and right.value == 100 and left.kind == "/":
        return _loose(left, holds)
    for factor, other in ((left, right), (right, left)):
        if factor.is_number and not factor.unit and not other.is_bare:
            return [BARE_FACTOR]
    return _loose(left, holds) + _loose(right, holds)


def _sum(left: Node, right: Node, holds: Holds) -> list[str]:
    """1 or 100% beside a rate is the whole that the rate is of."""
    for whole, rate in ((left, right), (right, left)):
        if whole.is_number and (whole.value, whole.unit) in ((1, ""), (100, "%")) and _is_rate(rate):
            return _loose(rate, holds)
    return _loose(left, holds) + _loose(right, holds)


def _is_rate(node: Node) -> bool:
    return node.kind == "/" or (node.is_number and node.unit == "%")


def _summands(node: Node) -> int:
    """How many figures a sum adds up; 0 for what is no sum."""
    if node.kind == "sum":
        return len(node.parts)
    if node.kind != "+":
        return 0
    return sum(_summands(part) or 1 for part in node.parts)
