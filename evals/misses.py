"""Say why an answer missed: one class for each miss, told from the answer and from what the library holds at the gold lines.

| class | an answer that misses, where … |
|---|---|
| fault | no answer came, or one that breaks the contract |
| extraction | the gold figure is printed on its line, but the library holds no such figure there; or that line was not read |
| retrieval | words are asked for, and they are from other lines, or no line was found |
| entity, period, scope | the figure is of another body, year or scope |
| unit, sign | the figure is right but for its unit or its sign |
| arithmetic | a result worked from the gold lines is not the gold |
| planning | the figures are there, but another item was answered, or none; an answer where none should be; a decline for a question back |
| citation | a right answer that does not cite the gold lines, or says a number that no cited line holds |
| wording | the lines are right, the words that the case asks for are not said |

It scores nothing: which answers miss is for the scorers to say.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from evals.bearings import score_bearings
from evals.dataset import plain_decimal
from evals.scorers import score_citations
from evals.tokens import find_numbers
from evals.types import DECLINED, RIGHT, UNSCORED, AnswerJson, Case, Gold, HeldFact, Holdings
from evals.units import equals_gold

# Questions that are answered from figures even where the gold is words: which is larger, whether the premise holds.
_OF_FIGURES = frozenset(
    "table change derived calc calculation aggregate rank compare multi_year share rate sum check count score yesno breakdown".split()
)
_OF_FIGURE = {"wrong unit": "unit", "wrong sign": "sign"}


@dataclass(frozen=True, slots=True)
class GoldLines:
    """One evidence group as the library holds it: the texts of its lines and the figures read from them."""

    texts: tuple[str, ...]
    facts: tuple[HeldFact, ...]


def classify_miss(
    case: Case, answer: AnswerJson | None, outcome: str, found: str | None, gold: Sequence[GoldLines], holdings: Holdings
) -> str:
    """The class of a miss. `found` is the kind of failure that the scorer told, `gold` one entry an evidence group."""
    if answer is None or outcome == UNSCORED:
        return "fault"
    if outcome == RIGHT:
        return "citation"
    if case.kind in ("refuse", "unclear"):
        return "planning"
    if outcome == DECLINED:
        return "planning" if answer["status"] == "unclear" else _of_decline(case, gold)
    bearing = score_bearings(case, answer, holdings).miss
    if bearing:
        return bearing
    if found in _OF_FIGURE:
        return _OF_FIGURE[found]
    return _of_words(case, answer, gold) if case.kind == "text" else _of_figure(case, answer, gold, holdings)


def _of_decline(case: Case, gold: Sequence[GoldLines]) -> str:
    if case.kind == "value":
        return "planning" if not gold or _is_held(case.golds, gold) else "extraction"
    if not any(lines.texts for lines in gold):
        return "extraction" if gold else "retrieval"
    figures = _keyword_figures(case.keywords)
    if figures:
        return "planning" if all(_is_held(one, gold) for one in figures) else "extraction"
    return "planning" if case.type in _OF_FIGURES else "retrieval"


def _of_words(case: Case, answer: AnswerJson, gold: Sequence[GoldLines]) -> str:
    unsaid = _keyword_figures([group for group in case.keywords if not any(word in answer["text"] for word in group)])
    if not all(_is_held(one, gold) for one in unsaid):
        return "extraction"
    if unsaid:
        return "planning"
    if score_citations(case, answer).value is not False:
        return "wording"
    return "planning" if answer["figures"] else "retrieval"


def _of_figure(case: Case, answer: AnswerJson, gold: Sequence[GoldLines], holdings: Holdings) -> str:
    if not _is_held(case.golds, gold):
        return "extraction"
    first = answer["figures"][0] if answer["figures"] else None
    if first and not case.entities and not case.periods and (elsewhere := _elsewhere(case, answer, holdings)):
        return elsewhere
    worked = first is not None and any(_same(first["value"], step["result"]) for step in answer["calculations"])
    if worked and not _is_printed(case.golds, gold) and score_citations(case, answer).value is not False:
        return "arithmetic"
    return "planning"


def _elsewhere(case: Case, answer: AnswerJson, holdings: Holdings) -> str | None:
    """Whether a figure rests on reports of another body, year or scope alone than those of the gold, where the case names none."""
    wanted = [holdings.reports[group.file] for group in case.evidence if group.file in holdings.reports]
    cited = {citation["file"] for citation in answer["citations"]}
    found = [holdings.reports[file] for file in cited if file in holdings.reports]
    if not wanted or not found:
        return None
    for name, key in (("entity", "entity"), ("period", "year"), ("scope", "scope")):
        if not {getattr(one, key) for one in found} & {getattr(one, key) for one in wanted}:
            return name
    return None


def _is_held(golds: Sequence[Gold], gold: Sequence[GoldLines]) -> bool:
    """Whether the library holds what the gold needs: the figure itself where a line prints it, else figures of each group."""
    if not gold:
        return True
    facts = [fact for lines in gold for fact in lines.facts if fact.value is not None]
    if any(_is_gold(fact, one) for fact in facts for one in golds):
        return True
    if _is_printed(golds, gold):
        return False
    return all(any(fact.value is not None for fact in lines.facts) for lines in gold)


def _is_gold(fact: HeldFact, gold: Gold) -> bool:
    if fact.value is None:
        return False
    return equals_gold(fact.value, fact.unit, gold, signless=True) or (not gold.unit and abs(fact.value) == abs(gold.value))


def _is_printed(golds: Sequence[Gold], gold: Sequence[GoldLines]) -> bool:
    values = {abs(one.value) for one in golds if one.value}
    printed = {v for lines in gold for text in lines.texts for token in find_numbers(text) for reading in token.values for v in reading}
    return bool(values & printed)


_FIGURE = re.compile(r"-?[0-9]+(?:,[0-9]{3})*(?:\.[0-9]+)?\Z")


def _keyword_figures(groups: Sequence[Sequence[str]]) -> list[tuple[Gold, ...]]:
    """The groups of keywords that are figures, each as the amounts that will do, without units."""
    found = []
    for group in groups:
        values = [Decimal(word.replace(",", "")) for word in map(str.strip, group) if _FIGURE.match(word)]
        if values:
            found.append(tuple(Gold(value, "") for value in values))
    return found


def _same(value: str, other: str) -> bool:
    one, two = plain_decimal(value), plain_decimal(other)
    return one is not None and two is not None and abs(one) == abs(two)
