"""A question being answered: its plan, the search over its reports, and the few choices every solver makes alike."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import cached_property

from assistant.concept import Concept
from assistant.draft import Draft
from assistant.evidence import Match, ReportEvidence, Search, found_in
from assistant.fold import fold
from assistant.library import LibraryView
from assistant.naming import Naming, is_statement_fact
from assistant.plan import Plan
from assistant.question import ENGLISH_GENERAL_WEIGHT, Question
from assistant.vocabulary import Vocabulary
from index.rerank import Reranker
from index.types import BUDGET_BASES, Fact, Report

# How much of what the question names a fact must carry to be the answer. Measured on the development questions.
LEAST_COVERAGE = 0.55
LEAST_WHOLE = 0.5
LEAST_WITH_GAPS = 0.68
LEAST_FOR_ZERO = 0.35
LEAST_WITH_UNKNOWN = 0.78


_BUDGET_ASKED = re.compile(
    r"(?<!公共)(?<!基金)(?<!经营)预算(?!执行|单位|管理|财政|绩效|供给|供养)|安排|计划|\bbudget|\ballocat|\bplanned\b|\bset aside\b|\bestimate", re.I
)
_OUTTURN_ASKED = re.compile(r"决算|实际|执行|花了?|支出了|用[了掉]|\bspen[dt]\b|\bactual|\boutturn\b|\bexecuted\b", re.I)


class Task:
    """What solvers work with. It is made for one question and thrown away.

    `vector` gives the question's vector. In a language that the library's model does not understand nothing is ranked by it.
    """

    def __init__(
        self, plan: Plan, library: LibraryView, vocabulary: Vocabulary, vector: Callable[[], list[float]],
        reranker: Reranker | None = None,
    ) -> None:  # fmt: skip
        self.plan = plan
        self.question = plan.question
        self.vocabulary = vocabulary
        self.library = library
        self.evidence: list[ReportEvidence] = library.evidence(plan.reports)
        self.naming = Naming(self.question.language, vocabulary, self._subjects)
        self._vector, self._embedded = vector, None
        meaning = self._query_vector if self.question.language in library.understood else None
        self.search = Search(self.question, self.evidence, library.vectors, meaning, reranker)

    def _query_vector(self) -> list[float]:
        # no cached_property: its lock, of all tasks together, would be held while others are let in
        if self._embedded is None:
            self._embedded = self._vector()
        return self._embedded

    def draft(self) -> Draft:
        """An empty draft in the question's language."""
        return Draft(self.question.language)

    def report(self, fact: Fact) -> Report:
        """The report a fact is from."""
        return self._reports[fact.file]

    @cached_property
    def _reports(self) -> dict[str, Report]:
        return {report.file: report for report in self.plan.reports}

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All facts of the plan's reports."""
        return tuple(fact for evidence in self.evidence for fact in evidence.facts)

    def canonical(self, fact: Fact) -> str:
        """The canonical name of what a fact is of: its item, or what a bare label is the total of."""
        return self._subjects.get(fact.id) or self.vocabulary.canonical_of(fact.item)

    def is_of(self, fact: Fact, concept: Concept) -> bool:
        """Whether a figure's own label or term is a concept; standing beside its name is not enough."""
        return concept.canonical == self.canonical(fact) or found_in(concept, fold(fact.item)) >= 0.9

    @cached_property
    def _subjects(self) -> dict[str, str]:
        return {key: name for evidence in self.evidence for key, name in evidence.subjects.items()}

    def best(
        self, where: Callable[[Fact], bool], concepts: Sequence[Concept] | None = None, least: float = LEAST_COVERAGE
    ) -> Match | None:
        """The fact that fits best, None where none fits well enough."""
        for match in self.search.rank(lambda fact: where(fact) and self.of_basis(fact) and self.of_month(fact), concepts)[:1]:
            if acceptable(match, least):
                return match
        return None

    @cached_property
    def _budget_only(self) -> bool:
        """Whether the budget itself is asked for, and nothing set against it."""
        text = re.sub(r"决算(?=里|中|报告|报表|公开|表|文件|说明)", " ", self.question.plain)
        against = self.plan.asks("change", "difference", "percent", "share", "multiple", "unspent", "adjusted")
        return bool(_BUDGET_ASKED.search(text)) and not _OUTTURN_ASKED.search(text) and not against

    @cached_property
    def _rows_with_budget(self) -> frozenset[tuple]:
        return frozenset((f.file, fold(f.item)) for f in self.facts if f.basis in BUDGET_BASES and f.measure == "amount")

    @cached_property
    def _one_month(self) -> bool:
        return bool(re.search(r"当月|单月|本月|\balone\b|\bin the month\b|\bthat month\b|\bsingle month\b", self.question.plain, re.I))

    def of_month(self, fact: Fact) -> bool:
        """Whether a figure of a monthly report is of the span asked for: the months so far, unless one month is named."""
        if self.report(fact).kind != "月报" or not fact.clause:
            return True
        place = fact.clause.find(fact.printed)
        before = fold(fact.clause[: place if place >= 0 else None])
        so_far = bool(re.search(r"累计|截[至止]|\d{1,2}[-—–~～至]\d{1,2}月|前\d{1,2}个月", before))
        one = bool(re.search(r"当月|单月|本月|(?<![-—–~～至\d])\d{1,2}月份?", before)) and not so_far
        return one if self._one_month else not one

    def of_basis(self, fact: Fact) -> bool:
        """Whether an amount is on the basis the question speaks of: what was spent, unless it speaks of the budget.

        In a budget every amount is the budget's. Where a row of final accounts prints both, the one asked for counts.
        """
        by_name = self._budget_only and self._names_budget
        if fact.measure in ("score", "weight", "value", "target") and by_name:
            return False
        if fact.measure != "amount" or fact.basis is None or self.report(fact).kind == "预算":
            return True
        if fact.basis in BUDGET_BASES:
            return bool(_BUDGET_ASKED.search(self.question.plain))
        if by_name or fact.basis != "决算":
            return fact.basis != "决算"
        plain = fact.table is None or is_statement_fact(fact)
        return not (self._budget_only and plain and (fact.file, fold(fact.item)) in self._rows_with_budget)

    @cached_property
    def _names_budget(self) -> bool:
        """Whether the budget is asked for by its name: what was spent is then no answer, whatever is printed."""
        return bool(re.search(
            r"预算(?:数|额|金额)?(?:安排|批复)?(?:是|为|有)?(?:了)?多少|多少.{0,6}预算|\bbudget(?:ed)? (?:for|of)\b|"
            r"\bwhat was the (?:\w+ )?budget\b", self.question.plain, re.I))

    def who(self, fact: Fact) -> str:
        """The body as the sentence begins with it."""
        return self.naming.who(self.report(fact))

    def about(self, fact: Fact) -> dict[str, str]:
        """The holes every sentence about a fact has: who, period, item."""
        return {"who": self.who(fact), "period": self.naming.period(fact.period), "item": self.naming.fact(fact)}


