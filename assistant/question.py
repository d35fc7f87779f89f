"""Read a question: language, years, body, the concepts it names and the marks that say what is asked of them.

It reads words only; which reports, lines and figures fit is decided later. Nothing is guessed: a word that no term
covers stays a concept of its own and has to be found in the report as it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from assistant.bodies import BodyMention, find_bodies
from assistant.concept import Concept
from assistant.fold import fold, fold_simplified, has_chinese, simplify, words
from assistant.joins import join_terms
from assistant.vocabulary import Term, Vocabulary, load_stopwords
from index.amounts import find_amounts
from index.errors import QuestionError
from index.types import Report

LONGEST_QUESTION = 2000
# One surrogate of a pair: no text that can be stored, sent or embedded.
_HALF_CHARACTER = re.compile(r"[\ud800-\udfff]")
# Classes of terms that say what is asked, not what of.
MARK_KINDS = frozenset({"measure", "basis", "unit", "structure"})
ENGLISH_GENERAL_WEIGHT = 0.5
# An English word that is neither common nor in the vocabulary: what it names has to be found as it stands.
UNKNOWN_WEIGHT = 0.5
_WEIGHTS = {"item": 1.0, "indicator": 0.9, "fund": 0.6, "body": 0.4, "general": 0.7}
# Counts of the mandated template: a term such as 公务接待批次 is printed as the thing and a number with its own unit.
# Term → (what the label may say, the units its figure has).
COUNTED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "公务接待批次": (("国内公务接待", "公务接待", "接待"), ("批次", "批", "个批次")),
    "公务接待人次": (("国内公务接待", "公务接待", "接待"), ("人次", "人")),
    "外事接待批次": (("外事接待", "外宾接待"), ("批次", "批", "个批次")),
    "外事接待人次": (("外事接待", "外宾接待"), ("人次", "人")),
    "因公出国（境）团组数": (("出国境团组", "出国团组", "团组", "因公出国境"), ("个", "次", "团组", "个团组", "批次", "批")),
    "因公出国（境）人次": (("出国境", "出国"), ("人次", "人")),
    "公务用车购置数": (("购置公务用车", "公务用车购置", "更新购置", "购置车辆", "购置"), ("辆", "台")),
    "公务用车保有量": (("公务用车", "车辆", "保有量"), ("辆", "台")),
}
# Which one of several is meant: never passed over (the second phase is not the first).
STRICT_TERMS = frozenset({"一期", "二期", "三期", "上半年", "下半年", "季度", "中小企业", "局长", "副局长", "主任", "副主任", "科长", "处长", "院长"})
# Where a figure is said to be found; the year in it is the report's, not the figure's.
PROVENANCE = re.compile(
    r"\b(?:going by|according to|judging by|based on|as (?:stated|reported|printed) in|(?:working|reckoning|"
    r"counting) (?:back )?from|using|on the basis of)\b[^,?]{0,80}?"
    r"\b(?:accounts?|reports?|disclosure|figures|document|statement)\b,?"
    r"|(?:根据|按照?|从|据|依)\s*(?:该|其|这份)?(?:[^，,。？?]{0,12}?)(?:19|20)\d{2}年?度?(?:的)?(?:部门)?(?:决算|报告|文件|公开)(?:报告|推算|计算|数据|来看)?[，,]?"
    r"|[（(][^（）()]{1,20}那一?(?:块|部分|类|些)[）)]"
    r"|\b(?:working|reckoning|calculating) back(?:wards)? from the (?:reported |printed |stated )?(?:decrease|increase|change|fall|rise|drop)\b,?"
    r"|(?:请)?(?:根据|按照?|用|照)[^，,。？?]{2,24}(?:算一?下|推算|倒推|计算)(?=$|[。？?])|\b(?:including|counting) [^,?]{3,60},|[（(](?:含|包括)[^）)]*[)）]",
    re.I,
)
# Kinds of project whose printed name holds a word that elsewhere asks for an indicator's target.
_KINDS_NAMED = re.compile(r"特定目标类(?:项目)?|\bspecific[- ](?:target|goal|objective)s?\b", re.I)
# A year that a supposition is about ("如果2023年再降10%") is no year of a report.
_SUPPOSED_YEAR = re.compile(
    r"(?<=如果|假如|假设|要是)(?:到了?)?(?:19|20)\d{2}\s*年?(?=[^，,。？?]{0,8}(?:再|又|继续|降|减|增|涨|升|砍|压))|"
    r"(?<=\bif )in (?:19|20)\d{2},?|\b(?:another|a further) \d[\d.]*\s?% in (?:19|20)\d{2}",
    re.I,
)
# Terms so common that they tell nothing apart.
_COMMON = frozenset(
    {
        "支出",
        "收入",
        "经费",
        "项目",
        "单位",
        "部门",
        "情况",
        "资金",
        "工作",
        "政府",
        "全市",
        "办公室",
        "费用",
        "报告",
        "市级",
        "国家",
        "年度",
        "问题",
        "内容",
        "方面",
        "绩效",
        "绩效自评",
        "收支",
        "人员",
        "指标",
    }
)
# Terms that only ask or join; they name nothing a report holds.
_ASKING = frozenset(
    {"列出", "提供", "怎么", "是什么意思", "各", "哪个", "哪里", "是否", "原因", "报告", "计算", "预测", "约", "全部", "无此项", "使用完", "概括",
     "重大", "支持", "什么", "谁", "何时", "为什么", "使用", "资金使用", "需要", "进行", "包括", "其他", "目前", "实际", "具体", "主要",
     "划分", "组织",
     "目标", "完成值", "指标值", "指标", "三级指标", "二级指标", "一级指标", "权重", "得分", "调整", "预算调整", "扣分", "一笔", "要求",
     "价格", "单价", "下面", "人次数",
     "批次数", "人数", "账面",
     "说明", "名称", "数据", "根据", "标准", "结果", "过程", "开始", "结束"}
)  # fmt: skip
_RELATIVE = re.compile(
    r"(?:去年|上年|上一年|前一年)(?!.{0,3}(?:结转|转|结余|同期|相比|比))|last year|previous year|prior year|the year before",
    re.I,
)
YEAR = re.compile(r"(?<!\d)((?:19|20)\d{2})(?!\d)(?:\s*年(?![底末初中])|\s*-\s*\d{2}(?!\d)|)")
# Departmental accounts have been published since 2010: a smaller number before an English word counts something.
FIRST_YEAR = 2005
_STOP_ENGLISH, _STOP_CHINESE = load_stopwords()


@dataclass(frozen=True, slots=True)
class Question:
    """A question as read. `marks` are the canonical names of measure, basis, unit and structure terms in it; `wording` is
    its text without the body's name and without where the figure is said to stand."""

    text: str
    language: str
    plain: str
    years: tuple[int, ...]
    relative_year: int
    bodies: BodyMention
    concepts: tuple[Concept, ...]
    marks: frozenset[str]
    numbers: tuple[tuple[Decimal, str], ...]
    wording: str

    def has(self, *marks: str) -> bool:
        """Whether any of the marks stands in the question."""
        return any(mark in self.marks for mark in marks)

    def says(self, pattern: str) -> bool:
        """Whether the question's plain text fits a pattern, letter case ignored."""
        return re.search(pattern, self.plain, re.I) is not None


