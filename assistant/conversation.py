"""Follow-ups: make a question that leaves things out whole with the topic of the talk before it.

"那去年呢？", "Why?", "And reception?" take the body, year, item and asking words they leave out from the questions
before; what they state beats what went before. A question that is whole by itself is never changed, and starts a new
topic. Nothing is answered here and no earlier answer is read: the talk is its questions, so it can be kept anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.asking import Ground, year_of
from assistant.bodies import BodyMention
from assistant.completion import complete
from assistant.cues import load_cues
from assistant.draft import Draft
from assistant.ellipsis import FollowUp, asking_words, read_follow_up
from assistant.follow_ups import load_follow_ups
from assistant.part_names import names_part
from assistant.phrases import phrase
from assistant.plan import make_plan
from assistant.quantity import is_money
from assistant.question import Question
from assistant.topic import Parts, bodiless, find_words, is_counter, take_apart
from assistant.vocabulary import Vocabulary
from index.errors import QuestionError
from index.types import Report

# Turns further back than this no longer say what is spoken of.
MOST_TURNS = 12
# A question longer than this stands by itself, unless it begins with "and" or the like.
MOST_CHARACTERS, MOST_WORDS = 20, 12


@dataclass(frozen=True, slots=True)
class Conversation:
    """The questions asked before in one talk, oldest first, as they were typed. It holds no answers."""

    questions: tuple[str, ...] = ()

    def then(self, question: str) -> Conversation:
        """The talk with one more question asked."""
        return Conversation((*self.questions, question))


@dataclass(frozen=True, slots=True)
class Turn:
    """A question as it is to be answered. `understood` is the whole question a follow-up was taken as, None where it
    stands by itself; `is_lost` marks a follow-up that the talk does not make whole."""

    question: Question
    understood: str | None = None
    is_lost: bool = False


@dataclass(frozen=True, slots=True)
class _Topic:
    """What the talk is about after a turn."""

    question: Question
    ground: Ground

    @property
    def parts(self) -> Parts:
        return self.ground.parts


@dataclass(frozen=True, slots=True)
class Follower:
    """Follows a talk. `read` reads a text against the library, with the labels its reports print; `asks_body` tells
    whether a question would be asked back which body it means."""

    reports: Sequence[Report]
    vocabulary: Vocabulary
    read: Callable[[str], Question]
    asks_body: Callable[[Question], bool]

    def follow(self, question: str, conversation: Conversation) -> Turn:
        """The question with what it leaves out. Raises QuestionError when it is empty or too long."""
        topic: _Topic | None = None
        for text in conversation.questions[-MOST_TURNS:]:
            try:
                turn, follow_up = self._turn(text, topic)
            except QuestionError:
                continue  # it was refused when it was asked
            if not turn.is_lost and (turn.understood or _opens(follow_up)):
                topic = self._topic(turn, follow_up, topic)
        return self._turn(question, topic)[0]

    def _turn(self, text: str, topic: _Topic | None) -> tuple[Turn, FollowUp]:
        read = _with_foreign_body(self.read(text)) if topic else self.read(text)
        follow_up = read_follow_up(read)
        bodies = _bodies_named(read, follow_up, topic)
        if topic is None or not self._follows(read, follow_up, topic, bodies is not None):
            return Turn(self.read(text)), follow_up
        if bodies is not None and follow_up.item is None and len(topic.question.bodies.groups) > 1:
            return Turn(read, is_lost=True), follow_up  # one body in the place of which of several?
        whole = complete(follow_up, topic.ground, bodies is not None, self.vocabulary)
        if whole is None:
            return Turn(read, is_lost=True), follow_up
        if bodies is not None and whole == follow_up.parts.text or _same_words(whole, read.plain):
            return Turn(read), follow_up  # nothing was left out
        again = self.read(whole)
        mention = bodies or again.bodies
        if not (mention.entities or mention.foreign or mention.beyond):
            mention = topic.question.bodies
        language = read.language if re.search(r"[A-Za-z\u4e00-\u9fff]", text) else topic.question.language
        again = replace(again, language=language, bodies=replace(mention, rest=again.bodies.rest))
        return Turn(again, _shown(whole, mention)), follow_up

    def _follows(self, read: Question, follow_up: FollowUp, topic: _Topic, has_body: bool) -> bool:
        """Whether a question leaves out what the talk has to give."""
        flags = follow_up.flags
        if "lead" in flags or (not follow_up.ask and "tail" in flags):
            return True
        if topic.parts.item is None and follow_up.is_bare and (topic.ground.year or asking_words(topic.parts)):
            return True  # the item that the question before left out
        if names_part(follow_up, topic.parts, self.vocabulary):
            return True
        if _is_short(read.plain):
            itself = _names_something(read, follow_up)
            weak = follow_up.item is None or not follow_up.item.is_strong
            if not itself or "part" in flags or ("elliptic" in flags and weak):
                return True
            if "pronoun" in flags and load_follow_ups().words["pronoun"].match(follow_up.parts.text):
                return True
        return not has_body and self.asks_body(read) and not read.bodies.unsure and bool(topic.question.bodies.groups)

    def _topic(self, turn: Turn, follow_up: FollowUp, before: _Topic | None) -> _Topic:
        question = turn.question
        parts = take_apart(bodiless(question), question)
        newest = max((report.year for report in make_plan(question, self.reports).reports if report.year), default=None)
        spans = follow_up.parts.years
        stated = next((span.year for span in spans if span.year), None)
        if turn.understood is None or before is None:
            ground = Ground(parts, None, stated or newest)
            year = year_of(spans[0], ground) if spans else None
        else:
            ground = Ground(parts, None, stated or before.ground.own_year or newest)
            year = year_of(spans[0], before.ground) if spans else before.ground.year
        cost = before.ground.counted_cost or before.parts.item if before and turn.understood and follow_up.item is None else None
        return _Topic(question, replace(ground, year=year, cost=cost))


def _same_words(one: str, other: str) -> bool:
    return re.sub(r"\W", "", one).lower() == re.sub(r"\W", "", other).lower()


def _is_short(text: str) -> bool:
    """Whether a text is short enough to leave things out: what says more stands by itself."""
    return len(re.findall(r"[\u4e00-\u9fff]", text)) <= MOST_CHARACTERS and len(re.findall(r"[A-Za-z]+", text)) <= MOST_WORDS


def _names_something(read: Question, follow_up: FollowUp) -> bool:
    """Whether a question names anything to ask of, however general (the projects, what was spent)."""
    if "asking" in follow_up.flags:
        return False
    wholes = {concept for item in follow_up.parts.items if item.is_whole for concept in item.concepts}
    named = [c for c in read.concepts if c.kind != "body" and c not in wholes and not is_counter(c)]
    return any(not load_follow_ups().words["pronoun"].search(concept.text) for concept in named)


def _opens(follow_up: FollowUp) -> bool:
    """Whether a question by itself gives a talk something to be about, which a greeting does not."""
    item = follow_up.item
    return bool(follow_up.ask or follow_up.parts.years or (item and item.is_strong))


def _bodies_named(read: Question, follow_up: FollowUp, topic: _Topic | None) -> BodyMention | None:
    """What a follow-up says of bodies, None where it names none. A name that no report bears is one none the less."""
    mention = read.bodies
    if mention.entities and mention.unsure and topic is not None:
        return _near(mention, topic.question.bodies) or mention
    if mention.foreign:
        joined = load_follow_ups().words["lead"].sub("", mention.foreign)
        return replace(mention, foreign=re.sub(r"^[和比跟与同较]", "", joined))
    if mention.entities or mention.beyond:
        return mention
    text = re.sub(r"^(?:the|for|of|in|at)\s+", "", follow_up.parts.text, flags=re.I)
    if load_follow_ups().scope.search(text):
        return replace(mention, beyond=text)
    return None


_ORGAN = re.compile(r"(?:[局厅院部会团校园]|委员会|[县区省]政府|妇联|党委|[中小大]学|企业|乡镇|街道|社区)$")


def _with_foreign_body(read: Question) -> Question:
    """A question that names an organ which no held body is: the organ counts as a body without a report, wherever it stands."""
    if read.bodies.entities or read.bodies.foreign:
        return read
    for concept in read.concepts:
        if concept.kind == "body" and concept.weight >= 0.3 and _ORGAN.search(concept.canonical or ""):
            for start, end, _ in find_words(read.plain, concept)[:1]:
                return replace(read, bodies=replace(read.bodies, foreign=read.plain[start:end].removesuffix("'s")))
    return read


def _near(mention: BodyMention, before: BodyMention) -> BodyMention | None:
    """Of the bodies that a bare name fits, the one of the place that the talk is about."""
    shared = {group: max((_same_head(group[0], entity) for entity in before.entities), default=0) for group in mention.groups}
    best = [group for group, length in shared.items() if length >= 2 and length == max(shared.values())]
    return replace(mention, entities=best[0], groups=(best[0],), unsure=False) if len(best) == 1 else None


def _same_head(one: str, other: str) -> int:
    return next((place for place, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _shown(whole: str, mention: BodyMention) -> str:
    """The whole question as the user is shown it, with the body it is of."""
    names = [group[0] for group in mention.groups] or [name for name in (mention.foreign, mention.beyond) if name]
    if re.search(r"[\u4e00-\u9fff]", whole):
        whole = whole.translate(str.maketrans("?,", "？，"))
    whole = f"{whole[0].upper()}{whole[1:]}"
    missing = [name for name in names if name not in whole]
    if not missing or len(names) > 1:
        return whole
    return f"{missing[0]}{whole}" if re.match(r"[\u4e00-\u9fff\d“]", whole) else f"{whole} ({missing[0]})"


def strays(question: Question, draft: Draft, reports: Sequence[Report]) -> bool:
    """Whether the draft of a follow-up answers something else: another year, an amount for a rate, words for a number.

    A question made whole is worded by rule, so its answer is held to what was asked more strictly than a typed one.
    """
    if draft.status != "answered":
        return False
    plan = make_plan(question, reports)
    first = draft.figures[0] if draft.figures else None
    if plan.want == "percent" and not (first and first.unit == "%"):
        return True
    if plan.want in ("money", "count", "number", "score") and first is None:
        return True
    if plan.want == "count" and first and not plan.asks("average") and not _is_count(first.unit, plan.units):
        return True
    if load_follow_ups().words["each"].search(question.plain) and not draft.workings and not load_cues().kinds["total"].search(question.plain):
        return True  # a figure for one of many is worked out; the sum itself is none
    if first is None and plan.asks("change", "difference", "share") and not plan.asks("reason", "definition"):
        return True
    if plan.asks("share") and first and _is_rate(draft):
        return True
    if load_follow_ups().words["budget"].search(question.plain) and not _is_budget(draft):
        return True
    held = {report.year for report in plan.reports}
    parts = take_apart(bodiless(question), question)
    asked = {span.year for span in parts.years if span.year}
    for group in question.bodies.groups if len(question.bodies.groups) > 1 else ():
        if not any(report.entity in group for report in plan.reports):
            return True  # of some of the bodies no report of the year is held
    if not asked or asked & held:
        return False
    if not parts.is_level:
        return True  # of the year before its own a report tells the amount at most
    return first is None or str(first.period) not in map(str, asked)


def _is_rate(draft: Draft) -> bool:
    """Whether the first figure tells how much of a budget was spent."""
    return any(phrase(draft.language, key) in draft.figures[0].label for key in ("label_completion", "label_rate"))


def _is_budget(draft: Draft) -> bool:
    """Whether a draft tells a budget: its figure is called one, and not what was spent of it."""
    told = f"{draft.figures[0].label if draft.figures else ''} {draft.text}"
    return bool(re.search(r"预算|budget", told)) and phrase(draft.language, "label_executed") not in told


def _is_count(unit: str, units: Sequence[str]) -> bool:
    return unit in units if units else not (unit in ("%", "分") or is_money(unit))
