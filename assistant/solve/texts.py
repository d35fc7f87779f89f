"""Answers in the report's own words: definitions, reasons, duties and other prose. Quoted, never reworded."""

from __future__ import annotations

import re
from collections.abc import Sequence

from assistant.concept import Concept
from assistant.draft import Draft, cite, cite_lines, shown_fact
from assistant.evidence import Passage, beside, found_in
from assistant.fold import fold
from assistant.quantity import is_money
from assistant.solve.change import tell_change
from assistant.solve.levels import level_filter
from assistant.solve.lookup import answers_kind, tell_zero
from assistant.solve.pairs import row_fact
from assistant.solve.reasons import LONGEST_QUOTE, reason_in, reason_of
from assistant.task import Task
from index.chunks import cut_sentences, sentences_of
from index.meant import meant_text
from index.types import Chunk, Fact

LEAST_TEXT_COVERAGE = 0.5
# A sum of money that is printed once, and quoted in the question, all but names its own sentence.
LEAST_WHERE_ALONE = 0.15
LEAST_TEXT_SCORE = 0.85
CLEARLY_NEAREST = 0.8
# "Who is the mayor?" names too little for a passage to be its answer.
LEAST_NAMED_FOR_WHO = 3
_CELL_ITEMS = re.compile(r"存在问题|改进措施|评价结论|原因|负责人|年度目标|实施内容|主管部门|实施单位")


def _subjects(task: Task, wanted: list[Concept]) -> list[Concept]:
    """What names the form: the concepts that stand in some form's name."""
    names = {fold(fact.path[0]) for fact in task.facts if fact.table is not None and fact.path}
    return [c for c in _strong(task) if c not in wanted and any(found_in(c, name) > 0.5 for name in names)]


_CELL_CUES = (
    (r"谁.{0,4}负责|由谁|in charge|who (?:is|was) responsible", "项目负责人"),
    (r"改进|improve", "改进措施"),
    (r"存在.{0,4}问题|problems? ", "存在问题"),
)


def _strong(task: Task) -> list[Concept]:
    return [c for c in task.question.concepts if c.weight >= 0.5]


def solve_definition(task: Task) -> Draft | None:
    """What a term means, in the words of the report's glossary."""
    if not task.plan.asks("definition"):
        return None
    terms = [chunk for evidence in task.evidence for chunk in evidence.chunks.values() if chunk.kind == "definition"]
    found: list[Chunk] = []
    for concept in _strong(task):
        best = max(
            ((score, chunk) for chunk in terms if (score := _term_score(concept, chunk)) > 0.55),
            key=lambda x: x[0],
            default=None,
        )
        if best and best[1] not in found:
            found.append(best[1])
    if not found:
        return None
    draft = task.draft()
    for chunk in found[:3]:
        term = chunk.embedded.partition("：")[0].strip('“”"')
        draft.say("definition", term=term, quote=_quote(chunk.text.partition("：")[2] or chunk.text) + _cited(chunk))
    return draft


def _term_score(concept: Concept, chunk: Chunk) -> float:
    """How well a concept is the term a definition explains: whole terms before parts of longer ones."""
    term = fold(chunk.embedded.partition("：")[0])
    last = re.split(r"款|类", term)[-1].removesuffix("项") if "类" in term else term
    best = 0.0
    for form in concept.forms:
        for name in (term, last):
            if form == name:
                return 1.0
            if form in name or (name in form and len(name) > 2):
                best = max(best, min(len(form), len(name)) / max(len(form), len(name)))
    return best


def _quote(text: str) -> str:
    text = text.strip()
    return f"“{text}”" if len(text) <= LONGEST_QUOTE else f"“{text[:LONGEST_QUOTE]}…”"


def _cited(chunk: Chunk) -> str:
    return cite_lines([(chunk.file, chunk.start)])