def read_question(text: str, reports: Sequence[Report], vocabulary: Vocabulary) -> Question:
    """Read a question against the bodies of a library. Raises QuestionError when it is empty or too long."""
    stripped = text.strip()
    if not re.search(r"\w", stripped):
        raise QuestionError("the question is empty", None, "Ask about a figure, a reason or a term of a report.")
    if len(stripped) > LONGEST_QUESTION:
        raise QuestionError(
            f"the question has {len(stripped):,} characters, the limit is {LONGEST_QUESTION:,}",
            None,
            "Ask one thing at a time.",
        )
    if _HALF_CHARACTER.search(stripped):
        raise QuestionError("the question holds half a character", None, "Type it anew.")
    plain = _PRINTED_AS.sub(r"(\1)", _WITHOUT.sub(" ", _plain(simplify(stripped))))
    heads = tuple(dict.fromkeys(_HEAD.findall(plain)))
    plain = _HEAD_NAMED.sub(" ", plain) if heads else plain
    bodies = find_bodies(plain, reports, vocabulary)
    asked = _SUPPOSED_YEAR.sub(" ", PROVENANCE.sub(" ", plain))
    years = _years(asked) or ([] if _SUPPOSED_YEAR.search(plain) else _years(plain))
    relative = -1 if _RELATIVE.search(plain) else 0
    content = YEAR.sub(" ", _RATHER.sub(" ", PROVENANCE.sub(" ", bodies.rest)))
    concepts, marks = _concepts(content, vocabulary)
    concepts = join_terms(concepts, content, lambda name: _term_concept(vocabulary.terms[name], fold(name)))
    # a place said in Chinese beside its body's English name tells nothing more; before another name it is of another body
    held = "|".join(bodies.entities) if re.search(r"[A-Za-z]{3}", plain) else ""
    concepts = [c for c in concepts if c.kind != "fragment" or c.text not in held]
    concepts += [Concept(f"总目{number}", (f"总目{number}",), "general", 0.9) for number in heads]
    if heads and "总额" in marks and not any(c.weight >= 0.5 and not c.text.startswith("总目") for c in concepts):
        concepts.append(Concept("总额", ("总额", "合计", "总计"), "indicator", 0.9))
    numbers = _numbers(content)
    # names of bodies are Chinese in an English question too: only what is said beside them tells its language
    latin = len(re.findall(r"[A-Za-z]+", stripped))
    chinese = len(re.findall(r"[\u4e00-\u9fff]", bodies.rest if latin > 2 else stripped))
    language = "zh" if chinese and chinese >= latin else "en" if latin else "zh"
    if language == "en" and any(has_chinese(concept.text) and concept.weight >= 0.7 for concept in concepts):
        # The printed Chinese name stands in the question: English words the vocabulary lacks only translate it.
        concepts = [concept for concept in concepts if concept.kind != "unknown"]
    concepts = [_as_object(concept, content, vocabulary) for concept in concepts] if language == "en" else concepts
    concepts = _running_alone(concepts, vocabulary)
    wording = " ".join(_RATHER.sub(" ", _KINDS_NAMED.sub(" ", PROVENANCE.sub(" ", bodies.rest))).split())
    return Question(
        stripped, language, plain, years, relative, bodies, tuple(concepts), frozenset(marks), numbers, wording
    )


