"""Results as the agent's model reads them: every line once, under its mark."""

from __future__ import annotations

import json

from assistant.ask import Assistant
from assistant.marked import with_marks
from assistant.run_evidence import RunEvidence
from assistant.tools import disclosure_tools


def test_a_line_is_told_once_for_all_its_figures(assistant: Assistant) -> None:
    """Figures name the mark of their line, the line stands under it verbatim; nothing else is lost, nothing is added."""
    (tool,) = disclosure_tools(assistant, ("search_facts",))
    message = tool.invoke({"type": "tool_call", "id": "1", "name": "search_facts", "args": {"item": "vehicle costs", "year": 2022}})
    run = RunEvidence()
    run.add(message.artifact)
    before, after = json.loads(message.content), json.loads(with_marks(message.content, run))
    assert [fact["value"] for fact in after["facts"]] == [fact["value"] for fact in before["facts"]]
    for old, new in zip(before["facts"], after["facts"], strict=True):
        line = after["lines"][new["cite"]]
        assert (line["file"], line["line"], line["text"]) == (old["file"], old["line"], old["text"])
        assert run.by_mark(int(new["cite"][1:-1])).line.line == old["line"]
    assert len(with_marks(message.content, run)) < len(message.content)


def test_what_is_no_result_is_left_alone(assistant: Assistant) -> None:
    """A working or an error stays the text it is."""
    for text in ("1 + 1 = 2", "[1, 2]", "Not calculated."):
        assert with_marks(text, RunEvidence()) == text
