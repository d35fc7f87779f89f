"""Which body a question speaks of, and whether the library holds it.

A body is matched by its own names and by the short forms people use. A question about another body must never be
answered from this one, so names that fit no held body are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.fold import fold, words
from assistant.vocabulary import Vocabulary
from index.types import Report

_REGION = re.compile(
    r"^(?:(?P<upper>[\u4e00-\u9fff]{2,4}?(?:省|自治区|市))(?=[\u4e00-\u9fff]{2,6}?(?:市|区|县|州|旗|镇)))?(?P<region>[\u4e00-\u9fff]{2,7}?(?:省|市|区|县|州|旗|镇|乡|街道))?(?P<organ>.*)$"
)
_LEVEL = re.compile(r"(?:省|市|区|县|州|旗|镇|乡|街道)$")
_ORGAN_WORD = r"(?:公安局|财政局|审计局|教育局|[\u4e00-\u9fff]{1,6}?(?:局|厅|委员会|办公厅|法院|检察院|中学|小学|大学|医院|街道办事处|街道|办事处)|市委办公室|县委办公室|区委办公室|市委办|县委办|区委办|人大|政协|纪委监委)"
PLACES_FILE = Path(__file__).resolve().parent.parent / "prompts" / "places.txt"
# Stands where a body's name was taken out.
GAP = "\u2003"
_BEYOND = re.compile(
    r"全[市县区省州](?:所有|各|的?“?三公|一般|财政|总|合计|部门|单位)|(?:全部|所有|各)(?:的)?(?:部门|单位|委办局)|全[市县区省](?=.{0,12}(?:合计|总额|一共|汇总|总共))"
)
_BEYOND_ENGLISH = re.compile(
    r"\b(?:whole|entire|all) (?:of )?(?:the )?(?:[a-z]+ )?(?:city|county|district|province|department|municipality|government)\b|\bcity-?wide\b|\ball (?:the )?(?:departments|bodies|agencies|units)\b",
    re.I,
)
_ENGLISH_BODY = re.compile(
    r"\b(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)*?)(?:'s)? (?:(?:Municipal|City|County|District|Provincial|Town|Township|Subdistrict|Province|People's|Public|Party|CPC) ?)*"
    r"(?P<organ>[A-Z][a-z]+ )?(?:Bureau|Department|Commission|Committee|Court|Procuratorate|School|Hospital|Subdistrict|Town|County|District|Province|University|College)\b"
)
# Bodies that a place name goes with in English; the rest of a name is matched word by word.
_ENGLISH_ORGANS = {
    "人民政府办公室": ("government office", "general office"),
    "政府办公室": ("government office", "general office"),
    "财政局": ("finance bureau", "bureau of finance"),
    "教育局": ("education bureau",),
    "审计局": ("audit bureau",),
    "人民检察院": ("procuratorate",),
    "检察院": ("procuratorate",),
}


@dataclass(frozen=True, slots=True)
class BodyNames:
    """The names one body goes by: folded Chinese names, longest first; its place in pinyin; English organ names."""

    entity: str
    chinese: tuple[str, ...]
    region: str
    pinyin: tuple[str, ...]
    english: tuple[str, ...]


@lru_cache(maxsize=4096)
def body_names(entity: str, short_names: tuple[str, ...]) -> BodyNames:
    """All names of a body that follow from its full name: 巴中市人民政府办公室 → 市政府办, 市府办, Bazhong …"""
    match = _REGION.match(entity)
    region = (match["region"] or "") if match else ""
    organ = (match["organ"] if match else entity) or entity
    level = region[-1:] if _LEVEL.search(region) else ""
    organs = _organ_forms(organ)
    bare = _LEVEL.sub("", region)
    names = {fold(entity), *(fold(name) for name in short_names)}
    for form in organs:
        for place in {region, bare, level, ""}:
            if form.endswith("办公厅") and not place[:-1]:
                continue
            if place or form.startswith(("政府", "人民政府", "府办")) or len(form) > 3:
                names.add(fold(place + form))
    if len(organ) < 2:
        names.add(fold(bare))
    english = next((value for key, value in _ENGLISH_ORGANS.items() if organ == key), ())
    return BodyNames(entity, tuple(sorted(names, key=lambda name: (-len(name), name))), bare, _pinyin(bare), english)


def _organ_forms(organ: str) -> set[str]:
    forms = {organ}
    if organ in ("人民政府办公室", "政府办公室"):
        forms |= {"人民政府办公室", "政府办公室", "政府办", "府办", "人民政府办"}
        forms |= {"人民政府办公厅", "政府办公厅"}  # a common slip; it counts only with the place before it
    for long, short in (
        ("人民检察院", "检察院"),
        ("人民法院", "法院"),
        ("街道办事处", "街道"),
        ("人民政府", "政府"),
        ("委员会", "委"),
    ):
        if long in organ:
            forms.add(organ.replace(long, short))
    return forms


def _pinyin(place: str) -> tuple[str, ...]:
    if not place:
        return ()
    from pypinyin import lazy_pinyin

    syllables = lazy_pinyin(place)
    return ("".join(syllables),)


@dataclass(frozen=True, slots=True)
class BodyMention:
    """What a question says of bodies: the entities it fits, the text without their names, and a name that fits none."""

    entities: tuple[str, ...]
    rest: str
    foreign: str | None
    beyond: str | None


def find_bodies(text: str, reports: Sequence[Report], vocabulary: Vocabulary) -> BodyMention:
    """Match a question (simplified, half-width) against the bodies held."""
    held = {report.entity: body_names(report.entity, report.short_names) for report in reports if report.entity}
    beyond = _BEYOND.search(text) or _BEYOND_ENGLISH.search(text)
    rest, entities = _strip_chinese(text, held)
    foreign = _foreign_chinese(rest, held, bool(entities))
    if not foreign:
        rest, named, foreign = _strip_english(rest, held)
        entities = entities or named
    return BodyMention(tuple(entities), rest, foreign, beyond.group() if beyond else None)


def _strip_chinese(text: str, held: dict[str, BodyNames]) -> tuple[str, list[str]]:
    """Take out the longest name of any held body; names of several bodies may tie."""
    entities: list[str] = []
    best = ""
    for entity, names in held.items():
        found = next((name for name in names.chinese if len(name) >= 3 and _name_pattern(name).search(text)), "")
        if len(found) > len(best):
            entities, best = [entity], found
        elif found and len(found) == len(best):
            entities.append(entity)
    if not best:
        return text, entities
    rest = _name_pattern(best).sub(GAP, text)
    for region in {held[entity].region for entity in entities if held[entity].region}:
        rest = re.sub(rf"{re.escape(region)}[省市县区州镇乡]?(?![\u4e00-\u9fff])", " ", rest)
    return rest, entities


def _name_pattern(name: str) -> re.Pattern[str]:
    """The name, not as the beginning of a longer one (政府办 in 政府办公厅)."""
    return re.compile(re.escape(name) + r"(?!公[厅室]|事)" if name.endswith("办") else re.escape(name))


@lru_cache(maxsize=1)
def place_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(a place at the end of a text, a place before an organ at its head), from the list of places."""
    lines = PLACES_FILE.read_text(encoding="utf-8").splitlines()
    names = {name for line in lines if not line.startswith("#") for name in line.split()}
    place = f"(?P<place>{'|'.join(sorted(names, key=len, reverse=True))})[省市州]?"
    return re.compile(rf"{place}$"), re.compile(rf"{place}(?:市|县|区|人民|政府|财政|教育|公安|审计|全)")


