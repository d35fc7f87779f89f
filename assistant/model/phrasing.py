"""A long answer put into other words by a chat model, without letting it say anything new.

Every figure, year, quotation and source mark of the answer, and every part of a sentence that names something, is taken out
of it first and stands there as a place holder: the model sees only the words of the project's own phrases between them. Its
wording is used where each holder stands in it once and in its order, where between two of them no word is new but such as
only join, and no word of direction, basis or negation is missing.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from assistant.fold import fold
from assistant.model.chat import Chat
from assistant.phrases import load_phrases, phrase
from assistant.prompt_files import FOLDER, load_prompt
from assistant.types import Answer

SHORTEST = {"zh": 80, "en": 180}
"""An answer of fewer characters is put well enough."""
LONGEST = 1500
MOST_GROWTH = 1.3
_MARKS = r"(?:\s?\[\d+\])+"
_QUOTED = rf"“[^”]*”(?:{_MARKS})?|「[^」]*」(?:{_MARKS})?|\"[^\"\n]*\"(?:{_MARKS})?"
_UNIT = (
    r"\s?(?:万亿元|百万元|千元|万元|亿元|元|%|％|个百分点|百分点|分|人次|批次|辆|台|套|人|个|次|项|倍|年度?|percentage points|percent|yuan)"
    r"(?:/\w{1,3})?"
)
_FIGURE = rf"[-+]?\d[\d,]*(?:\.\d+)?(?:{_UNIT})?(?:\s?\([\d,.]+ yuan\))?(?:{_MARKS})?"
_EXPRESSION = rf"[（(]?{_FIGURE}(?:\s*[-+−×÷*/=＝]\s*[（(]?{_FIGURE}[)）]?)+"
_HELD = re.compile(rf"{_QUOTED}|{_EXPRESSION}|{_FIGURE}|{_MARKS}")
# What the report is quoted with stands after these phrases, up to its source mark.
_QUOTING = ("reason", "quote", "definition", "not_comparable")
_HOLDER = re.compile(r"⟦([a-z]+)⟧")
# Ends of a part of a sentence; those of figures are held before a text is taken apart.
_CLAUSE = re.compile(r"[，。；：！？\n]|[.,;:!?](?=\s|$)")
_HELD_AT = re.compile(r"\ue000([a-z]+)\ue001")
_NUMBER_WORDS = re.compile(
    r"\d|[零〇一二三四五六七八九十百千万亿两半几]+\s*(?:万|亿|元|倍|成|分之|个|项|年|%|％|番)|翻番|过半|"
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|hundred|thousand|million|billion|half|third|quarter|double[sd]?|twice|triple[sd]?|"
    r"dozen|percent)\b", re.I)
# Words that decide what a figure says: beside it they must stay.
_DECIDING = (
    r"增|升|涨|多于|高于|超|more|above|r[io]se|rise|up\b|increase|grew|exceed|over\b",
    r"减|降|少|低于|不足|less|below|f[ae]ll|down\b|decrease|cut|under\b",
    r"没有|未|不|无|并非|no\b|not\b|never|without|did n",
    r"最高|最大|最多|highest|largest|most\b", r"最低|最小|最少|lowest|smallest|least\b",
    r"预算|计划|budget|planned", r"决算|实际|执行|outturn|actual|executed|spent",
    r"上年|去年|year before|previous|prior", r"推算|计算|derived|calculated|worked out",
    r"约|about|around|nearly", r"占|share|of the total", r"平均|average|mean\b", r"合计|总|total|sum\b|altogether",
    r"目标|target", r"本级|部门|单位|itself|own\b", r"年初|initial", r"调整|adjusted", r"公布|published", r"重列|restated",
    r"变为|\bto\b", r"由|\bfrom\b", r"差|differ", r"假设|如果|assum|would", r"只|only",
)  # fmt: skip
_DECIDED = tuple(re.compile(pattern, re.I) for pattern in _DECIDING)


@dataclass(frozen=True, slots=True)
class Masked:
    """A text with place holders, and what each stands for, in the order of the text."""

    text: str
    held: Mapping[str, str]


def is_long(answer: Answer) -> bool:
    """Whether an answer is prose long enough to be put better. Lists and rankings are as they should be."""
    return answer.status == "answered" and SHORTEST[answer.language] <= len(answer.text) <= LONGEST and "\n" not in answer.text


def mask(text: str, language: str) -> Masked:
    """The text with holders for figures, years, quotations, source marks and what is named. Raises ValueError where it holds holders."""
    if re.search("[⟦⟧\ue000\ue001]", text):
        raise ValueError("the text holds place holders already")
    kept: dict[str, str] = {}

    def keep(found: re.Match[str]) -> str:
        name = _put(kept, _HELD_AT.sub(lambda inner: kept[inner[1]], found.group()))
        return f"\ue000{name}\ue001"

    bare = _HELD.sub(keep, _quotations().sub(keep, text))
    held: dict[str, str] = {}
    shown = []
    for clause, end in _clauses(bare):
        stripped = clause.strip()
        if _says_something(_HELD_AT.sub(" ", stripped), language):
            name = _put(held, _HELD_AT.sub(lambda inner: kept[inner[1]], stripped))
            clause = clause.replace(stripped, f"⟦{name}⟧")
        else:
            clause = _HELD_AT.sub(lambda inner: f"⟦{_put(held, kept[inner[1]])}⟧", clause)
        shown.append(clause + end)
    return Masked("".join(shown), held)


def _put(held: dict[str, str], value: str) -> str:
    name = _name(len(held))
    held[name] = value
    return name


def _clauses(text: str) -> Iterator[tuple[str, str]]:
    """The parts of the sentences, each with the mark that ends it."""
    start = 0
    for end in _CLAUSE.finditer(text):
        yield text[start : end.start()], end.group()
        start = end.end()
    yield text[start:], ""


def _says_something(words: str, language: str) -> bool:
    """Whether words are more than those of the project's own phrases."""
    return _new_words(_own_words(language), words, language) is not None


