"""Rank the documents of a collection for each query by meaning, by words and by the product's fusion, and score the rankings.

The same vectors and the same queries serve every method. Nothing is learned here and no relevance is looked at before scoring.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.beir import Collection, Query
from evals.errors import BadInput
from evals.retrieval_scores import (
    CUTS,
    RANKED,
    RetrievalScores,
    figures_in,
    score_by_lot,
    score_rankings,
    without_figures,
)
from index.fusion import TextFusion, ranked, split_lines
from index.vectors import TEXTS, Vectors

DENSE, LEXICAL, FUSION = "dense", "lexical", "fusion"
METHODS = (DENSE, LEXICAL, FUSION)
_LETTER = re.compile(r"[^\W\d_]")
# What TREC runs keep of each query.
KEPT = 100


@dataclass(frozen=True, slots=True)
class Ranking:
    """The best documents of one query with their scores, the best first; ties in the order of the corpus's ids."""

    query: str
    documents: tuple[str, ...]
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class RetrievalRun:
    """Rankings by method, and the seconds each took: preparing the documents and asking all queries."""

    rankings: dict[str, tuple[Ranking, ...]]
    seconds: dict[str, float]


def rank_collection(collection: Collection, vectors: Vectors, progress: Callable[[int, int], None] | None = None) -> RetrievalRun:
    """Ask every query by every method; `progress` is told how many documents are embedded of how many."""
    documents = sorted(collection.documents, key=lambda document: document.id)
    ids = [document.id for document in documents]
    started = time.perf_counter()
    texts = [document.text.strip() or "-" for document in documents]
    total = len(set(texts))
    vectors.store(texts, TEXTS, (lambda done: progress(done, total)) if progress else None)
    found = vectors.embedded(TEXTS, texts)
    matrix = np.array([found[text] for text in texts], dtype=float)
    near = [matrix @ np.array(vectors.embed_query(query.text), dtype=float) for query in collection.queries]
    dense = [_ranking(query, ids, np.round(scores, 9)) for query, scores in zip(collection.queries, near, strict=True)]
    seconds = {DENSE: time.perf_counter() - started}
    started = time.perf_counter()
    fusion = TextFusion([split_lines(document.text) for document in documents])
    prepared = time.perf_counter() - started
    started = time.perf_counter()
    lexical = [_ranking(query, ids, np.round(fusion.words(query.text), 9)) for query in collection.queries]
    seconds[LEXICAL] = prepared + time.perf_counter() - started
    started = time.perf_counter()
    fused = [_ranking(query, ids, fusion.scores(query.text, scores)) for query, scores in zip(collection.queries, near, strict=True)]
    seconds[FUSION] = seconds[DENSE] + prepared + time.perf_counter() - started
    return RetrievalRun({DENSE: tuple(dense), LEXICAL: tuple(lexical), FUSION: tuple(fused)}, seconds)


def _ranking(query: Query, ids: Sequence[str], scores: np.ndarray) -> Ranking:
    order = ranked(scores)[:KEPT]
    return Ranking(query.id, tuple(ids[place] for place in order), tuple(float(scores[place]) for place in order))


def score_run(collection: Collection, run: RetrievalRun) -> dict[str, RetrievalScores]:
    """The scores of each method."""
    relevant = {query.id: query.relevant for query in collection.queries}
    return {
        method: score_rankings([(ranking.documents, relevant[ranking.query]) for ranking in rankings])
        for method, rankings in run.rankings.items()
    }


def alike(collection: Collection) -> dict[str, frozenset[str]]:
    """For each document those that print the same words, itself among them: cells and sentences in any order, figures aside."""
    groups: dict[tuple[str, ...], list[str]] = {}
    keys = {}
    for document in collection.documents:
        cells = {without_figures(cell) for line in split_lines(document.text) for cell in line}
        keys[document.id] = tuple(sorted(cell for cell in cells if _LETTER.search(cell)))
        groups.setdefault(keys[document.id], []).append(document.id)
    return {name: frozenset(groups[key]) for name, key in keys.items()}


