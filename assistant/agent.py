"""A research agent for open questions: any chat model that calls tools, over the assistant's tools, its answer checked.

The model searches and words; it supplies no figure. Its text is shown only where every figure stands, with its unit, in a line that
a tool returned in this run and that the text cites, or is the result of a calculation over such figures (`assistant.free_text`,
then the check of every answer, `assistant.check`). A text that fails is sent back once; then the figures found are shown as a
plain list, or the question is declined. The tools only read, and nothing but the model's own endpoint is reached.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from langchain.agents import create_agent
from langchain.agents.middleware import (
    AgentMiddleware,
    ModelCallLimitMiddleware,
    ToolCallLimitMiddleware,
    hook_config,
)
from langchain.agents.middleware.model_call_limit import ModelCallLimitExceededError
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

from assistant.agent_answer import AgentAnswers, Asked
from assistant.agent_words import agent_word
from assistant.calculator import CalculationError
from assistant.check import numbers_of_reports
from assistant.free_text import Fault
from assistant.marked import with_marks
from assistant.question import read_question
from assistant.run_evidence import RunEvidence
from assistant.tool_evidence import Evidence
from assistant.tools import as_question, disclosure_tools
from assistant.types import Answer, ModelUse
from assistant.vocabulary import load_vocabulary

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel
    from langchain_core.runnables import Runnable

    from assistant.ask import Assistant

log = logging.getLogger("mingzhang.agent")
LONGEST_DRAFT = 8_000
"""Characters of a model's text; a longer one is no answer."""
MOST_FAULTS_TOLD = 12


@dataclass(frozen=True, slots=True)
class Limits:
    """What one question may take: replies of the model, calls of tools, seconds in all."""

    steps: int = 12
    tool_calls: int = 24
    seconds: float = 120.0