@lru_cache(maxsize=2)
def _own_words(language: str) -> str:
    """The words of the phrases that answers are made of, without their holes."""
    return "|".join(re.sub(r"\{\w+\}", "|", text) for text in load_phrases()[language].values())


@lru_cache(maxsize=1)
def _quotations() -> re.Pattern[str]:
    """What is told in the report's own words without quotation marks, with its source mark."""
    leads = [phrase(language, key).partition("{quote}")[0] for language in ("zh", "en") for key in _QUOTING]
    return re.compile("|".join(rf"(?<={re.escape(lead)})[^\n]+?{_MARKS}" for lead in leads if lead.endswith(("：", ": "))))


def reword(chat: Chat, answer: Answer) -> str | None:
    """The answer's text in the model's words, None where they cannot be used, twice. Raises ChatFault where none come."""
    try:
        masked = mask(answer.text, answer.language)
    except ValueError:
        return None
    prompt = load_prompt("chat_phrasing")[answer.language]
    messages = [("system", prompt["system"].template), ("human", prompt["answer"].substitute(answer=masked.text))]
    for attempt in range(2):
        said = chat.reply(messages).strip()
        if said == masked.text:
            return None  # it knows no better words
        fault = wording_fault(masked, said, answer.language)
        if fault is None:
            return _HOLDER.sub(lambda holder: masked.held[holder.group(1)], said)
        if not attempt:
            messages = [*messages, ("human", prompt["again"].substitute(fault=fault))]
    return None


def wording_fault(masked: Masked, said: str, language: str) -> str | None:
    """What keeps a wording from being used, in a few words; None where it may be."""
    bare = _HOLDER.sub(" ", said)
    if _HOLDER.findall(said) != list(masked.held) or re.search("[⟦⟧\ue000\ue001]", bare):
        return "a place holder is missing, doubled, unknown or in another place"
    if any(found.group() not in masked.text for found in _NUMBER_WORDS.finditer(bare)):
        return "it holds a number of its own"
    if "\n" in said or len(said) > len(masked.text) * MOST_GROWTH or re.search(r"https?:|www\.|[<>\[\]{}`*_#|\\]", bare):
        return "it is longer than the answer, or holds more than plain words"
    for before, after in zip(_HOLDER.split(masked.text)[::2], _HOLDER.split(said)[::2], strict=True):
        if new := _new_words(before, after, language):
            return f"{new!r} does not stand there in the answer"
        if [bool(word.search(before)) for word in _DECIDED] != [bool(word.search(after)) for word in _DECIDED]:
            return "a word of direction, basis or negation is missing"
    return None


def _name(number: int) -> str:
    return chr(ord("a") + number) if number < 26 else _name(number // 26 - 1) + chr(ord("a") + number % 26)


@lru_cache(maxsize=1)
def _links() -> Mapping[str, frozenset[str]]:
    data = tomllib.loads((FOLDER / "links.toml").read_text(encoding="utf-8"))
    return {language: frozenset(map(fold, words)) for language, words in data.items()}


def _new_words(text: str, said: str, language: str) -> str | None:
    """The first words of a wording that neither stand in a text nor only join, None where there are none."""
    if language == "en":
        known = set(re.findall(r"[a-z]+", text.lower())) | _links()["en"]
        return next((word for word in re.findall(r"[^\W\d_]+", said.lower()) if word not in known), None)
    pieces = re.findall(r"[^\W_]+", text)
    known_text = fold("|".join(pieces))
    alone = frozenset(fold(piece) for piece in pieces if len(piece) == 1) | _links()["zh"]
    return next((rest for run in re.findall(r"[^\W_]+", said) if (rest := _uncovered(fold(run), known_text, alone))), None)


def _uncovered(run: str, text: str, words: frozenset[str]) -> str | None:
    """The part of a run of characters that cannot be put together from words and from pieces of the text of two characters or more."""
    reached = {0}
    for start in range(len(run)):
        if start not in reached:
            continue
        for end in range(start + 1, len(run) + 1):
            piece = run[start:end]
            if piece in words or (len(piece) > 1 and piece in text):
                reached.add(end)
    return None if len(run) in reached else run[max(reached) :]