# Colloquial ways of asking for money, and the corner brackets of traditional print, said the common way.
_SAID = (
    (re.compile(r"几个钱"), "多少钱"),
    (re.compile(r"几个(?=[万亿](?!元))"), "多少"),
    (re.compile(r"(?<=多少)(亿|万)(?![元\d])"), r"\1元"),
    (re.compile(r"[「『]"), "“"),
    (re.compile(r"[」』]"), "”"),
)


# Years as people write them: 二〇二三年, 21年.
_YEAR_IN_WORDS = re.compile(r"(?<![\u4e00-\u9fff\d][一二三四五六七八九])(二[〇零○0]|一九)([〇零○一二三四五六七八九0])([〇零○一二三四五六七八九0])(?=\s*年)")
_SHORT_YEAR = re.compile(r"(?<![-–—/~\d.近第满共前这那每隔历])([012]\d|3[0-5])(?=年(?:度|底|末|初|决算|预算|的|[^前后来内间多以之里半龄限头代])|年$)")
_NUMERALS = {**{word: str(value) for value, word in enumerate("〇一二三四五六七八九")}, "零": "0", "○": "0", "0": "0"}


def _plain(text: str) -> str:
    text = _YEAR_IN_WORDS.sub(lambda m: "".join(_NUMERALS[c] for c in m.group()), text)
    text = _SHORT_YEAR.sub(r"20\1", text)
    for pattern, said in _SAID:
        text = pattern.sub(said, text)
    return text


_OBJECT = re.compile(
    r"\b(?:pa(?:y|id)|spen[dt]|spending|expenses?)\s++(?:\w+\s++){0,2}?(?:for|on)\s++(?:the |"
    r"its )?(?P<object>[\w -]+?)(?=\s++(?:at|for|during|in|within)\b|\s*+[,?.]|\s*+$)",
    re.I,
)


