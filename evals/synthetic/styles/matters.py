"""The parts after the “三公” expenses: other funds, running cost, procurement, assets, performance, terms."""

from __future__ import annotations

from decimal import Decimal

from evals.synthetic.accounts import CAPITAL, FUND, GENERAL, ZERO, Expense
from evals.synthetic.figures import Line, Paragraph
from evals.synthetic.voice import CAPITAL_SCOPE, EMPTY, FUND_SCOPE, Of, Voice

KINDS_OF_CARS = ("机要通信用车", "应急保障用车", "执法执勤用车", "特种专业技术用车", "其他用车")


def fund(voice: Voice) -> list[Paragraph]:
    """The government funds."""
    return [_other_fund(voice, FUND, "fund", "政府性基金预算财政拨款", FUND_SCOPE)]


def capital(voice: Voice) -> list[Paragraph]:
    """The state capital budget."""
    return [_other_fund(voice, CAPITAL, "capital", "国有资本经营预算财政拨款", CAPITAL_SCOPE)]


def _other_fund(voice: Voice, fund: str, kind: str, name: str, scope: str) -> Paragraph:
    now, before = voice.subject.account.purse(fund), voice.subject.before.purse(fund)
    spent, income = Of(f"{name}支出", f"{kind}.spent", scope), Of(f"{name}收入", f"{kind}.income", scope)
    if not now.spent:
        zeros = {"zero": voice.money(ZERO, spent), "zero_too": voice.money(ZERO, spent)}
        template = voice.pick(f"{kind}.none")
        if "{zero_too}" in template:
            zeros["zero"] = voice.money(ZERO, income)
        return Paragraph(voice.put(template, **zeros))
    use = "、".join(f"{entry.names[2]}" for entry in voice.subject.account.of_funds(fund))
    return Paragraph(voice.say(
        f"{kind}.some", spent=voice.money(now.spent, spent), use=use, income=voice.money(now.revenue, income),
        carried_in=voice.money(now.carried_in, Of("年初结转和结余", f"{kind}.in", scope)),
        carried_out=voice.money(now.carried_out, Of("年末结转和结余", f"{kind}.out", scope)),
        moved=voice.moved(now.spent, before.spent, spent),
    ))  # fmt: skip


def running_cost(voice: Voice) -> list[Paragraph]:
    """What it costs to run the offices; a public institution has none."""
    now, last = voice.subject.account.running_cost, voice.subject.before.running_cost
    if now is None or last is None:
        return [Paragraph(voice.say("other.no_running_cost"))]
    of = Of("机关运行经费支出", "running_cost")
    return [Paragraph(voice.say(
        "other.running_cost", total=voice.money(now, of), moved=voice.moved(now, last, of),
        why=voice.why(now, last, "office"),
    ))]  # fmt: skip


def procurement(voice: Voice) -> list[Paragraph]:
    """Government procurement by kind."""
    bought = voice.subject.account.procurement
    of = Of("政府采购支出总额", "procurement")
    if not bought.total:
        return [Paragraph(voice.say("other.no_procurement", zero=voice.money(ZERO, of)))]

    def part(name: str, amount: Decimal) -> object:
        return voice.money(amount, Of(f"政府采购{name}支出", f"procurement.{name}", path=(of.item,)))

    small = Of("授予中小企业合同金额", "procurement.small")
    tail = EMPTY
    if voice.random.randrange(3):
        share = voice.share(bought.small_firms, bought.total, small, of.item)
        tail = voice.say("other.small_firms", small=voice.money(bought.small_firms, small), share=share)
    return [Paragraph(voice.say(
        "other.procurement", total=voice.money(bought.total, of), goods=part("货物", bought.goods),
        works=part("工程", bought.works), services=part("服务", bought.services), small=tail,
    ))]  # fmt: skip


def assets(voice: Voice) -> list[Paragraph]:
    """Vehicles and costly devices at the end of the year."""
    account = voice.subject.account
    cars = account.three.cars
    if not cars and not account.costly_devices:
        return [Paragraph(voice.say("other.no_assets"))]
    devices = voice.count(account.costly_devices, "台（套）", Of("单价100万元以上设备", "devices"))
    shown = voice.count(cars, "辆", Of("车辆", "assets.cars"))
    return [Paragraph(voice.say("other.assets", cars=shown, devices=devices, kinds=_kinds_of_cars(voice, cars)))]


def _kinds_of_cars(voice: Voice, cars: int) -> Line:
    dice = voice.random
    counts = [0] * len(KINDS_OF_CARS)
    for _ in range(cars):
        counts[dice.choice((1, 1, 2, 4))] += 1
    held = [(name, count) for name, count in zip(KINDS_OF_CARS, counts, strict=True) if count] or [(KINDS_OF_CARS[-1], 0)]
    line, template = EMPTY, "{line}{comma}{name}{count}"
    for number, (name, count) in enumerate(held):
        shown = voice.count(count, "辆", Of(name, f"assets.cars.{number}", path=("车辆",)))
        line = voice.put(template, line=line, comma="、" if number else "", name=name, count=shown)
    return line


def performance(voice: Voice, most: int = 3) -> list[Paragraph]:
    """How many projects were evaluated, the score of the whole, and some of the projects."""
    account = voice.subject.account
    money = account.spent(GENERAL, of="project")
    lines = [voice.say(
        "other.performance", projects=voice.count(len(account.projects), "个", Of("绩效自评项目", "projects")),
        money=voice.money(money, Of("绩效自评项目资金", "projects.money")),
        score=voice.count(account.score, "分", Of("部门整体支出绩效自评得分", "score"), "score"),
    )]  # fmt: skip
    template = voice.pick("other.project")
    for project in account.projects[:most]:
        key, above = f"project.{project.name}", (project.name,)
        spent = Expense(project.spent, project.adjusted)
        lines.append(voice.put(
            template, name=project.name, adjusted=voice.money(project.adjusted, Of(project.name, key), basis="调整预算"),
            spent=voice.money(project.spent, Of(project.name, key)), rate=voice.rate(spent.final, spent.budget, Of(project.name, key)),
            score=voice.count(project.score, "分", Of("自评得分", f"{key}.score", path=above), "score"),
        ))  # fmt: skip
    return [Paragraph(line) for line in lines]


def terms(voice: Voice, most: int) -> list[Paragraph]:
    """What the words mean."""
    rows = voice.words["terms.rows"]
    chosen = [row for row in rows if row in set(voice.random.sample(rows, min(most, len(rows))))]
    mark = voice.random.choice(("{}.", "{}、", ""))
    return [Paragraph(Line(mark.format(number) + row)) for number, row in enumerate(chosen, start=1)]
