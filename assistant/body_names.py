"""All the names a body goes by: its places and its organ, in full, for short, in pinyin and in English.

It derives names from the full name and from `prompts/organs.tsv`, and judges no question.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import combinations
from pathlib import Path

from assistant.fold import fold

ORGANS_FILE = Path(__file__).resolve().parent.parent / "prompts" / "organs.tsv"
_LEVELS = r"特别行政区|自治区|自治州|自治县|新区|街道|地区|省|市|区|县|州|旗|镇|乡|盟"
_PLACE = re.compile(rf"^(?P<name>[\u4e00-\u9fff]{{2,6}}?)(?P<level>{_LEVELS})")
# Organs that are the government of their place: the place's name alone means them.
_GOVERNING = frozenset(("", "人民政府", "政府", "办事处"))
_PARTY = re.compile(r"^(?:中国共产党|中共)")
# English names of places that pinyin does not give.
_ENGLISH_PLACES = {
    "香港": ("hong kong", "hksar"),
    "澳门": ("macau", "macao"),
    "台湾": ("taiwan",),
    "西藏": ("tibet", "xizang"),
    "内蒙古": ("inner mongolia",),
    "陕西": ("shaanxi",),
    "新疆": ("xinjiang",),
    "中": ("central",),
}


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a body's name: 巴中 and 市."""

    name: str
    level: str

    @property
    def full(self) -> str:
        return self.name + self.level


@dataclass(frozen=True, slots=True)
class BodyNames:
    """The names one body goes by, folded, longest first.

    `placed` hold a place of the body, `bare` its organ alone: they are sure only where no other body has that organ.
    `places` are its places from the widest to the nearest, `english` the English forms of its organ, `pinyin` its places
    and its own name in pinyin.
    """

    entity: str
    places: tuple[Place, ...]
    organ: str
    placed: tuple[str, ...]
    bare: tuple[str, ...]
    pinyin: tuple[str, ...]
    english: tuple[str, ...]

    @property
    def chinese(self) -> tuple[str, ...]:
        """All Chinese names, longest first."""
        return tuple(sorted({*self.placed, *self.bare}, key=lambda name: (-len(name), name)))

    @property
    def region(self) -> str:
        """The nearest place without its level, "" where the name has none."""
        return self.places[-1].name if self.places else ""


@lru_cache(maxsize=1)
def _organs() -> tuple[dict[str, tuple[tuple[str, ...], tuple[str, ...]]], dict[str, str]]:
    """(organ → (short forms, English forms), part of a name → its short form), from the data file."""
    organs: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    parts: dict[str, str] = {}
    for line in ORGANS_FILE.read_text(encoding="utf-8").splitlines():
        if not line or line.startswith(("#", "organ\t")):
            continue
        name, short, english = [*line.split("\t"), "", ""][:3]
        if name.startswith("-"):
            parts[name[1:]] = short
        else:
            organs[name] = (tuple(filter(None, short.split("|"))), tuple(filter(None, english.split("|"))))
    return organs, parts


def organ_forms() -> frozenset[str]:
    """The names of organs in full and for short, as the data file lists them."""
    return frozenset(form for name, (short, _) in _organs()[0].items() for form in (name, *short))


def english_organ_forms() -> frozenset[str]:
    """The English names of organs, as the data file lists them."""
    return frozenset(form for _, english in _organs()[0].values() for form in english)


def split_entity(entity: str) -> tuple[tuple[Place, ...], str]:
    """(places from the widest to the nearest, organ) of a body's full name."""
    rest = _PARTY.sub("", re.sub(r"[（(][^（()）]*[)）]", "", fold(entity)))
    places: list[Place] = []
    while match := _PLACE.match(rest):
        places.append(Place(match["name"], match["level"]))
        rest = rest[match.end() :]
        beneath = rest.removeprefix("人民政府")
        if beneath != rest and _PLACE.match(beneath):
            rest = beneath
    if places and rest.startswith("委") and not rest.startswith("委员会"):
        rest = rest[1:]  # 区委社会工作部: the committee of the place
    return tuple(places), rest


