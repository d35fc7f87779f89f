"""Answer questions about the cells of tables, with the table given and with the table to be found, and score the answers.

An answer is right when its cells are just those of the gold answer and, where the table had to be found, the table is.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from assistant.cells.answer import TableAnswers
from assistant.cells.prepared import embedded_text
from evals.errors import BadInput
from evals.grids_data import GridData, GridQuestion, GridTable
from evals.retrieval_scores import (
    CUTS,
    RANKED,
    figures_in,
    first_rank,
    mean_reciprocal_rank,
    score_by_lot,
    share_within,
)
from index.vectors import Vectors

GIVEN, FOUND, GIVEN_ENGLISH = "given", "found", "given-english"


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
    """Answer every question in every setting it can be asked in; `progress` is told how many are done of how many."""
    predictions: dict[str, list[Prediction]] = {GIVEN: [], FOUND: [], GIVEN_ENGLISH: []}
    rankings: dict[str, tuple[str, ...]] = {}
    done, total = 0, 2 * len(data.questions)
    for language, given in (("zh", GIVEN), ("en", GIVEN_ENGLISH)):
        collection = _Collection(data.tables, language, vectors)
        for question in data.questions:
            text = question.texts.get(language)
            if text is not None and question.table in collection.places:
                predictions[given].append(collection.answer(question.id, text, collection.places[question.table]))
            if text is not None and language == "zh":
                order = collection.answers.rank(text)
                rankings[question.id] = tuple(collection.tables[place].id for place in order[:RANKED])
                predictions[FOUND].append(collection.answer(question.id, text, order[0]))
            done += 1
            if progress:
                progress(done, total)
    return GridRun({setting: tuple(made) for setting, made in predictions.items() if made}, rankings)


class _Collection:
    """The tables of a folder in one language, ready for questions; `places` tells where each stands."""

    def __init__(self, tables: Sequence[GridTable], language: str, vectors: Vectors) -> None:
        # By their ids: of tables that print the same words the first one stands first, and which file it is in must not tell.
        self.tables = sorted((table for table in tables if language in table.cells), key=lambda table: table.id)
        self.places = {table.id: place for place, table in enumerate(self.tables)}
        self.answers = TableAnswers([table.cells[language] for table in self.tables], vectors)

    def answer(self, question_id: str, text: str, place: int) -> Prediction:
        """The cells chosen, by the numbers of the file."""
        table = self.tables[place]
        return Prediction(question_id, table.id, tuple(table.ids[cell] for cell in self.answers.choose(text, place).cells))


def is_right(prediction: Prediction, question: GridQuestion) -> bool:
    """Whether table and cells are those of the gold answer."""
    return prediction.table_id == question.table and frozenset(prediction.cells) == question.gold


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
        scored = _scored(made, questions)
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
        same = alike(data.tables)
        lines.append("  tables equal but for their figures taken as one: " + _retrieval(_ranks(data, run, same)))
        asked = [question for question in data.questions if question.table is not None and question.id in run.rankings]
        reach = score_by_lot([[len(_not_told_apart(question, same, data.tables))] for question in asked])
        shares = ", ".join(f"R@{cut} {share:.1%}" for cut, share in zip(CUTS, reach.recall, strict=True))
        lines.append(f"  to be expected where only such tables are mixed up, by lot: {shares}, MRR@{RANKED} {reach.reciprocal:.3f}")
    return "\n".join(lines)


def closing_line(data: GridData, run: GridRun) -> str:
    """All figures in one line."""
    questions = {question.id: question for question in data.questions}
    parts = []
    for setting, made in run.predictions.items():
        scored = _scored(made, questions)
        parts.append(f"{setting} {_share([is_right(p, questions[p.question_id]) for p in scored])}" if scored else f"{setting} {len(made)} answered")
    ranks = _ranks(data, run)
    return "tables: " + ", ".join([*parts, *([_retrieval(ranks)] if ranks else [])])


def _scored(made: Sequence[Prediction], questions: Mapping[str, GridQuestion]) -> list[Prediction]:
    """Those whose gold answer is told."""
    return [p for p in made if questions[p.question_id].gold is not None and questions[p.question_id].table is not None]


def alike(tables: Sequence[GridTable]) -> dict[str, frozenset[str]]:
    """For each table those that print the same words, itself among them: a question that names no figure cannot tell them apart."""
    groups: dict[tuple[str, ...], list[str]] = {}
    keys = {table.id: tuple(sorted(map(embedded_text, table.cells["zh"].texts))) for table in tables}
    for name, key in keys.items():
        groups.setdefault(key, []).append(name)
    return {name: frozenset(groups[key]) for name, key in keys.items()}


def _not_told_apart(question: GridQuestion, same: Mapping[str, frozenset[str]], tables: Sequence[GridTable]) -> set[str]:
    """The tables like that of a question that print all its figures which its own table prints, itself among them."""
    wanted = question.table or ""
    printed = {table.id: "\n".join(table.cells["zh"].texts) for table in tables if table.id in same[wanted]}
    told = [figure for figure in figures_in(question.texts["zh"]) if figure in printed[wanted]]
    return {name for name, text in printed.items() if all(figure in text for figure in told)}


def _ranks(data: GridData, run: GridRun, same: Mapping[str, frozenset[str]] | None = None) -> list[int | None]:
    """The place of each question's table, or of the first of those taken as the `same`."""
    found = []
    for question in data.questions:
        if question.table is not None and question.id in run.rankings:
            wanted = same[question.table] if same else {question.table}
            found.append(first_rank(run.rankings[question.id], wanted))
    return found


def _retrieval(ranks: Sequence[int | None]) -> str:
    shares = [f"R@{cut} {share_within(ranks, cut):.1%}" for cut in CUTS]
    return ", ".join([*shares, f"MRR@{RANKED} {mean_reciprocal_rank(ranks):.3f}"])


def _share(right: Sequence[bool]) -> str:
    return f"{sum(right)} of {len(right)} ({sum(right) / len(right):.1%})" if right else "none scored"


def _unscored(made: Sequence[Prediction], scored: Sequence[Prediction]) -> str:
    return f", {len(made) - len(scored)} without gold" if len(made) > len(scored) else ""
