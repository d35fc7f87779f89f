"""Two more tables of final accounts, revenue by subject and the grants by fund. The shipped library has them not."""

from __future__ import annotations

from decimal import Decimal

from evals.synthetic.accounts import CAPITAL, FUND, GENERAL, OWN, ZERO, Entry
from evals.synthetic.figures import Block, Cell
from evals.synthetic.headings import chinese
from evals.synthetic.styles.overall import GRANTED, INCOMES, own_income
from evals.synthetic.styles.tables import COVERED, amount, head, label, levels, titled
from evals.synthetic.voice import CAPITAL_SCOPE, FUND_SCOPE, GENERAL_SCOPE, GRANTED_SCOPE, Of, Voice

_INCOME_COLUMNS = ("本年收入合计", "财政拨款收入", "上级补助收入", "事业收入", "经营收入", "附属单位上缴收入", "其他收入")
_SCOPES = ((GENERAL, GENERAL_SCOPE), (FUND, FUND_SCOPE), (CAPITAL, CAPITAL_SCOPE))


def income_table(voice: Voice) -> list[Block]:
    """收入决算表; nothing where the revenue of the year does not cover what every subject spent."""
    granted, own = _revenue(voice, *GRANTED), _revenue(voice, OWN)
    if min((*granted.values(), *own.values())) < 0:
        return []
    rows = [[head(text) for text in ("科目编码", "科目名称", *_INCOME_COLUMNS)]]
    entries = voice.subject.account.of_funds(*GRANTED, OWN)
    for code, title, above, parts in levels(entries):
        codes = [entry.code for entry in parts]
        rows.append([label(code), label(title), *_incomes(voice, Of(title, f"table.income.{code}", None, above, code), granted, own, codes)])
    whole = Of("合计", "table.income.all")
    rows.append([label(""), label("合计"), *_incomes(voice, whole, granted, own, [entry.code for entry in entries])])
    return titled(voice, "收入决算表", rows)


def _revenue(voice: Voice, *funds: str) -> dict[str, Decimal]:
    """Revenue by item: what was spent, and on the largest item what the year kept or took from the years before."""
    account = voice.subject.account
    entries: tuple[Entry, ...] = account.of_funds(*funds)
    found = {entry.code: entry.final for entry in entries}
    purse = account.purse(*funds)
    if found:
        largest = max(found, key=lambda code: (found[code], code))
        found[largest] += purse.revenue - purse.spent
    return found or {"": purse.revenue - purse.spent}


def _incomes(voice: Voice, of: Of, granted: dict[str, Decimal], own: dict[str, Decimal], codes: list[str]) -> list[Cell]:
    by_grant = sum((granted.get(code, ZERO) for code in codes), ZERO)
    by_itself = sum((own.get(code, ZERO) for code in codes), ZERO)
    amounts = {"本年收入合计": by_grant + by_itself, "财政拨款收入": by_grant, own_income(voice): by_itself}
    cells = []
    for column in _INCOME_COLUMNS:
        scope = GRANTED_SCOPE if column == "财政拨款收入" else None
        one = Of(of.item, f"{of.key}.{column}", scope, of.path, of.code)
        cells.append(amount(voice, amounts.get(column, ZERO), one, column=column))
    return cells


def granted_table(voice: Voice) -> list[Block]:
    """财政拨款收入支出决算总表: grants on the left, what they were spent on on the right, by fund."""
    account = voice.subject.account
    left = [(name.removesuffix("收入"), account.purse(fund).revenue, scope) for fund, name, scope in INCOMES]
    classes: dict[tuple[str, str], dict[str, Decimal]] = {}
    for entry in sorted(account.entries, key=lambda one: one.code):
        if entry.fund in GRANTED:
            spent = classes.setdefault((entry.code[:3], entry.names[0]), {})
            spent[entry.fund] = spent.get(entry.fund, ZERO) + entry.final
    names = ("合计", "一般公共预算财政拨款", "政府性基金预算财政拨款", "国有资本经营预算财政拨款")
    rows = [
        [head("收入", 2), COVERED, head("支出", 5), *[COVERED] * 4],
        [head("项目"), head("决算数"), head("项目"), *(head(name) for name in names)],
    ]
    right = list(classes.items())
    for number in range(max(len(left), len(right))):
        row = [label("") for _ in range(7)]
        if number < len(left):
            name, money, scope = left[number]
            row[:2] = [label(f"{chinese(number + 1)}、{name}"), amount(voice, money, Of(name, f"table.granted.{number}", scope))]
        if number < len(right):
            (code, name), spent = right[number]
            row[2:] = [label(f"{chinese(number + 1)}、{name}"), *_by_fund(voice, Of(name, f"table.granted.{code}", None, (), code), spent)]
        rows.append(row)
    purse, by_fund = account.purse(*GRANTED), {fund: account.purse(fund) for fund in GRANTED}
    for names_of_row, money, kind in (
        (("本年收入合计", "本年支出合计"), purse.revenue, "spent"),
        (("年初财政拨款结转和结余", "年末财政拨款结转和结余"), purse.carried_in, "carried_out"),
    ):
        row = [label(names_of_row[0]), amount(voice, money, Of(names_of_row[0], f"table.granted.in.{kind}", GRANTED_SCOPE))]
        parts = {fund: getattr(one, kind) for fund, one in by_fund.items()}
        rows.append([*row, label(names_of_row[1]), *_by_fund(voice, Of(names_of_row[1], f"table.granted.out.{kind}"), parts)])
    whole = purse.revenue + purse.carried_in
    row = [label("总计"), amount(voice, whole, Of("收入总计", "table.granted.all", GRANTED_SCOPE)), label("总计")]
    parts = {fund: one.spent + one.carried_out for fund, one in by_fund.items()}
    return titled(voice, "财政拨款收入支出决算总表", [*rows, [*row, *_by_fund(voice, Of("支出总计", "table.granted.out.all"), parts)]])


def _by_fund(voice: Voice, of: Of, spent: dict[str, Decimal]) -> list[Cell]:
    columns = [("合计", sum(spent.values(), ZERO), GRANTED_SCOPE)]
    columns += [(scope, spent.get(fund, ZERO), scope) for fund, scope in _SCOPES]
    return [
        amount(voice, money, Of(of.item, f"{of.key}.{column}", scope, of.path, of.code), column=column)
        for column, money, scope in columns
    ]