def _as_object(concept: Concept, content: str, vocabulary: Vocabulary) -> Concept:
    """What money is said to be spent on ("pay for alcohol at receptions") is an item, however general the word: it has
    to be what the figure is of. Where the classification has a cost of that name (培训 → 培训费), that is the item."""
    asked = _OBJECT.search(content)
    if not asked or concept.kind != "general" or " ".join(words(asked["object"])) != concept.text:
        return concept
    cost = vocabulary.terms.get(f"{concept.canonical}费")
    return _term_concept(cost, fold(cost.canonical)) if cost else replace(concept, kind="item", weight=1.0)


_FULL_DATE = re.compile(
    r"(?:19|20)\d{2}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*[日号]|\b\d{1,2} (?:January|February|March|April|May|June|July|August|"
    r"September|October|November|December),? (?:19|20)\d{2}"
    r"|\b(?:January|February|March|April|May|June|July|August|September|October|November|December) \d{1,2},? (?:19|20)\d{2}",
    re.I,
)


# Years of the Republic of China count from 1912: 112年度 is 2023.
_ROC_YEAR = re.compile(r"(?:民国|民國|中华民国|\bROC(?: year)?)\s*(\d{2,3})(?!\d)\s*(?:年度?)?|(?<![\d.])(1[01]\d)\s*年度", re.I)


def _years(text: str) -> tuple[int, ...]:
    """The years asked about. A full date beside a year says when something was counted, not which report is meant."""
    undated = _FULL_DATE.sub(" ", text)
    text = undated if YEAR.search(undated) else text
    text = _ROC_YEAR.sub(lambda m: f" {int(m.group(1) or m.group(2)) + 1911}年 ", text)
    found = [(int(match.group(1)), text[match.end() :]) for match in YEAR.finditer(text)]
    return tuple(dict.fromkeys(year for year, rest in found if year >= FIRST_YEAR or not re.match(r" [A-Za-z]", rest)))


_ENGLISH_UNITS = (
    (re.compile(r"^\s*(?:points?|marks?)\b", re.I), "分"),
    (re.compile(r"^\s*(?:percent\b|per cent\b)", re.I), "%"),
    (re.compile(r"^\s*(?:million yuan|million rmb|m yuan)\b", re.I), "百万元"),
    (re.compile(r"^\s*(?:thousand yuan)\b", re.I), "千元"),
    (re.compile(r"^\s*(?:yuan|rmb)\b", re.I), "元"),
)


_NUMBER_WORD_VALUES = {
    word: str(value) for value, word in enumerate("one two three four five six seven eight nine ten".split(), start=1)
} | {"half a": "0.5", "a hundred": "100", "one hundred": "100"}
_NUMBER_WORDS = re.compile(
    r"\b("
    + "|".join(sorted(_NUMBER_WORD_VALUES, key=len, reverse=True))
    + r")\b(?=\s+(?:million|thousand|hundred|percent|per cent|points?|yuan))",
    re.I,
)


def _numbers(content: str) -> tuple[tuple[Decimal, str], ...]:
    """The numbers of a question with their units, those of English words made the printed ones; counts have unit ""."""
    content = _NUMBER_WORDS.sub(lambda m: _NUMBER_WORD_VALUES[m.group(1).lower()], content)
    found = [(a.value, a.unit) for a in find_amounts(content) if a.unit]
    for match in re.finditer(r"(?<![\d.,])\d[\d,]*(?:\.\d+)?(?![\d.]*[%％万亿元分\u4e00-\u9fff])", content):
        rest = content[match.end() :]
        unit = next((unit for pattern, unit in _ENGLISH_UNITS if pattern.match(rest)), "")
        found.append((Decimal(match.group().replace(",", "")), unit))
    return tuple(found)


