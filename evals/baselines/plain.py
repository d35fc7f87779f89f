"""The plain baseline: the four nearest passages, and the figure in them that stands nearest to the question's words.

It tells no period, body or scope, reads no table and calculates nothing. It declines where nothing is near enough.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from evals.baselines.figures import PrintedFigure, find_figures, pick_figure
from evals.baselines.passages import Passage
from evals.baselines.plain_library import PlainLibrary
from evals.types import AnswerJson, Solver
from index.types import SourceLine

Found = Sequence[tuple[str, Passage, float]]
# The threshold of LangChain's own examples. Right and wrong passages are as near as one another with this embedding
# (Chinese 0.85–0.96, English 0.73–0.87, answerable or not), so no threshold does much better.
NEAR_ENOUGH = 0.8
_ASKS_FIGURE = re.compile(r"多少|几|百分之|是否达到|合计|how (?:much|many)|per ?cent|\bwhat (?:was|were|is|did)\b", re.IGNORECASE)
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_NOTHING_NEAR = "no passage is near enough to the question"


def plain_solver(library: PlainLibrary) -> Solver:
    """The plain pipeline as a solver. The library stays the caller's to close."""

    def answer(question: str, conversation: Sequence[str] = (), files: Sequence[str] | None = None) -> AnswerJson:
        asked = whole_question(question, conversation)
        found = [one for one in library.nearest(asked, files) if one[2] >= NEAR_ENOUGH]
        return plain_answer(question, asked, found)

    return Solver(answer)


def whole_question(question: str, conversation: Sequence[str]) -> str:
    """The question with the one before it in the talk, which is all that is done about a follow-up."""
    return " ".join((*conversation[-1:], question))


def plain_answer(question: str, asked: str, found: Found) -> AnswerJson:
    """The answer from passages, best first: `question` as shown, `asked` as searched."""
    if not found:
        return answer_json(question, "declined", notes=[_NOTHING_NEAR])
    figures = [(file, one) for file, passage, _ in found for one in find_figures(passage.lines)]
    figure = pick_figure(asked, [one for _, one in figures])
    stands = [(file, one.line) for file, one in figures if one is figure]
    if figure is not None and _ASKS_FIGURE.search(question):
        return answer_json(question, "answered", figure.line.text, stands, printed(figure, 1))
    file, passage, _ = found[0]
    cited = [(file, line) for line in passage.lines]
    cited += [one for one in stands if one not in cited]
    shown = None if figure is None else printed(figure, cited.index(stands[0]) + 1)
    return answer_json(question, "answered", passage.text, cited, shown)


def printed(figure: PrintedFigure, mark: int) -> AnswerJson:
    """A picked figure in the contract, standing on the citation of a mark."""
    return {"value": str(figure.value), "unit": figure.unit, "label": "", "period": None, "citations": [mark]}


def answer_json(
    question: str, status: str, text: str = "", cited: Sequence[tuple[str, SourceLine]] = (),
    figure: AnswerJson | None = None, notes: Sequence[str] = (),
) -> AnswerJson:  # fmt: skip
    """An answer in the contract, with at most one figure. `cited` are the (file, line) of its marks, from 1."""
    return {
        "id": None, "question": question, "language": "zh" if _CHINESE.search(question) else "en",
        "status": status, "text": text, "figures": [] if figure is None else [figure],
        "citations": [
            {"mark": mark, "file": file, "line": line.number, "page": line.page, "section": "", "text": line.text}
            for mark, (file, line) in enumerate(cited, start=1)
        ],
        "calculations": [], "notes": list(notes), "seconds": 0.0,
    }  # fmt: skip
