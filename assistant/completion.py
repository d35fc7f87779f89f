"""Complete a follow-up into a whole question: what it leaves out is filled with the words of the topic.

It works on words and returns words, or None where the two do not go together; nothing is guessed.
"""

from __future__ import annotations

import re

from assistant.asking import Ground, asked_of_topic, asking_frame, counted_term, fill, named_count, year_of
from assistant.ellipsis import FollowUp, asking_words
from assistant.fold import has_chinese
from assistant.follow_ups import load_follow_ups
from assistant.part_names import counterpart, merged_item, phrase_of
from assistant.question import STRICT_TERMS
from assistant.topic import Item, Parts, tidy
from assistant.vocabulary import Vocabulary
from assistant.years_asked import with_years

_COUNT_WORDS = re.compile(r"^(?:how many|number of|(?:多少|几)[辆个名位人台批次]*)\s*", re.I)

_PLAIN_WORDS = re.compile(
    r"(?:(?:how|much|many|what|was|were|is|are|did|does|do|the|its?|office|spent|spend|cost|costs|went|go|goes|come|came|to|on|for|"
    r"in|of|by|a|all|year|money|amount|total|total of|figure)\b|[\s?.,'’-])*", re.I)


def complete(follow_up: FollowUp, ground: Ground, has_body: bool, vocabulary: Vocabulary) -> str | None:
    """The whole question a follow-up amounts to. `has_body` tells that it names a body; None where it stays unclear."""
    years = [year_of(span, ground) for span in follow_up.parts.years]
    if None in years:
        return None
    told = tuple(year for year in years if year)
    topic = ground.parts
    if not follow_up.ask and follow_up.item is None and not told:
        other = counterpart(follow_up, topic, vocabulary)
        if other or not has_body:
            return _in_place(other, follow_up, topic, told) if other else None
    if follow_up.item is None and (not follow_up.ask or (follow_up.is_neutral and topic.is_level and topic.item)):
        return with_years(topic.text, topic, told)
    if follow_up.item is None:
        return asked_of_topic(follow_up, ground, told, vocabulary)
    if "elliptic" in follow_up.flags and not follow_up.item.is_strong:
        counted = counted_term(topic.item, follow_up.parts.text, vocabulary) if topic.item else None
        return named_count(counted, follow_up.parts.language, told or ground.years, vocabulary) if counted else None
    merged = merged_item(follow_up, topic, vocabulary)
    if topic.item is None:
        asked = re.sub(r"[\s呢?？]+$", "", asking_words(topic))
        return _framed(asking_frame(topic), follow_up, merged, told or ground.years, asked)
    if all(concept.canonical in STRICT_TERMS for concept in follow_up.item.concepts):
        return _narrowed(phrase_of(follow_up), topic, told)
    if not follow_up.ask or ("part" in follow_up.flags and follow_up.is_neutral and topic.is_level):
        return _in_place(merged, follow_up, topic, told)
    text = with_years(follow_up.parts.text, follow_up.parts, told or ground.years)
    return _with_item(text, follow_up.item, merged) if text else None


def _in_place(item: str, follow_up: FollowUp, topic: Parts, years: tuple[int, ...]) -> str | None:
    """The topic's question asked of another item; None where it is asked of several at once."""
    if topic.item is None or topic.has_several:
        return None
    asked = _COUNT_WORDS.match(topic.item.text)
    known = follow_up.item is None or item != phrase_of(follow_up) or any(c.kind == "item" for c in follow_up.item.concepts)
    if known and _is_plain(topic) and not has_chinese(topic.text):
        # "What did receptions cost?" asked of another item would be "What did vehicle running costs?"
        return fill(load_follow_ups().frames["level"], "en", item, years or tuple(s.year for s in topic.years if s.year))
    item = f"{asked.group()}{item}" if asked else item
    text = with_years(topic.text, topic, years)
    return _with_item(text, topic.item, item) if text and topic.item.text in text else None


def _narrowed(phrase: str, topic: Parts, years: tuple[int, ...]) -> str | None:
    """The topic's question of one phase or quarter of its item: that word names no item of its own."""
    text = with_years(topic.text, topic, years)
    return f"{phrase}{text}" if text and has_chinese(text) and has_chinese(phrase) else None


def _is_plain(topic: Parts) -> bool:
    """Whether a question asks how much its item is and says nothing more: of no budget, no share, no purpose."""
    assert topic.item is not None
    spans = [(topic.item.start, topic.item.end), *((span.start, span.end) for span in topic.years)]
    return topic.is_level and not topic.counts and bool(_PLAIN_WORDS.fullmatch(topic.without(spans)))


def _with_item(text: str, item: Item, other: str) -> str:
    return tidy(text.replace(item.text, other, 1))


def _framed(frame: dict[str, str], follow_up: FollowUp, item: str, years: tuple[int, ...], ask: str) -> str | None:
    if follow_up.ask:
        text = with_years(follow_up.parts.text, follow_up.parts, years)
        return _with_item(text, follow_up.item, item) if text and follow_up.item else None
    return fill(frame, follow_up.parts.language, item, years, ask)
