"""部门预算: what a body plans to receive and to spend, against the plan of the year before."""

from __future__ import annotations

from decimal import Decimal

from evals.synthetic.accounts import FUNDS, GENERAL, OWN, ZERO, Account
from evals.synthetic.figures import Block, Line, Paragraph, join
from evals.synthetic.headings import SCHEMES, Headings
from evals.synthetic.styles import overall, tables
from evals.synthetic.styles.three import ABROAD, PURCHASE, RECEPTION, RUNNING, THREE, VEHICLES
from evals.synthetic.voice import GENERAL_SCOPE, Of, Voice

BASIS = "预算"
GENERAL_BUDGET = "一般公共预算拨款支出预算"


def compose(voice: Voice, size: str = "full") -> list[Block]:
    """The blocks of one budget. `size` "short" leaves out duties and items."""
    dice = voice.random
    voice.words["against"] = voice.words["budget.against"]
    voice.words["overview.organisation"] = voice.words["budget.organisation"]
    # the shipped budgets speak of 决算 here, as a page that was copied does; their cases know them so
    for kind in ("overview.units", "overview.no_units", "overview.alone") if voice.wide else ():
        voice.words[kind] = tuple(text.replace("决算", "预算") for text in voice.words[kind])
    headings = Headings(dice, dice.choice(SCHEMES), slips=dice.randrange(4) == 0)
    blocks: list[Block] = [Paragraph(Line(text), "title", 1) for text in voice.say("title.budget").text.split("\n")]
    if dice.randrange(2):
        blocks.append(Paragraph(voice.say("title.published")))
    parts = [_overview, _explained, _tables] if size == "full" else [_explained]
    for part in parts:
        blocks += part(voice, headings)
    return blocks


def planned(account: Account, *funds: str) -> Decimal:
    """The budget of these funds."""
    return account.spent(*funds, of="budget")


def _overview(voice: Voice, headings: Headings) -> list[Block]:
    return [
        headings.heading(1, voice.say("bhead.overview")), headings.heading(2, voice.say("bhead.duties")),
        *overall.duties(voice, 6), headings.heading(2, voice.say("bhead.organisation")), *overall.organisation(voice),
    ]  # fmt: skip


def _explained(voice: Voice, headings: Headings) -> list[Block]:
    def head(level: int, name: str) -> Paragraph:
        return headings.heading(level, voice.say(f"bhead.{name}"))

    return [
        head(1, "explained"),
        head(2, "total"), Paragraph(_total(voice)),
        head(2, "general"), Paragraph(_general(voice)), *_items(voice),
        head(2, "basic"), Paragraph(_basic(voice)),
        head(2, "three"), Paragraph(_three(voice)),
        head(2, "other"),
        head(3, "running_cost"), Paragraph(_running_cost(voice)),
        head(3, "goals"), Paragraph(_goals(voice)),
    ]  # fmt: skip


def _total(voice: Voice) -> Line:
    account, before = voice.subject.account, voice.subject.before
    whole, last = planned(account), planned(before)
    income, spending = Of("收入预算", "plan.income"), Of("支出预算", "plan.spending")
    sources = (*overall.INCOMES, (OWN, overall.own_income(voice), None))
    parts = [
        voice.say("budget.source", name=name, amount=voice.money(planned(account, fund), Of(name, f"plan.{fund}", scope, ("收入预算",)), BASIS))
        for fund, name, scope in sources
        if planned(account, fund)
    ]  # fmt: skip
    return voice.say(
        "budget.total", income=voice.money(whole, income, BASIS), spending=voice.money(whole, spending, BASIS),
        parts=join(*parts, between="，"),
        basic=voice.money(account.spent(of="budget_basic"), Of("基本支出", "plan.basic", None, ("支出预算",)), BASIS),
        project=voice.money(account.spent(of="budget_project"), Of("项目支出", "plan.project", None, ("支出预算",)), BASIS),
        moved=voice.moved(whole, last, Of("收支预算总额", "plan"), "plan_moved"), why=voice.why(whole, last, "plan"),
    )  # fmt: skip


def _general(voice: Voice) -> Line:
    account = voice.subject.account
    whole, last = planned(account, GENERAL), planned(voice.subject.before, GENERAL)
    of = Of(GENERAL_BUDGET, "plan.general", GENERAL_SCOPE)
    template, parts = voice.pick("budget.part"), []
    for (code, name), amount in _by_class(account).items():
        part = Of(name, f"plan.class.{code}", GENERAL_SCOPE, (GENERAL_BUDGET,), code)
        share = voice.share(amount, whole, part, GENERAL_BUDGET)
        parts.append(voice.put(template, name=name, amount=voice.money(amount, part, BASIS), share=share))
    return voice.say(
        "budget.general", total=voice.money(whole, of, BASIS), moved=voice.moved(whole, last, of, "plan_moved"), parts=join(*parts, between="；")
    )


def _by_class(account: Account) -> dict[tuple[str, str], Decimal]:
    found: dict[tuple[str, str], Decimal] = {}
    for entry in account.of_funds(GENERAL):
        if entry.budget:
            key = (entry.code[:3], entry.names[0])
            found[key] = found.get(key, ZERO) + entry.budget
    return found


def _items(voice: Voice) -> list[Block]:
    last = {entry.code: entry.budget for entry in voice.subject.before.of_funds(GENERAL)}
    template, lines = voice.pick("budget.item"), []
    for entry in voice.subject.account.of_funds(GENERAL):
        if not entry.budget:
            continue
        class_name, group, name = entry.names
        of = Of(name, f"plan.item.{entry.code}", GENERAL_SCOPE, (class_name, group), entry.code)
        lines.append(voice.put(
            template, amount=voice.money(entry.budget, of, BASIS), group=group, name=name, code=entry.code,
            moved=voice.moved(entry.budget, last.get(entry.code, ZERO), of, "plan_moved"), **{"class": class_name},
        ))  # fmt: skip
    return [Paragraph(join(f"{number}、", line)) for number, line in enumerate(lines, start=1)]