def solve_reason(task: Task) -> Draft | None:
    """Why: the reason printed beside the figure asked about, else the passage that gives one."""
    if not task.plan.asks("reason"):
        return None
    supposed = task.plan.direction != 0 and not task.question.says(r"没有|未|不|\b(?:no|not|none)\b|n't")
    nothing = tell_zero(task) if supposed and not any(f.measure == "change" and f.value for f in _of_items(task)) else None
    if nothing is not None:
        return nothing  # why it rose, where there was none
    cell = _cell_reason(task)
    if cell is not None:
        return cell
    change = task.best(lambda f: f.measure in ("change", "percent_change") and f.table is None, least=0.7)
    if change is not None and (reason_of(task, change.fact) or _is_other_way(task, change.fact)):
        draft = task.draft()
        tell_change(task, draft, change.fact)
        return draft
    return _passage_reason(task)


def _is_other_way(task: Task, change: Fact) -> bool:
    """Whether the question takes a rise for granted where the report prints a fall of just that, or the reverse."""
    value = change.value
    named = {c.canonical for c in task.question.concepts if c.kind == "item" and c.weight >= 0.5}
    return bool(value) and task.plan.direction * value < 0 and task.canonical(change) in named


def _prints_money(task: Task) -> bool:
    return any(f.measure == "amount" and f.value is not None and is_money(f.unit) for f in _of_items(task))


def _of_items(task: Task) -> list[Fact]:
    names = {c.canonical for c in task.question.concepts if c.kind == "item" and c.weight >= 0.5}
    return [f for f in task.facts if task.canonical(f) in names]


def _cell_reason(task: Task) -> Draft | None:
    """The cell for reasons in the row of a form that the question is about."""
    match = task.best(
        lambda f: f.measure == "text" and f.path != () and ("原因" in (f.column or "") or f.item.endswith("原因")), least=0.45
    )
    if match is None or not any(found_in(c, fold(match.fact.path[0])) > 0.5 for c in _strong(task)):
        return None
    fact = match.fact
    draft = task.draft()
    for basis in ("年初预算", "调整预算"):
        amount = row_fact(task, fact, "amount", basis)
        if amount is not None and (
            task.plan.asks("adjusted", "budget") or task.question.has("年初预算", "调整后预算数")
        ):
            draft.state(amount, task.naming.fact(amount))
            draft.say("lookup_more", item=task.naming.fact(amount), value=shown_fact(draft, amount))
    draft.say("reason", quote=f"“{fact.printed}”{cite(fact)}")
    draft.cite_context([fact])
    return draft


# A reason for being over or under the budget explains no change against the year before.
_OF_THE_BUDGET = re.compile(
    r"(?:低于|高于|超出?|超过|小于|大于|少于|多于|等于|未完成)[^，,。；]{0,8}预算(?:数)?(?:[，,]|的)?(?:主要)?(?:原因)?(?:是|为|：|:|系)?$"
)


def _passage_reason(task: Task) -> Draft | None:
    anchored = _anchored_reason(task)
    if anchored is not None:
        return anchored
    for passage in task.search.passages():
        text = passage.chunk.text
        if passage.coverage < 0.45 or not re.search(r"原因|由于|因为|系因|因(?![公素此])", text):
            continue
        line = meant_text(task.library.lines(passage.chunk.file, passage.chunk.start, passage.chunk.end))
        quote = reason_in(line) or _reasoning_sentence(task, passage.chunk)
        if not quote or (_OF_THE_BUDGET.search(line[: line.find(quote)]) and not task.question.says("预算|budget")):
            continue
        return task.draft().say("reason", quote=f"“{quote}”{_cited(passage.chunk)}")
    return None


