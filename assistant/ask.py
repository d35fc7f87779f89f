"""Ask a library a question: question → plan → evidence → calculation → answer → check."""

from __future__ import annotations

import os
import re
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from pathlib import Path

from assistant.bodies import bodies_of_place
from assistant.check import broken_citations, numbers_of_reports, ungrounded_numbers
from assistant.compare import CompareQuery, Comparison, compare
from assistant.compose import compose
from assistant.conversation import Conversation, Follower, Turn, strays
from assistant.draft import Draft
from assistant.find_facts import FactQuery, FoundFact, FoundFacts, find_facts, found_fact, reports_of
from assistant.find_lines import FoundLines, find_lines
from assistant.fold import fold
from assistant.held_bodies import group_bodies
from assistant.library import Library, LibraryView
from assistant.library_views import joined, narrowed
from assistant.model.adviser import Adviser
from assistant.model.planning import Choice, in_words
from assistant.parts import join_drafts, keep_together, split_question
from assistant.phrases import phrase
from assistant.plan import Plan, decline_unknown, make_plan, notices_beside, tell_holdings
from assistant.prompt_files import check_prompts
from assistant.question import Question, counted_concepts, read_question
from assistant.second_reading import items_offered, may_be_read_again, may_stand
from assistant.solve import solve
from assistant.task import Task, with_labels
from assistant.turns import FairLock
from assistant.types import Answer
from assistant.vocabulary import load_vocabulary
from index.embed import Embedder, embedder_of
from index.rerank import Reranker, reranker_of
from index.types import Fact, Report, SourceLine

# Libraries of more bodies than this are asked which one is meant without a look into every report.
MOST_GUESSED = 40
NO_CONVERSATION = Conversation()
_QUOTED = re.compile(r"[“\"「『《]([^“”\"「」『』《》]{2,24})[”\"」』》]")


@dataclass(frozen=True, slots=True)
class _Work:
    """A question as read and the draft of its answer; `follows` where it was made whole from the talk before it."""

    read: Question
    draft: Draft
    follows: bool


