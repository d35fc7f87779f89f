"""Read a retrieval collection in the format of BEIR: corpus.jsonl, queries.jsonl and qrels.tsv (or qrels/test.tsv).

A relevance of 0 or below marks a document as judged and not relevant; queries without a relevant document are not asked.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import BadInput

QRELS = ("qrels.tsv", "qrels/test.tsv", "qrels/dev.tsv", "qrels/train.tsv")
HEADER = ("query-id", "corpus-id", "score")


@dataclass(frozen=True, slots=True)
class Document:
    """A document; `text` is its title, where it has one, and its text below."""

    id: str
    text: str


@dataclass(frozen=True, slots=True)
class Query:
    """A query and the ids of its relevant documents, at least one."""

    id: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Collection:
    """All documents, and the queries to be asked, in the order of their files."""

    documents: tuple[Document, ...]
    queries: tuple[Query, ...]


def read_beir(folder: Path, limit: int | None = None) -> Collection:
    """The collection of a folder, with at most `limit` queries. Raises BadInput with the file and line at fault."""
    if not folder.is_dir():
        raise BadInput("there is no such folder", str(folder), "Give the folder that holds corpus.jsonl")
    corpus, asked = folder / "corpus.jsonl", folder / "queries.jsonl"
    documents: dict[str, Document] = {}
    for where, row in _rows(corpus):
        name = _new_id(row, documents, where)
        title, text = _optional(row, "title", where), _text(row, "text", where)
        documents[name] = Document(name, f"{title}\n{text}" if title.strip() else text)
    texts: dict[str, str] = {}
    for where, row in _rows(asked):
        texts[_new_id(row, texts, where)] = _text(row, "text", where)
    if not documents:
        raise BadInput("it holds no document", str(corpus), 'Write one {"_id", "title", "text"} object a line')
    relevant = _relevant(folder, documents, texts)
    queries = [Query(name, text, frozenset(relevant[name])) for name, text in texts.items() if name in relevant]
    if not queries:
        raise BadInput("no query has a relevant document", str(folder), "Judge at least one document above 0 in qrels.tsv")
    return Collection(tuple(documents.values()), tuple(queries[:limit]))


def _rows(path: Path) -> list[tuple[str, dict[str, Any]]]:
    """(file and line, object) of each line that is not empty."""
    found = []
    for number, line in enumerate(_read(path).split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path}:{number}"
        try:
            row = json.loads(line)
        except ValueError as fault:
            raise BadInput(f"is not JSON ({fault})", where, "Write one JSON object a line") from fault
        if not isinstance(row, dict):
            raise BadInput("is not a JSON object", where, "Write one JSON object a line")
        found.append((where, row))
    return found


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as fault:
        raise BadInput(f"cannot be read: {fault.strerror}", str(path), "Add the file") from fault
    except UnicodeDecodeError as fault:
        raise BadInput("is not UTF-8", str(path), "Write it again as UTF-8") from fault


def _new_id(row: dict[str, Any], known: dict[str, Any], where: str) -> str:
    name = row.get("_id")
    if isinstance(name, bool) or not isinstance(name, (str, int)) or name == "":
        raise BadInput("_id is missing or no text", where, "Give every row an _id of its own")
    if str(name) in known:
        raise BadInput(f"_id {name} stands in the file twice", where, "Keep one of them")
    return str(name)


def _text(row: dict[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str):
        raise BadInput(f"{key} is missing or no text", where, f"Give it a {key}")
    return value


def _optional(row: dict[str, Any], key: str, where: str) -> str:
    return "" if row.get(key) is None else _text(row, key, where)


def _relevant(folder: Path, documents: dict[str, Document], texts: dict[str, str]) -> dict[str, set[str]]:
    """The relevant documents of each query that has any."""
    path = next((folder / name for name in QRELS if (folder / name).is_file()), None)
    if path is None:
        raise BadInput("there is no qrels.tsv", str(folder), "Add qrels.tsv or qrels/test.tsv with query-id, corpus-id and score")
    relevant: dict[str, set[str]] = {}
    for number, row in enumerate(csv.reader(io.StringIO(_read(path)), delimiter="\t", quoting=csv.QUOTE_NONE), start=1):
        where = f"{path}:{number}"
        if not row or (number == 1 and tuple(row[:3]) == HEADER):
            continue
        if len(row) < 3 or not row[2].strip().lstrip("-").isdigit():
            raise BadInput("is not query-id, corpus-id and a whole score with tabs between", where, "Write the line as those three")
        query, document, score = row[0], row[1], int(row[2])
        for name, known, file in ((query, texts, "queries.jsonl"), (document, documents, "corpus.jsonl")):
            if name not in known:
                raise BadInput(f"names {name}, which {file} does not hold", where, f"Add it to {file} or take the line out")
        if score > 0:
            relevant.setdefault(query, set()).add(document)
    return relevant
