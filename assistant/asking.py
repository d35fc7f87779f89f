"""Ask something else of the topic's item: "占比呢？", "Per vehicle?", "Why?" put into a whole question.

The words of a follow-up are kept where they can be; kinds of asking that need a frame take it from the follow-ups file.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from assistant.cues import load_cues
from assistant.ellipsis import FollowUp, asking_words, trimmed
from assistant.fold import fold, has_chinese
from assistant.follow_ups import load_follow_ups
from assistant.question import COUNTED
from assistant.topic import Item, Parts, YearSpan, english_name, item_text
from assistant.vocabulary import Term, Vocabulary
from assistant.years_asked import shown_years, with_years


@dataclass(frozen=True, slots=True)
class Ground:
    """What there is to fill in from: the parts of the topic's question, its year, and the year "last year" counts from.

    `cost` is the item whose things were counted, where the topic's question asks for a count beside a sum.
    """

    parts: Parts
    year: int | None
    own_year: int | None
    cost: Item | None = None

    @property
    def years(self) -> tuple[int, ...]:
        """The topic's year; () where it names none."""
        return (self.year,) if self.year else ()

    @property
    def counted_cost(self) -> Item | None:
        """The cost behind a count: what "per guest" is asked of after "how many guests?"."""
        item = self.parts.item
        return self.cost if item and any(concept.units for concept in item.concepts) else None


def year_of(span: YearSpan, ground: Ground) -> int | None:
    """The year a word means in the talk; None where it cannot be told."""
    if span.year:
        return span.year
    base = (ground.year or ground.own_year) if span.step is not None else ground.own_year
    return base + (span.step or span.own or 0) if base else None


def asked_of_topic(follow_up: FollowUp, ground: Ground, years: tuple[int, ...], vocabulary: Vocabulary) -> str | None:
    """The follow-up's asking words as a question about the topic's item; None where the topic has none, or several."""
    topic, ask = ground.parts, follow_up.ask
    language = follow_up.parts.language
    subject = ground.counted_cost if ground.counted_cost and not counted_term(ground.counted_cost, ask, vocabulary) else topic.item
    if subject is None or topic.has_several or load_follow_ups().words["several"].search(ask):
        return None
    years = years or ground.years
    counts_things = topic.counts and subject is topic.item
    # "How many vehicles?" speaks of vehicles, not of the cost that the same word names elsewhere
    item = subject.text if counts_things and language == "zh" else item_text(subject, language, vocabulary)
    averages = load_cues().kinds["average"].search(ask)
    if counts_things and (load_cues().percentage.search(ask) or averages):
        return None  # the share, rate or average of a number of things: of what, is not said
    special = next((one for one in load_follow_ups().asks if one.pattern.search(ask)), None)
    if special and special.name in ("reason", "amount"):
        move = _move(ask) or _move(topic.text)
        return fill(special.frames[move], language, item, years) if move else None
    if special and special.name == "yuan":
        return _in_yuan(with_years(topic.text, topic, _years_to_set(years, ground)) or "")
    if special and special.name == "percent":
        move = _move(topic.text)
        if move is None:
            return fill(load_follow_ups().frames["named"], language, item, years, "占比" if language == "zh" else "share")
        if not re.search(r"多少|\bhow much\b", topic.text, re.I):
            return fill(special.frames[move], language, item, years)
        return _in_percent(with_years(topic.text, topic, _years_to_set(years, ground)) or "")
    if special:
        return fill(special.frames["level"], language, item, years)
    if follow_up.is_neutral:
        return fill(load_follow_ups().frames["level"], language, item, years)
    counted = counted_term(subject, ask, vocabulary)
    if counted:
        return named_count(counted, language, years, vocabulary)
    return _own_words(follow_up, item, years)


def named_count(counted: Term, language: str, years: tuple[int, ...], vocabulary: Vocabulary) -> str:
    """A question for a count of the mandated template."""
    name = counted.canonical if language == "zh" else english_name(counted.canonical, vocabulary) or counted.canonical
    return fill(load_follow_ups().frames["count"], language, name, years)


def _years_to_set(years: tuple[int, ...], ground: Ground) -> tuple[int, ...]:
    """The years to set into the topic's own question: none where it holds them already."""
    return () if years == ground.years and ground.parts.years else years


