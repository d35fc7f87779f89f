"""What a question names, as it is looked for in a report. Nothing is read or matched here."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Concept:
    """Something the question names. `forms` are the folded texts a report may print it as; `text` the question's words.

    The first `own_forms` are the term and the question's own words; the others are other ways of the term, which for
    an item count only where a label is just that (公车 in 公车购置费 is not 公车费).
    """

    text: str
    forms: tuple[str, ...]
    kind: str
    weight: float
    canonical: str | None = None
    own_forms: int = 1
    units: tuple[str, ...] = ()
