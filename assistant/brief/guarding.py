"""Text from reports in sheets and CSV files: never a formula, never half a character. It writes no file."""

from __future__ import annotations

from assistant.brief.telling import fit
from assistant.formulas import as_csv_text

LONGEST_CELL = 32_000


def csv_text(text: str) -> str:
    """The text for a CSV file: what looks like a formula begins with an apostrophe; a number, also a negative one, stays."""
    return as_csv_text(fit(text))


def cell_text(text: str) -> str:
    """The text for a sheet's cell, cut where a cell can hold no more. It is to be stored as a string."""
    text = fit(text)
    return text if len(text) <= LONGEST_CELL else text[: LONGEST_CELL - 1] + "…"
