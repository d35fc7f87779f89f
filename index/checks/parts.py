"""Check that parts told in prose add to their total, where the parts are known to make up the whole.

Parts that merely stand under a total (其中 a and b) need not exhaust it and are left alone. They exhaust it when their
printed shares make up 100 %, when they are kinds that make up their total by definition, or when the last is 其他.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from index.checks.concepts import bare
from index.checks.intervals import HUNDRED, as_printed, factor_of, is_money, judge_sum, same_measure, value_of
from index.checks.ledger import Ledger
from index.checks.types import AGREES, DISAGREES, PARTS, ROUNDING, Trial
from index.types import Fact


@dataclass(frozen=True, slots=True)
class Whole:
    """A total (`head`, a pattern of its label) that some kinds of part make up by definition.

    `needed` must all be there, `possible` are parts too where they are; `doubtful` are parts in some reports only.
    """

    head: str
    needed: tuple[str, ...]
    possible: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()


_PAID = r"(?:费用?|经费)?(?:支出)?"
_CAR = r"(?:公务用?)?车辆?"
WHOLES = (
    Whole(
        r"(?!.*(?:基本|项目|人员|公用|采购|资金|总[计额])).*支出.*",
        (r"基本支出", r"项目支出"),
        (r"上缴上级支出", r"经营支出", r"对附属单位补助(?:支出)?"),
    ),
    Whole(r"支出总[计额]", (r"基本支出", r"项目支出"), (r"上缴上级支出", r"经营支出", r"年末结转.*|结转下年.*", r"结余分配")),
    Whole(
        r".*基本支出.*",
        (r"(?:用于)?人员(?:经费|支出)?的?", r"(?:用于)?(?:日常)?公用(?:经费|支出)?的?"),
    ),
    Whole(r"(?!.*税).*收入.*", (r"税收收入(?:累计)?(?:完成)?", r"非税收入(?:累计)?(?:完成)?")),
    Whole(
        r"(?:全部门|全单位|总)?(?:本年)?收入(?:合计?|总计?|预算|决算)*",
        (r"财政拨款(?:收入)?", r"其他收入"),
        (r"上级补助收入", r"事业收入", r"(?:事业单位)?经营收入", r"附属单位上缴收入"),
    ),
    Whole(r"财政拨款.*", (r"一般公共预算.*", r"政府性基金.*"), (r"国有资本经营.*",)),
    Whole(r".*(?:单位|局|办|院|中心|编制|人员|本级).*", (r"行政编制", r"事业编制"), (r"(?:机关)?工勤.*",)),
    Whole(r".*(?:余额|债务).*", (r"一般债务(?:余额)?", r"专项债务(?:余额)?")),
    Whole(
        r".*采购.*",
        (rf"(?:政府采购)?货物(?:类|采购金额)?{_PAID}", rf"(?:政府采购)?服务(?:类|采购金额)?{_PAID}"),
        (rf"(?:政府采购)?工程(?:类|采购金额)?{_PAID}",),
    ),
    Whole(
        r".*三公.*",
        (r"(?:因公)?出国.*", rf"公务接待{_PAID}", rf"{_CAR}(?:购置[及和与].*|运行.*|购置.*)"),
        (rf"{_CAR}购置{_PAID}", rf"(?:{_CAR})?(?:运行维护|运行|运维){_PAID}"),
        (rf"会议{_PAID}", rf"培训{_PAID}"),
    ),
)
_OTHERS = re.compile(r"^其[他它余]")
_NO_WHOLE = re.compile(r"结转|结余|限额")
NEARLY_ALL = (Decimal("98.9"), Decimal("101.1"))
# A total that its parts' shares miss by more than a tenth is another total's share.
SHARES_OFF = Decimal("0.1")
_ORDER = (AGREES, ROUNDING, DISAGREES)


def check_parts(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each total in prose with parts that make it up; it fails only if no way of taking the parts fits."""
    best: dict[frozenset[str], Trial] = {}
    for total, children in find_breakdowns(ledger):
        by_way: dict[str, list[Trial]] = {}
        for way, parts in _exhaustive(ledger, total, children):
            by_way.setdefault(way, []).append(sum_trial(total, parts))
        for trials in by_way.values():
            trial = min(trials, key=lambda one: _ORDER.index(one.outcome))
            parts = frozenset(part.id for part in trial.facts[1:])
            # parts told after two totals are those of the one they add to
            if parts not in best or _ORDER.index(trial.outcome) < _ORDER.index(best[parts].outcome):
                best[parts] = trial
    yield from best.values()


