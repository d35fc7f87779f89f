"""Which bodies a question speaks of, and whether the library holds them.

A body is matched by its own names and by the short forms people use. A question about another body must never be
answered from this one, so names that fit no held body are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from assistant.body_names import BodyNames, english_organ_forms, organ_forms, place_in_pinyin
from assistant.fold import words
from assistant.held_bodies import Body, HeldBodies, held_bodies
from assistant.vocabulary import Vocabulary
from index.types import Report

_ORGAN_WORD = (
    r"(?:公安局|财政局|审计局|教育局|[\u4e00-\u9fff]{1,8}?(?:局|厅|委员会|办公厅|法院|检察院|中学|小学|大学|医院|街道办事处|"
    r"街道|办事处|服务中心|管理中心|事务中心|发展中心|推广站|工作站|管理站|监测站|服务站|研究所|监理所|大队|支队|图书馆|"
    r"档案馆|博物馆)|市委办公室|县委办公室|区委办公室|市委办|县委办|区委办|人大|政协|纪委监委)"
)
PLACES_FILE = Path(__file__).resolve().parent.parent / "prompts" / "places.txt"
# Stands where a body's name was taken out.
GAP = "\u2003"
_BEYOND = re.compile(
    r"全[市县区省州](?:(?:19|20)\d{2}年?度?)?(?:的)?(?:所有|各|的?“?三公|一般|财政|总|合计|部门|单位)|(?:全部|所有|各)(?:的)?(?:部门|单位|委办局)|全[市县区省](?=.{0,12}(?:合计|总额|一共|汇总|总共))"
)
_BEYOND_ENGLISH = re.compile(
    r"\b(?:whole|entire|all) (?:of )?(?:the )?(?:[a-z]+ )?(?:city|county|district|province|department|municipality|"
    r"government)\b|\bcity-?wide\b|\ball (?:the )?(?:departments|bodies|agencies|units)\b",
    re.I,
)
# Every body held, where they are set side by side: "which department spent most", 各部门合计.
_EVERY = re.compile(
    r"(?:各个?|所有|全部|这几个|这些|每个|哪[个家些一]个?)(?:的)?(?:预算)?(?:部门|单位|委办局|局|机关)(?:之间|里面?|当?中)?|(?:部门|单位)(?:之间|里面?|当中|(?:是|有)?哪)|"
    r"\b(?:which|what|all|each|every)(?: one)?(?: of)?(?: the| these)? (?:departments?|bod(?:y|ies)|bureaus?|agenc(?:y|ies)|units?|offices?|entit(?:y|ies))\b|"
    r"\b(?:the|among|of|rank) (?:the )?(?:departments|bodies|bureaus|agencies|units)\b|"
    r"\bwhose\b(?=[^?]*\b(?:most|least|highest|lowest|largest|smallest|biggest|fewest)\b)",
    re.I,
)
# "Who spent most" without a word for a body.
_WHO = re.compile(r"(?:的)?(?:是|有)(?:哪[几两三]家|哪家|谁)(?![的年])|谁的|谁家?(?=[花用])|哪[几两三]?家(?:的)?", re.I)
_HIGHEST = re.compile(r"最[多少高低大小]|前[两二三四五十\d]+[名位家]|排第")
_SET_SIDE_BY_SIDE = re.compile(
    r"最|排[名序行第一个]|从[高多大低少小]到|第[一二三四五六]|合计|一共|总共|总和|总额|总计|加起来|平均|分别|多少|"
    r"\b(?:most|least|highest|lowest|largest|smallest|biggest|fewest|more|less|top|rank\w*|total|combined|together|average|how much|sum)\b",
    re.I,
)
_WHOLE_PLACE = re.compile(r"全[市县区省州国]|\bcity-?wide\b|\b(?:whole|entire)\b|\bcounty-?wide\b|\bnational\w*\b", re.I)
_ENGLISH_ORGAN = r"(?:Bureau|Department|Commission|Committee|Court|Procuratorate|School|Hospital|Subdistrict|Town|County|District|Province|University|College)"
_ENGLISH_BODY = re.compile(
    r"\b(?P<name>[A-Z][a-z]+(?: [A-Z][a-z]+)*?)(?:'s)? (?:(?:Municipal|City|County|District|Provincial|Town|Township|"
    r"Subdistrict|Province|People's|Public|Party|CPC) ?)*"
    rf"(?:No\.? ?\d+ )?(?P<organ>[A-Z][a-z]+ )?{_ENGLISH_ORGAN}\b"
)
_ENGLISH_LEVELS = (
    r"(?:municipal|city|county|district|town|township|people's|government|govt|general|office|subdistrict|sub-district|"
    r"provincial|province|accounts?|cpc|committee of)"
)
# A town is a body by itself: its name stands at the head, and the year, the item or the kind of report follows.
_TOWN = re.compile(r"[\u4e00-\u9fff]{2,3}(?:镇|乡|街道)(?=$|[“\"《]|公务|三公|一般|财政|部门|机关|总|收入|支出|预算|决算)")
SHORTEST_NAME = 3
LONGEST_ABBREVIATION = 14
_LETTER = re.compile("[A-Za-z]")
_ENDS = frozenset("办局委院校中所会镇乡县区市厅部处署站馆心司协道队")
_COMMON = frozenset("人民政府办公室局委员会县市区镇乡省中心学校院部处站所街道年度第国务务")


@dataclass(frozen=True, slots=True)
class BodyMention:
    """What a question says of bodies: the entities it fits, the text without their names, and a name that fits none.

    `entities` are names as the reports have them; those of one body under several names stand together. `groups` are the
    bodies themselves, each a tuple of such names, in the order the question names them. `unsure` marks that one name
    fits several bodies, `every` that all bodies held are set side by side.
    """

    entities: tuple[str, ...]
    rest: str
    foreign: str | None
    beyond: str | None
    groups: tuple[tuple[str, ...], ...] = ()
    unsure: bool = False
    every: bool = False


@dataclass(frozen=True, slots=True)
class _Mention:
    """A name found in a question: where it stands and which bodies it fits."""

    start: int
    end: int
    bodies: tuple[Body, ...]


_OF_THE_PLACE = re.compile(r"全[省市县区州]|财政收入|一般公共预算收入|税收|人口|生产总值|GDP|\bwhole\b|\bpopulation\b|\brevenue\b|\btax", re.I)


def bodies_of_place(text: str, reports: Sequence[Report]) -> list[tuple[str, ...]]:
    """The bodies of a place the question names without an organ; none where it speaks of the place as a whole."""
    if _OF_THE_PLACE.search(text):
        return []
    found = []
    for body in held_bodies(reports):
        nearest = {names.places[-1].full for names in body.names if names.places}
        if any(place in text for place in nearest):
            found.append(body.entities)
    return found


def find_bodies(text: str, reports: Sequence[Report], vocabulary: Vocabulary) -> BodyMention:
    """Match a question (simplified, half-width) against the bodies held."""
    held = held_bodies(reports)
    beyond = _BEYOND.search(text) or _BEYOND_ENGLISH.search(text)
    mentions = _find_chinese(text, held)
    rest = _without(text, mentions, held)
    foreign = _foreign_chinese(rest, held, bool(mentions))
    if not foreign:
        rest, found, foreign = _find_english(rest, held, mentions)
        mentions = mentions or found
    groups = tuple(dict.fromkeys(body.entities for mention in mentions for body in mention.bodies))
    unsure = any(len(mention.bodies) > 1 for mention in mentions)
    if beyond and any(names.organ == "" for mention in mentions for body in mention.bodies for names in body.names):
        beyond = None  # the body asked for is the government of the whole place
    named = bool(groups) or bool(foreign) or bool(_WHOLE_PLACE.search(text)) or len(held.bodies) < 2
    whose = _EVERY if _EVERY.search(text) and _SET_SIDE_BY_SIDE.search(text) else _WHO if _HIGHEST.search(text) and _WHO.search(text) else None
    every = not named and whose is not None
    if every:
        groups, beyond = held.groups, None
        rest = whose.sub(GAP, rest)
    entities = tuple(entity for group in groups for entity in group)
    rest = _without_translation(rest)
    rest = _regions_beside(rest)
    return BodyMention(entities, rest, foreign, beyond.group() if beyond else None, groups, unsure, every)


# "National Treasury central branch (國庫管理署中區分署)": the English before a name in brackets only translates it.
_IN_BRACKETS = re.compile(rf"[（(]\s*{GAP}[^()（）]{{0,12}}[)）]")
_NOT_A_NAME = frozenset(
    "how what which why who when where did does do has had have is was were will can by at in from to than than spend spent cost costs "
    "about between fall fell rise rose much many".split()
)
_BEFORE_OF = re.compile(r"(?:Bureau|Department|Office|Committee|Commission|Institute|Ministry|Academy|University|Institution|Government|Administration)$", re.I)
LONGEST_ENGLISH_NAME = 10


def _without_translation(rest: str) -> str:
    """The text with a gap for each English name that stands before the printed name of a body in brackets."""
    for bracket in reversed(list(_IN_BRACKETS.finditer(rest))):
        start = bracket.start()
        words_before = list(re.finditer(r"[A-Za-z&][\w'’.&-]*|[,:;?.]", rest[:start]))
        for count, word in enumerate(reversed(words_before)):
            text = word.group()
            before = words_before[-count - 2].group() if len(words_before) > count + 1 else ""
            ends = text in ",:;?." or text.lower() in _NOT_A_NAME or (text.lower() == "of" and not _BEFORE_OF.search(before))
            if ends or count >= LONGEST_ENGLISH_NAME or re.search(r"\d", rest[word.end() : start]):
                break
            start = word.start()
        rest = rest[:start] + GAP + rest[bracket.end() :]
    return rest


_REGION_NAMES = r"澳门(?:特别行政区)?|香港(?:特别行政区)?|台湾|\bMacau\b|\bMacao\b|\bHong Kong\b|\bTaiwan\b"


def _regions_beside(rest: str) -> str:
    """The text without a region's name right before or after a body's: it places the body and names nothing else."""
    rest = re.sub(rf"(?:{_REGION_NAMES})(?:'s)?\s*(?={GAP}|[  ]{{2,}})", " ", rest, flags=re.I)
    return re.sub(rf"({GAP})\s*(?:of |in )?(?:{_REGION_NAMES})", r"\1", rest, flags=re.I)


# --- Chinese names


def _find_chinese(text: str, held: HeldBodies) -> list[_Mention]:
    """Names of held bodies, the longest first, none within another. A bare organ counts for the bodies whose place is named."""
    found: dict[tuple[int, int], list[Body]] = {}
    for body in held:
        for name in body.chinese:
            if name not in text:
                continue
            if len(name) < SHORTEST_NAME and name not in body.regions:
                continue
            for match in _name_pattern(name).finditer(text):
                found.setdefault(match.span(), [])
                if body not in found[match.span()]:
                    found[match.span()].append(body)
    mentions: list[_Mention] = []
    for (start, end), bodies in sorted(found.items(), key=lambda item: (item[0][0] - item[0][1], item[0])):
        if not any(start < m.end and m.start < end for m in mentions):
            mentions.append(_Mention(start, end, tuple(bodies)))
    mentions = mentions or _abbreviated(text, held)
    mentions.sort(key=lambda mention: mention.start)
    return _settle(text, mentions, held)


def _settle(text: str, mentions: list[_Mention], held: HeldBodies) -> list[_Mention]:
    """Of the bodies a name fits, those whose place the question names; of a list of organs, those of the place before them."""
    settled: list[_Mention] = []
    for mention in mentions:
        bodies = mention.bodies
        if len(bodies) > 1:
            near = [body for body in bodies if _named_places(text, body)]
            best = max((_named_places(text, body) for body in near), default=0)
            bodies = tuple(body for body in near if _named_places(text, body) == best) or bodies
        settled.append(_Mention(mention.start, mention.end, bodies))
    named = {body for mention in settled if len(mention.bodies) == 1 for body in mention.bodies}
    if len(settled) > 1 and named:
        # a bare name beside sure ones adds nothing where it fits many
        settled = [m for m in settled if len(m.bodies) == 1 or not set(m.bodies) & named]
    return settled


def _named_places(text: str, body: Body) -> int:
    lowered = text.lower()
    told = {place for names in body.names for place in names.pinyin if len(place) >= 4 and place in lowered}
    if _other_level(text, body):
        return 0
    return sum(len(place) for place in body.places if place in text) + sum(map(len, told))


@lru_cache(maxsize=65536)
def _name_pattern(name: str) -> re.Pattern[str]:
    """The name, not as the beginning of a longer one (政府办 in 政府办公厅)."""
    return re.compile(re.escape(name) + r"(?!公[厅室]|事)" if name.endswith("办") else re.escape(name))


def _abbreviated(text: str, held: HeldBodies) -> list[_Mention]:
    """A name cut short in a way no list knows (怀州三中 of 怀州县第三中学): its characters in order, a place or own name among them."""
    head = re.split(r"(?:19|20)\d{2}|[,，。？?的]", text)[0][:24]
    best: tuple[int, int, list[Body]] = (0, 0, [])
    for body in held:
        for names in body.names:
            full = "".join(place.full for place in names.places) + names.organ
            start, end = _longest_run(head, full)
            length = end - start
            if length >= SHORTEST_NAME and _telling(head[start:end], names):
                if length > best[1] - best[0]:
                    best = (start, end, [body])
                elif length == best[1] - best[0] and start == best[0] and body not in best[2]:
                    best[2].append(body)
    return [_Mention(best[0], best[1], tuple(best[2]))] if best[2] else []


def _longest_run(head: str, full: str) -> tuple[int, int]:
    """The longest stretch of the question that is a cut-down of the full name and ends as names of bodies do."""
    best = (0, 0)
    for start in range(len(head)):
        position, end = -1, start
        for index in range(start, min(len(head), start + LONGEST_ABBREVIATION)):
            position = full.find(head[index], position + 1)
            if position < 0:
                break
            if head[index] in _ENDS and index + 1 - start > best[1] - best[0]:
                end = index + 1
        if end - start > best[1] - best[0]:
            best = (start, end)
    return best


def _telling(run: str, names: BodyNames) -> bool:
    """Whether a cut-down name holds a place or more than the words all bodies share."""
    place = any(place.name in run or (len(place.name) > 2 and place.name[:2] in run) for place in names.places)
    own = sum(1 for character in run if character not in _COMMON)
    return (place and len(run) > max((len(p.full) for p in names.places if p.name in run), default=0)) or own >= 3


def _without(text: str, mentions: Sequence[_Mention], held: HeldBodies) -> str:
    """The text with a gap for each name, and without the places of those bodies that stand alone."""
    rest = text
    for mention in sorted(mentions, key=lambda m: -m.start):
        rest = rest[: mention.start] + GAP + rest[mention.end :]
    places = {(place.name, place.level) for mention in mentions for body in mention.bodies for names in body.names for place in names.places}
    for name, level in sorted(places, key=lambda place: (-len(place[0]), place)):
        rest = re.sub(
            rf"{re.escape(name)}(?:{re.escape(level)}(?:人民政府)?)?(?=[{GAP}（(、的 ,，]|$|[\da-zA-Z]|[一二两三四五六七八九十几]+[家个])", " ", rest
        )
    return rest


@lru_cache(maxsize=1)
def place_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """(a place at the end of a text, a place before an organ at its head), from the list of places."""
    lines = PLACES_FILE.read_text(encoding="utf-8").splitlines()
    names = {name for line in lines if not line.startswith("#") for name in line.split()}
    place = f"(?P<place>{'|'.join(sorted(names, key=len, reverse=True))})[省市州]?"
    return re.compile(rf"{place}$"), re.compile(rf"{place}(?:市|县|区|人民|政府|财政|教育|公安|审计|全)")


def _place_before(text: str, held: HeldBodies) -> str | None:
    """A place that stands right before the gap of a short name ("成都" before 市政府办公室) and is none of ours."""
    end = text.find(GAP)
    match = place_patterns()[0].search(text[:end]) if end >= 0 else None
    return match["place"] if match and not any(match["place"] in name for name in held.names | held.places) else None


def _is_of_another_level(place: str, held: HeldBodies) -> bool:
    """Whether a place has the name of one that is held and is another: 涪林县 where 涪林区 is held."""
    told = [full for full in held.full_places if full[:-1] == place[-len(full) : -1]]
    return bool(told) and not any(place.endswith(full) for full in told)


def _foreign_chinese(rest: str, held: HeldBodies, known: bool) -> str | None:
    """A place or organ at the question's head that belongs to no held body. `rest` has a gap where a held name stood."""
    names, regions = held.names, held.places
    if known:
        before = re.search(rf"(?P<place>[\u4e00-\u9fff]{{2,3}}(?:省|市|县|区|州|镇|乡))(?:人民)?{GAP}", rest)
        if before and not any(before["place"][-3:-1] in name for name in names | regions):
            return before["place"]
        if before and _is_of_another_level(before["place"], held):
            return before["place"]
        return _place_before(rest, held) if held.are_placed else None
    rest = re.sub(r"^\s*(?:请问|谁是|谁负责|什么是|哪些是|哪个是)", "", rest)
    head = re.split(r"(?:19|20)\d{2}|[,，。？?的]", rest)[0]
    place = place_patterns()[1].match(head)
    if place and not any(place["place"] in name for name in names | regions):
        return place["place"]
    place_named = rf"(?:[\u4e00-\u9fff]{{2,4}}?(?:省|市|县|区|州|镇|乡)|{'|'.join(sorted(regions)) or GAP})?[省市县区州镇乡]?"
    government = "(?:人民)?政府(?:办公厅|办公室|办)?(?!采购|性基金|债|购买)"
    organ = re.match(rf"{place_named}(?:{_ORGAN_WORD}|{government}|(?:{_short_organs()})(?!经费|会费|费|支出|事务|活动|教育))", head)
    organ = organ or _TOWN.match(head) or re.match(rf"[^给对向由在的了和与]{{2,3}}(?:{_short_organs()})(?=$|[“\"《])", head)
    if organ and not any(organ.group() in name for name in names):
        return organ.group()
    return None


