"""The parts of a report on final accounts that tell all revenue and expenditure, and who the body is."""

from __future__ import annotations

from decimal import Decimal

from evals.synthetic.accounts import CAPITAL, FUND, GENERAL, OWN, ZERO, Account
from evals.synthetic.figures import Paragraph, join
from evals.synthetic.voice import CAPITAL_SCOPE, FUND_SCOPE, GENERAL_SCOPE, GRANTED_SCOPE, Of, Voice
from evals.synthetic.wording import wording

GRANTED = (GENERAL, FUND, CAPITAL)
INCOMES = (
    (GENERAL, "一般公共预算财政拨款收入", GENERAL_SCOPE),
    (FUND, "政府性基金预算财政拨款收入", FUND_SCOPE),
    (CAPITAL, "国有资本经营预算财政拨款收入", CAPITAL_SCOPE),
)


def own_income(voice: Voice) -> str:
    """What the body calls its own income."""
    return "其他收入" if voice.subject.body.administrative else "事业收入"


def duties(voice: Voice, most: int) -> list[Paragraph]:
    """The duties of the body."""
    texts = wording("bodies")[f"kind.{voice.subject.body.kind}.duties"][:most]
    lines = [voice.put(text) for text in texts]
    if voice.random.randrange(4) == 0:
        return [Paragraph(join("；".join(line.text for line in lines), "。"))]
    mark = voice.random.choice(("{}.", "{}、", "（{}）"))
    return [Paragraph(join(mark.format(number), line, "。")) for number, line in enumerate(lines, start=1)]


def organisation(voice: Voice) -> list[Paragraph]:
    """Offices, staff and units."""
    subject = voice.subject
    staff, offices = subject.account.staff, wording("bodies")[f"kind.{subject.body.kind}.offices"]
    line = voice.say(
        "overview.organisation",
        offices=voice.listed(offices[:3]),
        office_count=voice.count(len(offices), "个", Of("内设机构", "offices")),
        posts=voice.count(staff.posts, "名", Of("编制", "posts")),
        at_work=voice.count(staff.at_work, "人", Of("在职人员", "at_work")),
        retired=voice.count(staff.retired, "人", Of("退休人员", "retired")),
    )
    units = subject.body.units
    if subject.scope == "单位" and units:
        return [Paragraph(line), Paragraph(voice.say("overview.alone"))]
    if not units:
        return [Paragraph(line), Paragraph(voice.say("overview.no_units"))]
    count = voice.count(len(units), "个", Of("所属单位", "units"))
    named = voice.listed([unit.name for unit in units])
    return [Paragraph(line), Paragraph(voice.say("overview.units", unit_count=count, units=named))]


def totals(account: Account, *funds: str) -> Decimal:
    """Revenue and what was carried in: equal to expenditure and what is carried out."""
    purse = account.purse(*funds)
    return purse.revenue + purse.carried_in


def total(voice: Voice) -> list[Paragraph]:
    """Total revenue and expenditure, in one paragraph or in two."""
    now, before = voice.subject.account, voice.subject.before
    amount, last = totals(now), totals(before)
    purse = now.purse()
    if voice.random.randrange(2):
        of = Of("收入支出总计", "total")
        line = voice.say(
            "total.both", total=voice.money(amount, of), moved=voice.moved(amount, last, of),
            swing=voice.swing(amount, last, of), why=voice.why(amount, last, "general"),
        )  # fmt: skip
        return [Paragraph(line)]
    revenue, spending = Of("收入总计", "total.revenue"), Of("支出总计", "total.expenditure")
    return [
        Paragraph(voice.say(
            "total.revenue", total=voice.money(amount, revenue),
            income=voice.money(purse.revenue, Of("本年收入", "total.income", path=("收入总计",))),
            carried=voice.money(purse.carried_in, Of("年初结转和结余", "total.carried_in", path=("收入总计",))),
            moved=voice.moved(amount, last, revenue, "income_moved"), why=voice.why(amount, last, "income"),
        )),
        Paragraph(voice.say(
            "total.expenditure", total=voice.money(amount, spending),
            spent=voice.money(purse.spent, Of("本年支出", "total.spent", path=("支出总计",))),
            carried=voice.money(purse.carried_out, Of("年末结转和结余", "total.carried_out", path=("支出总计",))),
            moved=voice.moved(amount, last, spending), why=voice.why(amount, last, "general"),
        )),
    ]  # fmt: skip


def revenue(voice: Voice) -> list[Paragraph]:
    """This year's revenue and its sources."""
    account = voice.subject.account
    whole = account.purse().revenue
    parts = []
    own = (OWN, own_income(voice), None)
    zeros = voice.random.randrange(2)
    for fund, name, scope in (*INCOMES, own):
        amount = account.purse(fund).revenue
        of = Of(name, f"revenue.{fund}", scope, ("本年收入合计",))
        if amount:
            share = voice.share(amount, whole, of, "本年收入合计")
            parts.append(voice.say("total.income_part", name=name, amount=voice.money(amount, of), share=share))
        elif zeros:
            parts.append(voice.say("total.income_none", name=name, amount=voice.money(ZERO, of)))
    shown = voice.money(whole, Of("本年收入合计", "revenue"))
    return [Paragraph(voice.say("total.income", total=shown, parts=join(*parts, between="；")))]


def expenditure(voice: Voice) -> list[Paragraph]:
    """This year's expenditure: basic and for projects."""
    account = voice.subject.account
    whole, basic = account.spent(), account.spent(of="basic")
    project = account.spent(of="project")
    of_basic = Of("基本支出", "spending.basic", None, ("本年支出合计",))
    of_project = Of("项目支出", "spending.project", None, ("本年支出合计",))
    return [Paragraph(voice.say(
        "total.spending", total=voice.money(whole, Of("本年支出合计", "spending")),
        basic=voice.money(basic, of_basic), basic_share=voice.share(basic, whole, of_basic, "本年支出合计"),
        project=voice.money(project, of_project), project_share=voice.share(project, whole, of_project, "本年支出合计"),
    ))]  # fmt: skip


def granted(voice: Voice) -> list[Paragraph]:
    """Revenue and expenditure that the treasury grants."""
    now, last = totals(voice.subject.account, *GRANTED), totals(voice.subject.before, *GRANTED)
    of = Of("财政拨款收入支出总计", "granted", GRANTED_SCOPE)
    return [Paragraph(voice.say(
        "total.granted", total=voice.money(now, of), moved=voice.moved(now, last, of), swing=voice.swing(now, last, of),
        why=voice.why(now, last, "general"),
    ))]  # fmt: skip