def find_breakdowns(ledger: Ledger) -> Iterator[tuple[Fact, list[Fact]]]:
    """Each total in prose with the figures told under it, by their path or by following it in the same sentence."""
    prose = ledger.prose
    for at, total in enumerate(prose):
        if total.measure not in ("amount", "count") or total.approximate:
            continue
        under: list[Fact] = []
        beside: list[Fact] = []
        for other in prose[at + 1 : at + 40]:
            if other.section != total.section or other.line - total.line > 8:
                break
            if other.measure != total.measure or not same_measure(other, total):
                continue
            if other.period != total.period or other.basis != total.basis:
                continue
            if bare(other.item) == bare(total.item) and other.path == total.path:
                break
            if _is_under(other, total):
                under.append(other)
            elif other.path == total.path and other.line - total.line <= 2:
                beside.append(other)
        for children in (under, beside):
            if len(children) >= 2:
                yield total, children


def _is_under(part: Fact, total: Fact) -> bool:
    return bool(part.path) and bare(part.path[-1]) == bare(total.item)


def _exhaustive(ledger: Ledger, total: Fact, children: Sequence[Fact]) -> Iterator[tuple[str, tuple[Fact, ...]]]:
    """(why, parts) for each set of parts that is known to make up the total."""
    told = [(child, share) for child in children if (share := share_of(ledger, child)) is not None]
    if len(told) >= 2 and len({child.path for child, _ in told}) == 1:
        together = sum(share.value for _, share in told)
        if NEARLY_ALL[0] <= together <= NEARLY_ALL[1] and _shares_fit(total, told):
            yield "shares", tuple(child for child, _ in told)
    if _NO_WHOLE.search(total.item):
        return
    for number, whole in enumerate(WHOLES):
        if re.fullmatch(whole.head, bare(total.item)):
            for doubtful in ((), whole.doubtful) if whole.doubtful else ((),):
                parts = _of_kinds(children, whole.needed, (*whole.possible, *doubtful))
                if parts:
                    yield f"kinds {number}", parts
    under = [child for child in children if _is_under(child, total)]
    if len(under) >= 2 and _OTHERS.match(bare(under[-1].item)) and under[-1].line == total.line:
        yield "others", tuple(under)


def _shares_fit(total: Fact, told: Sequence[tuple[Fact, Fact]]) -> bool:
    """Whether the shares are of this total, give or take what a wrong figure may move them by."""
    if not total.value:
        return False
    near = [
        abs(value_of(part) / value_of(total) * HUNDRED - share.value) <= max(share.value, 1) * SHARES_OFF
        for part, share in told
    ]
    return sum(near) * 2 >= len(near)


def share_of(ledger: Ledger, part: Fact) -> Fact | None:
    """The share told right after an amount, of the same item."""
    at = ledger.place[part.id]
    for other in ledger.facts[at + 1 : at + 3]:
        same = bare(other.item) == bare(part.item) and other.path == part.path
        if other.measure == "share" and other.unit == "%" and same:
            return other
    return None


def _of_kinds(children: Sequence[Fact], needed: Sequence[str], possible: Sequence[str]) -> tuple[Fact, ...] | None:
    chosen: list[Fact] = []
    for pattern in (*needed, *possible):
        found = [child for child in children if re.fullmatch(pattern, bare(child.item)) and child not in chosen]
        if found and not holds(chosen, found[0]):
            chosen.append(found[0])
        elif not found and pattern in needed:
            return None
    return tuple(sorted(chosen, key=children.index))


def holds(chosen: Sequence[Fact], part: Fact) -> bool:
    """Whether a figure is already inside one chosen: 公务用车购置及运行维护费 holds 购置费 and 运行费."""
    whole = any(re.search(r"购置.{0,2}[及和与、].*运", one.item) for one in chosen)
    return whole and bool(re.search(r"购置|运行|运维", part.item))


def sum_trial(
    total: Fact, parts: Sequence[Fact], kind: str = PARTS, decimals: int | None = None, minus: Sequence[Fact] = ()
) -> Trial:
    """The trial of a total against its parts (less `minus`). `decimals` where the table's form tells the precision."""
    outcome = judge_sum(total, parts, decimals, minus)
    together = sum((value_of(part) for part in parts), Decimal(0)) - sum((value_of(part) for part in minus), Decimal(0))
    rest = value_of(total) - together
    expected = {total.id: _written(together, total, parts)}
    if outcome == DISAGREES:
        expected |= {part.id: _written(value_of(part) + rest, part, (total,)) for part in parts}
        expected |= {part.id: _written(value_of(part) - rest, part, (total,)) for part in minus}
    method = "收支相抵" if minus else "各部分之和"
    return Trial(kind, outcome, total, (total, *parts, *minus), expected, method)


def _written(value: Decimal, like: Fact, others: Sequence[Fact]) -> str:
    """A sum with as many decimals as the finest of its figures in the same unit."""
    decimals = max(fact.decimals for fact in (like, *others) if factor_of(fact.unit) == factor_of(like.unit))
    text = as_printed(value, like)
    if not is_money(like.unit) or decimals == like.decimals:
        return text
    return f"{(value / factor_of(like.unit)).quantize(Decimal(1).scaleb(-decimals))}{like.unit}"