@lru_cache(maxsize=1)
def _short_organs() -> str:
    """A pattern of the organs' short names that say an organ by themselves: 卫健委, 发改委, 残联, 宣传部."""
    forms = {form for form in organ_forms() if re.search(r"[委办部联会校]$", form) and len(form) > 1 and form not in _NO_ORGAN}
    return "|".join(sorted(forms, key=lambda form: (-len(form), form)))


_NO_ORGAN = frozenset({"办事处", "人大办", "府办"})


# --- English names


def _find_english(text: str, held: HeldBodies, known: Sequence[_Mention]) -> tuple[str, list[_Mention], str | None]:
    """(text without the names, bodies named, a name that fits none). Place and organ both count; the organ decides among
    the bodies of one place."""
    if not _LETTER.search(text):
        return text, [], None
    scores: list[tuple[int, int, int, Body, list[re.Pattern[str]]]] = []
    for body in held:
        patterns, placed, organ = _english_hits(text, body)
        if placed or organ:
            starts = [m.start() for pattern in patterns if (m := pattern.search(text))]
            first = starts[-1] if organ else min(starts)  # the organ's place: two bodies of one place differ by it
            scores.append((placed, organ, first, body, patterns))
    if known:
        own = {body for mention in known for body in mention.bodies}
        rest = text
        for *_, body, patterns in scores:
            if body in own:
                rest = _taken_out(rest, patterns)
        return rest, [], None
    chosen = _choose(scores, text)
    rest = text
    for *_, patterns in chosen:
        rest = _taken_out(rest, patterns)
    foreign = _foreign_english(rest, held, bool(chosen)) if not chosen or not any(c[1] for c in chosen) else None
    if foreign is None and not any(c[0] for c in chosen):
        foreign = _place_of_another_level(text, held)
    if foreign is None and chosen and not any(c[1] for c in chosen) and len(chosen) > 1:
        return rest, [_Mention(0, 0, tuple(c[3] for c in chosen))], None
    order = sorted(chosen, key=lambda c: c[2])
    if not _are_apart(order):
        order = _told_apart_by_level(order, text)
    if not order:
        return rest, [_Mention(0, 0, tuple(c[3] for c in sorted(chosen, key=lambda c: c[2])))], foreign
    return rest, [_Mention(c[2], c[2], (c[3],)) for c in order], foreign