SHORTEST_LABEL = 4
# A label of this length is no word that other forms use as well.
NAMED_IN_FULL = 6
# How far before its bracket a translation of a name may begin.
GLOSS = 60


def with_labels(question: Question, evidence: Sequence[ReportEvidence]) -> Question:
    """The question with the report's own labels that stand in it word for word as concepts of their own.

    A project or indicator the question names in full is known by its name, whatever terms its parts may be.
    """
    question = _without_title(question, evidence)
    text = fold(question.bodies.rest)
    text += "\n" + text.replace("的", "")  # 主页的社会点击量 names 主页社会点击量
    labels: dict[str, str] = {}
    for report in evidence:
        for label in report.labels:
            if len(label) >= SHORTEST_LABEL and label in text:
                labels[label] = label
    numbers = [fold(f"{value}{unit}") for value, unit in question.numbers if len(unit) > 1]
    labels.update(
        {
            n: n
            for n in numbers
            if any(n in fold(fact.clause) for report in evidence for fact in report.facts if fact.clause)
        }
    )
    longest = [label for label in labels if not any(label != other and label in other for other in labels)]
    known = {concept.text for concept in question.concepts if concept.weight >= 0.5}
    added = [
        Concept(label, (label,), "label", 1.0, None)
        for label in longest
        if label not in known and not _is_common(label, question)
    ]
    if not added:
        return question
    kept = [c for c in question.concepts if not any(c.text in concept.text for concept in added)]
    if question.language == "en":
        kept = [c for c in kept if c.kind != "unknown" and not _glosses(c, longest, question)]
    wording = question.wording  # a word inside a label asks for nothing
    for label in longest:
        wording = wording.replace(label, " ") if not label[0].isdigit() else wording
    return replace(question, concepts=(*added, *kept), wording=wording)


