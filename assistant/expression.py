"""The calculator's language: an expression in, a quantity out. Own tokenizer and parser; nothing is ever executed.

Grammar (spaces are free between the parts):
    sum      = product { ("+" | "-") product }
    product  = signed { ("*" | "/") signed }
    signed   = ("+" | "-") signed | power
    power    = primary [ "**" signed ]                  right to left; -2 ** 2 is -4
    primary  = (number | "(" sum ")" | function) [ unit ]
    function = ("sum" | "min" | "max" | "abs" | "round") "(" sum { "," sum } ")"
    unit     = "%" | "‰" | Chinese word | Chinese word "/" Chinese word

Full-width digits, marks and spaces, × and ÷ mean their plain forms. A % is a unit, not an operator.

Commas. A comma is a thousands separator where one to three digits not starting with 0 stand before it and exactly
three digits follow at once (1,234.5; 1,234,567); every other comma separates arguments. So write a space behind a
comma between arguments: sum(100, 200). A call such as sum(100,200), in which thousands separators leave one argument
only, could be meant either way and is refused.

Limits: 1,000 characters, 50 levels of nesting, exponents within ±64, results within 10^±200.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal, DecimalException, Inexact

from assistant import quantity as arithmetic
from assistant.quantity import CalculationError, Quantity

LONGEST = 1_000
DEEPEST = 50
MOST_ROUNDING_PLACES = 30

_PLAIN_FORMS = str.maketrans("０１２３４５６７８９（）＋－＊／．，％﹪×÷−–—∗　", "0123456789()+-*/.,%%*/---* ")
_WORD = "[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"
_TOKEN = re.compile(
    r"(?P<number>[1-9]\d{0,2}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+)"
    rf"|(?P<unit>%|‰|{_WORD}(?:/{_WORD})?)"
    r"|(?P<name>[A-Za-z_]+)"
    r"|(?P<mark>\*\*|[-+*/(),])",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Token:
    """A piece of the expression: kind (number, unit, name, mark or end), text, and offset counted from 0."""

    kind: str
    text: str
    start: int


def calculate(expression: str) -> Quantity:
    """The value of `expression`, exact where 50 digits hold it. Raises `CalculationError`."""
    return calculate_exactly(expression)[0]


def calculate_exactly(expression: str) -> tuple[Quantity, bool]:
    """The value, and whether it is exact: False where a quotient or power had to be cut at 50 digits."""
    with arithmetic.exact_arithmetic() as context:
        result = Parser(expression).result()
        return result, not context.flags[Inexact]


def tokenize(expression: str) -> list[Token]:
    """The tokens of `expression`, closed by one of kind "end"."""
    if not expression.strip():
        raise CalculationError("the expression is empty", next_step='Write one such as "111.99 + 49.04"')
    if len(expression) > LONGEST:
        raise CalculationError(
            f"the expression has {len(expression):,} characters", next_step=f"Use at most {LONGEST:,}"
        )
    text = expression.translate(_PLAIN_FORMS)
    tokens, offset = [], 0
    while offset < len(text):
        if text[offset].isspace():
            offset += 1
            continue
        match = _TOKEN.match(text, offset)
        if match is None:
            raise CalculationError(
                f'"{expression[offset]}" cannot stand in a calculation',
                _place(expression, offset),
                "Use numbers, units, + - * / ** ( ) and " + ", ".join(_FUNCTIONS),
            )
        tokens.append(Token(match.lastgroup or "", match[0], offset))
        offset = match.end()
    return [*tokens, Token("end", "", len(text))]


def _place(expression: str, offset: int) -> str:
    """Where in the expression, for a person: characters are counted from 1."""
    shown = expression if len(expression) <= 60 else f"…{expression[max(0, offset - 28) : offset + 28]}…"
    return f'character {offset + 1} of "{shown}"'


class Parser:
    """Reads and evaluates in one walk. Must run inside `exact_arithmetic`.

    `_apply`, `_literal`, `_negated` and `_united` make the values: who wants the shape of an expression and not its value
    makes others of them (`assistant.operands`).
    """

    def __init__(self, expression: str) -> None:
        self._expression = expression
        self._tokens = tokenize(expression)
        self._next = 0
        self._depth = 0

    def result(self) -> Quantity:
        value = self._sum()
        if self._token.kind != "end":
            raise self._fault("an operator is missing or a bracket is not open", "Write one of + - * / in between")
        return value

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self, *marks: str) -> Token | None:
        """The next token if it is one of `marks`, passing over it."""
        token = self._token
        if token.kind != "mark" or token.text not in marks:
            return None
        self._next += 1
        return token

    def _fault(self, what: str, next_step: str, token: Token | None = None) -> CalculationError:
        start = (token or self._token).start
        return CalculationError(what, _place(self._expression, start), next_step)

    def _apply(self, token: Token, operation: Callable[..., Quantity], *operands: Quantity) -> Quantity:
        """Run one operation; a fault in it is told with the place of its operator."""
        try:
            return operation(*operands)
        except DecimalException as cause:
            fault = arithmetic.explained(cause)
        except CalculationError as cause:
            fault = cause
        raise self._fault(fault.what, fault.next_step or "", token) from fault

    def _deeper(self, read: Callable[[], Quantity]) -> Quantity:
        self._depth += 1
        if self._depth > DEEPEST:
            raise self._fault(f"more than {DEEPEST} levels of brackets and signs", "Split the calculation")
        value = read()
        self._depth -= 1
        return value

    def _sum(self) -> Quantity:
        value = self._product()
        while token := self._take("+", "-"):
            operation = arithmetic.add if token.text == "+" else arithmetic.subtract
            value = self._apply(token, operation, value, self._product())
        return value

    def _product(self) -> Quantity:
        value = self._signed()
        while token := self._take("*", "/"):
            operation = arithmetic.multiply if token.text == "*" else arithmetic.divide
            value = self._apply(token, operation, value, self._signed())
        return value

    def _signed(self) -> Quantity:
        token = self._take("+", "-")
        if token is None:
            return self._power()
        value = self._deeper(self._signed)
        return value if token.text == "+" else self._negated(value)

    def _power(self) -> Quantity:
        value = self._primary()
        if token := self._take("**"):
            return self._apply(token, arithmetic.power, value, self._deeper(self._signed))
        return value

    def _primary(self) -> Quantity:
        token = self._token
        if token.kind == "number":
            self._next += 1
            value = self._literal(token)
        elif token.kind == "name":
            value = self._function()
        elif self._take("("):
            value = self._deeper(self._sum)
            self._close(token)
        else:
            raise self._fault(*self._expected_number(token))
        return self._with_unit(value)

    def _expected_number(self, token: Token) -> tuple[str, str]:
        if token.kind == "end":
            return "the expression ends where a number is expected", "Complete it"
        if token.kind == "unit":
            return f'"{token.text}" has no number before it', "Write the number first: 111.99万元"
        return f'a number is expected, not "{token.text}"', "Check the operators and brackets"

    def _with_unit(self, value: Quantity) -> Quantity:
        token = self._token
        if token.kind != "unit":
            return value
        if value.unit:
            raise self._fault(f'"{token.text}" follows a value that is in {value.unit} already', "Write one unit")
        self._next += 1
        return self._united(value, token.text)

    def _literal(self, token: Token) -> Quantity:
        return self._apply(token, _number, Quantity(Decimal(token.text.replace(",", ""))))

    def _negated(self, value: Quantity) -> Quantity:
        return Quantity(value.value.copy_negate(), value.unit)

    def _united(self, value: Quantity, unit: str) -> Quantity:
        return Quantity(value.value, unit)

    def _close(self, opened: Token) -> None:
        if not self._take(")"):
            raise self._fault("a bracket is not closed", 'Add the missing ")"', opened)

    def _function(self) -> Quantity:
        token = self._token
        function = _FUNCTIONS.get(token.text.lower())
        if function is None:
            raise self._fault(f'there is no function "{token.text}"', "Use " + ", ".join(_FUNCTIONS))
        self._next += 1
        if not self._take("("):
            raise self._fault(f'"{token.text}" needs brackets', f"Write {token.text}(…)")
        first = self._next
        arguments = [self._deeper(self._sum)]
        while self._take(","):
            arguments.append(self._deeper(self._sum))
        self._close(token)
        inside = self._tokens[first : self._next]
        if len(arguments) == 1 and any(t.kind == "number" and "," in t.text for t in inside):
            raise self._fault(
                "the comma may separate thousands or arguments",
                f"Write {token.text}(1, 234) with a space for two arguments, or leave the thousands commas out",
                token,
            )
        return self._apply(token, function, *arguments)


def _number(quantity: Quantity) -> Quantity:
    """A literal within the limits of the context: longer than 50 digits is cut and counts as inexact."""
    return Quantity(+quantity.value)


def _total(*values: Quantity) -> Quantity:
    result = values[0]
    for value in values[1:]:
        result = arithmetic.add(result, value)
    return result


def _smallest(*values: Quantity) -> Quantity:
    result = values[0]
    for value in values[1:]:
        if arithmetic.subtract(result, value).value > 0:
            result = value
    return result


def _largest(*values: Quantity) -> Quantity:
    result = values[0]
    for value in values[1:]:
        if arithmetic.subtract(result, value).value < 0:
            result = value
    return result


def _absolute(*values: Quantity) -> Quantity:
    if len(values) != 1:
        raise CalculationError("abs takes one value", next_step="Write abs(x)")
    return Quantity(values[0].value.copy_abs(), values[0].unit)


def _rounded(*values: Quantity) -> Quantity:
    if len(values) != 2:
        raise CalculationError("round takes a value and a number of decimals", next_step="Write round(x, 2)")
    value, places = values
    if places.unit or places.value != places.value.to_integral_value() or abs(places.value) > MOST_ROUNDING_PLACES:
        raise CalculationError(
            "the number of decimals must be whole", next_step=f"Use -{MOST_ROUNDING_PLACES} to {MOST_ROUNDING_PLACES}"
        )
    return Quantity(arithmetic.round_half_up(value.value, int(places.value)), value.unit)


_FUNCTIONS: dict[str, Callable[..., Quantity]] = {
    "sum": _total,
    "min": _smallest,
    "max": _largest,
    "round": _rounded,
    "abs": _absolute,
}