def _anchored_reason(task: Task) -> Draft | None:
    """The sentence that gives the reason for a figure the question itself quotes ("为什么有6.7万元没有支付")."""
    for value, unit in task.question.numbers:
        unit = f"{unit}元" if unit in ("万", "亿") else unit
        facts = [f for f in task.facts if f.value == value and f.unit == unit and f.table is None]
        ranked = task.search.rank(lambda f, same=tuple(facts): f in same) if facts else []
        alone = len({f.id for f in facts}) == 1 and is_money(unit)
        if ranked and ranked[0].coverage >= (LEAST_WHERE_ALONE if alone else 0.4):
            fact = ranked[0].fact
            text = meant_text(task.library.lines(fact.file, fact.line, fact.end_line))
            place = text.find(fact.printed)
            start = max(text.rfind(mark, 0, place) for mark in "。；") + 1
            end = min((p for mark in "。；" if (p := text.find(mark, place)) >= 0), default=len(text) - 1)
            end = max(end, _end_of_parts(task, fact, text, place))
            return task.draft().say("reason", quote=f"“{text[start : end + 1]}”{cite(fact)}")
    return None


def _end_of_parts(task: Task, whole: Fact, text: str, place: int) -> int:
    """Where the sentence ends that prints the last of the amounts a figure is made of, told after it; -1 where none are."""
    if not task.plan.asks("each", "kinds", "compose") and not task.question.says(r"哪[几两二三]|\bwhich (?:two|three|amounts)\b|\bconsist"):
        return -1
    amounts = [f for f in task.facts if beside(f, whole) and f.measure == "amount" and f.unit == whole.unit and f.value]
    later = [(text.find(f.printed, place + len(whole.printed)), f) for f in amounts if f.id != whole.id]
    later = sorted({(spot, f.value) for spot, f in later if spot >= 0})
    if len(later) < 2 or sum(value for _, value in later if value is not None) != whole.value:
        return -1
    return text.find("。", later[-1][0])


# Which is the largest is told by figures set side by side, not by a passage about them.
_LARGEST = r"第几|第[二三四五]大|最[大高多少低]的|\b(?:largest|biggest|highest|smallest|lowest)\b"


def solve_text(task: Task) -> Draft | None:
    """Prose that carries the answer, quoted briefly with its line."""
    if not task.question.concepts or task.plan.prior or task.plan.want not in ("text", "any"):
        return None
    if not task.plan.cues and task.plan.want == "any" and all(c.kind == "item" for c in task.question.concepts):
        return None  # an item's bare name asks for its figure; a line that only lists it is no answer
    nothing = tell_zero(task) if not task.plan.asks("reason", "definition", "compose", "kinds") else None
    if nothing is not None:
        return nothing
    if task.question.says(r"\bin (?:HK\$ ?)?(?:million|thousand|yuan|patacas|[万亿千百]*元)\b|\bin (?:[万亿千百]*元)"):
        return None  # a unit is asked for: a figure, not a sentence
    if task.plan.want == "any" and not task.plan.asks("reason", "definition", "compose", "yesno") and _prints_money(task):
        return None  # its figure is printed, and was found to be another's: a sentence about it is no better
    if task.plan.want == "any" and task.plan.asks("change", "difference") and not task.plan.asks("reason", "yesno"):
        return None  # how far a figure moved is told by figures
    if task.plan.want == "text":
        fits = level_filter(task)
        exact = task.search.rank(lambda f: fits(f) and f.table is not None)[:1]
        if (
            exact
            and answers_kind(task, exact[0].fact)
            and exact[0].coverage >= 0.9
            and exact[0].found
            and exact[0].score >= 0.9
        ):
            fact = exact[0].fact
            draft = task.draft()
            draft.state(fact, task.naming.fact(fact))
            draft.cite_context([fact])
            return draft.say("lookup", basis="", value=shown_fact(draft, fact), **task.about(fact))
    cell = _text_cell(task)
    if cell is not None:
        draft = task.draft().say("quote", quote=f"{cell.item}：“{cell.printed}”{cite(cell)}")
        draft.cite_context([cell])
        return draft
    section = _section_named(task)
    if section is not None:
        return section
    if task.question.says(r"谁|\bwho\b") and len(_strong(task)) < LEAST_NAMED_FOR_WHO:
        return None
    if task.plan.asks("rank") and task.question.says(_LARGEST):
        return None
    if task.question.says(r"名字|名单|叫什么|\bnames\b|\bname of\b"):
        return None
    found = [p for p in task.search.passages() if _carries(p) and not task.plan.asks("yesno") and _names_kind(task, p)]
    if not task.plan.asks("definition") and not task.question.says(_ASKS_MEANING):
        found = [p for p in found if not _GLOSSARY.search(p.chunk.text)]
    if task.plan.asks("reason"):
        # a "why" wants a because, and no glossary
        found = [p for p in found if _GIVES_REASON.search(p.chunk.text) and "名词解释" not in p.chunk.text[:12]]
    if not found or _lacks_name(task, found[0]):
        return None
    chunk = found[0].chunk
    points = _points(task, chunk)
    if points:
        return task.draft().say("quote", quote=f"“{points}”{_cited(chunk)}")
    quote = chunk.text if len(chunk.text) <= LONGEST_QUOTE else _best_sentences(task, chunk)
    return task.draft().say("quote", quote=f"“{quote}”{_cited(chunk)}")