def _place_before(text: str, known: set[str]) -> str | None:
    """A place that stands right before the gap of a short name ("成都" before 市政府办公室) and is none of ours."""
    end = text.find(GAP)
    match = place_patterns()[0].search(text[:end]) if end >= 0 else None
    return match["place"] if match and not any(match["place"] in name for name in known) else None


def _foreign_chinese(rest: str, held: dict[str, BodyNames], known: bool) -> str | None:
    """A place or organ at the question's head that belongs to no held body. `rest` has a gap where a held name stood."""
    regions = {names.region for names in held.values() if names.region}
    places = {name for names in held.values() for name in names.chinese}
    if known:
        before = re.search(rf"(?P<place>[\u4e00-\u9fff]{{2,3}}(?:省|市|县|区|州|镇|乡))(?:人民)?{GAP}", rest)
        if before and not any(before["place"][-3:-1] in name for name in places):
            return before["place"]
        return _place_before(rest, places)
    rest = re.sub(r"^\s*(?:请问|谁是|谁负责|什么是|哪些是|哪个是)", "", rest)
    head = re.split(r"(?:19|20)\d{2}|[,，。？?的]", rest)[0]
    place = place_patterns()[1].match(head)
    if place and not any(place["place"] in name for name in places):
        return place["place"]
    organ = re.match(
        rf"(?P<place>[\u4e00-\u9fff]{{2,4}}?(?:省|市|县|区|州|镇|乡)|{'|'.join(regions) or GAP})?(?P<organ>{_ORGAN_WORD}|(?:人民)?政府(?:办公厅|办公室|办)?)",
        head,
    )
    if organ and not any(organ.group() in name for name in places):
        return organ.group()
    return None


def _strip_english(text: str, held: dict[str, BodyNames]) -> tuple[str, list[str], str | None]:
    entities: list[str] = []
    rest = text
    for entity, names in held.items():
        for pinyin in names.pinyin:
            pattern = re.compile(
                rf"\b(?:the )?{pinyin}(?:'s)?(?: (?:municipal|city|county|district|town|people's|government|govt|general|office|subdistrict|accounts?))*\b",
                re.I,
            )
            if len(pinyin) >= 4 and pattern.search(rest):
                entities.append(entity)
                rest = pattern.sub(" ", rest)
        for organ in names.english:
            pattern = re.compile(rf"\b(?:the )?(?:municipal |city |people's )*{organ}(?:'s)?\b", re.I)
            if pattern.search(rest):
                entities.append(entity)
                rest = pattern.sub(" ", rest)
    known = {p for names in held.values() for p in names.pinyin}
    for match in _ENGLISH_BODY.finditer(rest):
        first = match["name"].lower()
        if words(first) and not any(part in known for part in words(first)) and first.split()[0] not in _NO_PLACE:
            return rest, list(dict.fromkeys(entities)), match.group()
    return rest, list(dict.fromkeys(entities)), None


_NO_PLACE = frozenset("the what how did which who when where why was is were are of in according by going a".split())
