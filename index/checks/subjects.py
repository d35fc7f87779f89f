"""Check that a subject of the classification has one figure in prose and in the statements, by its code or its names.

Prose names a subject by code, by 类-款-项, or by the name of a 类; the report's own statements tell which code that is.
A statement without codes names its 类 alone; the name then stands for the code.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from index.checks.concepts import bare, fund_of
from index.checks.intervals import is_money
from index.checks.ledger import Ledger
from index.checks.places import compare_places
from index.checks.types import Trial
from index.types import Fact

_LEVEL = re.compile(r"[（(][类类款项項][)）]")
_CODE = re.compile(r"[（(](\d{3}|\d{5}|\d{7})[)）]")
_WHOLE = re.compile(r"(?:^|/)(?:合计|小计|本年支出合计|决算数|预算数|(?:\d{4}年)?(?:年初)?(?:预算|决算)数?)?$")
_CLASS = re.compile(r"^[^（）]{2,12}(?:支出|费)$")
_NO_CLASS = re.compile(r"基本支出|项目支出|经营支出|上级支出|本级支出|转移性支出|补助支出|财政拨款|合计|总计")
Names = tuple[str, ...]
Key = tuple[str, str | None, str | None]


def check_subjects(ledger: Ledger) -> Iterator[Trial]:
    """A trial for each pair of places that give the amount of one subject, within one fund, period and basis."""
    codes = _codes_by_name(ledger)
    held = _statements(ledger, codes)
    for fact in ledger.prose:
        if fact.measure != "amount" or not is_money(fact.unit):
            continue
        code = _code_of(fact, codes)
        places = held.get((code, fact.period, fact.basis), []) if code else []
        places = [place for place in places if not fund_of(fact) or fund_of(place) in (fund_of(fact), "")]
        if places and ledger.all_agree(places):
            yield from compare_places([fact, places[0]])


def _statements(ledger: Ledger, codes: dict[Names, str | None]) -> dict[Key, list[Fact]]:
    """The whole amounts of the statements' rows by (code or name, period, basis)."""
    found: dict[Key, list[Fact]] = defaultdict(list)
    for facts in ledger.tables.values():
        for fact in facts:
            if fact.measure != "amount" or not _WHOLE.search(fact.column or ""):
                continue
            code = fact.code or (codes.get((bare(fact.item),)) if _is_class(fact) else None)
            if code:
                found[code, fact.period, fact.basis].append(fact)
    return found


def _is_class(fact: Fact) -> bool:
    name = bare(fact.item)
    return (
        not fact.code
        and not fact.path
        and bool(_CLASS.match(name))
        and not _NO_CLASS.search(name)
        and name.endswith("支出")
    )


def _codes_by_name(ledger: Ledger) -> dict[Names, str | None]:
    """The code of each subject of the statements by its names from the 类 down; None for a name with two codes."""
    found: dict[Names, str | None] = {}
    for facts in ledger.tables.values():
        for fact in facts:
            if fact.code and fact.code[0] == "2" and len(fact.path) * 2 + 3 == len(fact.code):
                names = tuple(bare(name) for name in (*fact.path, fact.item))
                found[names] = fact.code if found.get(names, fact.code) == fact.code else None
    for facts in ledger.tables.values():
        for fact in facts:
            if _is_class(fact):
                found.setdefault((bare(fact.item),), bare(fact.item))
    return found


def _code_of(fact: Fact, codes: dict[Names, str | None]) -> str | None:
    if fact.code:
        return fact.code
    printed = _CODE.search(fact.item)
    if printed:
        return printed.group(1)
    words = [bare(word) for word in _LEVEL.split(fact.item) if bare(word)]
    if len(words) == 1:
        words = [bare(_LEVEL.sub("", word)) for word in (*fact.path, *words)]
    if tuple(words) in codes:
        return codes[tuple(words)]
    return codes.get((words[-1],)) if words and words[-1].endswith("支出") and len(words) <= 2 else None