# An entry of the glossary says what a term means, never what a body did or spent.
_ASKS_MEANING = r"反映|包括|包含|涵盖|\b(?:include|cover|reflect|comprise)s?\b"
_GLOSSARY = re.compile(r"^(?:[（(]?[\d一二三四五六七八九十]+[)）]?[.．、]?)?[^：:]{2,80}[：:]\s*是?指")


# What an answer must hold where the question asks which company or body.
_KINDS_OF_NAME = (
    (
        r"公司|企业|供应商|厂商|中标|承建|\bcompan(?:y|ies)\b|\bfirms?\b|\bcontractors?\b|\bsuppliers?\b|\bvendors?\b",
        r"公司|集团|厂|研究院",
    ),
    (r"哪个(?:部门|单位|机构)|\bwhich (?:body|agency|department|unit|institution)\b", r"局|中心|委员会|部门|单位|处"),
)


_BECAUSE = re.compile(r"原因|由于|因为|导致|所致|因(?![公素此])|系(?=[^统列数])")
_GIVES_REASON = re.compile(r"因|由于|原因|为了|系|所致|导致|主要是|缘于|致使|不在|不属|不纳入|范围|口径")


def _names_kind(task: Task, passage: Passage) -> bool:
    """Whether a passage holds a name of the kind asked for."""
    return all(re.search(held, passage.chunk.text) for asked, held in _KINDS_OF_NAME if task.question.says(asked))


def _carries(passage: Passage) -> bool:
    """Whether a passage carries enough of the question to be its answer."""
    least = LEAST_TEXT_COVERAGE if passage.similarity >= CLEARLY_NEAREST else LEAST_TEXT_COVERAGE + 0.1
    return passage.coverage >= least and passage.score >= LEAST_TEXT_SCORE


def _section_named(task: Task) -> Draft | None:
    """The beginning of the section whose title is just what the question names (部门职责, 机构设置)."""
    strong = [c for c in task.question.concepts if c.weight >= 0.4]
    if len(strong) != 1:
        return None
    for evidence in task.evidence:
        chunks = [
            c
            for c in evidence.chunks.values()
            if c.section and _is_titled(strong[0], c.section[-1]) and c.text not in c.section[-1]
        ]
        if chunks:
            first = [c for c in chunks if c.section == chunks[0].section]
            draft = task.draft()
            quoted = ""
            for chunk in first:
                if len(quoted) + len(chunk.text) > LONGEST_QUOTE and quoted:
                    quoted += "……"
                    break
                quoted += chunk.text + _cited(chunk)
            return draft.say("quote", quote=quoted)
    return None