def _basic(voice: Voice) -> Line:
    of = Of("一般公共预算基本支出", "plan.general.basic", GENERAL_SCOPE)
    return voice.say("budget.basic", basic=voice.money(voice.subject.account.spent(GENERAL, of="budget_basic"), of, BASIS))


def _three(voice: Voice) -> Line:
    three, before = voice.subject.account.three, voice.subject.before.three
    if not three.total.budget:
        return voice.say("budget.three_none")
    parts = [
        voice.say("budget.three_part", name=of.item, amount=voice.money(expense.budget, of, BASIS))
        for of, expense in ((ABROAD, three.abroad), (VEHICLES, three.vehicles), (RECEPTION, three.reception))
    ]
    return voice.say(
        "budget.three", total=voice.money(three.total.budget, THREE, BASIS), parts=join(*parts, between="，"),
        moved=voice.moved(three.total.budget, before.total.budget, THREE, "plan_moved"),
        why=voice.why(three.total.budget, before.total.budget, "plan_three"),
    )  # fmt: skip


def _running_cost(voice: Voice) -> Line:
    cost = voice.subject.account.running_cost
    if cost is None:
        return voice.say("budget.no_running_cost")
    return voice.say("budget.running_cost", total=voice.money(cost, Of("机关运行经费", "plan.running_cost"), BASIS))


def _goals(voice: Voice) -> Line:
    projects = voice.subject.account.projects
    money = sum((project.planned for project in projects), ZERO)
    return voice.say(
        "budget.goals", projects=voice.count(len(projects), "个", Of("绩效目标管理项目", "plan.projects")),
        money=voice.money(money, Of("绩效目标管理项目资金", "plan.projects.money"), BASIS),
    )  # fmt: skip


def _tables(voice: Voice, headings: Headings) -> list[Block]:
    return [headings.heading(1, voice.say("bhead.tables")), *_overall_table(voice), *_general_table(voice), *_three_table(voice)]


def _overall_table(voice: Voice) -> list[Block]:
    account = voice.subject.account
    left = [(name, fund, planned(account, fund), scope) for fund, name, scope in overall.INCOMES]
    left.append((overall.own_income(voice), OWN, planned(account, OWN), None))
    classes: dict[tuple[str, str], Decimal] = {}
    for entry in sorted(account.entries, key=lambda one: one.code):
        key = (entry.code[:3], entry.names[0])
        classes[key] = classes.get(key, ZERO) + entry.budget
    right = [(name, code, money, code) for (code, name), money in classes.items()]
    head = tables.head
    rows = [[head("收入", 2), tables.COVERED, head("支出", 2), tables.COVERED], [head(t) for t in ("项目", "预算数") * 2]]
    for number in range(max(len(left), len(right))):
        row = [tables.label("") for _ in range(4)]
        if number < len(left):
            name, key, money, scope = left[number]
            row[:2] = [tables.label(name), tables.amount(voice, money, Of(name, f"table.plan.{key}", scope), BASIS)]
        if number < len(right):
            name, key, money, code = right[number]
            row[2:] = [tables.label(name), tables.amount(voice, money, Of(name, f"table.plan.{key}", None, (), code), BASIS)]
        rows.append(row)
    whole = planned(account, *FUNDS)
    rows.append([
        tables.label("收入总计"), tables.amount(voice, whole, Of("收入总计", "table.plan.left"), BASIS),
        tables.label("支出总计"), tables.amount(voice, whole, Of("支出总计", "table.plan.right"), BASIS),
    ])  # fmt: skip
    return tables.titled(voice, "部门收支预算总表", rows)


def _general_table(voice: Voice) -> list[Block]:
    names = ("科目编码", "科目名称", "合计", "基本支出", "项目支出")
    rows = [[tables.head(text) for text in names]]
    entries = [entry for entry in voice.subject.account.of_funds(GENERAL) if entry.budget]
    for code, title, above, parts in tables.levels(entries):
        of = Of(title, f"table.plan.general.{code}", GENERAL_SCOPE, above, code)
        rows.append([tables.label(code), tables.label(title), *tables.three_columns(voice, of, parts, BASIS)])
    whole = Of("合计", "table.plan.general.all", GENERAL_SCOPE)
    rows.append([tables.label(""), tables.label("合计"), *tables.three_columns(voice, whole, entries, BASIS)])
    return tables.titled(voice, "一般公共预算支出预算表", rows)


def _three_table(voice: Voice) -> list[Block]:
    three, before = voice.subject.account.three, voice.subject.before.three
    year = voice.subject.year
    rows = [[tables.head(text) for text in ("项目", f"{year - 1}年预算数", f"{year}年预算数")]]
    for text, of, name in (
        ("合计", THREE, "total"), ("因公出国（境）费", ABROAD, "abroad"), ("公务接待费", RECEPTION, "reception"),
        ("公务用车购置及运行维护费", VEHICLES, "vehicles"), ("其中：公务用车购置费", PURCHASE, "purchase"),
        ("公务用车运行维护费", RUNNING, "running"),
    ):  # fmt: skip
        cells = [
            tables.amount(voice, getattr(source, name).budget, of, BASIS, year=when)
            for source, when in ((before, year - 1), (three, year))
        ]
        rows.append([tables.label(text), *cells])
    return tables.titled(voice, "“三公”经费预算表", rows)

