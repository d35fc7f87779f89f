"""Find the facts and passages of a report that a question speaks of, and say how well each fits.

Three kinds of evidence are joined: terms (glossary and the report's own labels), letters (pairs of characters) and
meaning (vectors). Filters come first: body, year, measure and unit decide what may fit at all, likeness only orders it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from assistant.concept import Concept
from assistant.fold import bigrams, fold, has_chinese
from assistant.question import ENGLISH_GENERAL_WEIGHT, Question
from assistant.subjects import read_subjects
from assistant.vocabulary import Vocabulary
from index.build import label_text
from index.rerank import BEST, Reranker
from index.types import Chunk, Fact, Report
from index.vectors import VectorSearch

# Cosines of the bundled model lie in a narrow band that differs between languages: only the order and the lead tell.
NEAREST = 40
SHORT_FORM = 5
CLEAR_LEAD = 0.06
VECTOR_SHARE = 0.2
# Where a fact carries this much of the question by its words alone, likeness in meaning is not asked for.
DECISIVE = 0.95
UNEXPLAINED_SHARE = 0.12
# In public accounts income and expenditure balance: either total is the total of both (收、支总计).
# A body's 收入 without more is its total, or what came in during the year where no total is printed.
BALANCED = {"收支总计": ("收入总计", "支出总计"), "收入": ("收入总计", "本年收入合计"), "支出": ("支出总计", "本年支出合计")}
QUALIFIERS = frozenset("专项 一般 其他 非税 国内 外事 基本 项目 人员 公用 货物 工程 服务 中央 省级 市级 县级 区级 商业 长期 短期".split())
# How much it counts that a concept stands in the labels beside the item, in the sentence before the figure (or the whole of
# it), in the title of the section, in another sentence of the paragraph.
_PLACES = ((0.97, "path"), (0.95, "near"), (0.9, "column"))
STATED, UNDER, BESIDE = 0.8, 0.55, 0.45
GENERIC_LABELS = frozenset({"总额", "合计", "总计", "小计", "总分"})


def beside(one: Fact, other: Fact) -> bool:
    """Whether two figures are printed together: in one line, or in one paragraph that is wrapped over several."""
    if one.file != other.file:
        return False
    return one.line == other.line if one.table is not None or other.table is not None else one.end_line == other.end_line


@dataclass(frozen=True, slots=True)
class Match:
    """A fact or passage with how well it fits: `coverage` of the question's concepts (0…1), `score` to order by.

    `missing` are the strong concepts that stand nowhere in it, `found` those that do; `exact` says
    that an item the question names is just the fact's own.
    """

    score: float
    coverage: float
    fact: Fact
    missing: tuple[Concept, ...]
    found: tuple[Concept, ...]
    exact: bool = False


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that fits, as `Match`."""

    score: float
    coverage: float
    similarity: float
    chunk: Chunk


class _Texts:
    """The folded texts of a fact that a concept may stand in, each made when it is first looked at."""

    __slots__ = ("fact", "canonical", "item", "path", "column", "near", "before", "clause", "section")

    def __init__(self, fact: Fact, canonical: str) -> None:
        self.fact = fact
        self.canonical = canonical
        self.item = fold(fact.item)

    def __getattr__(self, name: str) -> str:  # called where the text is not made yet
        fact = self.fact
        if name in ("near", "before"):
            self.near, self.before = map(fold, split_clause(fact))
        elif name == "clause":
            self.clause = fold(fact.clause)
        elif name == "path":
            self.path = fold("|".join(fact.path))
        elif name == "column":
            self.column = fold(fact.column or "")
        elif name == "section":
            self.section = fold("|".join(fact.section))
        else:
            raise AttributeError(name)
        return getattr(self, name)