def _told_apart_by_level(chosen: Sequence[tuple], text: str) -> list[tuple]:
    """Bodies of like name in the order in which the text names the level of each ("the County or the District bureau")."""
    placed = []
    for one in chosen:
        spots = [spot for names in one[3].names if (spot := _spot_of_level(text, names)) is not None]
        if not spots:
            return []
        placed.append((min(spots), one))
    placed.sort(key=lambda pair: pair[0])
    return [one for _, one in placed] if len({spot for spot, _ in placed}) == len(placed) else []


def _spot_of_level(text: str, names: BodyNames) -> int | None:
    """Where the level of a body's nearest place stands; None where the text does not say it."""
    if not names.places:
        return None
    words = [word for word, level in _LEVELS_IN_ENGLISH.items() if level == names.places[-1].level[-1:]]
    match = re.search(rf"\b(?:{'|'.join(words)})\b", text, re.I) if words else None
    return match.start() if match else None


@lru_cache(maxsize=4096)
def _english_place(place: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:the )?{re.escape(place)}(?:'s)?(?:,? {_ENGLISH_LEVELS})*\b", re.I)


# What the level of a place is called behind its name.
_LEVELS_IN_ENGLISH = {
    "district": "区", "county": "县", "city": "市", "municipal": "市", "municipality": "市", "town": "镇", "township": "乡",
    "province": "省", "provincial": "省", "prefecture": "州", "banner": "旗", "league": "盟",
}  # fmt: skip
_LEVEL_BEHIND = re.compile(rf"(?:'s)?,? (?:people's )?(?P<level>{'|'.join(_LEVELS_IN_ENGLISH)})\b", re.I)


def _levels_told(text: str, place: str) -> set[str]:
    """The levels that stand behind a place's name in a text: 区 of "Tongping District"."""
    found = (_LEVEL_BEHIND.match(text, match.end()) for match in re.finditer(rf"\b{re.escape(place)}", text, re.I))
    before = re.findall(rf"\b({'|'.join(_LEVELS_IN_ENGLISH)}) of {re.escape(place)}\b", text, re.I)
    return {_LEVELS_IN_ENGLISH[level.lower()] for level in (*(m["level"] for m in found if m), *before)}


def _contradicted(text: str, place: str, names: BodyNames) -> str | None:
    """The place with a level that none of a body's places of this name has; None where the level fits, or none is told."""
    told = _levels_told(text, place)
    own = {one.level[-1:] for one in names.places if place_in_pinyin(one.name) == place}
    if not told or not own or told & own or "街道" in {one.level for one in names.places}:
        return None
    level = next(word for word, meant in _LEVELS_IN_ENGLISH.items() if meant in told)
    return f"{place.capitalize()} {level.capitalize()}"


def _other_level(text: str, body: Body) -> str | None:
    """The first place of a body that the text names with another level than the body's; None where it names none so."""
    lowered = text.lower()
    told = (
        _contradicted(text, place, names) for names in body.names for place in names.pinyin if len(place) >= 4 and place in lowered
    )
    return next((one for one in told if one), None)


@lru_cache(maxsize=4096)
def _english_organ(form: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:the )?(?:municipal |city |district |county |people's )*{re.escape(form)}(?:'s|s)?\b", re.I)


def _english_hits(text: str, body: Body) -> tuple[list[re.Pattern[str]], int, int]:
    """(patterns that match, letters of places named, letters of the organ named)."""
    patterns: list[re.Pattern[str]] = []
    placed = organ = 0
    lowered = text.lower()
    if _other_level(text, body):
        return [], 0, 0
    for names in body.names:
        for place in names.pinyin:
            if len(place) < 4 or place not in lowered:
                continue
            pattern = _english_place(place)
            if pattern.search(text) and pattern not in patterns:
                patterns.append(pattern)
                placed += len(place)
        for form in names.english:
            if form.lower() not in lowered:
                continue
            pattern = _english_organ(form)
            if pattern.search(text):
                patterns.append(pattern)
                organ = max(organ, len(form))
                break
    return patterns, placed, organ


def _choose(scores: list, text: str) -> list:
    """The bodies the English words fit best: by place first, then by organ; bare organs only where nothing better is.

    Of bare organs each that is named counts ("the education bureau and the audit bureau"), and none within another.
    """
    if not scores:
        return []
    placed = [s for s in scores if s[0]]
    pool = placed or scores
    with_organ = [s for s in pool if s[1]]
    if placed and with_organ:
        most = max(s[0] for s in with_organ)
        return [s for s in with_organ if s[0] == most]
    if not placed:
        ends = {id(s): s[4][-1].search(text).end() for s in pool}
        longest = {end: max(s[1] for s in pool if ends[id(s)] == end) for end in ends.values()}
        return [s for s in pool if s[1] == longest[ends[id(s)]]]
    most = max((s[0], s[1]) for s in pool)
    return [s for s in pool if (s[0], s[1]) == most]


def _are_apart(chosen: Sequence[tuple]) -> bool:
    """Whether several bodies are each named by an organ of their own ("the education bureau and the audit bureau")."""
    return len(chosen) < 2 or len({c[4][-1].pattern for c in chosen}) == len(chosen)


def _taken_out(text: str, patterns: Sequence[re.Pattern[str]]) -> str:
    for pattern in sorted(patterns, key=lambda p: -len(p.pattern)):
        text = pattern.sub(" ", text)
    return text


def _place_of_another_level(text: str, held: HeldBodies) -> str | None:
    """A place named with a level that no place held of its name has."""
    return next((place for body in held if (place := _other_level(text, body))), None)


def _foreign_english(rest: str, held: HeldBodies, known: bool) -> str | None:
    pinyin = {p for body in held for names in body.names for p in names.pinyin}
    for match in _ENGLISH_BODY.finditer(rest):
        first = match["name"].lower()
        if words(first) and not any(part in pinyin for part in words(first)) and first.split()[0] not in _NO_PLACE:
            return match.group()
    lowered = _english_organs().search(rest)
    held_organs = {form for body in held for names in body.names for form in names.english}
    if lowered and not any(lowered["organ"].lower() in form or form in lowered["organ"].lower() for form in held_organs):
        return lowered["organ"]
    if known and (organ := re.search(rf"\b(?:[A-Z][a-z]+ )+{_ENGLISH_ORGAN}\b|\b[A-Z][a-z]+ (?:Office|Center|Centre)\b", rest)):
        return organ.group()
    return None


@lru_cache(maxsize=1)
def _english_organs() -> re.Pattern[str]:
    """Organs by their English names in lower case, where a preposition says that they are the body: "of the finance bureau"."""
    forms = {form for form in english_organ_forms() if re.search(r" (?:bureau|commission|committee|department|procuratorate|court)$", form)}
    listed = "|".join(sorted(map(re.escape, forms), key=len, reverse=True))
    return re.compile(
        rf"\b(?:of|at|by|for|in|did|does|has|had|about|to) (?:the |our |its )?(?:(?:city|county|municipal|district)(?:'s)? )?"
        rf"(?P<organ>{listed})\b",
        re.I,
    )


_NO_PLACE = frozenset("the what how did which who when where why was is were are of in according by going a total official".split())
