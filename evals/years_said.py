"""Find an answer whose text speaks of other years than the one its first figure is of. Works from the answer alone.

A text that names no year says nothing wrong; one that names several must have that of the figure among them.
"""

from __future__ import annotations

import re

from evals.tokens import half_width
from evals.types import ANSWERED, AnswerJson, Finding

_YEAR = re.compile(r"(?<![0-9.,])(?:19|20)[0-9]{2}(?![0-9.,]*[0-9万萬亿億元%])")
_PLAIN_YEAR = re.compile(r"[0-9]{4}\Z")


def find_misdated(answer: AnswerJson) -> tuple[Finding, ...]:
    """A finding where the text names years, and not the first figure's own."""
    if answer["status"] != ANSWERED or not answer["figures"]:
        return ()
    period = str(answer["figures"][0].get("period") or "")
    years = sorted(set(_YEAR.findall(half_width(str(answer["text"])))))
    if not _PLAIN_YEAR.match(period) or not years or period in years:
        return ()
    return (Finding("text", " and ".join(years), f"the first figure is of {period}"),)
