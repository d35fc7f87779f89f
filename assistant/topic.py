"""Take a question apart into what a talk carries on: its years, the item it asks of, and the words that ask.

It reads words only. It completes nothing and answers nothing: `conversation` does the one, solvers the other.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.bodies import GAP
from assistant.concept import Concept
from assistant.cues import load_cues
from assistant.fold import fold, has_chinese, singular, words
from assistant.follow_ups import load_follow_ups
from assistant.question import YEAR, Question
from assistant.vocabulary import Term, Vocabulary

_TOKEN = re.compile(r"[a-z]+(?:'[a-z]+)?|\d[\d,.]*%?", re.I)
_DROPPED = re.compile(r"[\s“”‘’\"'「」『』《》〈〉()\[\]【】]")
# "reception spending", 电子政务项目: one item, whichever of the two words the vocabulary knows.
_COST_WORD = re.compile(r"(?:[\s-]+(?:spending|costs?|expenses?|expenditure|projects?|programmes?|funds?)\b|的?项目(?!支出|经费))?", re.I)
_COSTS = ("费", "费用", "支出", "经费")
_ENGLISH_COSTS = ("cost", "expense", "expenditure", "spending")
# Asks for words, not for a figure.
_IN_WORDS = re.compile(r"什么|哪些|谁|怎|如何|\bwhat about\b|\b(?:who|where|when|which)\b", re.I)
# Cues of a question that asks for more than the plain figure of its item.
_BEYOND_LEVEL = frozenset(
    "change difference share percent reason definition average multiple yesno deducted adjusted hypothetical check rank".split()
)


@dataclass(frozen=True, slots=True)
class Item:
    """Words that name one item, where they stand in the text, and the concepts they name.

    `is_whole` marks what a share is taken of; `is_strong` that a known item, indicator or printed label is among them.
    """

    start: int
    end: int
    text: str
    concepts: tuple[Concept, ...]
    is_whole: bool
    is_strong: bool

    @property
    def is_list(self) -> bool:
        """Whether the words name several items (公务接待费和支出总计), and not one by two words."""
        known = [concept for concept in self.concepts if concept.kind in ("item", "indicator", "label")]
        return len(known) > 1 and bool(re.search(r"[和与及、]|\band\b", self.text))

    @property
    def canonical(self) -> str | None:
        """The term the words name, None where they name several or none that is an item of accounts."""
        only = self.concepts[0] if len(self.concepts) == 1 else None
        return only.canonical if only and (only.kind == "item" or only.units) else None


@dataclass(frozen=True, slots=True)
class YearSpan:
    """A year that is asked about, where it stands: `year` by number, or `step`/`own` by its distance."""

    start: int
    end: int
    year: int | None
    step: int | None = None
    own: int | None = None


@dataclass(frozen=True, slots=True)
class Parts:
    """A question without its body's name, and where its parts stand in it. `compared` are years of the other side of a
    comparison ("than in 2021")."""

    text: str
    language: str
    items: tuple[Item, ...]
    years: tuple[YearSpan, ...]
    compared: tuple[YearSpan, ...]

    @property
    def item(self) -> Item | None:
        """What is asked of: the part of a share, else the first item named; None where none is."""
        own = [item for item in self.items if not item.is_whole]
        return next((item for item in own if item.is_strong), own[0] if own else None)

    @property
    def has_several(self) -> bool:
        """Whether more than one item is asked of, so that none can take the place of "it"."""
        own = [item for item in self.items if not item.is_whole]
        return sum(item.is_strong for item in own) > 1 or any(item.is_list for item in own)

    @property
    def is_level(self) -> bool:
        """Whether the plain figure is asked for: no change, share, rate or reason."""
        asked = {name for name, pattern in load_cues().kinds.items() if pattern.search(self.text)}
        return not asked & _BEYOND_LEVEL and not _IN_WORDS.search(self.text) and not load_cues().percentage.search(self.text)

    @property
    def counts(self) -> bool:
        """Whether a number of things is asked for: vehicles, people, groups."""
        asked = re.search(r"\bhow many\b|\bnumber of\b|[几多]少?(?=[辆个名位人台批次])", self.text, re.I)
        return bool(asked) or any(pattern.search(self.text) for pattern, _ in load_cues().counts)

    def without(self, spans: Sequence[tuple[int, int]]) -> str:
        """The text with these spans taken out."""
        text = self.text
        for start, end in sorted(spans, reverse=True):
            text = f"{text[:start]} {text[end:]}"
        return tidy(text)


def tidy(text: str) -> str:
    """Blanks and marks that the taking out of words left behind."""
    text = re.sub(r"\s+", " ", text).strip()
    text = re.sub(r"(?<=[\u4e00-\u9fff，。？])\s+(?=[\u4e00-\u9fff\d])|(?<=[\u4e00-\u9fff])\s+(?=[，。？?])", "", text)
    return re.sub(r"^(?:的|'s\b|[,，:：、])\s*|\s+(?=[?,.])", "", text).strip()


def bodiless(question: Question) -> str:
    """The question without the names of bodies; as it is where it sets several against each other."""
    if len(question.bodies.groups) > 1:
        return question.plain
    text = question.bodies.rest.replace(GAP, " ")
    if question.bodies.groups and question.language == "en":
        text = re.sub(r"(?<=[a-z])\s{2,}(?=[a-z])", " it ", text)  # "How much did it spend": what is shown reads well
    if question.bodies.foreign:
        name = re.escape(question.bodies.foreign.removeprefix("the "))
        text = re.sub(rf"(?:\bthe\s+)?{name}(?:'s\b)?", " ", text, flags=re.I)
    return tidy(text)


def take_apart(text: str, question: Question) -> Parts:
    """The parts of a text, with the concepts of the question it is or stands in."""
    cues = load_follow_ups()
    years, compared = _years(text)
    spans = sorted(span for concept in question.concepts if names_item(concept) for span in find_words(text, concept))
    clusters: list[list[tuple[int, int, Concept]]] = []
    for span in spans:
        if clusters and span[0] < clusters[-1][-1][1]:
            continue  # a word inside a longer one
        gap = text[clusters[-1][-1][1] : span[0]] if clusters else None
        if gap is not None and cues.words["joins"].search(gap):
            clusters[-1].append(span)
        else:
            clusters.append([span])
    items = []
    for cluster in clusters:
        start, end = cluster[0][0], cluster[-1][1]
        end += len(_COST_WORD.match(text[end:]).group())
        concepts = tuple(dict.fromkeys(span[2] for span in cluster))
        strong = any(concept.kind in ("item", "indicator", "fund", "label") for concept in concepts)
        whole = bool(cues.words["whole"].search(text[:start])) or (
            bool(re.match(r"(?:当)?中|里|内", text[end:])) and "占" in text[end:]
        )
        items.append(Item(start, end, text[start:end], concepts, whole, strong))
    if any(item.is_whole for item in items) and all(item.is_whole for item in items) and not _leaves_out_part(text):
        items = [Item(i.start, i.end, i.text, i.concepts, False, i.is_strong) for i in items]  # "the share of X"
    return Parts(text, question.language, tuple(items), years, compared)


def _leaves_out_part(text: str) -> bool:
    """Whether the part of a share is left out or stands as a pronoun: 占总支出多少, what share of the total is that."""
    patterns = load_follow_ups().words
    return bool(patterns["partless"].search(text) or patterns["pronoun"].search(text))


def names_item(concept: Concept) -> bool:
    """Whether a concept may be what is asked of, and is no word that only counts."""
    return concept.kind != "body" and concept.weight >= 0.5 and not is_counter(concept)


def is_counter(concept: Concept) -> bool:
    """Whether a word only counts and names no item: groups, guests."""
    return concept.kind in ("unknown", "general") and bool(load_follow_ups().words["counters"].search(concept.text))


def item_text(item: Item, language: str, vocabulary: Vocabulary) -> str:
    """The item as a sentence of a language names it: by its term where it is one, else in the question's words."""
    canonical = item.canonical
    if canonical and vocabulary.terms[canonical].kind == "general":
        canonical = None  # money was said to be spent on it, which makes no item of accounts of the word
    if canonical is None and len(item.concepts) > 1 and not item.is_list:
        cost = cost_named(item.text, vocabulary)  # "vehicle running" is a cost, though two words name two things
        canonical = cost.canonical if cost else None
    if canonical is None:
        return re.sub(r"^the\s+", "", item.text, flags=re.I)
    if language == "zh":
        return canonical
    return english_name(canonical, vocabulary) or item.text


