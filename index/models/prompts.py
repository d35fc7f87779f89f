"""What a model wants before a question and before a passage: as set, else as its configuration says, else by its family.

The families stand in `prompts/embedding.toml`. Nothing is added for a model that none of them names.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.embedding import EmbeddingSettings
from index.errors import ModelError
from index.models.find import FoundModel

FAMILIES_FILE = Path(__file__).resolve().parents[2] / "prompts" / "embedding.toml"
CONFIGURATION = "config_sentence_transformers.json"
# The names that models give to these prompts, the most usual first.
QUERY_NAMES = ("query", "search_query", "web_search_query", "retrieval.query", "retrieval_query", "s2p_query")
PASSAGE_NAMES = ("document", "passage", "corpus", "search_document", "retrieval.passage", "retrieval_document", "s2p_document")


@dataclass(frozen=True, slots=True)
class Family:
    """Models of one make and what they want before a text."""

    name: str
    matches: re.Pattern[str]
    query: str
    passage: str


@lru_cache(maxsize=1)
def load_families() -> tuple[Family, ...]:
    """The families in the order in which they are tried. Raises ModelError where the file is damaged."""
    try:
        rows = tomllib.loads(FAMILIES_FILE.read_text(encoding="utf-8"))["family"]
        return tuple(Family(row["name"], re.compile(row["matches"]), row["query"], row["passage"]) for row in rows)
    except (OSError, ValueError, KeyError, re.error) as fault:
        raise ModelError(f"the prompts of the embedding models cannot be read ({fault})", str(FAMILIES_FILE), "Restore the file.") from fault


def choose_prompts(found: FoundModel, settings: EmbeddingSettings) -> tuple[str, str]:
    """(query prompt, passage prompt) of a model, "" for none."""
    query, passage = _configured(found) or _of_family(found)
    if settings.query_prompt is not None:
        query = settings.query_prompt
    if settings.passage_prompt is not None:
        passage = settings.passage_prompt
    return query, passage


def _configured(found: FoundModel) -> tuple[str, str] | None:
    """The prompts of the model's own configuration, None where it names none: models are often saved with empty ones."""
    configuration = found.config(CONFIGURATION)
    prompts = configuration.get("prompts")
    if not isinstance(prompts, dict) or not any(isinstance(text, str) and text for text in prompts.values()):
        return None
    default = configuration.get("default_prompt_name")
    query = _named(prompts, QUERY_NAMES, default, PASSAGE_NAMES)
    passage = _named(prompts, PASSAGE_NAMES, default, QUERY_NAMES)
    return (query, passage) if query or passage else None


def _named(prompts: Mapping[str, object], names: Iterable[str], default: object, others: tuple[str, ...]) -> str:
    """The prompt of the first of these names, else the default one, unless that is for the other side."""
    for name in names:
        if isinstance(text := prompts.get(name), str):
            return text
    text = prompts.get(default) if isinstance(default, str) and default not in others else ""
    return text if isinstance(text, str) else ""


def _of_family(found: FoundModel) -> tuple[str, str]:
    names = _names(found)
    for family in load_families():
        if any(family.matches.search(name) for name in names):
            return family.query, family.passage
    return "", ""


def _names(found: FoundModel) -> list[str]:
    """What the model is called: by its hub name or folder, and by the model that it was made from."""
    folder = Path(found.name)
    if folder.parent.name == "snapshots":  # a folder of the hub's cache: models--owner--name/snapshots/commit
        folder = Path(folder.parents[1].name.replace("--", "/"))
    base = found.config("config.json").get("_name_or_path")
    names = [folder.name, Path(base).name if isinstance(base, str) else ""]
    return [name.lower() for name in names if name]
