"""Read a question as a follow-up: take off what only joins it to the talk, and tell what it names and asks itself.

It knows nothing of the talk before; whether the question leaves anything out is decided in `conversation`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from assistant.follow_ups import load_follow_ups
from assistant.question import Question
from assistant.topic import Item, Parts, bodiless, take_apart, tidy

# "per supplier", "without the staff of units": more words are a sentence of their own.
LONGEST_BESIDE = 5

_CHANGES = re.compile(
    # what may stand beside "why" and still name nothing
    r"增加|增长|上升|上涨|减少|下降|降低|变化|变动|[涨降升跌增减多少]|这么|那么|\b(?:did|does|has|it|they|that|so|the|was|is|"
    r"rise|rose|risen|fall|fell|fallen|drop(?:ped)?|increased?|decreased?|changed?|for|what|were|much|low|high)\b",
    re.I,
)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question as a follow-up reads it: its parts, the words that ask, and what marks it.

    `flags` are lead (and, 那), tail (呢), part (其中), pronoun, elliptic, asking (all of it asks: in yuan, per vehicle);
    `ask` is "" where it only names a year, a body or an item.
    """

    parts: Parts
    ask: str
    flags: frozenset[str]

    @property
    def item(self) -> Item | None:
        """The item it names itself."""
        return self.parts.item

    @property
    def is_bare(self) -> bool:
        """Whether it is the name of one item and nothing else."""
        item = self.item
        return item is not None and not trimmed(f"{self.parts.text[: item.start]} {self.parts.text[item.end :]}")

    @property
    def is_neutral(self) -> bool:
        """Whether it asks how much, and not of what kind."""
        return bool(load_follow_ups().words["neutral"].search(self.ask))


def read_follow_up(question: Question) -> FollowUp:
    """Take the joining words off a question and tell what marks it as a follow-up."""
    patterns = load_follow_ups().words
    flags = set()
    core = bodiless(question)
    while (lead := patterns["lead"].match(core)) and lead.end():
        flags.add("lead")
        core = core[lead.end() :]
    if patterns["tail"].search(core):
        flags.add("tail")
        core = patterns["tail"].sub("", core)
    core = re.sub(r"[\s?？。.!！~～，,]+$", "", core)
    part = patterns["part"].search(core)
    if part and not any(item.start < part.start() for item in take_apart(core, question).items):
        flags.add("part")
        core = tidy(patterns["part"].sub(" ", core))
    if patterns["elliptic"].search(core):
        flags.add("elliptic")
    parts = take_apart(core, question)
    if _is_asking(core, parts):
        flags.add("asking")
        parts = replace(parts, items=())
    pronoun = patterns["pronoun"].search(core) or patterns["possessive"].search(core)
    if pronoun and not any(item.start < pronoun.start() and not item.is_whole for item in parts.items):
        flags.add("pronoun")
    return FollowUp(parts, asking_words(parts), frozenset(flags))


def _is_asking(core: str, parts: Parts) -> bool:
    """Whether all of a follow-up asks, though a word in it might name something: in yuan, per supplier."""
    known = any(item.is_strong for item in parts.items)
    beside = load_follow_ups().words["beside"].match(core)
    for ask in load_follow_ups().asks:
        if ask.is_whole and ask.pattern.search(core):
            return True
        if ask.name == "reason" and not known and ask.pattern.search(core):
            left = _CHANGES.sub("", ask.pattern.sub("", core))
            return not re.search(r"[^\s的了呢是会]", left)
    return bool(beside) and not known and len(core.split()) <= LONGEST_BESIDE


def asking_words(parts: Parts) -> str:
    """The words of a follow-up that ask; those for the whole of a share belong to them."""
    named = [(item.start, item.end) for item in parts.items if not item.is_whole]
    named += [(span.start, span.end) for span in parts.years]
    if not named and not parts.items:
        return parts.text if load_follow_ups().words["asking"].search(parts.text) else ""
    rest = trimmed(parts.without(named))
    return rest if load_follow_ups().words["asking"].search(rest) else ""


def trimmed(text: str) -> str:
    """A text without the small words around it that name nothing."""
    return tidy(load_follow_ups().words["filler"].sub("", tidy(text)))