@lru_cache(maxsize=16384)
def body_names(entity: str, short_names: tuple[str, ...]) -> BodyNames:
    """All names of a body that follow from its full name: 巴中市人民政府办公室 → 市政府办, 市府办, Bazhong …"""
    places, organ = split_entity(entity)
    forms = _organ_forms(organ)
    fronts = _fronts(places)
    placed = {fold(entity)} if places else set()
    if places and places[-1].level == "特别行政区":
        placed.add(places[-1].name)
    for form in forms:
        placed |= {front + form for front in fronts if not (form.endswith("办公厅") and organ.endswith("办公室") and len(front) < 2)}
    if places and organ in _GOVERNING:
        placed |= {front for front in fronts if len(front) > 2 and front.endswith(places[-1].level)}
        placed |= {front + tail for front in fronts if front for tail in ("政府", "人民政府", "本级")}
    bare = {form for form in forms if len(form) >= 3} | {fold(name) for name in short_names if len(name) >= 3}
    if not places:
        bare.add(fold(entity))
    own = _own_name(organ)
    owns = (own, own[:2], own[:3]) if len(own) > 2 else (own,)  # 东港理工大学 is Donggang University …
    pinyin = tuple(dict.fromkeys(place_in_pinyin(name) for name in (*(p.name for p in reversed(places)), *owns) if name))
    english_places = tuple(form for place in places for key, forms in _ENGLISH_PLACES.items() if place.name.startswith(key) and len(key) > 1 for form in forms)
    return BodyNames(
        entity, places, organ, _longest_first(placed - {""}), _longest_first(bare), (*pinyin, *english_places), _english(organ, places)
    )


def _longest_first(names: set[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=lambda name: (-len(name), name)))


def _fronts(places: tuple[Place, ...]) -> set[str]:
    """What may stand before the organ: any of the places in order, with or without level, and the nearest level alone."""
    fronts: set[str] = set()
    for count in range(1, len(places) + 1):
        for chosen in combinations(places, count):
            if chosen[-1] is places[-1]:
                fronts.add("".join(place.full for place in chosen))
                fronts.add("".join(place.name for place in chosen))
                fronts.add("".join(place.name for place in chosen[:-1]) + chosen[-1].full)
    if places:
        fronts.add(places[-1].level[-1])
    return fronts


@lru_cache(maxsize=4096)
def _organ_forms(organ: str) -> frozenset[str]:
    """The organ's forms: itself, those of the longest row of organs it ends with, and with parts of names cut short."""
    if not organ:
        return frozenset()
    organs, parts = _organs()
    forms = {organ}
    for row in sorted((row for row in organs if organ.endswith(row)), key=len, reverse=True):
        forms |= {organ.removesuffix(row) + short for short in organs[row][0]}
    for row in (row for row in organs if row.startswith("第")):
        for long in (form for form in tuple(forms) if len(form) > 3 and form.endswith(row)):  # 第三中学校, 第三中学, 三中
            forms |= {long.removesuffix(row) + short for short in organs[row][0]}
    for row in (row for row in organs if len(row) >= 4 and row in organ and not organ.endswith(row)):
        forms |= {organ.replace(row, short) for short in organs[row][0]}
    for part, short in parts.items():
        forms |= {form.replace(part, short) for form in tuple(forms) if part in form}
    return frozenset(form for form in forms if len(form) >= 2)


def _own_name(organ: str) -> str:
    """What a body is called beside its kind: 三江口 of 三江口中学校."""
    rows = sorted((row for row in _organs()[0] if organ.endswith(row)), key=len, reverse=True)
    own = organ.removesuffix(rows[0]) if rows else ""
    return own if 2 <= len(own) <= 5 and not own.startswith("第") else ""


def _english(organ: str, places: tuple[Place, ...]) -> tuple[str, ...]:
    organs = _organs()[0]
    if organ in _GOVERNING and places:
        level = {"镇": ("town", "township"), "乡": ("township", "town"), "街道": ("subdistrict", "sub-district"), "县": ("county",), "市": ("city",),
                 "区": ("district",), "省": ("province",), "特别行政区": ()}.get(places[-1].level, ())  # fmt: skip
        return (*level, *(f"{form} government" for form in level))
    found: list[str] = []
    for row in sorted((row for row in organs if organ.endswith(row)), key=len, reverse=True):
        found += organs[row][1]
        break
    found += [form for row in organs if len(row) >= 4 and row in organ and not organ.endswith(row) for form in organs[row][1]]
    return tuple(sorted(dict.fromkeys(found), key=len, reverse=True))


@lru_cache(maxsize=4096)
def place_in_pinyin(place: str) -> str:
    """A name in pinyin, without blanks and tones."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(place))


def same_body(one: BodyNames, other: BodyNames) -> bool:
    """Whether two full names are of one body: one organ, and the places of the shorter name end the longer's."""
    if not _same_organ(one.organ, other.organ):
        return False
    short, long = sorted((one.places, other.places), key=len)
    if not short:
        return one.organ == other.organ and len(one.organ) > 5
    return tuple(place.full for place in long[-len(short) :]) == tuple(place.full for place in short)


def _same_organ(one: str, other: str) -> bool:
    return one == other or (one in _GOVERNING and other in _GOVERNING) or bool(_organ_forms(one) & _organ_forms(other))