class ResearchAgent:
    """Answers open questions with a chat model over an open assistant. It keeps nothing between questions."""

    def __init__(self, assistant: Assistant, model: BaseChatModel, limits: Limits = Limits()) -> None:
        self._assistant = assistant
        self._model = model
        self._limits = limits

    def ask(self, question: str, id: str | None = None) -> Answer:
        """The answer to one question. Raises QuestionError when it is empty or too long; a model that fails raises nothing."""
        started = time.perf_counter()
        reports = self._assistant.reports()
        read = read_question(question, reports, load_vocabulary())
        run = RunEvidence()
        answers = AgentAnswers(Asked(question, read.language, read.years, started, id), run, reports, numbers_of_reports(reports))
        work = _Work(run, answers, read.language, time.monotonic() + self._limits.seconds)
        outcome = _within(self._limits.seconds, lambda: self._carry_out(question, work)) or _late(work)
        run.close()
        if isinstance(outcome, Answer):
            return replace(outcome, model=ModelUse(self._name, planned=True, phrased=outcome.status == "answered"))
        listed = answers.of_findings(outcome.note, **outcome.holes)
        return replace(listed, model=ModelUse(self._name, planned=True, fault=outcome.fault))

    @property
    def _name(self) -> str:
        """The model's name, for people."""
        names = (getattr(self._model, name, None) for name in ("model_name", "model"))
        return next((name for name in names if isinstance(name, str) and name), self._model._llm_type)

    def as_runnable(self) -> Runnable[Any, Answer]:
        """The agent as a Runnable: a question, or a mapping with `question` and perhaps `id`, in; an Answer out."""
        from langchain_core.runnables import RunnableLambda

        def ask(asked: Any) -> Answer:
            given = as_question(asked)
            return self.ask(given["question"], given.get("id"))

        return RunnableLambda(ask, name="mingzhang-research")

    def _carry_out(self, question: str, work: _Work) -> Answer | _Outcome:
        """The checked answer, or why there is none."""
        from langsmith import tracing_context

        word = work.word
        try:
            with tracing_context(enabled=False):  # what is asked goes to the model and to nobody else
                self._graph(work).invoke({"messages": [HumanMessage(question)]})
        except ModelCallLimitExceededError:
            return _Outcome("note_limit", {"limit": word("limit_steps")}, "unusable")
        except _TimeIsUp:
            return _late(work)
        except Exception as fault:  # each provider has errors of its own make; their texts may hold the key
            log.warning("the research agent's model failed: %s", type(fault).__name__)
            return _Outcome("note_failed", {"fault": f"{word('fault_of_model')}: {type(fault).__name__}"}, "failed")
        return work.answer or _Outcome("note_findings", {}, "unusable")

    def _graph(self, work: _Work) -> Any:
        return create_agent(
            self._model, disclosure_tools(self._assistant), system_prompt=work.word("system"),
            middleware=[
                ModelCallLimitMiddleware(run_limit=self._limits.steps, exit_behavior="error"),
                ToolCallLimitMiddleware(run_limit=self._limits.tool_calls, exit_behavior="continue"),
                _Guard(work),
            ],
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Outcome:
    """Why a run has no text of the model: the key of a note with its holes, and the kind of fault as `ModelUse` tells it."""

    note: str
    holes: dict[str, str]
    fault: str


def _late(work: _Work) -> _Outcome:
    return _Outcome("note_limit", {"limit": work.word("limit_seconds")}, "late")


class _TimeIsUp(Exception):
    """The seconds of a run are over."""


class _Work:
    """One run: what was found, the answer once it passed, whether a draft was sent back."""

    def __init__(self, run: RunEvidence, answers: AgentAnswers, language: str, end: float) -> None:
        self.run = run
        self.answers = answers
        self.language = language
        self.answer: Answer | None = None
        self.sent_back = False
        self._end = end

    def word(self, key: str, **holes: object) -> str:
        """A text in the question's language."""
        return agent_word(self.language, key, **holes)

    @property
    def is_late(self) -> bool:
        """Whether the seconds are over."""
        return self.run.closed or time.monotonic() > self._end


class _Guard(AgentMiddleware):
    """Stands between model and tools: gives lines their marks, lets grounded calculations through, checks what is to be shown."""

    def __init__(self, work: _Work) -> None:
        super().__init__()
        self._work = work

    def before_model(self, state: Any, runtime: Any) -> None:
        if self._work.is_late:
            raise _TimeIsUp

    @hook_config(can_jump_to=["model"])
    def after_model(self, state: Any, runtime: Any) -> dict[str, Any] | None:
        """A reply without tool calls is the answer: it passes, is sent back once, or is dropped."""
        last = state["messages"][-1]
        if not isinstance(last, AIMessage) or last.tool_calls:
            return None
        work = self._work
        if last.invalid_tool_calls:
            return {"messages": [HumanMessage(work.word("malformed"))], "jump_to": "model"}
        text = _text_of(last)
        outcome = work.answers.of_text(text) if len(text) <= LONGEST_DRAFT else (Fault("fault_form", text[:40] + "…"),)
        if isinstance(outcome, Answer):
            work.answer = outcome
            return None
        if work.sent_back:
            return None
        work.sent_back = True
        faults = "\n".join(f"- {work.word(fault.key, what=fault.what)}" for fault in outcome[:MOST_FAULTS_TOLD])
        return {"messages": [HumanMessage(work.word("retry", faults=faults))], "jump_to": "model"}

    def wrap_tool_call(self, request: Any, handler: Callable[[Any], Any]) -> Any:
        """Carry out a call; its lines come back with marks, a calculation only where its operands were found."""
        call, work = request.tool_call, self._work
        if work.is_late:
            return _refused(call, work.word("no_time"))
        expression = call["args"].get("expression") if call["name"] == "calculate" else None
        if isinstance(expression, str) and (loose := _loose(work.run, expression)):
            return _refused(call, work.word("operands", operands="; ".join(loose)))
        try:
            message = handler(request)
        except Exception as fault:  # a fault of a tool must not end the research, nor show where things lie
            log.exception("a tool failed")
            return _refused(call, work.word("tool_failed", fault=type(fault).__name__))
        if isinstance(message, ToolMessage) and isinstance(message.artifact, Evidence):
            evidence = message.artifact
            if expression is not None and any(work.run.is_cut_short(one) for one in evidence.workings):
                return _refused(call, work.word("cut_short"))
            if expression is not None:
                evidence = replace(evidence, workings=tuple(work.run.grounded(one) for one in evidence.workings))
            work.run.add(evidence)
            message.content = with_marks(str(message.content), work.run)
        return message


def _loose(run: RunEvidence, expression: str) -> list[str]:
    try:
        return run.loose(expression)
    except CalculationError:
        return []  # the calculator says better what is wrong with it


def _refused(call: dict[str, Any], told: str) -> ToolMessage:
    return ToolMessage(told, name=call["name"], tool_call_id=call["id"], status="error")


def _text_of(message: AIMessage) -> str:
    text = message.text
    return text if isinstance(text, str) else text()


def _within(seconds: float, call: Callable[[], Any]) -> Any:
    """What `call` gives, None where it takes longer: a model that hangs is left behind in a thread of its own."""
    given: list[Any] = []
    worker = threading.Thread(target=lambda: given.append(call()), daemon=True, name="research-agent")
    worker.start()
    worker.join(seconds)
    return given[0] if given else None
