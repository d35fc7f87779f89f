"""The prompts of chat models in `prompts/`: one copy each, Chinese and English, checked when loaded; and the hash of them all.

Whoever changes a word in `prompts/` changes the hash, and every answer carries it: two answers of one hash were made alike.
"""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from string import Template

from index.errors import LibraryError

FOLDER = Path(__file__).resolve().parent.parent / "prompts"
LANGUAGES = ("zh", "en")
# What each prompt has holes for. A hole that is missing would hide the question from the model, one too many would stop it.
HOLES: Mapping[str, Mapping[str, frozenset[str]]] = {
    "chat_planning": {
        "system": frozenset(), "question": frozenset({"question", "items"}), "again": frozenset({"fault"}),
        **{f"ask_{kind}": frozenset({"who", "year", "item"}) for kind in (
            "value", "change", "rate", "share", "budget", "completion", "score", "target", "reason")},
        "ask_definition": frozenset({"item"}),
    },
    "chat_phrasing": {"system": frozenset(), "answer": frozenset({"answer"}), "again": frozenset({"fault"})},
    "agent": {
        **dict.fromkeys((
            "system", "cut_short", "no_time", "nothing", "declined", "malformed", "findings", "note_findings", "note_nothing",
            "limit_steps", "limit_seconds", "fault_of_model", "measure_change", "measure_percent_change", "measure_share",
            "measure_completion_rate", "measure_score", "measure_target", "measure_weight"), frozenset()),
        **dict.fromkeys((
            "fault_figure", "fault_unit", "fault_form", "fault_mark", "fault_uncited", "fault_direction", "fault_number", "fault_empty"),
            frozenset({"what"})),
        **dict.fromkeys(("finding_fall", "finding_rise"), frozenset({"entity", "period", "item", "against", "value"})),
        "finding": frozenset({"entity", "period", "item", "basis", "value"}), "period": frozenset({"year"}), "basis": frozenset({"basis"}),
        "retry": frozenset({"faults"}), "operands": frozenset({"operands"}), "note_limit": frozenset({"limit"}),
        **dict.fromkeys(("tool_failed", "note_failed"), frozenset({"fault"})),
    },
    "chat_baseline": {"system": frozenset(), "question": frozenset({"lines", "question"})},
}  # fmt: skip


@cache
def load_prompt(name: str) -> Mapping[str, Mapping[str, Template]]:
    """Language → part → template. Raises LibraryError that names file, part and hole where one is not as it should be."""
    path = FOLDER / f"{name}.toml"
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fault:
        raise LibraryError(f"the prompt cannot be read ({fault})", str(path), "Install the project anew.") from fault
    return {language: _checked(data.get(language), HOLES[name], f"{path}, [{language}]") for language in LANGUAGES}


def _checked(parts: object, holes: Mapping[str, frozenset[str]], where: str) -> Mapping[str, Template]:
    if not isinstance(parts, dict) or parts.keys() != holes.keys():
        raise LibraryError("does not hold the parts it should", where, f"They are: {', '.join(holes)}.")
    templates = {}
    for part, text in parts.items():
        template = Template(text.strip() if isinstance(text, str) else "$")
        if not template.is_valid() or set(template.get_identifiers()) != holes[part]:
            wanted = ", ".join(f"${hole}" for hole in sorted(holes[part])) or "none"
            raise LibraryError(f"{part!r} has other holes than it should", where, f"They are: {wanted}.")
        templates[part] = template
    return templates


def check_prompts() -> None:
    """Load every prompt, so that a broken one is told at the start and not to a reader. Raises LibraryError."""
    for name in HOLES:
        load_prompt(name)


@lru_cache(maxsize=1)
def prompts_hash() -> str:
    """16 hexadecimal digits of the SHA-256 over all files of `prompts/`, by name and content."""
    digest = hashlib.sha256()
    for path in sorted(path for path in FOLDER.iterdir() if path.suffix in (".toml", ".tsv", ".txt")):
        content = path.read_bytes().replace(b"\r\n", b"\n")
        digest.update(f"{path.name}\n{len(content)}\n".encode() + content)
    return digest.hexdigest()[:16]
