"""Names as the answer's language says them: bodies, items, columns, periods. Printed names are never translated away."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import capwords

from assistant.body_names import body_names
from assistant.fold import has_chinese
from assistant.phrases import phrase
from assistant.vocabulary import Vocabulary
from index.headers import read_column
from index.types import BUDGET_BASES, Fact, Report

_BASIS_LABELS = {"年初预算": "label_initial", "调整预算": "label_adjusted", "决算": "label_executed"}
_MEASURE_LABELS = {
    "completion_rate": "label_rate",
    "score": "label_score",
    "target": "label_target",
    "value": "label_done",
    "weight": "label_weight",
}


# A count printed under a name that is also a cost's is of the things counted, not of their cost.
_COUNTED = {
    "公务用车": "公务用车保有量",
    "车辆": "公务用车保有量",
    "出国（境）": "因公出国（境）人次",
}


_TOTAL = re.compile(r"^(?:合计|总计|小计|共计|合計|總計)$")
_FORM = re.compile(r"自评|绩效|指标")


def is_statement_fact(fact: Fact) -> bool:
    """Whether a fact is a cell of a statement (an official table) and not of an evaluation form or of prose."""
    return fact.table is not None and not any(_FORM.search(title) for title in fact.section) and bool(fact.column)


class Naming:
    """Says names in one language. `subjects` names by fact id what a row that says only 合计 is the total of."""

    def __init__(self, language: str, vocabulary: Vocabulary, subjects: Mapping[str, str] | None = None) -> None:
        self.language = language
        self._vocabulary = vocabulary
        self._subjects = subjects or {}

    def body(self, report: Report) -> str:
        """The body's name: as printed in Chinese; in English the place in pinyin with the printed name."""
        if not report.entity:
            return report.title or report.file
        if self.language == "zh":
            return report.entity
        names = body_names(report.entity, report.short_names)
        english = f"{capwords(names.pinyin[0])} {capwords(names.english[0])}" if names.pinyin and names.english else ""
        return f"{english} ({report.entity})" if english else report.entity

    def who(self, report: Report) -> str:
        """The body as a sentence begins with it."""
        return self.body(report) if self.language == "zh" else f"{self.body(report)}, "

    def period(self, period: str | None) -> str:
        """The year as it stands after the body's name."""
        if not period:
            return ""
        return f"{period}年" if self.language == "zh" else f"{period}, "

    def item(self, text: str) -> str:
        """An item's name; in English its usual translation with the printed name."""
        text = re.sub(r"\s+", "", text)
        if self.language == "zh" or not has_chinese(text):
            return f"“{text}”" if len(text) > 30 else text
        english = self._vocabulary.english_name(self._vocabulary.canonical_of(text))
        return f"{english} ({text})" if english else f"“{text}”"

    def fact(self, fact: Fact) -> str:
        """What a fact is of: its form's subject where it has one, its item, its column, and that it is a budget's."""
        name = self._named(fact)
        told = "budget" if self.language == "en" else "预算"
        if fact.measure != "amount" or fact.basis not in BUDGET_BASES or told in name.lower() or "预算" in name:
            return name
        basis = phrase(self.language, _BASIS_LABELS.get(fact.basis, "label_budget"))
        return f"{name}, {basis}" if self.language == "en" else f"{name}{basis}"

    def _named(self, fact: Fact) -> str:
        if self.language == "en" and fact.measure == "count" and fact.item in _COUNTED:
            return f"{self._vocabulary.english_name(_COUNTED[fact.item]) or ''} ({fact.item})"
        if is_statement_fact(fact):
            return self._statement(fact)
        parts = []
        if fact.table is not None and fact.path:
            parts.append(fact.path[0])
        if not (fact.table is not None and fact.item in ("总额", "合计")):
            parts.append(fact.item)
        name = (
            " ".join(self.item(part) for part in dict.fromkeys(parts))
            if self.language == "en"
            else "".join(f"“{part}”" if position else part for position, part in enumerate(dict.fromkeys(parts)))
        )
        column = self.column(fact)
        return f"{name}{' – ' if self.language == 'en' else '的'}{column}" if column else name

    def _statement(self, fact: Fact) -> str:
        """A figure of a statement: its row's name, and its column's where that names something of its own."""
        leaf = (fact.column or "").rpartition("/")[2]
        named = read_column((leaf,)).item if leaf and leaf not in fact.item else ()
        if _TOTAL.match(fact.item):
            subject = self._subjects.get(fact.id)
            if subject is not None and not named:
                return self.item(subject)
            return self.item(leaf) if named else self.item(f"{fact.section[-1] if fact.section else ''}{fact.item}")
        name = self.item(fact.item)
        return f"{name} – {self.item(leaf)}" if named and self.language == "en" else f"{name}的{leaf}" if named else name

    def column(self, fact: Fact) -> str:
        """The column's meaning in the answer's language, "" for prose."""
        if fact.table is None and fact.measure == "completion_rate":
            return phrase(self.language, "label_completion")
        if fact.table is None or not fact.column or is_statement_fact(fact):
            return ""
        key = _MEASURE_LABELS.get(fact.measure) or (
            _BASIS_LABELS.get(fact.basis or "") if fact.measure == "amount" else None
        )
        return phrase(self.language, key) if key else fact.column
