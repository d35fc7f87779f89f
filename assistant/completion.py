"""Complete a follow-up into a whole question: what it leaves out is filled with the words of the topic.

It works on words and returns words, or None where the two do not go together; nothing is guessed.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.cues import load_cues
from assistant.fold import fold, has_chinese, words
from assistant.follow_ups import load_follow_ups
from assistant.question import COUNTED, Question
from assistant.topic import Item, Parts, YearSpan, bodiless, english_name, item_text, take_apart, tidy
from assistant.vocabulary import Term, Vocabulary

# "per supplier", "without the staff of units": more words are a sentence of their own.
LONGEST_BESIDE = 5
_CHANGES = re.compile(
    r"增加|增长|上升|上涨|减少|下降|降低|变化|变动|[涨降升跌增减多少]|这么|那么|\b(?:did|does|has|it|they|that|so|the|was|is|"
    r"rise|rose|risen|fall|fell|fallen|drop(?:ped)?|increased?|decreased?|changed?|for|what|were|much|low|high)\b", re.I)
_COSTS = ("费", "费用", "支出", "经费")
_ENGLISH_COSTS = ("cost", "expense", "expenditure", "spending")


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question as a follow-up reads it: its parts, the words that ask, and what marks it. `flags` are lead, tail,
    part, pronoun, elliptic, asking (all of it asks: in yuan, per vehicle); `ask` is "" where it only names a year, a body or an item."""

    parts: Parts
    ask: str
    flags: frozenset[str]

    @property
    def item(self) -> Item | None:
        """The item it names itself."""
        return self.parts.item

    @property
    def is_neutral(self) -> bool:
        """Whether it asks how much, and not of what kind."""
        return bool(load_follow_ups().words["neutral"].search(self.ask))

    @property
    def is_empty(self) -> bool:
        """Whether it names neither item nor year and asks nothing."""
        return self.item is None and not self.ask and not self.parts.years


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
    return FollowUp(parts, _ask(parts), frozenset(flags))


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


def _ask(parts: Parts) -> str:
    """The words of a follow-up that ask; those for the whole of a share belong to them."""
    named = [(item.start, item.end) for item in parts.items if not item.is_whole]
    named += [(span.start, span.end) for span in parts.years]
    if not named and not parts.items:
        return parts.text if load_follow_ups().words["asking"].search(parts.text) else ""
    rest = _trimmed(parts.without(named))
    return rest if load_follow_ups().words["asking"].search(rest) else ""


def _trimmed(text: str) -> str:
    return tidy(load_follow_ups().words["filler"].sub("", tidy(text)))


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


def complete(follow_up: FollowUp, ground: Ground, has_body: bool, vocabulary: Vocabulary) -> str | None:
    """The whole question a follow-up amounts to. `has_body` tells that it names a body; None where it stays unclear."""
    years = [year_of(span, ground) for span in follow_up.parts.years]
    if None in years:
        return None
    told = tuple(year for year in years if year)
    topic = ground.parts
    if not follow_up.ask and follow_up.item is None and not told:
        other = _counterpart(follow_up, topic, vocabulary)
        if other or not has_body:
            return _in_place(other, follow_up, topic, told) if other else None
    if follow_up.item is None and (not follow_up.ask or (follow_up.is_neutral and topic.is_level and topic.item)):
        return _with_years(topic.text, topic, told)
    if follow_up.item is None:
        return _asked_of_topic(follow_up, ground, told, vocabulary)
    if "elliptic" in follow_up.flags and not follow_up.item.is_strong:
        counted = _counted(topic.item, follow_up.parts.text, vocabulary) if topic.item else None
        return _named_count(counted, follow_up.parts.language, told or _year_of(ground), vocabulary) if counted else None
    merged = _merged(follow_up, topic, vocabulary)
    if topic.item is None:
        return _framed(_asking_frame(topic), follow_up, merged, told or _year_of(ground), _ask(topic))
    if not follow_up.ask or ("part" in follow_up.flags and follow_up.is_neutral and topic.is_level):
        return _in_place(merged, follow_up, topic, told)
    text = _replaced(follow_up.parts.text, follow_up.item, merged)
    return text if told else _with_years(text, take_parts(text, follow_up), _year_of(ground))


