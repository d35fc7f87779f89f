"""The reason a report gives, in its own words. It quotes; it never explains on its own."""

from __future__ import annotations

import re

from assistant.task import Task
from index.meant import meant_text
from index.types import Fact

_REASON = re.compile(
    r"(?:主要)?(?:变动|增减变化的?|变化)?(?:的)?原因(?:主要)?(?:是|为|系|：|:)|因为|由于|主要是(?:因|由于)?|主要系|主要在于|主要源于|系因"
)
# Right after a figure a single word gives the reason (減列 2 人係技工退離不補).
_AT_ONCE = re.compile(r"^[\s，,、]{0,2}(?:主要)?(?:系|係|因|受|源于|源於|得益于|缘于)(?!此)")
LONGEST_QUOTE = 320


def reason_of(task: Task, fact: Fact) -> str | None:
    """The reason printed in the line of a fact, after the fact: from its reason word to the end of the sentence."""
    text = meant_text(task.library.lines(fact.file, fact.line, fact.end_line))
    found = re.search(rf"(?<![\d.,]){re.escape(fact.printed)}", text)
    place = found.start() if found else text.find(fact.printed)
    if place >= 0:
        after = text[place + len(fact.printed) :]
        short = _AT_ONCE.match(after)
        if short:
            return re.split(r"[。；;]", after[: LONGEST_QUOTE])[0].lstrip("，,、 ")
    return reason_in(text, max(place, 0))


def reason_in(text: str, start: int = 0) -> str | None:
    """The reason stated in a text from `start` on, verbatim, at most `LONGEST_QUOTE` characters."""
    match = _REASON.search(text, start)
    if not match:
        return None
    end = text.find("。", match.start())
    quote = text[match.start() : end + 1 if end >= 0 else len(text)]
    quote = re.sub(r"^(?:主要)?(?:变动|增减变化的?|变化)?(?:的)?原因(?:主要)?(?:是|为|系|：|:)[：:]?", "", quote)
    return quote if len(quote) <= LONGEST_QUOTE else quote[: quote.rfind("，", 0, LONGEST_QUOTE)] + "…"