def score_as_one(collection: Collection, run: RetrievalRun) -> dict[str, RetrievalScores]:
    """The scores of each method where documents that differ in their figures only count as one: any of them is right."""
    same = alike(collection)
    first = {name: min(names) for name, names in same.items()}
    relevant = {query.id: frozenset(first[name] for name in query.relevant) for query in collection.queries}
    return {
        method: score_rankings([([first[name] for name in ranking.documents], relevant[ranking.query]) for ranking in rankings])
        for method, rankings in run.rankings.items()
    }


def ceiling(collection: Collection) -> RetrievalScores:
    """What is to be expected of a ranking that always puts the relevant document and those alike first, and has to draw lots
    among these unless the query names a figure that only some of them print."""
    same = alike(collection)
    figures = {document.id: frozenset(figures_in(document.text)) for document in collection.documents}
    return score_by_lot([
        [
            len({other for other in same[name] if (named & figures[name]) <= figures[other] and (other == name or other not in query.relevant)})
            for name in sorted(query.relevant)
        ]
        for query in collection.queries
        for named in [frozenset(figures_in(query.text))]
    ])  # fmt: skip


def terminal_report(collection: Collection, run: RetrievalRun) -> str:
    """One row a method, then the same with documents alike taken as one, where there are any, and what can be reached at all."""
    lines = [f"{len(collection.queries)} queries over {len(collection.documents)} documents"]
    lines.append(f"{'':10}" + "".join(f"{name:>9}" for name in (*(f"R@{cut}" for cut in CUTS), f"MRR@{RANKED}", "seconds")))
    scored = score_run(collection, run)
    lines.extend(f"{method:10}{_row(scored[method])}{run.seconds[method]:9.1f}" for method in METHODS)
    if any(len(names) > 1 for names in alike(collection).values()):
        lines.append("documents equal but for their figures taken as one:")
        lines.extend(f"{method:10}{_row(scores)}" for method, scores in score_as_one(collection, run).items())
        lines.append("to be expected of a ranking that errs only among such documents, by lot where the query names no figure of theirs:")
        lines.append(f"{'ceiling':10}{_row(ceiling(collection))}")
    return "\n".join(lines)


def _row(scores: RetrievalScores) -> str:
    return "".join(f"{value:9.1%}" for value in scores.recall) + f"{scores.reciprocal:9.3f}"


def closing_line(collection: Collection, run: RetrievalRun) -> str:
    """All figures in one line, recall in per cent."""
    scored = score_run(collection, run)
    return "retrieval: " + "; ".join(
        " ".join([method, *(f"R@{cut} {100 * value:.1f}" for cut, value in zip(CUTS, scored[method].recall, strict=True)),
                  f"MRR@{RANKED} {scored[method].reciprocal:.3f}"])
        for method in METHODS
    )  # fmt: skip


def write_runs(folder: Path, run: RetrievalRun) -> tuple[Path, ...]:
    """Write each method's rankings as a TREC run and as JSONL; gives the paths. Raises BadInput."""
    written = []
    for method, rankings in run.rankings.items():
        trec = "".join(
            f"{ranking.query} Q0 {name} {place} {score:.9f} {method}\n"
            for ranking in rankings
            for place, (name, score) in enumerate(zip(ranking.documents, ranking.scores, strict=True), start=1)
        )
        rows = "".join(
            json.dumps({"query_id": ranking.query, "documents": list(ranking.documents)}, ensure_ascii=False) + "\n" for ranking in rankings
        )
        for path, text in ((folder / f"{method}.trec", trec), (folder / f"{method}.jsonl", rows)):
            try:
                path.write_text(text, encoding="utf-8")
            except OSError as fault:
                raise BadInput(f"cannot be written: {fault.strerror}", str(path), "Give another --out") from fault
            written.append(path)
    return tuple(written)