class ReportEvidence:
    """The facts and passages of one report, prepared for matching. It is built once and used for many questions.

    What a question does not look at is not prepared: most need a part of the facts and no passage. `chunks` may be what reads
    the passages when they are first needed; it may raise LibraryError.
    """

    def __init__(self, report: Report, facts: Sequence[Fact], chunks: Sequence[Chunk] | Callable[[], Sequence[Chunk]], vocabulary: Vocabulary) -> None:
        self.report = report
        self.facts = tuple(facts)
        self._chunks = chunks
        self._vocabulary = vocabulary
        self.years = frozenset(int(f.period) for f in self.facts if f.period and f.period.isdigit() and f.value is not None)
        self.subjects = read_subjects(self.facts, vocabulary)
        self._texts: dict[str, _Texts] = {}

    @cached_property
    def chunks(self) -> dict[str, Chunk]:
        """The passages by id, in line order."""
        return {chunk.id: chunk for chunk in (self._chunks() if callable(self._chunks) else self._chunks)}

    @cached_property
    def labels(self) -> tuple[str, ...]:
        """What tables name their rows, folded."""
        subjects = {fold(fact.path[0]) for fact in self.facts if fact.table is not None and fact.path}
        indicators = {
            fold(fact.item) for fact in self.facts if fact.table is not None and fact.measure in ("target", "value")
        }
        return tuple(sorted(subjects | indicators))  # one order in every process: answers must not vary

    @cached_property
    def label_of(self) -> dict[str, str]:
        """The text that is embedded of each fact's label, by the fact's id."""
        return {fact.id: label_text(fact) for fact in self.facts}

    @cached_property
    def label_texts(self) -> frozenset[str]:
        """Those texts, each once."""
        return frozenset(self.label_of.values()) - {""}

    @cached_property
    def passage_texts(self) -> frozenset[str]:
        """The texts that are embedded of the passages, each once."""
        return frozenset(chunk.embedded for chunk in self.chunks.values()) - {""}

    @cached_property
    def chunk_texts(self) -> dict[str, str]:
        """The passages folded, with their sections, by id."""
        return {key: fold("|".join((*chunk.section, chunk.text))) for key, chunk in self.chunks.items()}

    @cached_property
    def _paragraphs(self) -> dict[int, str]:
        found: dict[int, str] = {}
        for chunk in self.chunks.values():
            found[chunk.start] = found.get(chunk.start, "") + fold(chunk.text)
        return found

    def rest(self) -> None:
        """Give back what was prepared: it is prepared again where a question needs it."""
        self._texts.clear()
        for name, kind in vars(ReportEvidence).items():
            if isinstance(kind, cached_property):
                self.__dict__.pop(name, None)

    def canonical(self, fact: Fact) -> str:
        """The canonical name of a fact's item."""
        return self.subjects.get(fact.id) or self._vocabulary.canonical_of(fact.item)

    def texts(self, fact: Fact) -> _Texts:
        """The folded texts of one of its facts: a question looks at a part of a report only."""
        texts = self._texts.get(fact.id)
        if texts is None:
            texts = self._texts[fact.id] = _Texts(fact, self.canonical(fact))
        return texts

    def paragraph(self, fact: Fact) -> str:
        """The folded passages that begin on a fact's line."""
        return self._paragraphs.get(fact.line, "")


def own_part(fact: Fact) -> str:
    """The part between commas of its sentence that a figure stands in, "" where it stands in no sentence."""
    return split_clause(fact)[0]


def split_clause(fact: Fact) -> tuple[str, str]:
    """(the figure's own part between commas, all that stands before the figure) of the sentence it is printed in.

    What is listed after a figure tells its use: an item named only there is not what the figure is of.
    """
    start = fact.clause.find(fact.printed) if fact.printed else -1
    if start < 0:
        return "", fact.clause
    end = start + len(fact.printed)
    left = max(fact.clause.rfind(mark, 0, start) for mark in "，,；;。：:（(")
    right = min((place for mark in "，,；;。" if (place := fact.clause.find(mark, end)) >= 0), default=len(fact.clause))
    return fact.clause[left + 1 : right], fact.clause[:end]