def take_parts(text: str, follow_up: FollowUp) -> Parts:
    """The follow-up's parts for its text with another item: only its years are looked at."""
    return replace(follow_up.parts, text=text, years=(), compared=())


def _year_of(ground: Ground) -> tuple[int, ...]:
    return (ground.year,) if ground.year else ()


# --- the topic's question with something else in its place


def _with_years(text: str, parts: Parts, years: tuple[int, ...]) -> str | None:
    """A question asked of other years; None where it speaks of several and it is not told which is meant."""
    if not years:
        return text
    if len(parts.years) > 1:
        return None
    shown = _shown_years(years, parts.language)
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
        return tidy(f"{_shown_years(years, 'zh')}{text}")
    when = f" in {_shown_years(years, 'en')}"
    return re.sub(r"\s*((?:,? in (?:yuan|percent))?)([?.!]*)\s*$", lambda end: f"{when}{end.group(1)}{end.group(2) or '?'}", text, count=1)


def _shown_years(years: Sequence[int], language: str) -> str:
    return "和".join(f"{year}年" for year in years) if language == "zh" else " and ".join(map(str, years))


_COUNT_WORDS = re.compile(r"^(?:how many|number of|(?:多少|几)[辆个名位人台批次]*)\s*", re.I)


def _in_place(item: str, follow_up: FollowUp, topic: Parts, years: tuple[int, ...]) -> str | None:
    """The topic's question asked of another item; None where it is asked of several at once."""
    if topic.item is None or topic.has_several:
        return None
    asked = _COUNT_WORDS.match(topic.item.text)
    known = follow_up.item is None or item != _phrase(follow_up) or any(c.kind == "item" for c in follow_up.item.concepts)
    if topic.is_level and not topic.counts and known and not has_chinese(topic.text):
        # "What did receptions cost?" asked of another item would be "What did vehicle running costs?"
        return _fill(load_follow_ups().frames["level"], "en", item, years or tuple(s.year for s in topic.years if s.year))
    item = f"{asked.group()}{item}" if asked else item
    text = _with_years(topic.text, topic, years)
    moved = replace(topic, text=text) if text else None
    if moved is None:
        return None
    place = text.find(topic.item.text)
    return None if place < 0 else tidy(f"{text[:place]}{item}{text[place + len(topic.item.text) :]}")


def _replaced(text: str, item: Item, other: str) -> str:
    return text if other == item.text else tidy(f"{text[: item.start]}{other}{text[item.end :]}")


# --- what is asked of the topic's item


def _asked_of_topic(follow_up: FollowUp, ground: Ground, years: tuple[int, ...], vocabulary: Vocabulary) -> str | None:
    topic, ask = ground.parts, follow_up.ask
    language = follow_up.parts.language
    subject = ground.counted_cost if ground.counted_cost and not _counted(ground.counted_cost, ask, vocabulary) else topic.item
    if subject is None or topic.has_several or load_follow_ups().words["several"].search(ask):
        return None
    years = years or _year_of(ground)
    item = item_text(subject, language, vocabulary)
    averages = load_cues().kinds["average"].search(ask)
    if topic.counts and subject is topic.item and (load_cues().percentage.search(ask) or averages):
        return None  # the share, rate or average of a number of things: of what, is not said
    special = next((one for one in load_follow_ups().asks if one.pattern.search(ask)), None)
    if special and special.name == "reason":
        move = _move(ask) or _move(topic.text)
        return _fill(special.frames[move], language, item, years) if move else None
    if special and special.name == "yuan":
        return _in_yuan(_with_years(topic.text, topic, follow_up_years(years, ground)) or "")
    if special and special.name == "percent":
        move = _move(topic.text)
        if move is None:
            return _fill(load_follow_ups().frames["named"], language, item, years, "占比" if language == "zh" else "share")
        if not re.search(r"多少|\bhow much\b", topic.text, re.I):
            return _fill(special.frames[move], language, item, years)
        return _in_percent(_with_years(topic.text, topic, follow_up_years(years, ground)) or "")
    if special:
        return _fill(special.frames["level"], language, item, years)
    if follow_up.is_neutral:
        return _fill(load_follow_ups().frames["level"], language, item, years)
    counted = _counted(subject, ask, vocabulary)
    if counted:
        return _named_count(counted, language, years, vocabulary)
    return _own_words(follow_up, item, years)