def _own_words(follow_up: FollowUp, item: str, years: tuple[int, ...]) -> str | None:
    """The follow-up's own asking words, of the topic's item."""
    patterns, frames = load_follow_ups().words, load_follow_ups().frames
    ask, language = follow_up.ask, follow_up.parts.language
    if language == "zh":
        ask = trimmed(patterns["pronoun"].sub("", ask))
        asks = re.search(r"多少|几|吗|什么|哪|谁|怎|如何|是否|有没有|还是|没有|何", ask)
        kind = "said" if asks else "beside" if patterns["beside"].search(ask) else "named"
        return fill(frames[kind], language, item, years, ask)
    if len(patterns["pronoun"].findall(ask)) > 1:
        return None  # "did they exceed it?": which is which is not said
    if "pronoun" in follow_up.flags and (pronoun := patterns["pronoun"].search(ask)) and patterns["sentence"].search(ask):
        text = f"{ask[: pronoun.start()]}{item}{ask[pronoun.end() :]}"
        return fill({"en": "{item}{when}?"}, language, text, years)
    if (owned := re.search(r"(?<=\s)(?:its|their)\s+([\w-]+)", ask)) and patterns["beside"].search(ask) is None:
        text = f"{ask[: owned.start()]}the {owned.group(1)} of {item}{ask[owned.end() :]}"
        return fill({"en": "{item}{when}?"}, language, text, years)
    ask = re.sub(r"^(?:what (?:was|is|were|are)\s+)?(?:the\s+)?", "", patterns["possessive"].sub("", ask), flags=re.I)
    ask = re.sub(r"^(?:on )?average\s+(?=per\b)", "", f"{ask[:1].lower()}{ask[1:]}")
    if re.match(r"as an? ", ask):
        return fill(frames["cost"], language, item, years, ask)
    if re.match(r"(?:by|in|on|at|as|of|to|from|with|for)\b", ask):
        return None
    priced = re.search(r"(?:cost|expense|expenditure|spending)s?$", item)
    beside = "cost" if priced else "beside"
    kind = beside if patterns["beside"].search(ask) else "said" if patterns["sentence"].search(ask) else "named"
    return fill(frames[kind], language, item, years, ask)


def _move(text: str) -> str | None:
    """Which way a text says a figure moved: rise, fall, change; None where it speaks of no change."""
    cues = load_cues()
    rises, falls = bool(cues.rise.search(text)), bool(cues.fall.search(text))
    if rises != falls:
        return "rise" if rises else "fall"
    moved = rises or any(cues.kinds[kind].search(text) for kind in ("change", "difference", "adjusted"))
    return "change" if moved else None


def _in_yuan(text: str) -> str | None:
    if has_chinese(text):
        asked = re.sub(r"多少(?:钱|(?:万|亿|千|百万)?元)?", "多少元", text, count=1)
        return asked if asked != text or "多少元" in text else re.sub(r"[?？]*$", "是多少元？", text, count=1)
    return re.sub(r"[\s?.]*$", " in yuan?", text, count=1) if text else None


def _in_percent(text: str) -> str | None:
    if has_chinese(text):
        asked = re.sub(r"多少(?:钱|(?:万|亿|千|百万)?元)?|了?吗", "了百分之几", text, count=1).replace("了了", "了")
        return asked if "百分之几" in asked else re.sub(r"[?？]*$", "百分之几？", asked, count=1)
    return re.sub(r"[\s?.]*$", ", in percent?", text, count=1) if text else None


def counted_term(item: Item, ask: str, vocabulary: Vocabulary) -> Term | None:
    """The count of the mandated template that a follow-up asks for beside a sum: 多少批次 after 公务接待费."""
    if item.canonical is None or load_follow_ups().words["each"].search(ask) or not re.search(r"多少|几|\bhow many\b|\bnumber of\b", ask, re.I):
        return None
    units = {unit for pattern, found in load_cues().counts if pattern.search(ask) for unit in found}
    if not units and _move(ask):
        return None  # by how much the sum moved, 比上年变了多少: nothing is counted
    name = fold(item.canonical)
    fitting = [
        (max(len(fold(stem)) for stem in stems if fold(stem) in name), term)
        for term, (stems, own) in COUNTED.items()
        if (not units or units & set(own)) and any(fold(stem) in name for stem in stems)
    ]
    best = [term for length, term in fitting if length == max(fitting)[0]]
    return vocabulary.terms.get(best[0]) if len(best) == 1 or (best and units) else None


def asking_frame(topic: Parts) -> dict[str, str]:
    """The frame for the asking words of a topic that named no item."""
    frames = load_follow_ups().frames
    ask = asking_words(topic)
    if not ask:
        return frames["level"]
    return frames["said" if re.search(r"多少|几|吗|什么|哪|怎|\bhow\b|\bdid\b", ask, re.I) else "named"]


def fill(frame: dict[str, str], language: str, item: str, years: tuple[int, ...], ask: str = "") -> str:
    """A frame of the follow-ups file with its holes filled, beginning with a capital."""
    when = load_follow_ups().frames["when"][language].format(year="{}") if years else ""
    shown = shown_years(years, language).removesuffix("年") if years else ""
    text = frame[language].format(item=item, when=when.format(shown), ask=ask)
    return f"{text[0].upper()}{text[1:]}"
