"""Read a folder of tables and questions about their cells: `NAME_tables.json` and `NAME_questions.json`, NAME one of
train, dev and test. Only grids, texts and questions are given on; gold answers and kinds serve scoring alone.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evals.errors import BadInput
from index.cells import CellTable, cells_of_ids
from index.errors import ReportError

PARTS = ("train", "dev", "test")
LANGUAGES = {"zh": "chinese", "en": "english"}


@dataclass(frozen=True, slots=True)
class GridTable:
    """A table of the folder: its cells in each language given, `ids[i]` the file's own number of cell i."""

    id: str
    cells: dict[str, CellTable]
    ids: tuple[int, ...]
    kind: str


@dataclass(frozen=True, slots=True)
class GridQuestion:
    """A question with its wording in each language given; `gold` are the file's cell numbers, None where not told."""

    id: str
    table: str | None
    texts: dict[str, str]
    gold: frozenset[int] | None
    kind: str


@dataclass(frozen=True, slots=True)
class GridData:
    """All tables of a folder and the questions to be answered."""

    tables: tuple[GridTable, ...]
    questions: tuple[GridQuestion, ...]


def read_grids(folder: Path, parts: Sequence[str] = ()) -> GridData:
    """All tables of a folder; the questions of `parts`, by default of all but train. Raises BadInput."""
    if not folder.is_dir():
        raise BadInput("there is no such folder", str(folder), "Give the folder that holds the …_tables.json files")
    table_files = [path for part in PARTS if (path := folder / f"{part}_tables.json").is_file()]
    if not table_files:
        raise BadInput("no tables found", str(folder), "It must hold train_tables.json, dev_tables.json or test_tables.json")
    wanted = parts or [part for part in PARTS if part != "train" and (folder / f"{part}_questions.json").is_file()]
    if not wanted:
        raise BadInput("no questions found", str(folder), "Add dev_questions.json or test_questions.json, or ask train with --part")
    tables = [_table(row, f"{path}: table {n}") for path in table_files for n, row in enumerate(_rows(path), start=1)]
    known = _distinct([table.id for table in tables], "table", folder)
    question_files = [folder / f"{part}_questions.json" for part in wanted]
    questions = [_question(row, f"{path}: question {n}") for path in question_files for n, row in enumerate(_rows(path), start=1)]
    _distinct([question.id for question in questions], "question", folder)
    for question in questions:
        if question.table is not None and question.table not in known:
            raise BadInput(
                f"question {question.id} is about table {question.table}, which no file holds", str(folder), "Add the …_tables.json it is in"
            )  # fmt: skip
    return GridData(tuple(tables), tuple(questions))


def _distinct(ids: list[str], what: str, folder: Path) -> set[str]:
    seen: set[str] = set()
    for number in ids:
        if number in seen:
            raise BadInput(f"{what} {number} stands in the folder twice", str(folder), "Keep one of them")
        seen.add(number)
    return seen


def _rows(path: Path) -> list[dict[str, Any]]:
    try:
        rows = json.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise BadInput(f"cannot be read: {fault.strerror}", str(path), "Add the file or leave its part out") from fault
    except ValueError as fault:
        raise BadInput(f"is not JSON in UTF-8 ({fault})", str(path), "Write it again as one JSON list") from fault
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise BadInput("is not a list of objects", str(path), "Write it as one JSON list of objects")
    return rows


def _text(row: dict[str, Any], key: str, where: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise BadInput(f"{key} is missing or no text", where, "Give it a text")
    return value


def _table(row: dict[str, Any], where: str) -> GridTable:
    name = _text(row, "table_id", where)
    where = f"{where} ({name})"
    matrix = row.get("cell_ID_matrix")
    if not isinstance(matrix, list) or not all(
        isinstance(line, list) and all(type(cell) is int for cell in line) for line in matrix
    ):  # fmt: skip
        raise BadInput("cell_ID_matrix is missing or no matrix of whole numbers", where, "Give one list of cell numbers a row")
    ids = tuple(sorted({cell for line in matrix for cell in line}))
    places = {cell: place for place, cell in enumerate(ids)}
    cells = {}
    for language, prefix in LANGUAGES.items():
        texts = row.get(f"{prefix}_cell_value_list")
        if texts is None and language != "zh":
            continue
        if not isinstance(texts, list) or (ids and not 0 <= ids[0] <= ids[-1] < len(texts)):
            raise BadInput(f"{prefix}_cell_value_list lacks texts for cells of the matrix", where, "Give one text for each cell number")
        try:
            own = ["" if texts[cell] is None else str(texts[cell]) for cell in ids]
            cells[language] = cells_of_ids([[places[cell] for cell in line] for line in matrix], own)
        except ReportError as fault:
            raise BadInput(fault.what, where, fault.next_step) from fault
    return GridTable(name, cells, ids, str(row.get("table_type") or ""))


def _question(row: dict[str, Any], where: str) -> GridQuestion:
    name = row.get("question_id")
    if not isinstance(name, (str, int)) or name == "":
        raise BadInput("question_id is missing", where, "Give every question an id of its own")
    texts = {"zh": _text(row, "chinese_question", where)}
    if isinstance(row.get("english_question"), str) and row["english_question"].strip():
        texts["en"] = row["english_question"]
    gold = row.get("answer_cell_list")
    if gold is not None and not (isinstance(gold, list) and all(type(cell) is int for cell in gold)):
        raise BadInput("answer_cell_list is no list of whole numbers", where, "Give the cell numbers, or leave it out")
    table = row.get("table_id")
    return GridQuestion(
        str(name), None if table is None else str(table), texts, frozenset(gold) if gold else None, str(row.get("question_type") or "")
    )  # fmt: skip
