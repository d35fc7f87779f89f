"""Which mandated item a label names, however it is worded. It compares no figures.

Only items that mean one thing all through a report are named here ("“三公”经费", "机关运行经费", "收入总计" of a fund):
two of them with the same period and basis must be the same figure. A label that could mean two things has no concept.
"""

from __future__ import annotations

import re

from index.types import Fact

THREE, ABROAD, CARS, BUYING, RUNNING, RECEPTION = (
    "“三公”经费", "因公出国（境）费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "公务接待费",
)  # fmt: skip
MEETING, TRAINING = "会议费", "培训费"
OFFICE_COST = "机关运行经费"
PURCHASES, GOODS, WORKS, SERVICES = "政府采购总额", "政府采购货物", "政府采购工程", "政府采购服务"
INCOME_TOTAL, SPENDING_TOTAL = "收入总计", "支出总计"
INCOME, SPENDING = "本年收入合计", "本年支出合计"
BASIC, PROJECTS = "基本支出", "项目支出"
PEOPLE, OFFICE = "人员经费", "公用经费"
CARRIED_IN, CARRIED_OUT = "年初结转和结余", "年末结转和结余"
# What is counted whole in one statement of a report, whichever fund the section is about.
_ONE_SCOPE = frozenset(
    (THREE, ABROAD, CARS, BUYING, RUNNING, RECEPTION, MEETING, TRAINING, OFFICE_COST, PURCHASES, GOODS, WORKS, SERVICES)
)

_NOISE = re.compile(r"[\s“”\"'‘’《》「」*_#:：]|^[-—·•]+|^(?:[一二三四五六七八九十]+、|\d+[.、])")
_LEAD = re.compile(
    r"^(?:的|.{0,10}?(?:19|20)\d{2}年(?:度)?的?|本年度?|全年|年度|当年(?=收入|支出)|其中|我[局镇办校院]|本(?:单位|部门|局|镇|办)|(?:单位|部门)(?=收入|支出|三公)|共|发生|实际|预算安排|安排)+"
)
# No text can be divided into these in two ways: a pattern that leaves a choice tries every one before it gives up.
_TAIL = re.compile(
    r"(?:(?:财政拨款(?:支出|费用|经费|收入)?|费用|经费|收入)?(?:决算|预算|执行|安排|实际|批复)额?|支出|总额|合计?|共计?|总计?|数|花费|情况|一共|累计|完成|金额)+$"
)
_MADE_OF = re.compile(r"(?<=.)的?(?:具体)?(?:构成|组成)(?:情况|如下)?$")
_FUND = re.compile(
    r"一般公共预算(?:财政)?(?:拨款)?|政府性基金(?:预算)?(?:财政)?(?:拨款)?|国有资本经营(?:预算)?(?:财政)?(?:拨款)?|财政拨款"
)
_QUALIFIER = re.compile(
    r"本级|区直|县直|市直|乡镇|街办|下属|所属|全[市区县省]|[市区县省镇]级|非财政|其中|除|不含|人均|车均|批均|每|占"
)
_CAR = r"公务(?:用)?车(?:辆)?"
_NAMES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (THREE, re.compile(r"三公(?:经费|费用)?")),
    (ABROAD, re.compile(r"(?:因公)?出国[（(]?境?[)）]?(?:费用|经费|费)?")),
    (
        CARS,
        re.compile(
            rf"{_CAR}(?:购置(?:费)?[及和与、](?:运行(?:维护)?|运维)(?:费用|费)?|小计|费用|费)|车辆购置及运行(?:维护)?费"
        ),
    ),
    (BUYING, re.compile(rf"{_CAR}购置(?:费用|费)?|购置费")),
    (RUNNING, re.compile(rf"{_CAR}(?:运行(?:维护)?|运维)(?:费用|费)?|(?:运行维护|运行|运维)费")),
    (RECEPTION, re.compile(r"公务接待(?:费用|费)?|接待费")),
    (MEETING, re.compile(r"会议费")),
    (TRAINING, re.compile(r"培训费")),
    (OFFICE_COST, re.compile(r"机关运行经费|机构运行经费|行政经费")),
    (PURCHASES, re.compile(r"政府采购(?:共)?")),
    (GOODS, re.compile(r"(?:政府采购)?货物(?:类)?(?:采购)?")),
    (WORKS, re.compile(r"(?:政府采购)?工程(?:类)?(?:采购)?")),
    (SERVICES, re.compile(r"(?:政府采购)?服务(?:类)?(?:采购)?")),
    (INCOME_TOTAL, re.compile(r"收入总(?:计|额|量|预算)?")),
    (SPENDING_TOTAL, re.compile(r"支出总(?:计|额|量|预算)?")),
    (INCOME, re.compile(r"本年收入(?:合计?)?|收入合计?")),
    (SPENDING, re.compile(r"本年支出(?:合计?)?|支出合计?")),
    (BASIC, re.compile(r"基本")),
    (PROJECTS, re.compile(r"项目")),
    (PEOPLE, re.compile(r"人员(?:经费|支出)?|用于人员的?")),
    (OFFICE, re.compile(r"(?:日常)?公用(?:经费|支出)?|用于公用的?")),
    (CARRIED_IN, re.compile(r"(?:上年|年初)(?:结转(?:[和及、]?结余)?)(?:资金|收入)?|使用年初结转和结余")),
    (CARRIED_OUT, re.compile(r"(?:年末|结转下年|期末)(?:结转(?:[和及、]?结余)?)?|年末结转和结余")),
)
_PARTS_OF_ALL = (BASIC, PROJECTS, PEOPLE, OFFICE, CARRIED_IN, CARRIED_OUT)
_ALL = re.compile(r"(?:收入|支出)(?:总计?|合计?|决算|预算)*$")
# In a statement only these columns hold the whole of a row; the others hold one fund's or one kind's part of it.
_WHOLE_COLUMN = re.compile(r"(?:^|/)(?:合计|小计|金额|[^/]*(?:决算|预算|执行)数?)?$")
_TOTAL_COLUMNS = {"本年收入合计": INCOME, "本年支出合计": SPENDING, "基本支出": BASIC, "项目支出": PROJECTS}
_WHOLE_LABELS = (INCOME_TOTAL, SPENDING_TOTAL, INCOME, SPENDING)
_SHORT = frozenset(("购置费", "运行费", "运行维护费", "运维费", "接待费", "购置", "运行维护"))
_TOTAL = re.compile(r"^(?:合|总|共|小)\s*计?$|^总额$")


