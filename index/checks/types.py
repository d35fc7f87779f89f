"""What a check says: a trial of printed figures against each other, and a finding for a person. No check is made here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from index.types import Fact

AGREES, ROUNDING, DISAGREES = "agrees", "rounding", "disagrees"

# The kinds of finding, as they stand in the JSON. One word list for checks, tests and readers of the output.
PARTS = "parts do not add to the total"
ROW_PARTS = "the columns of a row do not add to its total"
PLACES = "two places give different figures"
CHANGE = "the change is not the difference of the two figures"
RATE = "the rate does not follow from the amounts"
RATE_OF_CURRENT = "rate divided by the current year"
DIRECTION = "wording and figures go in opposite directions"
COMPLETION = "the completion rate does not follow from outturn and budget"
UNSPENT = "unspent share printed as the completion rate"
AMOUNT_AS_RATE = "amount printed as the rate"
POINT = "decimal point of the rate"
SHARE = "the share does not follow from part and whole"
PER_UNIT = "the figure per unit does not follow from amount and count"
UNIT = "unit"
SCOPES = "total and change on different scopes"
BALANCE = "total income and total spending differ"
LAST_YEAR = "last year's report gives another figure"


@dataclass(frozen=True, slots=True)
class Finding:
    """A place where figures do not agree, in neutral words. `line` and `page` are those of the figure `printed`.

    `verdict` is "disagrees", or "rounding" where rounding explains the difference. `recomputed` is what the other
    figures give in its stead; `other_line` (of `other_file`, the same file where None) is where the first of them stands.
    """

    file: str
    line: int
    page: int | None
    verdict: str
    kind: str
    printed: str
    recomputed: str
    message: str
    other_line: int | None = None
    other_file: str | None = None

    def to_json(self) -> dict[str, str | int | None]:
        """The row that `check --json` prints: exactly these eight keys."""
        return {
            "file": self.file,
            "line": self.line,
            "page": self.page,
            "verdict": self.verdict,
            "kind": self.kind,
            "printed": self.printed,
            "recomputed": self.recomputed,
            "message": self.message,
        }


@dataclass(frozen=True, slots=True)
class Trial:
    """Figures that must fit each other, and whether they do.

    `target` is the figure that is doubted where nothing else tells; `certain` where it is the one beyond doubt (its unit
    slipped, it was divided by the wrong figure). `expected` gives, by fact id, what a figure would be printed as if the
    others are right. `method` is the calculation in a few Chinese words. `other_file` is set where the figures after
    the first stand in another report, `wording` where words and not a figure are tried.
    """

    kind: str
    outcome: str
    target: Fact
    facts: tuple[Fact, ...]
    expected: Mapping[str, str] = field(default_factory=dict)
    method: str = ""
    certain: bool = False
    other_file: str | None = None
    wording: str = ""