def _named_count(counted: Term, language: str, years: tuple[int, ...], vocabulary: Vocabulary) -> str:
    name = counted.canonical if language == "zh" else english_name(counted.canonical, vocabulary) or counted.canonical
    return _fill(load_follow_ups().frames["count"], language, name, years)


def follow_up_years(years: tuple[int, ...], ground: Ground) -> tuple[int, ...]:
    """The years to set into the topic's own question: none where it holds them already."""
    return () if years == _year_of(ground) and ground.parts.years else years


def _own_words(follow_up: FollowUp, item: str, years: tuple[int, ...]) -> str | None:
    """The follow-up's own asking words, of the topic's item."""
    patterns, frames = load_follow_ups().words, load_follow_ups().frames
    ask, language = follow_up.ask, follow_up.parts.language
    if language == "zh":
        ask = _trimmed(patterns["pronoun"].sub("", ask))
        asks = re.search(r"多少|几|吗|什么|哪|谁|怎|如何|是否|有没有|还是|没有|何", ask)
        kind = "said" if asks else "beside" if patterns["beside"].search(ask) else "named"
        return _fill(frames[kind], language, item, years, ask)
    if len(patterns["pronoun"].findall(ask)) > 1:
        return None  # "did they exceed it?": which is which is not said
    if "pronoun" in follow_up.flags and (pronoun := patterns["pronoun"].search(ask)) and patterns["sentence"].search(ask):
        text = f"{ask[: pronoun.start()]}{item}{ask[pronoun.end() :]}"
        return _fill({"en": "{item}{when}?"}, language, text, years)
    ask = re.sub(r"^(?:what (?:was|is|were|are)\s+)?(?:the\s+)?", "", patterns["possessive"].sub("", ask), flags=re.I)
    ask = f"{ask[:1].lower()}{ask[1:]}"
    priced = re.search(r"(?:cost|expense|expenditure|spending)s?$", item)
    beside = "cost" if priced else "beside"
    kind = beside if patterns["beside"].search(ask) else "said" if patterns["sentence"].search(ask) else "named"
    return _fill(frames[kind], language, item, years, ask)


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


def _counted(item: Item, ask: str, vocabulary: Vocabulary) -> Term | None:
    """The count of the mandated template that a follow-up asks for beside a sum: 多少批次 after 公务接待费."""
    if item.canonical is None or not re.search(r"多少|几|\bhow many\b|\bnumber of\b", ask, re.I):
        return None
    units = {unit for pattern, found in load_cues().counts if pattern.search(ask) for unit in found}
    name = fold(item.canonical)
    fitting = [
        (max(len(fold(stem)) for stem in stems if fold(stem) in name), term)
        for term, (stems, own) in COUNTED.items()
        if (not units or units & set(own)) and any(fold(stem) in name for stem in stems)
    ]
    best = [term for length, term in fitting if length == max(fitting)[0]]
    return vocabulary.terms.get(best[0]) if len(best) == 1 or (best and units) else None


# --- frames


def _asking_frame(topic: Parts) -> dict[str, str]:
    frames = load_follow_ups().frames
    ask = _ask(topic)
    if not ask:
        return frames["level"]
    return frames["said" if re.search(r"多少|几|吗|什么|哪|怎|\bhow\b|\bdid\b", ask, re.I) else "named"]


def _framed(frame: dict[str, str], follow_up: FollowUp, item: str, years: tuple[int, ...], ask: str) -> str:
    if follow_up.ask:
        text = _replaced(follow_up.parts.text, follow_up.item, item) if follow_up.item else item
        return text if follow_up.parts.years else _with_years(text, take_parts(text, follow_up), years) or text
    return _fill(frame, follow_up.parts.language, item, years, ask)


def _fill(frame: dict[str, str], language: str, item: str, years: tuple[int, ...], ask: str = "") -> str:
    when = load_follow_ups().frames["when"][language].format(year="{}") if years else ""
    shown = _shown_years(years, language).removesuffix("年") if years else ""
    text = frame[language].format(item=item, when=when.format(shown), ask=ask)
    return f"{text[0].upper()}{text[1:]}"