def cost_named(text: str, vocabulary: Vocabulary) -> Term | None:
    """The one item of accounts that is called by a text with a word for cost behind it; None where none or several are."""
    if has_chinese(text):
        found = [term_named(fold(text) + cost, vocabulary) for cost in _COSTS]
    else:
        spans = [vocabulary.find_english((*words(text), cost)) for cost in _ENGLISH_COSTS]
        found = [s[0][2] for s in spans if len(s) == 1 and s[0][:2] == (0, len(words(text)) + 1)]
    terms = {term.canonical: term for term in found if term and term.kind == "item"}
    return next(iter(terms.values())) if len(terms) == 1 else None


def term_named(folded: str, vocabulary: Vocabulary) -> Term | None:
    """The term that a folded Chinese text is a way of, all of it; else None."""
    spans = vocabulary.find_chinese(folded)
    return spans[0][2] if len(spans) == 1 and spans[0][:2] == (0, len(folded)) else None


def english_name(canonical: str, vocabulary: Vocabulary) -> str | None:
    """The English name of a term; of a count the one that says so."""
    term = vocabulary.terms.get(canonical)
    if not term or not term.english:
        return None
    return next((name for name in term.english if name.startswith("number of")), term.english[0])


def _years(text: str) -> tuple[tuple[YearSpan, ...], tuple[YearSpan, ...]]:
    cues = load_follow_ups()
    found = [YearSpan(*match.span(), int(match.group(1))) for match in YEAR.finditer(text)]
    taken = [(span.start, span.end) for span in found]
    for word in cues.years:
        for match in word.pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found.append(YearSpan(*match.span(), None, word.step, word.own))
    found.sort(key=lambda span: span.start)
    compared = [
        span for span in found
        if cues.before_comparison.search(text[: span.start]) or cues.after_comparison.search(text[span.end :])
    ]  # fmt: skip
    if len(compared) == len(found) == 1 and re.search(r"\b(?:from|with|over|since)(?: the)?\s*$", text[: compared[0].start]) and not re.search(
        r"\b(?:compar\w+|chang\w+|fall|fell|rise|rose|drop\w*|increas\w+|decreas\w+|up|down|differ\w*|grow|grew|cut)\b", text, re.I
    ):
        compared = []
    return tuple(span for span in found if span not in compared), tuple(compared)


