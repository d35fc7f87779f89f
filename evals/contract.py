"""Check that an answer has the shape of the JSON contract. Says nothing about whether it is right."""

from __future__ import annotations

from typing import Any

from evals.types import STATUSES

_LISTS: dict[str, dict[str, tuple[type, ...]]] = {
    "figures": {"value": (str,), "unit": (str,), "citations": (list,)},
    "citations": {"mark": (int,), "file": (str,), "line": (int,), "page": (int, type(None)), "section": (str,),
                  "text": (str,)},
    "calculations": {"expression": (str,), "result": (str,), "unit": (str,)},
}


def contract_fault(answer: Any) -> str | None:
    """What keeps the answer from being scored, in one phrase; None where it keeps the contract."""
    if not isinstance(answer, dict):
        return f"the answer is a {type(answer).__name__}, not an object"
    if answer.get("status") not in STATUSES:
        return f"status {answer.get('status')!r} is none of {', '.join(STATUSES)}"
    if not isinstance(answer.get("text"), str):
        return "text is not a string"
    for key, shape in _LISTS.items():
        fault = _list_fault(answer.get(key), key, shape)
        if fault:
            return fault
    if not isinstance(answer.get("notes"), list):
        return "notes is not a list"
    return None


def _list_fault(items: Any, key: str, shape: dict[str, tuple[type, ...]]) -> str | None:
    if not isinstance(items, list):
        return f"{key} is not a list"
    for position, item in enumerate(items, start=1):
        if not isinstance(item, dict):
            return f"{key} {position} is not an object"
        for name, kinds in shape.items():
            if name not in item or not isinstance(item[name], kinds):
                return f"{name} of {key} {position} is missing or of the wrong kind"
    return None
