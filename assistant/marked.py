"""A tool's result as the research agent's model reads it: each line once, under the mark it is cited by. It adds nothing."""

from __future__ import annotations

import json
import re
from typing import Any

from assistant.run_evidence import RunEvidence

# What stands with a line, told once for all figures that stand on it; what tells a model nothing.
OF_A_LINE = ("file", "line", "page", "section", "text")
OF_NO_USE = frozenset({"context_lines", "seconds", "prompts", "id", "language", "approximate", "model"})


def with_marks(content: str, run: RunEvidence) -> str:
    """The JSON of a result with `cite`, the mark of its line, in each object that stands on one, and the lines under `lines`.

    Marks of an answer's own become those of the run. What is no JSON object is left as it is.
    """
    try:
        data = json.loads(content)
    except ValueError:
        return content
    if not isinstance(data, dict):
        return content
    own: dict[int, int] = {}
    lines: dict[str, dict[str, Any]] = {}
    _mark(data, data.get("file"), run, own, lines)
    if "citations" in data and "text" in data:
        data.pop("citations")
        data["text"] = re.sub(r"\[(\d+)\]", lambda m: f"[{own.get(int(m.group(1)), 0)}]", data["text"])
        for figure in data.get("figures", ()):
            figure["cite"] = "".join(f"[{own[mark]}]" for mark in figure.pop("citations", ()) if mark in own)
    slim = _slim(data)
    return json.dumps({**slim, **({"lines": lines} if lines else {})}, ensure_ascii=False, separators=(",", ":"))


def _mark(data: Any, file: str | None, run: RunEvidence, own: dict[int, int], lines: dict[str, dict[str, Any]]) -> None:
    """Put the mark of its line into each object that stands for one, and take the line out of it."""
    if isinstance(data, list):
        for one in data:
            _mark(one, file, run, own, lines)
    if not isinstance(data, dict):
        return
    for value in list(data.values()):
        _mark(value, file, run, own, lines)
    number = data.get("line", data.get("number"))
    mark = run.mark((data.get("file") or file or "", number)) if isinstance(number, int) else None
    if mark is None:
        return
    if "mark" in data:
        own[data.pop("mark")] = mark
    data["cite"] = f"[{mark}]"
    if "line" in data:
        lines[data["cite"]] = {key: value for key in OF_A_LINE if (value := data.pop(key, None)) not in (None, "")}


def _slim(data: Any) -> Any:
    """Without what is empty or of no use to a model."""
    if isinstance(data, list):
        return [_slim(one) for one in data]
    if not isinstance(data, dict):
        return data
    return {key: _slim(value) for key, value in data.items() if value not in ([], "", None) and (key not in OF_NO_USE or value is True)}