def _concepts(content: str, vocabulary: Vocabulary) -> tuple[list[Concept], set[str]]:
    concepts: dict[str, Concept] = {}
    marks: set[str] = set()
    parts = re.findall(r"[\u4e00-\u9fff“”《》（）()、\d%/]+|[^\u4e00-\u9fff]+", _WITHOUT.sub(" ", content))
    for position, part in enumerate(parts):
        found = _chinese_concepts(part, vocabulary) if has_chinese(part) else _english_concepts(part, vocabulary)
        if _TRANSLATES.search(part) and position + 1 < len(parts) and has_chinese(parts[position + 1]):
            found = _before_its_name(found, part)
        for concept in found:
            if concept.kind in MARK_KINDS or concept.canonical in _ASKING:
                marks.add(concept.canonical or "")
            else:
                key = concept.canonical or concept.text
                concepts[key] = _merged(concepts[key], concept) if key in concepts else concept
    marks.update(concept.canonical for concept in concepts.values() if concept.canonical)
    return _joined(list(concepts.values()), marks, vocabulary), marks


# "total income (收入合计, without carry-over)": the printed name stands in brackets behind its translation.
_TRANSLATES = re.compile(r"[A-Za-z][\s\"“'’”]*[（(]\s*[\"“]?$")
# A head of expenditure is known by its number; the name after it, or the department's before it in brackets, adds nothing.
_HEAD = re.compile(r"(?:总目|\bHead)\s*(\d{1,3})(?!\d)")
_HEAD_NAMED = re.compile(
    r"[（(]?(?:总目|\bHead)\s*\d{1,3}(?!\d)\s*+[)）]?(?:\s*+[-–—－:]?\s*+(?:[A-Z][A-Za-z]+\s+(?:and |of |the |for )*)*[A-Z][A-Za-z]+(?=[\s,:?]|$))?"
)
# "project expenditure rather than basic expenditure": the second is not asked for.
_RATHER = re.compile(r"\brather than\b (?!each|per|for a single|one )[^,?]{3,40}(?=[,?]|$)", re.I)
_PRINTED_AS = re.compile(r"[（(]\s*(?:printed|listed|shown|reported|called|named|given) as ([^()（）]{2,24})[)）]", re.I)
_WITHOUT = re.compile(r"(?<=[\u4e00-\u9fff])\s*[,，;]\s*(?:without|excluding|not counting|net of)\b[^()（）,，?]*(?=[)）])", re.I)


def _before_its_name(found: list[Concept], part: str) -> list[Concept]:
    """The concepts of an English piece without the one that the Chinese name after it in brackets translates."""
    last = next((concept for concept in reversed(found) if concept.kind not in MARK_KINDS), None)
    tail = words(part)
    if last is None or not last.text or last.kind not in ("item", "unknown") or tail[-len(words(last.text)) :] != words(last.text):
        return found
    return [concept for concept in found if concept is not last]


def _merged(first: Concept, again: Concept) -> Concept:
    """One concept for two namings of a term: the report's own words, where the question gives them, go first."""
    if not has_chinese(again.text) or again.text in first.forms[: first.own_forms]:
        return first
    return replace(
        first, forms=(again.text, *first.forms), own_forms=first.own_forms + 1, weight=max(first.weight, again.weight)
    )


def concepts_in(text: str, vocabulary: Vocabulary) -> list[Concept]:
    """The concepts a piece of a question names, in their order."""
    return _concepts(text, vocabulary)[0]


# Two terms that together name a third: buying and vehicles; all that was spent and nothing named.
_CARRY_OVER = frozenset({"结转结余", "结转", "结余", "结转和结余", "年初结转和结余"})
_BARE_VEHICLES = frozenset(
    {
        "vehicle",
        "car",
        "official vehicle",
        "official car",
        "new vehicle",
        "new car",
        "公务用车",
        "公车",
        "公务车",
        "车辆",
        "汽车",
        "小车",
        "越野车",
    }
)
_VEHICLES = frozenset({"车辆", "公务用车购置及运行维护费", "公务用车保有量", "越野车"})


# An item whose cost is named, and a count asked for: the thing counted is meant (公务接待一共多少批次).
_COUNTED_OF: dict[tuple[str, str], str] = {
    ("公务接待费", "批次"): "公务接待批次",
    ("公务接待费", "人次"): "公务接待人次",
    ("因公出国（境）费", "批次"): "因公出国（境）团组数",
    ("因公出国（境）费", "人次"): "因公出国（境）人次",
    ("公务用车购置费", "辆"): "公务用车购置数",
}


