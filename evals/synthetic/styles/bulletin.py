"""绩效: a bulletin on what was achieved with the money: scores of the whole and of every project."""

from __future__ import annotations

from dataclasses import replace

from evals.synthetic.accounts import GENERAL
from evals.synthetic.figures import Block, Cell, Line, Paragraph, join
from evals.synthetic.headings import SCHEMES, Headings
from evals.synthetic.numbers import in_unit, ratio
from evals.synthetic.styles import tables
from evals.synthetic.voice import Of, Voice


def compose(voice: Voice, size: str = "full") -> list[Block]:
    """The blocks of one bulletin; it is short at any size."""
    headings = Headings(voice.random, voice.random.choice(SCHEMES))
    blocks: list[Block] = [Paragraph(voice.say("title.bulletin"), "title", 1), Paragraph(voice.say("title.published"))]
    for name, lines in (
        ("basic", [_staff(voice)]), ("money", [_money(voice), _score(voice)]), ("projects", [_count(voice)]),
    ):  # fmt: skip
        blocks.append(headings.heading(2, voice.say(f"performance.head_{name}")))
        blocks += [Paragraph(line) for line in lines]
    blocks += _table(voice)
    for name in ("problems", "next"):
        blocks += [headings.heading(2, voice.say(f"performance.head_{name}")), Paragraph(voice.say(f"performance.{name}"))]
    return blocks


def _staff(voice: Voice) -> Line:
    staff = voice.subject.account.staff
    return voice.say(
        "performance.staff", posts=voice.count(staff.posts, "名", Of("编制", "posts")),
        at_work=voice.count(staff.at_work, "人", Of("在职人员", "at_work")),
        retired=voice.count(staff.retired, "人", Of("退休人员", "retired")),
    )  # fmt: skip


def _money(voice: Voice) -> Line:
    account = voice.subject.account
    whole = Of("支出合计", "spending")
    return voice.say(
        "performance.money", spent=voice.money(account.spent(), whole), budget=voice.money(account.spent(of="budget"), whole, "预算"),
        basic=voice.money(account.spent(of="basic"), Of("基本支出", "spending.basic")),
        project=voice.money(account.spent(of="project"), Of("项目支出", "spending.project")),
        carried=voice.money(account.purse().carried_out, Of("年末结转和结余", "out")),
    )  # fmt: skip


def _score(voice: Voice) -> Line:
    of = Of("部门整体支出绩效自评得分", "score")
    return voice.say("performance.score", score=voice.count(voice.subject.account.score, "分", of, "score"))


def _count(voice: Voice) -> Line:
    account = voice.subject.account
    return voice.say(
        "performance.count", projects=voice.count(len(account.projects), "个", Of("绩效自评项目", "projects")),
        money=voice.money(account.spent(GENERAL, of="project"), Of("绩效自评项目资金", "projects.money")),
    )  # fmt: skip


def _table(voice: Voice) -> list[Block]:
    unit = voice.numbers.table_unit
    names = ("序号", "项目名称", "年初预算数", "全年预算数", "执行数", "执行率", "自评得分")
    rows = [[tables.head(text) for text in names]]
    for number, project in enumerate(voice.subject.account.projects, start=1):
        of = Of(project.name, f"project.{number}")
        rate = ratio(in_unit(project.spent, unit), in_unit(project.adjusted, unit), voice.numbers.percent_places)
        shown = voice.percent(rate, of, "completion_rate", "全年预算数")
        score = replace(voice.count(project.score, "", of, "score"), unit="分")
        rows.append([
            tables.label(str(number)), tables.label(project.name),
            tables.amount(voice, project.planned, of, "年初预算", "年初预算数"),
            tables.amount(voice, project.adjusted, of, "调整预算", "全年预算数"),
            tables.amount(voice, project.spent, of, "执行", "执行数"),
            Cell(join(shown)), Cell(join(score)),
        ])  # fmt: skip
    return tables.titled(voice, f"{voice.subject.year}年度项目支出绩效自评结果汇总表", rows)
