"""How one report speaks: it chooses wording and prints figures, each with its truth. It decides no amount."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from random import Random

from evals.synthetic.accounts import Account, Expense
from evals.synthetic.bodies import Body
from evals.synthetic.figures import Figure, Line, Value, fill, holes, join
from evals.synthetic.numbers import NumberStyle, in_unit, plain, ratio
from evals.synthetic.wording import wording

GENERAL_SCOPE, GRANTED_SCOPE = "一般公共预算财政拨款", "财政拨款"
FUND_SCOPE, CAPITAL_SCOPE = "政府性基金预算财政拨款", "国有资本经营预算财政拨款"
EMPTY = Line()


@dataclass(frozen=True, slots=True)
class Subject:
    """What a report is about: a body, a year and the accounts that it tells and compares with."""

    body: Body
    year: int
    scope: str
    account: Account
    before: Account


@dataclass(frozen=True, slots=True)
class Of:
    """What a figure is of: the parts of its truth that do not depend on how it is printed."""

    item: str
    key: str = ""
    fund_scope: str | None = None
    path: tuple[str, ...] = ()
    code: str | None = None


class Voice:
    """Wording and figures of one report. The same subject, numbers and dice give the same words."""

    def __init__(
        self, subject: Subject, numbers: NumberStyle, random: Random, *files: str, wide: bool = False
    ) -> None:
        self.subject = subject
        self.wide = wide  # more wordings, more layouts than the shipped library has
        self.numbers = numbers
        self.random = random
        self.words = {kind: texts for name in ("common", *files) for kind, texts in wording(name, wide).items()}
        body, year = subject.body, subject.year
        selves = self.words["self" if subject.scope == "部门" else "self_unit"]
        self.values: dict[str, Value] = {
            "body": body.name, "short": body.short, "place": body.place, "year": str(year), "last": str(year - 1),
            "next": str(year + 1), "scope": subject.scope, "day": str(10 + random.randrange(18)),
        }  # fmt: skip
        self._selves = tuple(fill(text, self.values).text for text in selves)

    def pick(self, kind: str) -> str:
        """One wording of this kind."""
        return self.random.choice(self.words[kind])

    def say(self, kind: str, **values: Value) -> Line:
        """A sentence of this kind with its holes filled. Holes that no value is given for are the report's own."""
        template = self.pick(kind)
        return self.put(template, **values)

    def put(self, template: str, **values: Value) -> Line:
        """This template with its holes filled; figures of the budget take their basis from its words."""
        mine = {**self.values, "self": self.random.choice(self._selves)}
        basis = "年初预算" if "年初" in template else "预算"
        for name, value in values.items():
            if isinstance(value, Figure) and value.basis == "预算":
                value = replace(value, basis=basis)
            if isinstance(value, Figure) and value.measure == "completion_rate":
                value = replace(value, against=basis)
            mine[name] = value
        return fill(template, mine)

    def money(self, yuan: Decimal, of: Of, basis: str = "决算", year: int | None = None) -> Figure:
        """An amount in prose, with its unit."""
        unit = self.numbers.prose_unit
        value = in_unit(yuan, unit)
        digits = plain(value, self.numbers.prose_commas, self.numbers.keep_zeros)
        if not value:
            digits = "0" if not self.numbers.keep_zeros or self.random.randrange(3) else "0.00"
        return self._figure(of, digits + unit, Decimal(digits.replace(",", "")), unit, "amount", year, basis=basis)

    def cell(self, yuan: Decimal, of: Of, basis: str = "决算", year: int | None = None) -> Line:
        """An amount in a table: bare digits, or what the table prints for nothing."""
        value = in_unit(yuan, self.numbers.table_unit)
        if not value and self.numbers.blank != "0.00":
            return Line(self.numbers.blank)
        digits = plain(value, self.numbers.table_commas)
        figure = self._figure(of, digits, value, self.numbers.table_unit, "amount", year, basis=basis)
        return join(figure)

    def count(self, number: int, unit: str, of: Of, measure: str = "count") -> Figure:
        """A count (or a score) with its unit."""
        return self._figure(of, f"{number}{unit}", Decimal(number), unit, measure, None)

    def share(self, part: Decimal, whole: Decimal, of: Of, against: str) -> Figure:
        """What part of the whole an amount is, in percent of the printed amounts."""
        part, whole = in_unit(part, self.numbers.prose_unit), in_unit(whole, self.numbers.prose_unit)
        return self.percent(ratio(part, whole, self.numbers.percent_places), of, "share", against)

    def rate(self, final: Decimal, budget: Decimal, of: Of) -> Figure:
        """How much of the budget was spent, in percent; its words decide which budget."""
        final, budget = in_unit(final, self.numbers.prose_unit), in_unit(budget, self.numbers.prose_unit)
        return self.percent(ratio(final, budget, self.numbers.percent_places), of, "completion_rate", "预算")

    def moved(self, now: Decimal, before: Decimal, of: Of, kind: str = "moved") -> Line:
        """How an amount moved against the year before, as change and percent of the printed amounts."""
        unit = self.numbers.prose_unit
        now, before = in_unit(now, unit), in_unit(before, unit)
        against = fill(self.pick("against"), self.values).text
        change = now - before
        if not change:
            return self.say(f"{kind}.flat", against=against)
        if not before:
            template = self.pick(f"{kind}.begun")
            return self.put(template, against=against, change=self._change(change, of, against))
        template = self.pick(f"{kind}.{'up' if change > 0 else 'down'}")
        if "against" not in holes(template):
            against = "上年"
        return self.put(template, against=against, **self._movement(change, before, of, against))

    def swing(self, now: Decimal, before: Decimal, of: Of) -> Line:
        """The same without what it is compared with, which the sentence names: the year before."""
        unit = self.numbers.prose_unit
        now, before = in_unit(now, unit), in_unit(before, unit)
        change = now - before
        if not change:
            return self.say("total.swing_flat")
        against = f"{self.subject.year - 1}年"
        return self.say(f"total.swing_{'up' if change > 0 else 'down'}", **self._movement(change, before, of, against))

    def both(self, expense: Expense, of: Of) -> Line:
        """Budget, final amount and completion in one clause."""
        final = self.money(expense.final, of)
        budget = self.money(expense.budget, of, basis="预算")
        if not in_unit(expense.budget, self.numbers.prose_unit):
            return self.say("completed.unplanned", final=final, budget=budget)
        return self.say("completed.both", final=final, budget=budget, rate=self.rate(expense.final, expense.budget, of))

    def completed(self, expense: Expense, of: Of) -> Line:
        """The completion alone."""
        if not in_unit(expense.budget, self.numbers.prose_unit):
            return Line("年初未安排预算")
        return self.say("completed.rate", rate=self.rate(expense.final, expense.budget, of))

    def gap(self, expense: Expense) -> Line:
        """Why the final amount is not the budget's, or that it is."""
        if expense.final == expense.budget:
            return self.say("gap.none")
        kind = "more" if expense.final > expense.budget else "less"
        return self.say(f"gap.{kind}", cause=self.pick(f"cause.item_{kind}"))

    def why(self, now: Decimal, before: Decimal, topic: str) -> Line:
        """The reason of a movement as a sentence of its own, or nothing; never of none."""
        if now == before or self.random.randrange(6) == 0:
            return EMPTY
        causes = self.words[f"cause.{topic}_{'up' if now > before else 'down'}"]
        cause = fill(self.random.choice(causes), self.values)
        if self.random.randrange(3) == 0 and len(causes) > 1:
            first, other = self.random.sample(causes, 2)
            cause = self.say("why.two", cause=first, other=other)
        return join(self.say("why.lead", cause=cause), "。")

    def listed(self, names: Sequence[str]) -> str:
        """Names in a row."""
        return "、".join(names)

    def _movement(self, change: Decimal, before: Decimal, of: Of, against: str) -> dict[str, Figure]:
        percent = ratio(change, before, self.numbers.percent_places)
        return {
            "change": self._change(change, of, against),
            "percent": self.percent(percent, of, "percent_change", against),
        }

    def _change(self, change: Decimal, of: Of, against: str) -> Figure:
        digits = plain(abs(change), self.numbers.prose_commas, self.numbers.keep_zeros)
        unit = self.numbers.prose_unit
        return self._figure(of, digits + unit, change, unit, "change", None, against=against)

    def percent(self, value: Decimal, of: Of, measure: str, against: str) -> Figure:
        """A percentage; `value` is rounded as it is printed."""
        digits = plain(abs(value), False, self.numbers.keep_zeros)
        return self._figure(of, digits + "%", value, "%", measure, None, against=against)

    def _figure(
        self, of: Of, printed: str, value: Decimal, unit: str, measure: str, year: int | None,
        basis: str | None = None, against: str | None = None,
    ) -> Figure:  # fmt: skip
        return Figure(
            printed, value, unit, of.item, measure, of.path, of.code, basis, against, of.fund_scope,
            str(year or self.subject.year), f"{of.key}.{basis or measure}" if of.key else "",
        )  # fmt: skip
