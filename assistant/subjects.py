"""What a figure under a bare label is of: the total row of a table, or "全年支出" under the heading of an item.

A row that says only 合计 is the total of what its table is about: of the item its title names, or of the three expenses
where the rows are those the template lists for them (财政部门决算公开范本“三公”经费支出决算表).
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

from assistant.fold import fold
from assistant.vocabulary import Vocabulary
from index.types import Fact

THREE_EXPENSES = "“三公”经费"
# What the template prints apart under an item: a page may leave out the item itself.
TEMPLATE_PARTS: Mapping[str, tuple[str, ...]] = {
    "公务用车购置及运行维护费": ("公务用车购置费", "公务用车运行维护费"),
    THREE_EXPENSES: ("因公出国（境）费", "公务用车购置及运行维护费", "公务接待费"),
}
_TOTAL_ROW = re.compile(r"^(?:合计|总计|共计|总额)$")
_BARE = re.compile(
    r"^(?:全年|本年|年度|当年|实际)?(?:共)?(?:支出|收入|决算|预算|经费|金额)?(?:决算|预算|支出|总额|合计|总计|数)?(?:数|总额|合计)?$"
)
_MONTH_ONLY = re.compile(r"^(?:其中)?(?:\d{1,2}月份?)?(?:当月|单月|本月)(?:完成|实现|入库)?$")
_CARRY_OVER = re.compile(r"^(?:累计|资金|收支相抵后?)?(?:结转|结余|结转结余|结转和结余|结余资金|结转资金|滚存结余)$")
_INTO_NEXT = re.compile(r"结转(?:至|到)?(?:(?:19|20)\d\d年|下年|次年)|年末|年终|收支相抵")
_SOME_FEES = frozenset(
    {"因公出国（境）费", "公务接待费", "公务用车购置及运行维护费", "公务用车购置费", "公务用车运行维护费", "会议费", "培训费"}
)


def read_subjects(facts: Iterable[Fact], vocabulary: Vocabulary) -> dict[str, str]:
    """The canonical item of each fact of one report whose own label names none: fact id → item."""
    found: dict[str, str] = {}
    tables: dict[tuple[str, int], list[Fact]] = defaultdict(list)
    before: Fact | None = None
    for fact in facts:
        folded = fold(fact.item)
        if fact.table is None and _MONTH_ONLY.match(folded) and before is not None and before.section == fact.section:
            found[fact.id] = found.get(before.id) or vocabulary.canonical_of(before.item)  # "9月当月完成…" goes on with it
        elif fact.table is None:
            before = fact
        if fact.table is not None:
            tables[(fact.file, fact.table)].append(fact)
        side = vocabulary.canonical_of(fact.item)
        if fact.table is not None and not fact.path and side in ("收入", "支出") and len(folded) >= 2 and folded[:2] in ("收入", "支出", "开支"):
            found[fact.id] = f"{side}总计"  # the row of a whole side of the account
        elif fact.measure == "amount" and folded not in vocabulary.terms and f"{folded}费" in vocabulary.terms:
            found[fact.id] = f"{folded}费"  # money under the name of a thing is its cost (燃料 7.8)
        elif fact.measure == "amount" and _CARRY_OVER.match(folded) and _INTO_NEXT.search(fold(fact.clause)):
            found[fact.id] = "年末结转和结余"
        elif fact.path and (name := _part_of_vehicles(fact, vocabulary)):
            found[fact.id] = name
        elif fact.table is not None:
            continue
        elif fact.path and folded in ("收入", "支出") and (name := _side_of(fold(fact.path[-1]), folded, vocabulary)):
            found[fact.id] = name
        elif fact.path and fact.measure != "share" and _BARE.match(fold(fact.item)):
            name = vocabulary.canonical_of(fact.path[-1])
            if name in vocabulary.terms and vocabulary.terms[name].kind == "item":
                found[fact.id] = name
    for rows in tables.values():
        totals = [f for f in rows if _TOTAL_ROW.match(fold(f.item)) and not f.path and f.measure != "share"]
        if totals and _is_of_three(rows, vocabulary):
            found |= {fact.id: THREE_EXPENSES for fact in totals if not _names_item(fact, vocabulary)}
    return found


def _part_of_vehicles(fact: Fact, vocabulary: Vocabulary) -> str | None:
    """购置费 and 运行维护费 under the item of both are the two parts the template divides it into."""
    if fact.measure != "amount" or vocabulary.canonical_of(fact.path[-1]) != "公务用车购置及运行维护费":
        return None
    folded = fold(fact.item)
    if re.match(r"(?:更新)?(?:车辆|公务用车)?购置(?:费|支出)?$", folded):
        return "公务用车购置费"
    return "公务用车运行维护费" if re.match(r"(?:车辆|公务用车)?运行(?:维护)?(?:费|支出)?$", folded) else None


def _side_of(budget: str, side: str, vocabulary: Vocabulary) -> str | None:
    """收入 or 支出 under the name of a budget is that budget's: 一般公共预算 收入, 政府性基金 支出."""
    for name in (f"{budget}{side}", f"{budget}预算{side}"):
        canonical = vocabulary.canonical_of(name)
        if canonical in vocabulary.terms and vocabulary.terms[canonical].kind in ("item", "fund"):
            return canonical
    return None


def _is_of_three(rows: list[Fact], vocabulary: Vocabulary) -> bool:
    """Whether the rows of a table are the three expenses, and nothing beyond what is published with them."""
    names = {vocabulary.canonical_of(f.item) for f in rows if not _TOTAL_ROW.match(fold(f.item))}
    both = "公务接待费" in names and any(name.startswith("公务用车") for name in names)
    titled = any("三公" in title for title in rows[0].section[-1:])
    fees = {name for name in names if name.endswith("费")}
    return (both and fees <= _SOME_FEES) or (titled and bool(names & _SOME_FEES))


def _names_item(fact: Fact, vocabulary: Vocabulary) -> bool:
    """Whether the column of a total names an item of its own (机关运行经费): the total is then of that."""
    leaf = (fact.column or "").rpartition("/")[2]
    name = vocabulary.canonical_of(leaf) if leaf else ""
    return name in vocabulary.terms and vocabulary.terms[name].kind == "item" and name != THREE_EXPENSES