def bare(label: str) -> str:
    """A label without quotes, list marks, spaces, year and other words that change nothing about what it is of."""
    text = _NOISE.sub("", label).replace("(", "（").replace(")", "）").replace("科目", "")
    return _MADE_OF.sub("", _LEAD.sub("", text))


def is_total(label: str) -> bool:
    """Whether a row or column label is 合计, 总计, 小计 or the like and nothing else."""
    return bool(_TOTAL.match(re.sub(r"\s", "", label)))


def is_qualified(fact: Fact) -> bool:
    """Whether the label limits the figure to a part of the body, or takes something out."""
    return any(_QUALIFIER.search(word) for word in (fact.item, *fact.path))


def fund_of(fact: Fact) -> str:
    """The fund a figure is limited to: as its label says, else its section; "" for all funds."""
    for text in (fact.item, fact.fund_scope or ""):
        found = _FUND.search(text)
        if found and "非财政" not in text:
            return _one_fund(found.group())
    return ""


def _one_fund(words: str) -> str:
    for fund in ("一般公共预算", "政府性基金", "国有资本经营"):
        if words.startswith(fund):
            return fund
    return "财政拨款"


def concept_of(fact: Fact) -> str | None:
    """The mandated item of a figure, with its fund where that matters; None where the label is of none or of several."""
    name = None if fact.code else _name_of(fact)
    if name is None or name in _ONE_SCOPE:
        return name
    if any("绩效" in title or "自评" in title for title in fact.section):
        return None
    fund = fund_of(fact)
    return f"{name}（{fund}）" if fund else name


def _name_of(fact: Fact) -> str | None:
    text = bare(fact.item)
    if is_total(text):
        return _name_of_total(fact)
    stripped = _FUND.sub("", text)
    if stripped in ("支出", "支出决算", "支出预算") and stripped != text and fact.table is None:
        return SPENDING
    for candidate in (stripped, _TAIL.sub("", stripped)):
        for name, pattern in _NAMES:
            if pattern.fullmatch(candidate) and _fits(name, candidate, stripped, fact):
                return name
    return None


def _fits(name: str, candidate: str, whole: str, fact: Fact) -> bool:
    around = "".join((*fact.path, *fact.section, fact.column or ""))
    if fact.table is not None and name not in _ONE_SCOPE and not _WHOLE_COLUMN.search(fact.column or ""):
        return False
    if name in _WHOLE_LABELS:
        if fact.path and not _ALL.search(fact.path[-1]):
            return False  # a total of something else: 政府采购的支出总额
        return candidate == whole or re.search(r"[总合]", whole) is not None
    if name in _PARTS_OF_ALL and fact.path and not _ALL.search(fact.path[-1]):
        return False
    if name in (GOODS, WORKS, SERVICES):
        return "采购" in around or "采购" in candidate
    if name in (PEOPLE, OFFICE, BASIC, PROJECTS):
        return len(candidate) >= 2 and whole != candidate or candidate.endswith(("经费", "支出", "的"))
    if candidate in _SHORT:
        return "三公" in around or "用车" in around or "车辆" in around
    return True


def _name_of_total(fact: Fact) -> str | None:
    """A row 合计 of a statement is what the statement is of, where it is of one thing."""
    if fact.table is None or any(not is_total(word) for word in fact.path):
        return None
    title = next((name for name in reversed(fact.section) if name), "")
    column = fact.column or ""
    if "三公" in title:
        mixed = re.search(r"会议|培训|机关运行", title) or re.search(r"出国|接待|用车|购置|运行", column)
        return None if mixed else THREE
    if column in _TOTAL_COLUMNS:
        return _TOTAL_COLUMNS[column]
    side, _, leaf = column.partition("/")
    if re.search(r"总\s*计", fact.item) and re.search(r"收入支出|收支", title) and _WHOLE_COLUMN.search(leaf):
        return {"收入": INCOME_TOTAL, "支出": SPENDING_TOTAL}.get(side)
    return SPENDING if column == "合计" and re.search(r"财政拨款支出(?:决算|预算)表", title) else None