class Search:
    """One question against some reports: matches are worked out once and remembered for the question's lifetime."""

    def __init__(
        self, question: Question, reports: Sequence[ReportEvidence], vectors: VectorSearch, vector: Callable[[], list[float]] | None,
        reranker: Reranker | None = None,
    ) -> None:  # fmt: skip
        self.question = question
        self.reports = tuple(reports)
        self._vectors = vectors
        self._vector = vector
        self._reranker = reranker
        self._ranked: dict[tuple[str, ...], list[int]] = {}
        self._memory: dict[tuple[str, str], float] = {}
        self._labels: dict[str, float] | None = None
        self._passages: dict[str, float] | None = None

    def rank(
        self, where: Callable[[Fact], bool], concepts: Sequence[Concept] | None = None, meaning: bool = True
    ) -> list[Match]:
        """Facts for which `where` holds, best first. `concepts` default to the question's."""
        wanted = [c for c in (self.question.concepts if concepts is None else concepts) if c.weight > 0]
        pool = [(report, fact) for report in self.reports for fact in report.facts if where(fact)]
        total = sum(concept.weight for concept in wanted)
        matches = [self._match(report, fact, wanted, total) for report, fact in pool]
        if meaning and wanted and max((match.coverage for match in matches), default=0.0) < DECISIVE:
            similar = self._label_similarity()
            near = [similar.get(report.label_of[fact.id], 0.0) for report, fact in pool] if similar else []
            for place, one in enumerate(near):
                if one:
                    matches[place] = replace(matches[place], score=matches[place].score + VECTOR_SHARE * one)
        matches.sort(key=lambda match: (-match.score, match.fact.line))
        return matches

    def _match(self, report: ReportEvidence, fact: Fact, concepts: Sequence[Concept], total: float) -> Match:
        """How well a fact fits by its words alone; `total` is the weight of all the concepts."""
        texts = report.texts(fact)
        gained = 0.0
        missing = []
        found = []
        explained: set[str] = set()
        for concept in concepts:
            hit = 0.0 if concept.units and fact.unit not in concept.units else self._hit(concept, report, texts)
            gained += concept.weight * hit
            if hit < 0.5 and (concept.weight > ENGLISH_GENERAL_WEIGHT or concept.kind == "unknown"):
                missing.append(concept)
            elif hit:
                found.append(concept)
                for form in concept.forms:
                    explained |= bigrams(form)
                if concept.canonical == texts.canonical:
                    explained |= bigrams(texts.item)
        coverage = gained / total if total else 0.0
        label = bigrams(texts.item)
        unexplained = 0.0 if fact.item in GENERIC_LABELS or not label else len(label - explained) / len(label)
        score = coverage - UNEXPLAINED_SHARE * unexplained
        exact = any(concept.kind == "item" and concept.canonical == texts.canonical for concept in found)
        return Match(score, coverage, fact, tuple(missing), tuple(found), exact)

    def covers(self, facts: Sequence[Fact]) -> float:
        """How much of the question's strong concepts stand in these facts together, 0…1."""
        concepts = [concept for concept in self.question.concepts if concept.weight >= 0.5]
        if not concepts:
            return 1.0
        gained = 0.0
        for concept in concepts:
            hits = [
                self._hit(concept, report, report.texts(f))
                for report in self.reports
                for f in facts
                if f.file == report.report.file
            ]
            gained += concept.weight * max(hits, default=0.0)
        return gained / sum(concept.weight for concept in concepts)

    def covers_text(self, text: str) -> float:
        """How much of a text the question's concepts explain, 0…1, by pairs of characters."""
        pairs = bigrams(fold(text))
        known: set[str] = set()
        for concept in self.question.concepts:
            for form in concept.forms[: concept.own_forms]:
                known |= bigrams(form)
        return len(pairs & known) / len(pairs) if pairs else 0.0

    def _hit(self, concept: Concept, report: ReportEvidence, texts: _Texts) -> float:
        """How well a concept stands in a fact: fully in its item or path, less in its clause, little in its section."""
        if concept.kind in ("item", "fund") and _other_side(concept, texts.item):
            return 0.0
        if concept.canonical and concept.canonical == texts.canonical:
            return 1.0
        meant = BALANCED.get(concept.canonical or "", ()) if concept.weight >= 0.5 else ()
        if texts.canonical in meant:
            return 0.98 - 0.01 * meant.index(texts.canonical)
        best = self._found(concept, texts.item)
        for share, place in _PLACES:  # what cannot outdo the best so far is not looked at
            if best >= share:
                return best
            best = max(best, share * self._found(concept, getattr(texts, place)))
        if best < STATED:
            best = max(best, STATED * self._found(concept, texts.before if concept.kind == "item" else texts.clause))
        if best < UNDER:
            best = max(best, UNDER * self._found(concept, texts.section))
        if best < BESIDE and concept.kind not in ("item", "indicator"):
            best = max(best, BESIDE * self._found(concept, report.paragraph(texts.fact)))
        return best

    def _found(self, concept: Concept, text: str) -> float:
        if not text:
            return 0.0
        key = (concept.text, text)
        known = self._memory.get(key)
        if known is None:
            known = self._memory[key] = found_in(concept, text)
        return known

    def nearest_labels(self) -> dict[str, float]:
        """How near the labels nearest to the question in meaning are, 0…1, by the text that is embedded of them."""
        return dict(self._label_similarity())

    def _label_similarity(self) -> dict[str, float]:
        """How near each label is to the question in meaning, 0…1, for the nearest labels."""
        if self._labels is None:
            self._labels = self._nearest(report.label_texts for report in self.reports)
        return self._labels

    def _nearest(self, texts: Iterable[frozenset[str]]) -> dict[str, float]:
        """How near each of the texts is to the question, 0…1, for the nearest; nothing where the question has no vector."""
        if self._vector is None:
            return {}
        return dict(_relative(self._vectors.search(self._vector(), sorted(frozenset().union(*texts)), NEAREST)))

    def passages(self, concepts: Sequence[Concept] | None = None, count: int = 12) -> list[Passage]:
        """Passages by coverage of the question's concepts and nearness in meaning, best first; the best by the reranker."""
        wanted = [c for c in (self.question.concepts if concepts is None else concepts) if c.weight > 0]
        weights = {concept.text: concept.weight * self._rarity(concept) for concept in wanted}
        total = sum(weights.values())
        near = self._passage_similarity()
        found = []
        for report in self.reports:
            for key, chunk in report.chunks.items():
                if _is_heading(chunk):
                    continue
                text = report.chunk_texts[key]
                gained = sum(weights[concept.text] * self._found(concept, text) for concept in wanted)
                coverage = gained / total if total else 0.0
                similarity = near.get(chunk.embedded, 0.0)
                found.append(Passage(coverage + 0.6 * similarity, coverage, similarity, chunk))
        found.sort(key=lambda passage: (-passage.score, passage.chunk.start))
        return self._reranked(found)[:count]

    def _reranked(self, found: list[Passage]) -> list[Passage]:
        """The best passages in the order of the cross-encoder, where one is set; the others after them, as they were."""
        if self._reranker is None:
            return found
        best = found[:BEST]
        key = tuple(passage.chunk.id for passage in best)
        if key not in self._ranked:
            asked = self.question.bodies.rest.strip() or self.question.plain
            self._ranked[key] = self._reranker.order(asked, [passage.chunk.text for passage in best])
        return [best[place] for place in self._ranked[key]] + found[BEST:]

    def _rarity(self, concept: Concept) -> float:
        """0.3…1: how seldom a concept stands in the passages; what stands everywhere tells no passage from another."""
        texts = [text for report in self.reports for text in report.chunk_texts.values()]
        holding = sum(self._found(concept, text) >= 0.5 for text in texts)
        return max(0.3, math.log((1 + len(texts)) / (1 + holding)) / math.log(1 + len(texts))) if texts else 1.0

    def _passage_similarity(self) -> dict[str, float]:
        if self._passages is None:
            self._passages = self._nearest(report.passage_texts for report in self.reports)
        return self._passages


