"""The tables of a report on final accounts. Each is a title, a unit and a grid; cells hold figures of the same accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from evals.synthetic.accounts import CAPITAL, FUND, GENERAL, OWN, ZERO, Entry
from evals.synthetic.figures import Block, Cell, Grid, Line, Paragraph, rename
from evals.synthetic.headings import chinese
from evals.synthetic.styles.overall import INCOMES, own_income
from evals.synthetic.styles.three import ABROAD, PURCHASE, RECEPTION, RUNNING, THREE, VEHICLES
from evals.synthetic.voice import GENERAL_SCOPE, Of, Voice

COVERED = Cell(covered=True)


def head(text: str, columns: int = 1, rows: int = 1) -> Cell:
    """A cell of a header."""
    return Cell(Line(text), columns, rows, header=True)


def label(text: str) -> Cell:
    """A cell that names its row."""
    return Cell(Line(text))


def titled(voice: Voice, name: str, rows: Sequence[Sequence[Cell]], note: str = "") -> list[Block]:
    """A table with its title and unit, and perhaps a note below."""
    unit = voice.numbers.table_unit
    declared = voice.random.choice((f"单位：{unit}", f"金额单位：{unit}", f"单位:{unit}"))
    if voice.random.randrange(2):
        declared = f"{voice.random.choice(('编制单位', '部门', '公开部门'))}：{voice.subject.body.name}  {declared}"
    blocks: list[Block] = [Paragraph(Line(name), "title", 2), Paragraph(Line(declared), "unit")]
    blocks.append(Grid(tuple(tuple(row) for row in rows), name))
    return [*blocks, Paragraph(Line(note), "note")] if note else blocks


def amount(
    voice: Voice, yuan: Decimal, of: Of, basis: str = "决算", column: str = "", year: int | None = None
) -> Cell:
    """A cell with an amount; `column` is told where the row alone does not say what it is of."""
    line = voice.cell(yuan, of, basis, year)
    return Cell(rename(line, column=column) if column else line)


def overall_table(voice: Voice) -> list[Block]:
    """收入支出决算总表: revenue on the left, expenditure by class on the right."""
    account = voice.subject.account
    left = [(name, f"table.total.{fund}", account.purse(fund).revenue, scope) for fund, name, scope in INCOMES]
    left.append((own_income(voice), "table.total.own", account.purse(OWN).revenue, None))
    classes: dict[tuple[str, str], Decimal] = {}
    for entry in sorted(account.entries, key=lambda one: one.code):
        key = (entry.code[:3], entry.names[0])
        classes[key] = classes.get(key, ZERO) + entry.final
    right = [(name, f"table.total.{code}", spent, code) for (code, name), spent in classes.items()]
    rows = [[head("收入", 2), COVERED, head("支出", 2), COVERED], [head(text) for text in ("项目", "决算数") * 2]]
    for number in range(max(len(left), len(right))):
        row = [label(""), label(""), label(""), label("")]
        if number < len(left):
            name, key, money, scope = left[number]
            row[:2] = [label(f"{chinese(number + 1)}、{name}"), amount(voice, money, Of(name, key, scope))]
        if number < len(right):
            name, key, money, code = right[number]
            row[2:] = [label(f"{chinese(number + 1)}、{name}"), amount(voice, money, Of(name, key, None, (), code))]
        rows.append(row)
    purse = account.purse()
    for names, amounts, keys in (
        (("本年收入合计", "本年支出合计"), (purse.revenue, purse.spent), ("revenue", "spending")),
        (("年初结转和结余", "年末结转和结余"), (purse.carried_in, purse.carried_out), ("in", "out")),
        (("总计", "总计"), (purse.revenue + purse.carried_in,) * 2, ("left", "right")),
    ):
        items = [f"{side}{name}" if name == "总计" else name for side, name in zip(("收入", "支出"), names, strict=True)]
        row = []
        for name, item, money, key in zip(names, items, amounts, keys, strict=True):
            row += [label(name), amount(voice, money, Of(item, f"table.total.{key}"))]
        rows.append(row)
    return titled(voice, "收入支出决算总表", rows)


def spending_table(voice: Voice, name: str, entries: Sequence[Entry], scope: str | None, key: str) -> list[Block]:
    """Expenditure by subject: 类, 款 and 项, each with what is basic and what is for projects."""
    split = voice.random.randrange(3) == 0
    width = 3 if split else 1
    if split:
        rows = [
            [head("项目", 4), COVERED, COVERED, COVERED, head("合计", 1, 2), head("基本支出", 1, 2), head("项目支出", 1, 2)],
            [head("类"), head("款"), head("项"), head("科目名称"), COVERED, COVERED, COVERED],
        ]
    else:
        names = ("科目编码", voice.random.choice(("科目名称", "功能分类科目名称", "项目")), "本年支出合计", "基本支出", "项目支出")
        rows = [[head(text) for text in names]]
    body = [
        [*_code_cells(code, width), label(title), *three_columns(voice, Of(title, f"{key}.{code}", scope, above, code), parts)]
        for code, title, above, parts in levels(entries)
    ]
    whole = [label("") for _ in range(width)] + [label("合计")]
    whole += three_columns(voice, Of("合计", f"{key}.all", scope), list(entries))
    return titled(voice, name, [*rows, whole, *body] if voice.random.randrange(2) else [*rows, *body, whole])


def levels(entries: Sequence[Entry]) -> list[tuple[str, str, tuple[str, ...], list[Entry]]]:
    """(code, name, names above, entries) of every class, group and item, in the order of the codes."""
    found: dict[str, tuple[str, str, tuple[str, ...], list[Entry]]] = {}
    for entry in entries:
        for depth, digits in enumerate((3, 5, 7)):
            code = entry.code[:digits]
            found.setdefault(code, (code, entry.names[depth], entry.names[:depth], []))[3].append(entry)
    return list(found.values())


def _code_cells(code: str, width: int) -> list[Cell]:
    if width == 1:
        return [label(code)]
    return [label(code[:3]), label(code[3:5]), label(code[5:7])]


def three_columns(voice: Voice, of: Of, entries: Sequence[Entry], basis: str = "决算") -> list[Cell]:
    """All, basic and project expenditure of these entries, as spent or as budgeted."""
    names = ("final", "basic", "project") if basis == "决算" else ("budget", "budget_basic", "budget_project")
    cells = []
    for column, name in zip(("合计", "基本支出", "项目支出"), names, strict=True):
        money = sum((getattr(entry, name) for entry in entries), ZERO)
        cells.append(amount(voice, money, replace(of, key=f"{of.key}.{name}"), basis, column))
    return cells


def economic_table(voice: Voice) -> list[Block]:
    """一般公共预算财政拨款基本支出决算表: by economic subject, staff and office."""
    economic = voice.subject.account.economic
    groups = (("301", "工资福利支出"), ("303", "对个人和家庭的补助"), ("302", "商品和服务支出"), ("310", "资本性支出"))
    rows = [[head(text) for text in ("科目编码", "经济分类科目名称", "决算数")]]
    for code, name in groups:
        parts = [(key, money) for key, money in economic.items() if key[0].startswith(code)]
        whole = sum((money for _, money in parts), ZERO)
        rows.append([label(code), label(name), amount(voice, whole, Of(name, f"economic.{code}", GENERAL_SCOPE, (), code))])
        for (inner, title), money in parts:
            of = Of(title, f"economic.{inner}", GENERAL_SCOPE, (name,), inner)
            rows.append([label(inner), label(title), amount(voice, money, of)])
    account = voice.subject.account
    for item, kind in (("人员经费合计", "staff"), ("公用经费合计", "office")):
        of = Of(item, f"economic.{kind}", GENERAL_SCOPE)
        rows.append([label(""), label(item), amount(voice, account.spent(GENERAL, of=kind), of)])
    return titled(voice, "一般公共预算财政拨款基本支出决算表", rows)


def three_table(voice: Voice) -> list[Block]:
    """财政拨款“三公”经费支出决算表, one item a row or all in one row under a header of three."""
    name = "财政拨款“三公”经费支出决算表"
    return titled(voice, name, _three_wide(voice) if voice.random.randrange(3) == 0 else _three_tall(voice))


def _three_tall(voice: Voice) -> list[list[Cell]]:
    three = voice.subject.account.three
    rows = [[head(text) for text in ("项目", voice.random.choice(("预算数", "年初预算数")), "决算数")]]
    basis = "年初预算" if "年初" in rows[0][1].line.text else "预算"
    order = (
        ("合计", THREE, three.total), ("1.因公出国（境）费", ABROAD, three.abroad), ("2.公务用车购置及运行维护费", VEHICLES, three.vehicles),
        ("（1）公务用车购置费", PURCHASE, three.purchase), ("（2）公务用车运行维护费", RUNNING, three.running),
        ("3.公务接待费", RECEPTION, three.reception),
    )  # fmt: skip
    for text, of, expense in order:
        of = replace(of, key=of.key.replace("three", "table.three", 1))
        rows.append([label(text), amount(voice, expense.budget, of, basis), amount(voice, expense.final, of)])
    return rows


def _three_wide(voice: Voice) -> list[list[Cell]]:
    three = voice.subject.account.three
    parts = (
        (THREE, three.total), (ABROAD, three.abroad), (VEHICLES, three.vehicles), (PURCHASE, three.purchase),
        (RUNNING, three.running), (RECEPTION, three.reception),
    )  # fmt: skip
    vehicle = [head("公务用车购置及运行维护费", 3), COVERED, COVERED]
    side = [head("合计", 1, 2), head("因公出国（境）费", 1, 2), *vehicle, head("公务接待费", 1, 2)]
    under = [COVERED, COVERED, head("小计"), head("公务用车购置费"), head("公务用车运行维护费"), COVERED]
    top = [head("预算数", 6), *[COVERED] * 5, head("决算数", 6), *[COVERED] * 5]
    row = [
        amount(voice, getattr(expense, kind), replace(of, key=of.key.replace("three", "table.three", 1)), basis)
        for kind, basis in (("budget", "预算"), ("final", "决算"))
        for of, expense in parts
    ]
    return [top, [*side, *side], [*under, *under], row]


def fund_table(voice: Voice, fund: str) -> list[Block]:
    """The table of a fund that there is nothing of is printed empty, with a note that says so."""
    kind = {FUND: "政府性基金预算", CAPITAL: "国有资本经营预算"}[fund]
    name = f"{kind}财政拨款收入支出决算表"
    rows = [[head(text) for text in ("科目编码", "科目名称", "年初结转和结余", "本年收入", "本年支出", "年末结转和结余")]]
    purse = voice.subject.account.purse(fund)
    whole = [label(""), label("合计")]
    for column, money in (
        ("年初结转和结余", purse.carried_in), ("本年收入", purse.revenue), ("本年支出", purse.spent), ("年末结转和结余", purse.carried_out),
    ):  # fmt: skip
        of = Of("合计", f"table.{fund}.{column}", f"{kind}财政拨款")
        whole.append(amount(voice, money, of, column=column))
    note = "" if purse.spent else voice.put(voice.random.choice((
        "注：{self}没有" + kind + "拨款收入和支出，故本表为空。", "说明：{self}{year}年度无此项收支，本表无数据。", "（空表）",
    ))).text  # fmt: skip
    return titled(voice, name, [*rows, whole], note)
