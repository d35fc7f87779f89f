"""The value types of an evaluation. They hold data; reading, asking and scoring are elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

ANSWERED = "answered"
STATUSES = (ANSWERED, "declined", "unclear")

RIGHT = "right"
WRONG = "wrong"
DECLINED = "declined"
RIGHTLY_DECLINED = "rightly declined"
UNSCORED = "unscored"
OUTCOMES = (RIGHT, WRONG, DECLINED, RIGHTLY_DECLINED, UNSCORED)

# Why an answer missed, exactly one each (evals.misses says how they are told apart).
MISSES = (
    "retrieval", "extraction", "planning", "unit", "sign", "period", "entity", "scope", "arithmetic", "citation", "wording", "fault",
)  # fmt: skip
CALLED_WRONG = "called wrong"

AnswerJson = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Gold:
    """An amount that counts as right: exact, or within `tolerance` (in `unit`)."""

    value: Decimal
    unit: str
    tolerance: Decimal = Decimal(0)


@dataclass(frozen=True, slots=True)
class EvidenceGroup:
    """Alternatives in one report: a citation of any of `numbers` hits the group. `place` is "line" or "page"."""

    file: str
    place: str
    numbers: frozenset[int]


@dataclass(frozen=True, slots=True)
class Case:
    """One question with its gold answer. `source` is "file:line" of the row it was read from.

    `golds` is filled for kind "value", `keywords` (groups of alternatives) for kind "text", neither for "refuse" and
    "unknown"; `disputed` for kind "unknown" where the figure that a reader called wrong is known.
    `periods`, `entities` and `scopes` name what a right figure is of, where the row says so: another of them is wrong even
    where the amount happens to be equal. `pair` names the question it asks in another language, "" where it stands alone.
    `conversation` holds the questions asked before it in the same talk, oldest first; `files` the only reports asked, None
    for all.
    """

    id: str
    language: str
    question: str
    kind: str
    type: str
    golds: tuple[Gold, ...]
    keywords: tuple[tuple[str, ...], ...]
    evidence: tuple[EvidenceGroup, ...]
    note: str
    source: str
    pair: str = ""
    conversation: tuple[str, ...] = ()
    files: tuple[str, ...] | None = None
    disputed: tuple[Gold, ...] = ()
    periods: tuple[str, ...] = ()
    entities: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class HeldFact:
    """A figure as the library holds it: what was read from a line, be it right or not. `value` None: a cell of words."""

    value: Decimal | None
    unit: str
    period: str | None
    item: str
    measure: str


@dataclass(frozen=True, slots=True)
class HeldReport:
    """Whose report a file is, as the library holds it; None where its text does not settle it."""

    entity: str | None
    year: int | None
    scope: str | None


@dataclass(frozen=True, slots=True)
class Holdings:
    """What the library holds, to tell why an answer missed. `reports` maps a file's name to whose it is;

    `facts_at(file, line)` are the figures read from a line, `page_lines(file, page)` the numbers of a page's lines.
    """

    reports: Mapping[str, HeldReport] = field(default_factory=dict)
    facts_at: Callable[[str, int], tuple[HeldFact, ...]] = lambda file, line: ()
    page_lines: Callable[[str, int], tuple[int, ...]] = lambda file, page: ()


@dataclass(frozen=True, slots=True)
class Solver:
    """What is measured. `answer` maps a question to the answer's JSON object; a follow-up is given the earlier questions
    of its talk as a second argument, one that is kept to some reports their names as `files`.

    `read_line(file, number)` re-reads a source line (None where there is none); `identities` is the text that names
    the reports of the library (titles, bodies, years). Both serve checks that must not rest on the answer itself.
    `holdings` tells what the library holds where the gold stands; without it, every miss is classed as one of planning.
    """

    answer: Callable[..., AnswerJson]
    read_line: Callable[[str, int], str | None] | None = None
    identities: str = ""
    holdings: Holdings = Holdings()


@dataclass(frozen=True, slots=True)
class Score:
    """What one scorer found. `value` None means that the scorer does not apply; `miss` is the kind of failure as far as one
    scorer can tell it (see `evals.misses` for what is made of it)."""

    value: bool | None
    explanation: str
    miss: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """A number (or mark, or citation) that rests on nothing. `where`: text, figure, mark, note, operand, …"""

    where: str
    printed: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One case, what was answered, and what every scorer said. `answer` is None where the solver failed.

    `outcome` is one of OUTCOMES. `miss` is one of MISSES where something is amiss, else None; of an unscored case that a
    reader called wrong it is CALLED_WRONG where the answer still is the same. `cited` is None where citations were not
    scored. `ungrounded` counts against the answer; `warnings` are findings beside it (notes, operands, workings, altered
    citations). `held` are the lines that the gold names, as the library holds them: "file line: text".
    """

    case: Case
    answer: AnswerJson | None
    outcome: str
    miss: str | None
    explanation: str
    cited: bool | None
    cited_explanation: str
    ungrounded: tuple[Finding, ...]
    warnings: tuple[Finding, ...]
    seconds: float
    held: tuple[str, ...] = ()
