"""Read figures given in lists: "A、B分别为1万元和2万元", "收、支总计各增加3万元", "依次占5%、6%".

It takes words apart and pairs them with figures; what the figures are is decided by `prose`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.types import Amount

_RESPECTIVE = re.compile(r"(?P<names>[^，,。；;：:]*?)(?:分别|依次|各自)(?P<verb>[^，,。；;\d]{0,6})$")
_COUNTED_TAIL = re.compile(r"(?:等)?[一二两三四五六七八九十\d]+(?:大)?(?:类|项|部分|个方面|个科目|者|方面)(?P<kind>支出|收入|费用|经费|科目|税种)?$")
_BETWEEN = re.compile(r"^\s*+(?:、|和|及|与|以及|，|,|；|和为)?\s*+(?:和|及|以及)?\s*+$")
_PAIR = re.compile(
    r"(?P<front>[^，,。；;]*?)收(?:入)?(?P<mid>、|和|与|及)?支(?:出)?(?:决算|预算|决算数)?(?P<rear>总计|合计|总额|总量|总数|"
    r"规模)?(?:数)?(?P<end>均|各|都|同)?(?:为|是)?$")
_BOTH = re.compile(r"^(?P<names>收支|两项|二者|两者|收入和支出|)(?:均|各|都|同时)(?:比|较)?")


def listed_names(before: str, amounts: Sequence[Amount], text: str, last: tuple[str, ...]) -> tuple[tuple[str, ...], str, int] | None:
    """(names, verb words, how many figures) where `before` ends with 分别 and as many figures follow in a row."""
    match = _RESPECTIVE.search(before)
    if not match:
        return None
    count = 1
    while count < len(amounts) and _BETWEEN.match(text[amounts[count - 1].end : amounts[count].start]) and (
        amounts[count].unit == amounts[0].unit
    ):
        count += 1
    if count < 2:
        return None
    names = _split_names(match["names"], count) if match["names"].strip() else last
    return (names, match["verb"], count) if len(names) == count else None


def _split_names(words: str, count: int) -> tuple[str, ...]:
    words = words.strip(" 的")
    tail = _COUNTED_TAIL.search(words)
    kind = (tail["kind"] or "") if tail else ""
    bare = words[: tail.start()] if tail else words
    parts = bare.split("、")
    if len(parts) < count:
        parts = [piece for part in parts[:-1] for piece in (part,)] + re.split(r"和|及|与", parts[-1])
    if len(parts) != count:
        parts = re.split(r"、|和|及|与", bare)
    parts = [part.strip() for part in parts]
    return tuple(part + ("" if not kind or part.endswith(("支出", "收入", "费", "税")) else kind) for part in parts)


def pair_of(tail: str) -> tuple[str, str] | None:
    """(income, spending) where the words name both at once: "收、支总计均为" → 收入总计, 支出总计."""
    match = _PAIR.search(tail)
    if not match or not (match["mid"] or match["end"] or match["rear"]) or not (match["rear"] or match["end"]):
        return None
    front = match["front"].strip()
    if len(front) > 24:
        return None
    rear = match["rear"] or "总计"
    return f"{front}收入{rear}", f"{front}支出{rear}"


def both(tail: str) -> str | None:
    """The words after 均/各 where a clause goes on about the pair named before, else None."""
    match = _BOTH.match(tail)
    return tail[match.end() :] if match else None