def counted_concepts(concepts: Sequence[Concept], units: Sequence[str], vocabulary: Vocabulary) -> tuple[Concept, ...]:
    """The concepts, an item that is only counted (in `units`) made the thing counted."""
    turned = []
    for concept in concepts:
        name = next((n for unit in units[:1] if (n := _COUNTED_OF.get((concept.canonical or "", unit)))), None)
        turned.append(_term_concept(vocabulary.terms[name], concept.text) if name else concept)
    return tuple(turned)


def _joined(concepts: list[Concept], marks: set[str], vocabulary: Vocabulary) -> list[Concept]:
    names = {concept.canonical for concept in concepts}
    vehicles = [c for c in concepts if c.canonical in _VEHICLES and c.text not in _BARE_VEHICLES]
    if vehicles:
        return concepts
    if "机关运行经费" in names and names & _VEHICLES and any(c.text.startswith("running") for c in concepts):
        own = _term_concept(vocabulary.terms["公务用车运行维护费"], "公务用车运行维护费")
        return [own, *(c for c in concepts if c.canonical not in _VEHICLES | {"机关运行经费"})]
    running = names & {"运行", "公务用车运行维护费", "运维", "维护"} or any(
        concept.text.startswith("run") for concept in concepts
    )
    if "采购" in names and names & _VEHICLES and not running and not names & {"政府采购支出总额"}:
        counted = "公务用车保有量" in names or "辆" in marks
        whole = vocabulary.terms["公务用车购置数" if counted else "公务用车购置费"]
        kept = [c for c in concepts if c.canonical not in _VEHICLES | {"采购"}]
        return [_term_concept(whole, fold(whole.canonical)), *kept]
    if "采购" in names and names & _VEHICLES and running and marks & {"减少", "增加", "总额", "上年", "变化"}:
        both = vocabulary.terms["公务用车购置及运行维护费"]
        kept = [c for c in concepts if c.canonical not in _VEHICLES | {"采购", "运维", "公务用车运行维护费"}]
        return [_term_concept(both, fold(both.canonical)), *kept]
    named = [c for c in concepts if c.kind != "unknown" and c.canonical not in _COMMON]
    if "截至年末" in marks and any(c.canonical in _CARRY_OVER for c in concepts):
        closing = _term_concept(vocabulary.terms["年末结转和结余"], fold("年末结转和结余"))
        return [closing, *(c for c in concepts if c.canonical not in _CARRY_OVER)]
    if not named and "总额" in marks and "收入" in names and not names & {"支出", "项目", "绩效自评"}:
        return [_term_concept(vocabulary.terms["收入总计"], "收入总计"), *concepts]
    spent = "支出" in names or any("花" in concept.text for concept in concepts) or "金额" in marks
    if (
        not named
        and not names & {"项目", "绩效自评"}
        and not any("项目" in mark for mark in marks)
        and "总额" in marks
        and spent
        and not any(c.kind == "unknown" for c in concepts)
    ):
        return [_term_concept(vocabulary.terms["支出总计"], "支出总计"), *concepts]
    return concepts


VEHICLE_COST, RUNNING_COST = "公务用车购置及运行维护费", "公务用车运行维护费"


def _running_alone(concepts: list[Concept], vocabulary: Vocabulary) -> list[Concept]:
    """Running a vehicle ("what did running each official vehicle cost") is the running cost, and not the purchase with it."""
    names = {concept.canonical for concept in concepts}
    if not {"运维", VEHICLE_COST} <= names or names & {"采购", "购置", "公务用车购置费"}:
        return concepts
    term = vocabulary.terms[RUNNING_COST]
    kept = [concept for concept in concepts if concept.canonical != "运维"]
    return [_term_concept(term, concept.text) if concept.canonical == VEHICLE_COST else concept for concept in kept]