def _other_side(concept: Concept, item: str) -> bool:
    """Whether income is asked for and the figure is of spending, or the reverse."""
    if "收入" not in item and "支出" not in item:
        return False
    named = concept.text if has_chinese(concept.text) else concept.canonical or ""
    sides = (("收入", "支出"), ("支出", "收入"))
    return any(side in named and other not in named and other in item and side not in item for side, other in sides)


def _is_heading(chunk: Chunk) -> bool:
    """A line without a sentence names what follows and answers nothing."""
    title = fold(chunk.section[-1]) if chunk.section else ""
    bare = len(chunk.text) < 30 and not any(mark in chunk.text for mark in "。；，,：:、")
    return bare or fold(chunk.text.rstrip("。：:")) == title


def _relative(found: Sequence[tuple[str, float]]) -> list[tuple[str, float]]:
    """Nearness 0…1 within what was found: the last is 0, the first 1 if it stands out by `CLEAR_LEAD`, else less."""
    if not found:
        return []
    last = found[-1][1]
    lead = max(found[0][1] - last, CLEAR_LEAD)
    return [(key, max(0.0, (cosine - last) / lead)) for key, cosine in found]


def found_in(concept: Concept, text: str) -> float:
    """1 where a form stands whole in the text; a part of it where enough neighbouring characters do."""
    best = 0.0
    for position, form in enumerate(concept.forms):
        strict = concept.kind == "item" and position >= concept.own_forms
        if form in text:
            if not strict:
                best = max(best, 1.0 if position < concept.own_forms else 0.9)
                continue
            best = max(best, 1.0 if form == text else 0.0)
        elif not strict and len(form) > 2:
            if concept.kind == "item" and len(form) <= SHORT_FORM and form[-2:] not in text:
                continue  # the noun itself is another: 专项债券 is not 专项债务
            if concept.kind == "item" and form[:2] in QUALIFIERS and form[:2] not in text:
                continue  # one kind of it is not the whole: 专项债务 is not 债务
            pairs = bigrams(form)
            share = len(pairs & bigrams(text)) / len(pairs)
            if share >= 0.6 or (concept.kind == "fragment" and share >= 0.34):
                best = max(best, 0.9 * share)
    return best
