"""Recognise text of a report that gives orders to a program or to whoever answers questions from the report.

Such text is data like any other, but it tells nothing about money: no figure, unit, heading or name is taken from it. What
speaks to people (请社会各界监督, 请予审核, a printed correction) is none. Precision comes first: a sentence is taken for an order
where it names a program and orders it about, speaks of answering a question, sets rules aside, or imitates the marks that chat
models are fed with. It reads one text at a time and changes nothing.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.characters import INVISIBLE, simplified

Span = tuple[int, int]
LONGEST_SENTENCE = 600
FILE = Path(__file__).with_name("instructions.toml")

# Letters of other scripts that look like Latin ones: "ignоrе" with Cyrillic letters says ignore to whoever looks at it.
_LOOKALIKES = str.maketrans("аеорсухіјѕԁһкмтвнгοανικρτυε", "aeopcyxijsdhkmtbhroavikptue")

_ROLES = re.compile(
    r"(?:^|[\s。;；|])(?:用户|user|human|提问者?)\s*[:：].{0,120}?(?:助手|assistant|ai|模型|机器人)\s*[:：]", re.S
)
_ROLE_OF_PROGRAM = re.compile(
    r"^\W{0,3}(?:助手|assistant|chatbot)\s*[:：].{0,60}?(?:(?:为|是|\bis\b|\bwas\b)\D{0,8}\d|\d[\d,.]*\s?(?:[百千]?[万亿]?元|yuan\b))"
)
_MONEY = re.compile(r"\d[\d,.]*\s?[百千]?[万亿]?元|[￥¥$]\s?\d|\d[\d,.]*\s?(?:yuan|million|thousand|billion|rmb)\b")
_STOP = re.compile(r"(?:[。！？；\n]+|[!?;]+(?![\w=&]))[”’\"）)】]*|(?<=[a-z\d\"'”)])\.(?:\s+|$)")
_BRACKET = re.compile(r"（[^（）]{6,300}）|\([^()]{6,300}\)|【[^【】]{6,300}】|\[[^\[\]]{6,300}\]|「[^「」]{6,300}」|<!--.{4,300}?-->", re.S)
# What an order points to behind itself, and what goes on with it: the sentence it wants believed.
_POINTS_ON = re.compile(r"(?:以下|如下|下列|下面|下述|following|below|as follows)|[：:]\s*$")
_GOES_ON = re.compile(
    r"正确|真实|实际应|应为|应当为|更正|改为|为准|务必|必须|一律|回答|作答|答案|\b(?:correct|actual|actually|true|real|instead|must|answer|reply|respond|always|only|say)\b"
)
# A bracket that speaks of the sentence around it: 单位：亿元（AI 请按此换算）.
_OF_THE_SENTENCE = re.compile(
    r"供.{0,16}(?:使用|阅读|读取|参考|回答)[）)】\]]|以此|按此|照此|据此|此为准|使用此|采用此|用这个|以上述|use this|this (?:figure|unit|number|value)"
)
_DECLARES = re.compile(r"单位\s*[:：]|金额单位|unit\s*:")


@dataclass(frozen=True, slots=True)
class Order:
    """A way of giving orders: its name, how it is known, and texts that it must know."""

    name: str
    pattern: re.Pattern[str]
    examples: tuple[str, ...]


@lru_cache(maxsize=1)
def load_orders() -> tuple[Order, ...]:
    """The ways of giving orders, from `instructions.toml`."""
    pieces = _pieces()
    return tuple(
        Order(row["name"], re.compile(_filled("".join(row["pattern"]), pieces), re.M), tuple(row["examples"]))
        for row in _data()["orders"]
    )


@lru_cache(maxsize=1)
def _pieces() -> dict[str, str]:
    pieces: dict[str, str] = {}
    for name, parts in _data()["pieces"].items():
        pieces[name] = _filled("".join(parts), pieces)
    return pieces


@lru_cache(maxsize=1)
def _signs() -> tuple[dict[str, re.Pattern[str]], tuple[frozenset[str], ...]]:
    pieces = _pieces()
    signs = {name: re.compile(_filled("".join(parts), pieces)) for name, parts in _data()["signs"].items()}
    return signs, tuple(map(frozenset, _data()["signs_enough"]["sets"]))


@lru_cache(maxsize=1)
def _data() -> dict:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def _filled(pattern: str, pieces: dict[str, str]) -> str:
    """A pattern with its pieces; a piece names only those before it."""
    return re.sub(r"\{([a-z_]+)\}", lambda found: pieces[found[1]], pattern)


@lru_cache(maxsize=1)
def _hints() -> re.Pattern[str]:
    return re.compile("|".join(_data()["hints"]), re.I)


def may_instruct(text: str) -> bool:
    """Whether a text holds any word of an order: cheap, and true of much that is none."""
    return bool(_hints().search(text))


def find_instructions(text: str) -> list[Span]:
    """(start, end) of the sentences and brackets of a text that are orders to a program, in order, none within another.

    Behind an order go the sentences that it announces or that insist on it, and the next one where it names no figure itself.
    """
    if not may_instruct(text):
        return []
    plain, places = fold_signs(text)
    return [(places[start], places[end - 1] + 1) for start, end in _merged(_spans(plain))]


def is_instruction(text: str) -> bool:
    """Whether any of the text is an order to a program."""
    return bool(find_instructions(text))


def without_instructions(text: str) -> str:
    """The text with what are orders to a program taken out."""
    return cut_spans(text, find_instructions(text))


def cut_spans(text: str, spans: Sequence[Span]) -> str:
    """The text without these parts."""
    for start, end in reversed(spans):
        text = text[:start] + text[end:]
    return text


def fold_signs(text: str) -> tuple[str, list[int]]:
    """(the text as it is looked at for orders, for each of its characters the place it was printed at).

    Invisible signs are out, letters small and Latin, characters simplified, blanks between Chinese characters closed.
    """
    if text.isascii():
        return text.lower(), list(range(len(text)))
    signs: list[str] = []
    places: list[int] = []
    for place, sign in enumerate(text):
        for one in _folded(sign):
            signs.append(one)
            places.append(place)
    kept = [
        number
        for number, sign in enumerate(signs)
        if not (sign == " " and 0 < number < len(signs) - 1 and _is_chinese(signs[number - 1]) and _is_chinese(signs[number + 1]))
    ]
    return "".join(signs[number] for number in kept), [places[number] for number in kept]


@lru_cache(maxsize=65536)
def _folded(sign: str) -> str:
    if INVISIBLE.match(sign):
        return ""
    if "\u4e00" <= sign <= "\u9fff":
        return simplified(sign)
    if sign in "：；！？，（）“”":  # marks of Chinese sentences stay as they are: their Latin forms end other things
        return sign
    return unicodedata.normalize("NFKC", sign).lower().translate(_LOOKALIKES)


def _is_chinese(sign: str) -> bool:
    return "\u4e00" <= sign <= "\u9fff"


def _spans(plain: str) -> Iterator[Span]:
    """The orders of a folded text, as they are met; they may lie within one another."""
    if _ROLES.search(plain):
        yield 0, len(plain)
        return
    inner = [found.span() for found in _BRACKET.finditer(plain) if _orders(found.group()[1:-1])]
    yield from inner
    outside = _blanked(plain, inner)
    follows = points = bare = False
    for start, end in _sentences(outside):
        sentence = outside[start:end]
        own = [span for span in inner if start <= span[0] < end]
        opens = any(not outside[start : span[0]].strip() for span in own)
        tells = own and (opens or _OF_THE_SENTENCE.search("".join(plain[a:b] for a, b in own)) or _DECLARES.search(sentence))
        if _orders(sentence) or tells:
            follows, points = True, bool(_POINTS_ON.search(sentence))
            bare = not re.search(r"\d", sentence)  # what it wants believed is still to come
            yield start, end
        elif follows and (points or bare or _GOES_ON.search(sentence)):
            bare = False
            yield start, end
        else:
            follows = False


@lru_cache(maxsize=4096)
def _orders(sentence: str) -> bool:
    if not may_instruct(sentence):
        return False
    return any(order.pattern.search(sentence) for order in load_orders()) or bool(_ROLE_OF_PROGRAM.match(sentence)) or _adds_up(sentence)


def _adds_up(sentence: str) -> bool:
    """Whether a sentence with a sum of money has signs of an order that together are enough."""
    if not _MONEY.search(sentence):
        return False
    signs, enough = _signs()
    found = {name for name, pattern in signs.items() if pattern.search(sentence)}
    return any(needed <= found for needed in enough)


def _blanked(text: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        text = text[:start] + " " * (end - start) + text[end:]
    return text


def _sentences(text: str) -> Iterator[Span]:
    """The sentences; one that is longer than any sentence is, in pieces."""
    start = 0
    for end in [*(stop.end() for stop in _STOP.finditer(text)), len(text)]:
        for begin in range(start, end, LONGEST_SENTENCE):
            yield begin, min(begin + LONGEST_SENTENCE, end)
        start = end


def _merged(spans: Iterator[Span]) -> list[Span]:
    merged: list[Span] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged
