"""Whether an embedding model understands what reports speak of, by a small fixed test, before its vectors may rank anything.

A model that cannot read Chinese still says which text is nearest: what it says would make answers worse than no model does.
Measured: the bundled model gets all rows of both languages right, all-MiniLM-L6-v2, which is for English, 12 and 16 of 24.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Protocol

import numpy as np

from index.embed import Embedder, embedding_of
from index.embedding import BUNDLED
from index.errors import LibraryError

ROWS_FILE = Path(__file__).resolve().parents[1] / "prompts" / "understanding.toml"
LANGUAGES = ("zh", "en")
LEAST = 0.85
"""The share of rows that a model must get right in the language of a question: chance is 0.5."""
SETTING = "embedding_understands"


@dataclass(frozen=True, slots=True)
class Row:
    """What is asked, by language, and two labels of reports, of which `right` is what is meant."""

    asked: Mapping[str, str]
    right: str
    wrong: str


class Remembers(Protocol):
    """Where a library keeps such things: its database."""

    def setting(self, name: str) -> str | None: ...

    def set_setting(self, name: str, value: str) -> None: ...


@lru_cache(maxsize=1)
def load_rows() -> tuple[Row, ...]:
    """The rows of the test. Raises LibraryError where the file is damaged."""
    try:
        found = tomllib.loads(ROWS_FILE.read_text(encoding="utf-8"))["row"]
        return tuple(Row({language: row[language] for language in LANGUAGES}, row["right"], row["wrong"]) for row in found)
    except (OSError, ValueError, KeyError) as fault:
        raise LibraryError(f"the test of embedding models cannot be read ({fault})", str(ROWS_FILE), "Restore the file.") from fault


def measure_understanding(embedder: Embedder) -> dict[str, int]:
    """How many of the rows a model gets right, by language. It takes some seconds."""
    rows = load_rows()
    labels = list(dict.fromkeys(label for row in rows for label in (row.right, row.wrong)))
    vectors = dict(zip(labels, map(np.asarray, embedder.embed_documents(labels)), strict=True))
    right = dict.fromkeys(LANGUAGES, 0)
    for row in rows:
        for language, text in row.asked.items():
            asked = np.asarray(embedder.embed_query(text))
            right[language] += bool(asked @ vectors[row.right] > asked @ vectors[row.wrong])
    return right


def note_understanding(store: Remembers, embedder: Embedder) -> None:
    """Put the test to the model of a library once, and remember the outcome. The bundled model has passed it, and an embedder
    that tells no revision is taken as it is."""
    embedding = embedding_of(embedder)
    if embedding.model != BUNDLED and embedding.revision and store.setting(SETTING) is None:
        store.set_setting(SETTING, json.dumps({"rows": len(load_rows()), **measure_understanding(embedder)}))


def understood_languages(store: Remembers) -> frozenset[str]:
    """The languages of questions in which the vectors of a library may rank what is found."""
    told = json.loads(store.setting(SETTING) or "null")
    return frozenset(name for name in LANGUAGES if told is None or told[name] >= LEAST * told["rows"])


def remark_on_understanding(store: Remembers) -> str:
    """What a person should know of a model that did not pass in each language; "" where it did."""
    lacking = [name for name in LANGUAGES if name not in understood_languages(store)]
    if not lacking:
        return ""
    told = json.loads(store.setting(SETTING) or "{}")
    names = {"zh": "Chinese", "en": "English"}
    shown = " and ".join(f"{told[name]} of {told['rows']} in {names[name]}" for name in lacking)
    asked = " and ".join(names[name] for name in lacking)
    return (
        f"This embedding model does not understand what such reports speak of (pairs of terms told apart: {shown}; chance is half): "
        f"questions in {asked} are answered by words alone. Choose a model that reads Chinese and English, such as "
        "intfloat/multilingual-e5-small."
    )
