"""What an answer is, in a few plain words without any of its text: for the log and the metrics."""

from __future__ import annotations

import re
from functools import lru_cache

from assistant.phrases import load_phrases

STATUSES = ("answered", "declined", "unclear", "error")
DECLINES = ("declined_beyond", "declined_body", "declined_month", "declined_outturn", "declined_year", "declined")
"""The phrases that begin a decline (`prompts/answers.toml`), the most particular first."""


def told_of(payload: object) -> dict[str, object]:
    """Of a payload: `outcome`, `language`, `kind`, of a decline `why`, of a fault `fault`, and what a chat model did."""
    if not isinstance(payload, dict) or payload.get("status") not in STATUSES:
        return {}
    told: dict[str, object] = {"outcome": payload["status"]}
    if payload["status"] == "error":
        return {**told, "fault": str(payload.get("kind", "fault"))}
    if "figures" not in payload:
        return {}
    told |= {"language": payload["language"], "kind": kind_of(payload)}
    if payload["status"] == "declined":
        told["why"] = why_declined(payload["language"], payload["text"])
    if model := payload.get("model"):
        told |= {"planned": bool(model["planned"]), "phrased": bool(model["phrased"]), "model_fault": model["fault"]}
    return told


def kind_of(payload: dict) -> str:
    """How an answer came about: "calculated", "quoted" (a printed figure), "passage" (words of a report) or "none"."""
    if payload.get("calculations"):
        return "calculated"
    if payload.get("figures"):
        return "quoted"
    return "passage" if payload.get("citations") else "none"


def why_declined(language: str, text: str) -> str:
    """The kind of reason a decline gives: "body", "year", "month", "outturn", "beyond" or "not disclosed"."""
    for key, pattern in _patterns(language):
        if pattern.match(text):
            return key.partition("_")[2] or "not disclosed"
    return "other"


@lru_cache
def _patterns(language: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    phrases = load_phrases()[language]
    return tuple((key, re.compile(re.sub(r"\\{\w+\\}", ".{0,200}?", re.escape(phrases[key])), re.DOTALL)) for key in DECLINES)
