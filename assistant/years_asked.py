"""Ask a question of other years: the years that stand in it changed, or the years added where it names none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.fold import has_chinese
from assistant.topic import Parts, tidy


def with_years(text: str, parts: Parts, years: tuple[int, ...]) -> str | None:
    """A question asked of other years; None where it speaks of several and it is not told which is meant."""
    if not years:
        return text
    if len(parts.years) > 1:
        return None
    shown = shown_years(years, "zh" if has_chinese(text) else "en")
    if parts.compared and any(span.year for span in parts.compared):
        if len(years) > 1 or not parts.years or not parts.years[0].year:
            return None
        shift = years[0] - parts.years[0].year
        for span in reversed(parts.compared):
            if span.year:
                text = text[: span.start] + re.sub(r"\d{4}", str(span.year + shift), text[span.start : span.end]) + text[span.end :]
    if parts.years:
        span = parts.years[0]
        old = text[span.start : span.end]
        form = re.sub(r"\d{4}\s*年?", shown, old) if span.year else shown
        return tidy(text[: span.start] + form + text[span.end :])
    if has_chinese(text):
        return tidy(f"{shown_years(years, 'zh')}{text}")
    when = f" in {shown_years(years, 'en')}"
    return re.sub(r"\s*((?:,? in (?:yuan|percent))?)([?.!]*)\s*$", lambda end: f"{when}{end.group(1)}{end.group(2) or '?'}", text, count=1)


def shown_years(years: Sequence[int], language: str) -> str:
    """Years as a sentence of a language names them."""
    return "和".join(f"{year}年" for year in years) if language == "zh" else " and ".join(map(str, years))