# --- an item that is part of the topic's item


def _merged(follow_up: FollowUp, topic: Parts, vocabulary: Vocabulary) -> str:
    """The item a follow-up names, as the topic makes it whole: 购置 of 公务用车购置及运行维护费 is 公务用车购置费."""
    item = follow_up.item
    assert item is not None
    phrase = item.text if follow_up.ask else _phrase(follow_up)
    if follow_up.parts.language == "en" and not follow_up.ask and item.canonical and not item.concepts[0].units:
        phrase = english_name(item.canonical, vocabulary) or phrase
    before = topic.item
    if before is None or before.canonical is None or any(c.kind in ("item", "label", "fund") for c in item.concepts):
        return phrase
    if topic.is_level and before.concepts[0].units:
        return phrase
    term = _part_of(before.canonical, item, vocabulary) or _cost_of(item, vocabulary)
    if term is None:
        return phrase
    return term.canonical if has_chinese(topic.text) else english_name(term.canonical, vocabulary) or phrase


def _counterpart(follow_up: FollowUp, topic: Parts, vocabulary: Vocabulary) -> str | None:
    """Spending for income, and the reverse: "支出呢？" after 收入总计 asks for 支出总计."""
    canonical = topic.item.canonical if topic.item else None
    spans = vocabulary.find_chinese(fold(follow_up.parts.text)) or vocabulary.find_english(words(follow_up.parts.text))
    named = {term.canonical for _, _, term in spans} & {"收入", "支出"}
    if canonical is None or len(named) != 1:
        return None
    side = named.pop()
    term = vocabulary.terms.get(canonical.replace("收入" if side == "支出" else "支出", side))
    if term is None or term.canonical == canonical:
        return None
    return term.canonical if has_chinese(topic.text) else english_name(term.canonical, vocabulary)


def names_part(follow_up: FollowUp, topic: Parts, vocabulary: Vocabulary) -> bool:
    """Whether a follow-up is nothing but a general word for a part of the topic's item: "Services?" after procurement."""
    item, whole = follow_up.item, topic.item
    if item is None or item.is_strong or follow_up.ask or whole is None or whole.canonical is None:
        return False
    return _part_of(whole.canonical, item, vocabulary) is not None


def _phrase(follow_up: FollowUp) -> str:
    """All words of a follow-up that only names an item: also those that no term covers."""
    return _trimmed(follow_up.parts.without([(span.start, span.end) for span in follow_up.parts.years]))


def _part_of(canonical: str, item: Item, vocabulary: Vocabulary) -> Term | None:
    if len(item.concepts) != 1:
        return None
    term = vocabulary.terms.get(item.concepts[0].canonical or "")
    ways = [way for way in (item.text, *((term.canonical, *term.chinese) if term else ())) if has_chinese(way)]
    name = fold(canonical)
    for length in range(len(name), 1, -1):
        for way in ways:
            found = _term_named(name[:length] + fold(way), vocabulary)
            if found and found.kind == "item" and found.canonical != canonical:
                return found
    return None


def _cost_of(item: Item, vocabulary: Vocabulary) -> Term | None:
    """The one cost that the words name where money is spoken of: 招待 is 公务接待费, vehicles the cost of vehicles."""
    found = set()
    for concept in item.concepts:
        if has_chinese(concept.text):
            terms = [_term_named(concept.text + cost, vocabulary) for cost in _COSTS]
        else:
            token = words(concept.text)
            spans = [vocabulary.find_english((*token, cost)) for cost in _ENGLISH_COSTS]
            terms = [s[0][2] for s in spans if len(s) == 1 and s[0][:2] == (0, len(token) + 1)]
        found |= {term.canonical for term in terms if term and term.kind == "item"}
    return vocabulary.terms[found.pop()] if len(found) == 1 else None


def _term_named(folded: str, vocabulary: Vocabulary) -> Term | None:
    spans = vocabulary.find_chinese(folded)
    return spans[0][2] if len(spans) == 1 and spans[0][:2] == (0, len(folded)) else None