def _glosses(concept: Concept, labels: Sequence[str], question: Question) -> bool:
    """Whether an English word only translates the printed name that follows it in brackets."""
    if concept.kind != "general" or concept.weight > ENGLISH_GENERAL_WEIGHT:
        return False
    plain = question.plain.lower()
    place = min((spot for label in labels if (spot := plain.find(f"({label}")) > 0), default=-1)
    return place > 0 and all(word in plain[max(0, place - GLOSS) : place] for word in concept.text.split())


def _without_title(question: Question, evidence: Sequence[ReportEvidence]) -> Question:
    """The question without what names the evaluation report itself: all its figures are of the project in its title."""
    if len(evidence) != 1 or evidence[0].report.kind != "绩效":
        return question
    report = evidence[0].report
    forms = {fact.path[0] for fact in evidence[0].facts if fact.table is not None and fact.path and fact.measure in ("score", "target")}
    title = fold(report.title or "") or (fold(next(iter(forms))) if len(forms) == 1 else "")
    kept = [c for c in question.concepts if not (c.kind in ("general", "fragment", "item", "label") and title and found_in(c, title) >= 0.6)]
    return replace(question, concepts=tuple(kept)) if len(kept) < len(question.concepts) else question


def _is_common(label: str, question: Question) -> bool:
    return any(label in concept.forms[: concept.own_forms] and concept.weight >= 0.5 for concept in question.concepts)


def acceptable(match: Match, least: float = LEAST_COVERAGE) -> bool:
    """Whether a match may be the answer: it carries enough of the question, and every item the question names."""
    if any(concept.kind in ("item", "indicator") and concept.weight >= 0.5 for concept in match.missing):
        return False
    if not any(concept.weight >= 0.5 or concept.kind == "body" for concept in match.found):
        return False
    if any(concept.kind == "unknown" for concept in match.missing) and match.coverage < LEAST_WITH_UNKNOWN:
        return match.coverage >= LEAST_WHOLE and sum(c.weight >= 0.5 for c in match.found) >= 3
    if _in_full(match) and not any(concept.kind == "label" for concept in match.missing):
        return match.coverage >= LEAST_FOR_ZERO  # the report's own label, named in full: what stands around it only frames it
    if match.fact.value == 0 and any(concept.kind == "item" for concept in match.found):
        return match.coverage >= LEAST_FOR_ZERO  # nothing was spent: what more the question supposes of it falls away
    if len(match.missing) == 1 and match.missing[0].kind == "general" and match.exact:
        return match.coverage >= least
    return match.coverage >= (max(least, LEAST_WITH_GAPS) if match.missing else min(least, LEAST_WHOLE))


def _in_full(match: Match) -> bool:
    """Whether the question names a figure by the report's own label, whole and long enough to be no common word."""
    label = fold(match.fact.item)
    return len(label) >= NAMED_IN_FULL and any(concept.kind == "label" and concept.text == label for concept in match.found)
