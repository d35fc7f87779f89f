"""A question being answered: its plan, the search over its reports, and the few choices every solver makes alike."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cached_property

from assistant.draft import Draft
from assistant.evidence import Match, ReportEvidence, Search
from assistant.library import Library
from assistant.naming import Naming
from assistant.plan import Plan
from assistant.question import Concept
from assistant.vocabulary import Vocabulary
from index.types import Fact, Report

# How much of what the question names a fact must carry to be the answer. Measured on the development questions.
LEAST_COVERAGE = 0.55


class Task:
    """What solvers work with. It is made for one question and thrown away."""

    def __init__(self, plan: Plan, library: Library, vocabulary: Vocabulary, vector: Callable[[], list[float]]) -> None:
        self.plan = plan
        self.question = plan.question
        self.vocabulary = vocabulary
        self.library = library
        self.evidence: list[ReportEvidence] = library.evidence(plan.reports)
        self.naming = Naming(self.question.language, vocabulary)
        self._vector = vector
        self.search = Search(self.question, self.evidence, library.vectors, self._query_vector)

    @cached_property
    def _embedded(self) -> list[float]:
        return self._vector()

    def _query_vector(self) -> list[float]:
        return self._embedded

    def draft(self) -> Draft:
        """An empty draft in the question's language."""
        return Draft(self.question.language)

    def report(self, fact: Fact) -> Report:
        """The report a fact is from."""
        return next(report for report in self.plan.reports if report.file == fact.file)

    @cached_property
    def facts(self) -> tuple[Fact, ...]:
        """All facts of the plan's reports."""
        return tuple(fact for evidence in self.evidence for fact in evidence.facts)

    def canonical(self, fact: Fact) -> str:
        """The canonical name of a fact's item."""
        return self.vocabulary.canonical_of(fact.item)

    def best(
        self, where: Callable[[Fact], bool], concepts: Sequence[Concept] | None = None, least: float = LEAST_COVERAGE
    ) -> Match | None:
        """The fact that fits best, None where none fits well enough."""
        for match in self.search.rank(where, concepts)[:1]:
            if acceptable(match, least):
                return match
        return None

    def who(self, fact: Fact) -> str:
        """The body as the sentence begins with it."""
        return self.naming.who(self.report(fact))

    def about(self, fact: Fact) -> dict[str, str]:
        """The holes every sentence about a fact has: who, period, item."""
        return {"who": self.who(fact), "period": self.naming.period(fact.period), "item": self.naming.fact(fact)}


def acceptable(match: Match, least: float = LEAST_COVERAGE) -> bool:
    """Whether a match may be the answer: it carries enough of the question, and every item the question names."""
    named = [concept for concept in match.missing if concept.kind in ("item", "indicator") and concept.weight >= 0.5]
    return match.coverage >= least and not named