class Assistant:
    """Answers questions from one library, or from a view of libraries. Open it with `Assistant.open`; close it when done.

    `narrowed` and `joined` give an assistant for part of the library, or for more: cheap enough to be made for every
    question, they share what this one holds and need no closing. It is for one thread at a time, with all made of it.
    """

    def __init__(
        self, library: LibraryView, embedder: Embedder, adviser: Adviser | None = None, reranker: Reranker | None = None
    ) -> None:
        self._library = library
        self._embedder = embedder
        self._adviser = adviser
        self._reranker = reranker
        self._vocabulary = load_vocabulary()
        self._named: tuple[tuple[Report, ...], Collection[Decimal]] = ((), ())
        self._follower = Follower(
            library.reports, self._vocabulary, self._read_labels, lambda read: self._ask_body(read) is not None
        )

    @classmethod
    def open(
        cls, library: Path, embedder: Embedder | None = None, lock: FairLock | None = None, adviser: Adviser | None = None,
        reranker: Reranker | None = None,
    ) -> Assistant:  # fmt: skip
        """Open a library folder. Raises LibraryError when it is missing, damaged or of another embedding model.

        `lock` is that of a library which this one takes the place of; `adviser` the chat model that helps, if any
        (`assistant.model.adviser.make_adviser`). Embedder and reranker are those that the environment names, where none is given.
        """
        check_prompts()
        embedder = embedder or embedder_of(os.environ)
        reranker = reranker or reranker_of(os.environ)
        return cls(Library(Path(library), embedder, load_vocabulary(), lock=lock), embedder, adviser, reranker)

    def close(self) -> None:
        """Give back the library's files."""
        self._library.close()

    def renewed(self, folder: Path) -> Assistant | None:
        """The assistant over the library as it is now, where another process changed that since; else None.

        Take the `lock` first; where one is given, this one answers no more and needs no closing. Raises LibraryError.
        """
        library = self._library
        if not isinstance(library, Library) or not library.changed():
            return None
        library.retire()
        if library.replaced():
            self.close()
            return Assistant.open(folder, self._embedder, self.lock, self._adviser, self._reranker)
        return self._over(library.refreshed())

    def _over(self, library: LibraryView) -> Assistant:
        """An assistant like this one over another library or view."""
        return Assistant(library, self._embedder, self._adviser, self._reranker)

    @property
    def library(self) -> LibraryView:
        """What the answers are from."""
        return self._library

    @property
    def lock(self) -> FairLock:
        """Held while a question is answered; taken in the order it is asked for. Its holder may take it again."""
        return self._library.lock

    @property
    def embedder(self) -> Embedder:
        """The model that questions are embedded with."""
        return self._embedder

    @property
    def adviser(self) -> Adviser | None:
        """The chat model that helps, if any."""
        return self._adviser

    @property
    def reranker(self) -> Reranker | None:
        """What puts passages in order, None where nothing does."""
        return self._reranker

    def warm_up(self, go_on: Callable[[], bool] = lambda: True) -> int:
        """Bring reports into memory before they are asked about, while `go_on` and as far as there is room; gives how many are there.

        Others may ask meanwhile. Raises LibraryError.
        """
        return self._library.warm_up(go_on) if isinstance(self._library, Library) else 0

    def narrowed(self, files: Collection[str]) -> Assistant:
        """An assistant that knows these reports only. A file that is not held names nothing."""
        view = narrowed(self._library, files)
        return self if view is self._library else self._over(view)

    def joined(self, library: LibraryView) -> Assistant:
        """An assistant that answers from the reports of another library as well, one of the same embedding model.

        A file of it whose name is taken is shown under another name.
        """
        return self._over(joined(self._library, library))

    def reports(self) -> tuple[Report, ...]:
        """The reports held."""
        return self._library.reports

    def lines(self, file: str, first: int, last: int) -> tuple[SourceLine, ...]:
        """Lines of a report, verbatim."""
        return self._library.lines(file, first, last)

    def page_lines(self, file: str, page: int) -> tuple[SourceLine, ...]:
        """The lines on one page of a PDF report, verbatim."""
        return self._library.page_lines(file, page)

    def section(self, file: str, line: int) -> str:
        """The section path of a line."""
        return self._library.section(file, line)

    def find_facts(self, query: FactQuery) -> FoundFacts:
        """Typed facts of the library by body, year, item, measure and basis, each with its line."""
        return find_facts(self._library, self._vocabulary, query)

    def find_lines(self, question: str, count: int) -> list[FoundLines]:
        """The lines that a question is about, best first, at most `count`; none where it is of a body or year not held.

        Raises QuestionError when it is empty or too long.
        """
        with self.lock:
            read = self._read(question)
            return [] if self._unknown(read) is not None else find_lines(self._task(read), self._draft(read), count)

    def reports_of(self, entity: str) -> tuple[Report, ...]:
        """The reports of a body by any of its names. Raises QuestionError where none or several go by it."""
        return reports_of(self._library, self._vocabulary, entity)

    def marks(self, text: str) -> frozenset[str]:
        """What a text says of measure, basis, scope and kind of report, by the names that reports print."""
        read = self._read(text)
        return read.marks | {concept.canonical for concept in read.concepts if concept.canonical}

    def found(self, fact: Fact) -> FoundFact:
        """A fact with its report, its line, verbatim, and its section."""
        return found_fact(self._library, fact)

    def compare(
        self, item: str, entities: Sequence[str] = (), years: Sequence[int] = (), basis: str | None = None
    ) -> Comparison:
        """One item side by side over years or bodies. Raises QuestionError for a wish that cannot be understood."""
        with self.lock:
            held = group_bodies(self._library.reports)
            named = [{report.entity for report in self.reports_of(name)} for name in entities]
            groups = dict.fromkeys(tuple(group) for names in named for group in held if names & set(group))
            query = CompareQuery(item, tuple(entities), tuple(years), basis)
            return compare(self._library, self._vocabulary, self._embedder.embed_query, query, list(groups))

    def ask(
        self, question: str, id: str | None = None, conversation: Conversation = NO_CONVERSATION, advised: bool = True
    ) -> Answer:
        """Answer one question, as a follow-up where it goes on from the talk before it and leaves something out.

        A chat model, where there is one, is asked for help only if `advised`. Raises QuestionError when the question is
        empty or too long; "not disclosed" is an Answer.
        """
        started = time.perf_counter()
        adviser = self._adviser if advised else None
        with self.lock:
            first = self._work_out(question, conversation)
            task = self._task_to_advise(first) if adviser is not None and adviser.may("plan") else None
            offered = items_offered(task) if task is not None else []
            if not offered:
                answer = self._answer(first, question, id, started)
        if offered:  # the model is waited for while others ask
            choice, use = adviser.item_meant(first.read.language, first.read.plain, offered)
            with self.lock:
                advised_work = None if choice is None else self._second(first, choice, offered, task)
                answer = self._answer(advised_work or first, question, id, started)
            answer = replace(answer, model=replace(use, planned=advised_work is not None))
        if adviser is None:
            return answer
        worded = adviser.worded(answer)
        if worded.text != answer.text and self._loose(worded, first.read):
            worded = replace(answer, model=replace(worded.model, phrased=False, fault="unusable"))
        return replace(worded, seconds=round(time.perf_counter() - started, 4)) if worded.model else worded

    def _work_out(self, question: str, conversation: Conversation) -> _Work:
        """The draft of an answer by the rules alone."""
        turn = self._follower.follow(question, conversation) if conversation.questions else Turn(self._read(question))
        read = turn.question if turn.understood or not conversation.questions else self._read(question)
        draft = Draft(read.language, status="unclear").say("unclear_follow_up") if turn.is_lost else self._draft(read)
        if turn.understood and strays(read, draft, self._library.reports):
            draft = tell_holdings(Draft(read.language, status="declined").say("declined"), self._library.reports)
        if turn.understood:
            draft.notes.append(phrase(read.language, "understood").format(question=turn.understood))
        return _Work(read, draft, bool(turn.understood))

    def _task_to_advise(self, work: _Work) -> Task | None:
        """The task of a question that the rules found nothing for, though they know body and year; None for any other."""
        read = work.read
        if work.draft.status != "declined" or work.follows or self._unknown(read) is not None or self._ask_body(read) is not None:
            return None
        task = self._task(read)
        return task if may_be_read_again(read, task.plan.reports) else None

    def _second(self, first: _Work, choice: Choice, offered: Sequence[str], task: Task) -> _Work | None:
        """The draft for the item that the question is said to mean; None where it may not be the answer."""
        body = task.plan.reports[0].entity or ""
        year = first.read.years[0] if first.read.years else None
        words = in_words(first.read.language, choice, body, year)
        read = replace(self._read(words), language=first.read.language)
        if self._unknown(read) is not None or self._ask_body(read) is not None:
            return None
        again = self._task(read)
        if again.plan.reports != task.plan.reports:
            return None
        draft = solve(again)
        if not may_stand(task.plan, choice.item, offered, again.plan, draft, self._library.reports):
            return None
        draft.notes.append(phrase(first.read.language, "taken_as").format(item=choice.item))
        return _Work(read, draft, False)

    def _answer(self, work: _Work, question: str, id: str | None, started: float) -> Answer:
        return self._checked(compose(work.draft, question, self._library, started, id), work.read, started)

    def _read(self, text: str) -> Question:
        return self._with_body(read_question(text, self._library.reports, self._vocabulary))

    def _read_labels(self, text: str) -> Question:
        """A question with the labels that its reports print, where it is known which reports those are."""
        read = self._read(text)
        if self._unknown(read) is not None or self._ask_body(read) is not None:
            return read
        return with_labels(read, self._library.evidence(self._plan(read).reports))

    def _plan(self, read: Question, reports: Sequence[Report] | None = None) -> Plan:
        return make_plan(read, self._library.reports if reports is None else reports, self._library.printed_years)

    def _unknown(self, read: Question) -> Draft | None:
        return decline_unknown(read, self._library.reports, self._library.printed_years)

    def _draft(self, read: Question) -> Draft:
        draft = self._unknown(read)
        if draft is None:
            draft = self._ask_body(read) or self._solve_parts(read) or solve(self._task(read))
            if draft.status == "declined" and (notices := notices_beside(read, self._library.reports)):
                other = solve(self._task(read, notices))
                draft = other if other.status == "answered" else draft
        return draft

    def _with_body(self, read: Question) -> Question:
        """The question with the one body it can only mean: that of a place it names, or the one that prints what it quotes."""
        groups = group_bodies(self._library.reports)
        mention = read.bodies
        if mention.entities or mention.foreign or mention.beyond or len(groups) < 2 or len(groups) > MOST_GUESSED:
            return read
        fitting = bodies_of_place(read.plain, self._library.reports) or self._printing(read, groups)
        if len(fitting) != 1:
            return read
        # the place stood for the body: it names nothing that a figure is of
        concepts = [c for c in read.concepts if c.kind != "fragment" or not any(c.text in name for name in fitting[0])]
        return replace(read, bodies=replace(mention, entities=fitting[0], groups=(fitting[0],)), concepts=tuple(concepts))

    def _printing(self, read: Question, groups: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
        """The bodies whose reports print a name that the question quotes (“一网协同”)."""
        quoted = [fold(name) for name in _QUOTED.findall(read.plain)]
        quoted += [c.text for c in read.concepts if c.text.startswith("总目")]
        if not quoted:
            return []
        found = []
        for group in groups:
            own = [report for report in self._library.reports if report.entity in group]
            texts = {fold("|".join((*fact.path, fact.item))) for one in self._library.evidence(own) for fact in one.facts}
            if all(any(name in text for text in texts) for name in quoted):
                found.append(group)
        return found

    def _ask_body(self, read: Question) -> Draft | None:
        """Which body is meant, where the library holds several and the question names none, or a name that several have."""
        bodies = [group[0] for group in group_bodies(self._library.reports)]
        if read.bodies.unsure:
            bodies = [group[0] for group in read.bodies.groups]
        elif read.bodies.entities or len(bodies) < 2:
            return None
        draft = Draft(read.language, status="unclear")
        shown = "; ".join(bodies[:8]) + (" …" if len(bodies) > 8 else "")
        return draft.say("unclear_body", bodies=shown)

    def _task(self, read: Question, reports: Sequence[Report] | None = None) -> Task:
        """The task of a question, over all reports or only over those given."""
        plan = self._plan(read, reports)
        asked = read
        if plan.want == "count":
            asked = replace(read, concepts=counted_concepts(read.concepts, plan.units, self._vocabulary))
        labelled = with_labels(asked, self._library.evidence(plan.reports))
        if labelled is not read:
            plan = self._plan(labelled, reports)
        return Task(plan, self._library, self._vocabulary, lambda: self._embedded(read, plan), self._reranker)

    def _embedded(self, read: Question, plan: Plan) -> list[float]:
        """The vector of a question; others ask meanwhile. Raises LibraryChanged where the reports are no longer held then."""
        with self.lock.aside():
            vector = self._embedder.embed_query(_to_embed(read))
        self._library.evidence(plan.reports)
        return vector

    def _solve_parts(self, read: Question) -> Draft | None:
        """Two questions in one, each answered by itself; None where it is one, or a part cannot be answered alone."""
        parts = split_question(read, self._library.reports, self._vocabulary)
        if len(parts) < 2:
            return None
        drafts = [solve(self._task(part)) for part in parts]
        if any(draft.status != "answered" or not draft.figures for draft in drafts) or not keep_together(parts, drafts):
            return None
        return join_drafts(drafts)

    def _numbers_of(self, reports: tuple[Report, ...]) -> Collection[Decimal]:
        """The numbers in the names of reports, worked out once for as long as the library holds the same."""
        if self._named[0] is not reports:
            self._named = (reports, numbers_of_reports(reports))
        return self._named[1]

    def _loose(self, answer: Answer, read: Question) -> list[str]:
        """Numbers and marks of an answer that nothing cited or calculated carries."""
        asked = " ".join(str(year) for year in read.years)
        return ungrounded_numbers(answer, asked, self._numbers_of(self._library.reports)) + broken_citations(answer)

    def _checked(self, answer: Answer, read: Question, started: float) -> Answer:
        """The answer if every number and citation in it holds, else a plain decline that says so."""
        if not self._loose(answer, read):
            return answer
        draft = Draft(read.language, status="declined").say("declined")
        draft.notes.append(phrase(read.language, "check_failed"))
        return replace(compose(draft, answer.question, self._library, started, answer.id))


def _to_embed(read: Question) -> str:
    """What is embedded of a question: its own words without the body's name, which every passage shares."""
    return read.bodies.rest.strip() or read.plain
