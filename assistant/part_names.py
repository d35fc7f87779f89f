"""The item a follow-up means by a word that only the topic makes a name: 服务 of 政府采购 is 政府采购服务支出.

A name is only formed where the vocabulary knows it; else the follow-up's own words stand.
"""

from __future__ import annotations

from assistant.ellipsis import FollowUp, trimmed
from assistant.fold import fold, has_chinese, words
from assistant.topic import Item, Parts, cost_named, english_name, term_named
from assistant.vocabulary import Term, Vocabulary


def merged_item(follow_up: FollowUp, topic: Parts, vocabulary: Vocabulary) -> str:
    """The item a follow-up names, as the topic makes it whole: 购置 of 公务用车购置及运行维护费 is 公务用车购置费."""
    item = follow_up.item
    assert item is not None
    phrase = item.text if follow_up.ask else phrase_of(follow_up)
    if follow_up.parts.language == "en" and not follow_up.ask and item.canonical and not item.concepts[0].units:
        named = item.canonical if has_chinese(topic.text) else english_name(item.canonical, vocabulary)
        phrase = named or phrase
    before = topic.item
    if before is None or before.canonical is None or any(c.kind in ("item", "label", "fund") for c in item.concepts):
        return phrase
    if topic.is_level and before.concepts[0].units:
        return phrase
    term = _part_of(before.canonical, item, vocabulary) or _cost_of(item, vocabulary)
    if term is None:
        return phrase
    return term.canonical if has_chinese(topic.text) else english_name(term.canonical, vocabulary) or phrase


def counterpart(follow_up: FollowUp, topic: Parts, vocabulary: Vocabulary) -> str | None:
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


def phrase_of(follow_up: FollowUp) -> str:
    """All words of a follow-up that only names an item: also those that no term covers."""
    return trimmed(follow_up.parts.without([(span.start, span.end) for span in follow_up.parts.years]))


def _part_of(canonical: str, item: Item, vocabulary: Vocabulary) -> Term | None:
    if len(item.concepts) != 1:
        return None
    term = vocabulary.terms.get(item.concepts[0].canonical or "")
    ways = [way for way in (item.text, *((term.canonical, *term.chinese) if term else ())) if has_chinese(way)]
    name = fold(canonical)
    for length in range(len(name), 1, -1):
        for way in ways:
            found = term_named(name[:length] + fold(way), vocabulary)
            if found and found.kind == "item" and found.canonical != canonical:
                return found
    return None


def _cost_of(item: Item, vocabulary: Vocabulary) -> Term | None:
    """The one cost that the words name where money is spoken of: 招待 is 公务接待费, vehicles the cost of vehicles."""
    found = {cost.canonical for concept in item.concepts if (cost := cost_named(concept.text, vocabulary))}
    return vocabulary.terms[found.pop()] if len(found) == 1 else None
