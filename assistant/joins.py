"""Terms that only together name a third: groups and abroad, basic and project expenditure, petrol and repairs and tolls.

It reads the words of one question and knows no report.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from assistant.concept import Concept

# Counts that English names with a verb: (wording, the term, the words that then name nothing more).
_COUNTS: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"\bhow many (?:\w+ ){0,2}(?:groups?|delegations?|missions?)\b[^?]*\b(?:abroad|overseas)\b", re.I), "因公出国（境）团组数"),
    (re.compile(r"\bhow many (?:\w+ ){0,2}(?:people|persons?|officials|staff)\b[^?]*\b(?:abroad|overseas)\b", re.I), "因公出国（境）人次"),
    (
        re.compile(
            r"\breceptions?\b[^?]*\bnumber of groups\b|\bgroups?\b[^?]{0,40}\b(?:received?|hosted?|entertained?)\b|\b(?:receive|host|entertain)(?:d|ed)?\b"
            r"[^?]{0,30}\bgroups?\b",
            re.I,
        ),
        "公务接待批次",
    ),
)
_COUNT_WORDS = frozenset({"group", "delegation", "mission", "official", "domestically", "person", "send", "receive", "people"})
_ABROAD = "因公出国（境）费"
_FOREIGN = re.compile(r"\bforeign", re.I)
_AND_PERSONS = re.compile(r"\bgroups?,? and (?:how many )?(?:persons?|people|guests?|visitors?)\b", re.I)
_EACH = re.compile(r"各|分别|多少.*多少|\beach\b|\brespectively\b|\bhow much\b.*\bhow much\b|\bseparately\b|\bor on\b", re.I)
_YEAR_END = r"(?:\bend of(?: the year\b|\s*(?=[?,.]|$))|\byear[- ]?end\b)"
_LEFT = r"\b(?:left|unspent|remain\w*|over)\b"
_LEFT_AT_END = re.compile(rf"{_LEFT}[^?]*{_YEAR_END}|{_YEAR_END}[^?]*{_LEFT}", re.I)
_ALL_SPENT = frozenset({"总共支出", "总共花了", "一共支出"})
_BOUGHT = re.compile(r"买了(?:多少|几)个")
_RUNNING = frozenset({"运维", "运行", "维护"})
_RUNNING_PARTS = frozenset({"加油", "车辆维修费", "过路过桥费", "保险费", "车辆保险费", "燃料费"})
_TOGETHER = re.compile(r"加在?一?起|一共|总共|合计|合起来|\btogether\b|\bin all\b|\bcombined\b|\bin total\b", re.I)
_BUYS = "公务用车购置费"
_RUNS = "公务用车运行维护费"


def join_terms(concepts: Sequence[Concept], content: str, term: Callable[[str], Concept]) -> list[Concept]:
    """The concepts of a question with those that several of its words name together. `term` makes the concept of a term."""
    found = list(concepts)
    names = {concept.canonical for concept in found}

    def swap(name: str, gone: Callable[[Concept], bool]) -> None:
        nonlocal found
        place = next((n for n, c in enumerate(found) if gone(c)), 0)
        found.insert(place, term(name))
        found = [c for n, c in enumerate(found) if n == place or not gone(c)]

    for pattern, name in _COUNTS:
        if pattern.search(content) and name not in names and not _FOREIGN.search(content):
            swap(name, lambda c: c.text in _COUNT_WORDS or c.canonical == _ABROAD)
            if name == "公务接待批次" and _AND_PERSONS.search(content) and "公务接待人次" not in names:
                found.insert(1, term("公务接待人次"))
            break
    if _BUYS in names and names & _RUNNING and _EACH.search(content):
        bought = next(c for c in found if c.canonical == _BUYS)
        swap(_RUNS, lambda c: c.canonical in _RUNNING or c is bought)
        found.insert(0, bought)
    if {"采购", "公务用车购置及运行维护费"} <= names and names & _RUNNING and _EACH.search(content):
        swap(_BUYS, lambda c: c.canonical in ("采购", "公务用车购置及运行维护费"))
        swap(_RUNS, lambda c: c.canonical in _RUNNING)
    if any(c.text in _ALL_SPENT for c in found) and any(c.kind == "item" and c.weight > 0.5 and c.text not in _ALL_SPENT for c in found):
        found = [c for c in found if c.text not in _ALL_SPENT]  # what was spent on the item named
    if _BOUGHT.search(content) and not names & {"公务用车保有量", "车辆"}:
        found = [c for c in found if c.text != "买了"]  # how many were bought: the thing is named, the verb is not printed
    if "项目支出" in names and any(c.text == "basic" for c in found):
        swap("基本支出", lambda c: c.text == "basic")
    if "政府采购支出总额" in names and any(c.text == "goods and service" for c in found):
        swap("政府采购服务支出", lambda c: c.text == "goods and service" or c.canonical == "政府采购支出总额")
        found.insert(0, term("政府采购货物支出"))
    if "“三公”经费" in names and any(c.canonical == "车辆" and c.kind != "item" for c in found) and not re.search(r"how many|几辆|多少辆", content, re.I):
        swap("公务用车购置及运行维护费", lambda c: c.canonical == "车辆")
    if len(names & _RUNNING_PARTS) > 2 and _TOGETHER.search(content):
        swap(_RUNS, lambda c: c.canonical in _RUNNING_PARTS or c.canonical in ("公务用车保有量", "车辆") or c.text == "公家")
    if _LEFT_AT_END.search(content) and not any(c.weight >= 0.5 and c.kind != "unknown" for c in found):
        swap("年末结转和结余", lambda c: False)
    return found