def find_words(text: str, concept: Concept) -> list[tuple[int, int, Concept]]:
    """Where the words of a concept stand in a text; [] where another word led to it."""
    if has_chinese(concept.text) or not re.search(r"[a-z]", concept.text):
        return _find_chinese(text, concept)
    tokens = [(match.start(), match.end(), singular(match.group().lower())) for match in _TOKEN.finditer(text)]
    wanted = concept.text.split()
    return [
        (tokens[i][0], tokens[i + len(wanted) - 1][1], concept)
        for i in range(len(tokens) - len(wanted) + 1)
        if [token for _, _, token in tokens[i : i + len(wanted)]] == wanted
    ]


def _find_chinese(text: str, concept: Concept) -> list[tuple[int, int, Concept]]:
    kept = [(place, fold(unicodedata.normalize("NFKC", c))) for place, c in enumerate(text) if not _DROPPED.match(c)]
    folded = "".join(character for _, character in kept)
    if len(folded) != len(kept):
        return []
    found = []
    start = folded.find(concept.text)
    while concept.text and start >= 0:
        first, last = kept[start][0], kept[start + len(concept.text) - 1][0] + 1
        while first > 0 and text[first - 1] in "“\"《":
            first -= 1
        found.append((first, last, concept))
        start = folded.find(concept.text, start + len(concept.text))
    return found