def _term_concept(term: Term, surface: str) -> Concept:
    if term.canonical in COUNTED:
        stems, units = COUNTED[term.canonical]
        return Concept(surface, tuple(map(fold, stems)), term.kind, 0.9, term.canonical, len(stems), units)
    own = dict.fromkeys((*((surface,) if has_chinese(surface) else ()), fold_simplified(term.canonical)))
    forms = dict.fromkeys((*own, *(form for form in map(fold_simplified, term.chinese) if len(form) > 1)))
    weight = 0.15 if term.canonical in _COMMON else _WEIGHTS.get(term.kind, 0.0)
    kind = "indicator" if term.canonical in STRICT_TERMS else term.kind
    return Concept(
        surface, tuple(forms), kind, max(weight, 0.7) if term.canonical in STRICT_TERMS else weight, term.canonical, len(own)
    )


def _chinese_concepts(text: str, vocabulary: Vocabulary) -> list[Concept]:
    folded = fold(re.sub(r"[、/]", " ", text)) if not re.search(r"[（(]", text) else fold(text)
    concepts: list[Concept] = []
    position = 0
    for start, end, term in [*vocabulary.find_chinese(folded), (len(folded), len(folded), None)]:
        concepts.extend(_mended(piece, vocabulary) for piece in _fragments(folded[position:start]))
        if term is not None:
            concepts.append(_term_concept(term, folded[start:end]))
        position = end
    return concepts


def _fragments(text: str) -> list[Concept]:
    """What no term covers, cut at words that only join; single characters name nothing."""
    pieces = re.split(r"[^\u4e00-\u9fffa-z]+", _STOP_CHINESE.sub(" ", re.sub(r"\d+", " ", text)))
    return [Concept(piece, (piece,), "fragment", 0.8, None) for piece in pieces if len(piece) > 1]


def _mended(piece: Concept, vocabulary: Vocabulary) -> Concept:
    """The item a fragment of four or more characters is one mistyped character away from, else the fragment."""
    term = vocabulary.nearly(piece.text) if len(piece.text) >= 4 else None
    return _term_concept(term, piece.text) if term else piece


def _english_concepts(text: str, vocabulary: Vocabulary) -> list[Concept]:
    tokens = words(text)
    concepts: list[Concept] = []
    position = 0
    for start, end, term in [*vocabulary.find_english(tokens), (len(tokens), len(tokens), None)]:
        for token in tokens[position:start]:
            if token not in _STOP_ENGLISH and not token[0].isdigit():
                term_of_stem = next(
                    (found for stem in _stems(token) for _, _, found in vocabulary.find_english((stem,))), None
                )
                if term_of_stem is not None:
                    concepts.append(_english_term(term_of_stem, (token,)))
                    continue
                if any(stem in _STOP_ENGLISH for stem in _stems(token)):
                    continue
                concepts.append(Concept(token, (token,) if len(token) > 1 else (), "unknown", UNKNOWN_WEIGHT, None))
        if term is not None:
            concepts.append(_english_term(term, tokens[start:end]))
        position = end
    return concepts


def _stems(word: str) -> tuple[str, ...]:
    """What an English verb form may be a form of: coordinated → coordinate, transmitting → transmit."""
    if word.endswith("ing") and len(word) > 5:
        base = word[:-3]
        return (base, base + "e", base[:-1]) if base[-1:] == base[-2:-1] else (base, base + "e")
    if word.endswith("ed") and len(word) > 4:
        base = word[:-2]
        return (base, word[:-1], base[:-1]) if base[-1:] == base[-2:-1] else (base, word[:-1])
    return ()


_ACRONYMS = frozenset({"oa", "pc", "ppt", "app", "it", "ict", "ai", "gps", "led"}) - {"it"}


def _english_term(term: Term, tokens: tuple[str, ...]) -> Concept:
    """An English way of a term. Latin letters stand in Chinese labels too (OA, PC, PPT), so one word is a form as well.

    General English words are looser than Chinese ones: a verb seldom is the word the report prints.
    """
    concept = _term_concept(term, " ".join(tokens))
    if concept.kind == "general":
        concept = replace(concept, weight=min(concept.weight, ENGLISH_GENERAL_WEIGHT))
    latin = tokens if len(tokens) == 1 else tuple(token for token in tokens if token in _ACRONYMS)
    if not concept.units and concept.kind != "item":
        concept = replace(concept, forms=(*concept.forms, *latin))
    return concept