def _is_titled(concept: Concept, title: str) -> bool:
    bare = re.sub(r"^(?:第\S+部分|[（(]?[一二三四五六七八九十\d]+[)）]?[、.．]?)\s*", "", title)
    return fold(bare) in concept.forms


def _points(task: Task, chunk: Chunk) -> str | None:
    """The heads of a numbered enumeration (一是…二是…三是…), each up to its first stop, where the question asks for several."""
    if not task.question.says(r"哪[几三两四五]|三个|几(?:个|点|条|方面)|\b(?:two|three|four|five)\b"):
        return None
    text = meant_text(task.library.lines(chunk.file, chunk.start, chunk.end))
    heads = re.findall(r"[一二三四五六]是[^。；]*?[，。；]", text)
    quote = "……".join(head.rstrip("，。；") for head in heads)
    return quote if len(heads) >= 2 and len(quote) <= LONGEST_QUOTE else None


def _lacks_name(task: Task, passage: Passage) -> bool:
    """Whether a named item, or much of what the question names, stands nowhere in the passage: it is about something else."""
    text = fold("|".join((*passage.chunk.section, passage.chunk.text)))
    strong = [c for c in _strong(task) if c.kind != "label" or not c.text[0].isdigit()]
    missing = [c for c in strong if found_in(c, text) < 0.4]
    allowed = 0.5 if passage.similarity >= CLEARLY_NEAREST else 0.3
    return any(c.kind == "item" for c in missing) or sum(c.weight for c in missing) > allowed * sum(
        c.weight for c in strong
    )


def _text_cell(task: Task) -> Fact | None:
    """A form's own cell for what is asked: problems, measures, conclusion, person in charge."""
    wanted = [c for c in task.question.concepts if any(_CELL_ITEMS.search(form) for form in c.forms)]
    wanted += [
        Concept(item, (item,), "label", 1.0)
        for pattern, item in _CELL_CUES
        if task.question.says(pattern) and not wanted
    ]
    if not wanted:
        return None
    match = task.best(
        lambda f: f.measure == "text" and f.value is None and bool(_CELL_ITEMS.search(f.item)) and bool(f.path),
        [*wanted, *_subjects(task, wanted)],
        0.4,
    )
    if match is None or not any(found_in(c, fold(match.fact.item)) > 0.5 for c in wanted):
        return None
    subject = fold(match.fact.path[0])
    others = [c for c in _strong(task) if c not in wanted]
    return match.fact if any(found_in(c, subject) > 0.5 for c in others) else None


def _reasoning_sentence(task: Task, chunk: Chunk) -> str | None:
    """The sentence or clause of a passage that gives a reason and says most of what the question names."""
    wanted = [c for c in task.question.concepts if c.weight > 0]
    sentences = [s for s in sentences_of(chunk.text) if _BECAUSE.search(s) and len(s) <= LONGEST_QUOTE]
    return max(sentences, key=lambda s: sum(c.weight * found_in(c, fold(s)) for c in wanted), default=None)


def _best_sentences(task: Task, chunk: Chunk, words: Sequence[str] = ()) -> str:
    """The sentences of a passage that carry most of the question, in print order, within the length of a quote."""
    sentences = [s for s in sentences_of(chunk.text) if s.strip()]
    concepts = [c for c in task.question.concepts if c.weight > 0]

    def score(sentence: str) -> float:
        folded = fold(sentence)
        return sum(c.weight * found_in(c, folded) for c in concepts) + sum(0.5 for word in words if word in sentence)

    kept: list[str] = []
    for sentence in sorted(sentences, key=score, reverse=True):
        if sum(map(len, kept)) + len(sentence) <= LONGEST_QUOTE and (not kept or score(sentence) > 0):
            kept.append(sentence)
    ordered = [sentence for sentence in sentences if sentence in kept]
    return "".join(ordered) or cut_sentences(chunk.text)[0][:LONGEST_QUOTE]
