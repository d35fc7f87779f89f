"""Answer questions about the cells of tables, with the table given and with the table to be found, and score the answers.

An answer is right when its cells are just those of the gold answer and, where the table had to be found, the table is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.cells.answer import TableAnswers
from evals.errors import BadInput
from evals.grids_data import GridData, GridQuestion
from index.vectors import Vectors

GIVEN, FOUND, GIVEN_ENGLISH = "given", "found", "given-english"
CUTS = (1, 5, 10)
RANKED = 10


@dataclass(frozen=True, slots=True)
class Prediction:
    """The cells answered, by the file's own numbers, and the table they are of."""

    question_id: str
    table_id: str
    cells: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class GridRun:
    """Predictions by setting, and for each question the best tables in their order, best first."""

    predictions: dict[str, tuple[Prediction, ...]]
    rankings: dict[str, tuple[str, ...]]


def answer_grids(data: GridData, vectors: Vectors, progress: Callable[[int, int], None] | None = None) -> GridRun:
    """Answer every question in every setting it can be asked in; `progress` is told how many answers are done of how many."""
    predictions: dict[str, list[Prediction]] = {GIVEN: [], FOUND: [], GIVEN_ENGLISH: []}
    rankings: dict[str, tuple[str, ...]] = {}
    done, total = 0, 2 * len(data.questions)
    for language in ("zh", "en"):
        tables = [table for table in data.tables if language in table.cells]
        places = {table.id: place for place, table in enumerate(tables)}
        answers = TableAnswers([table.cells[language] for table in tables], vectors)
        for question in data.questions:
            done += 1
            if progress:
                progress(done, total)
            text = question.texts.get(language)
            if text is None:
                continue

            def answer(place: int, id: str = question.id, text: str = text) -> Prediction:
                cells = answers.choose(text, place).cells
                return Prediction(id, tables[place].id, tuple(tables[place].ids[cell] for cell in cells))

            if question.table in places:
                predictions[GIVEN if language == "zh" else GIVEN_ENGLISH].append(answer(places[question.table]))
            if language == "zh":
                order = answers.rank(text)
                rankings[question.id] = tuple(tables[place].id for place in order[:RANKED])
                predictions[FOUND].append(answer(order[0]))
    return GridRun({setting: tuple(made) for setting, made in predictions.items() if made}, rankings)


def is_right(prediction: Prediction, question: GridQuestion) -> bool:
    """Whether table and cells are those of the gold answer."""
    return prediction.table_id == question.table and frozenset(prediction.cells) == question.gold


def find_rank(tables: Sequence[str], wanted: str) -> int | None:
    """The place of a table among those ranked, from 1; None where it is not among them."""
    return tables.index(wanted) + 1 if wanted in tables else None


def write_predictions(folder: Path, run: GridRun) -> tuple[Path, ...]:
    """Write one JSONL file a setting and `tables.jsonl` with the best tables; gives their paths. Raises BadInput."""
    texts = {
        f"{setting}.jsonl": [{"question_id": p.question_id, "table_id": p.table_id, "cells": list(p.cells)} for p in made]
        for setting, made in run.predictions.items()
    }
    texts["tables.jsonl"] = [{"question_id": name, "tables": list(tables)} for name, tables in run.rankings.items()]
    written = []
    for name, rows in texts.items():
        path = folder / name
        try:
            path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
        except OSError as fault:
            raise BadInput(f"cannot be written: {fault.strerror}", str(path), "Give another --out") from fault
        written.append(path)
    return tuple(written)


def terminal_report(data: GridData, run: GridRun) -> str:
    """Exact matches of each setting, by type of question and of table, and how well tables were found."""
    questions = {question.id: question for question in data.questions}
    kinds = {table.id: table.kind for table in data.tables}
    lines = []
    for setting, made in run.predictions.items():
        scored = [p for p in made if questions[p.question_id].gold is not None and questions[p.question_id].table is not None]
        lines.append(f"{setting}: {_share([is_right(p, questions[p.question_id]) for p in scored])}" + _unscored(made, scored))
        right: Counter[str] = Counter()
        all_: Counter[str] = Counter()
        for prediction in scored:
            question = questions[prediction.question_id]
            for group in (question.kind, kinds[question.table or ""]):
                all_[group or "no type"] += 1
                right[group or "no type"] += is_right(prediction, question)
        lines.extend(f"  {group:20} {right[group]:5} of {all_[group]:5}  {right[group] / all_[group]:6.1%}" for group in sorted(all_))
    ranks = _ranks(data, run)
    if ranks:
        lines.append(f"tables found among {len(data.tables)}: " + _retrieval(ranks))
    return "\n".join(lines)


def closing_line(data: GridData, run: GridRun) -> str:
    """All figures in one line."""
    questions = {question.id: question for question in data.questions}
    parts = []
    for setting, made in run.predictions.items():
        scored = [p for p in made if questions[p.question_id].gold is not None and questions[p.question_id].table is not None]
        parts.append(f"{setting} {_share([is_right(p, questions[p.question_id]) for p in scored])}" if scored else f"{setting} {len(made)} answered")
    ranks = _ranks(data, run)
    return "tables: " + ", ".join([*parts, *([_retrieval(ranks)] if ranks else [])])


def _ranks(data: GridData, run: GridRun) -> list[int | None]:
    return [
        find_rank(run.rankings[question.id], question.table)
        for question in data.questions
        if question.table is not None and question.id in run.rankings
    ]


def _retrieval(ranks: Sequence[int | None]) -> str:
    shares = [f"R@{cut} {sum(rank is not None and rank <= cut for rank in ranks) / len(ranks):.1%}" for cut in CUTS]
    mean = sum(1 / rank for rank in ranks if rank is not None and rank <= RANKED) / len(ranks)
    return ", ".join([*shares, f"MRR@{RANKED} {mean:.3f}"])


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)} ({sum(right) / len(right):.1%})" if right else "none scored"


def _unscored(made: Sequence[Prediction], scored: Sequence[Prediction]) -> str:
    return f", {len(made) - len(scored)} without gold" if len(made) > len(scored) else ""
