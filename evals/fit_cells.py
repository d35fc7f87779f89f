"""Fit the weights of `index/cell_roles.json` and `assistant/cells/*.json` again: `python -m evals.fit_cells --data DIR`.

DIR holds train_tables.json with the annotated headers and train_questions.json with the answers; nothing else is used.
Needs LightGBM (`pip install lightgbm`), which the project itself does without. The tree settings were chosen by
four-fold cross-validation over tables. What is written are thresholds and sums for the numeric features
named in the modules; no text of the data.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.cells import choose, features, search, sets
from assistant.cells.prepared import PreparedTable, prepare_with, texts_to_embed
from evals.errors import BadInput
from evals.grids_data import LANGUAGES, GridQuestion, read_grids
from index import cell_roles
from index.embed import make_embedder
from index.trees import join_trees, sigmoid, softmax
from index.vectors import CELLS, Vectors

FOLDS = 4
COMMON = {
    "bagging_freq": 1, "bagging_fraction": 0.8, "verbose": -1, "num_threads": 2, "seed": 1, "deterministic": True, "force_row_wise": True,
}  # fmt: skip
ROLE_TREES = (60, {"objective": "multiclass", "num_class": 5, "learning_rate": 0.1, "num_leaves": 10, "max_depth": 5, "min_data_in_leaf": 20,
                   "feature_fraction": 0.5, "lambda_l2": 2})  # fmt: skip
CELL_TREES = (250, {"objective": "binary", "learning_rate": 0.06, "num_leaves": 20, "max_depth": 7, "min_data_in_leaf": 40,
                    "feature_fraction": 0.4, "lambda_l2": 5})  # fmt: skip
SET_TREES = (200, {"objective": "lambdarank", "learning_rate": 0.05, "num_leaves": 10, "max_depth": 5, "min_data_in_leaf": 40,
                   "feature_fraction": 0.5, "lambda_l2": 5})  # fmt: skip
SEARCH_TREES = (150, {"objective": "lambdarank", "learning_rate": 0.05, "num_leaves": 6, "max_depth": 5, "min_data_in_leaf": 40,
                      "feature_fraction": 0.4, "lambda_l2": 10})  # fmt: skip


def fit(settings: tuple[int, dict[str, Any]], rows: np.ndarray, labels: np.ndarray, groups: list[int] | None = None) -> list[Any]:
    """Trees as lists of nodes (see `index.trees.join_trees`)."""
    import lightgbm

    rounds, options = settings
    booster = lightgbm.train(COMMON | options, lightgbm.Dataset(rows, labels, group=groups), rounds)
    return [nodes_of(tree["tree_structure"]) for tree in booster.dump_model()["tree_info"]]


def nodes_of(root: dict[str, Any]) -> list[list[float]]:
    """LightGBM's nested tree as nodes in a row, the root first, children behind their parent."""
    nodes: list[list[float]] = []

    def lay(node: dict[str, Any]) -> int:
        place = len(nodes)
        if "leaf_value" in node:
            nodes.append([float(f"{node['leaf_value']:.4g}")])
            return place
        nodes.append([])
        # LightGBM's thresholds lie between two values met in training: six digits keep them there.
        threshold = float(f"{node['threshold']:.6g}")
        nodes[place] = [node["split_feature"], threshold, lay(node["left_child"]), lay(node["right_child"])]
        return place

    lay(root)
    return nodes


def write(path: Path, trees: list[Any], names: tuple[str, ...], classes: int, note: str) -> None:
    """Write a weights file, one tree a line."""
    head = json.dumps({"note": note, "features": names, "classes": classes}, ensure_ascii=False)[:-1]
    lines = ",\n".join(json.dumps(tree, separators=(",", ":")) for tree in trees)
    path.write_text(f'{head}, "trees": [\n{lines}\n]}}\n', encoding="utf-8")


def _roles_of(rows: list[dict[str, Any]], ids: dict[str, tuple[int, ...]]) -> dict[str, np.ndarray]:
    """The annotated role of each cell, by table."""
    keys = ("column_attribute", "row_attribute", "column_index", "row_index")
    found = {}
    for row in rows:
        places = {cell: place for place, cell in enumerate(ids[row["table_id"]])}
        roles = np.full(len(places), cell_roles.DATA)
        for role, key in reversed(list(enumerate(keys))):
            for cell in row[key]:
                if cell in places:
                    roles[places[cell]] = role
        found[row["table_id"]] = roles
    return found


class Fitting:
    """The training data with the fold of each table, and the steps in their order."""

    def __init__(self, folder: Path, vectors: Vectors) -> None:
        data = read_grids(folder, ["train"])
        rows = json.loads((folder / "train_tables.json").read_text(encoding="utf-8"))
        trained = {row["table_id"] for row in rows}
        self.tables = {table.id: table for table in data.tables if table.id in trained}
        self.folds = {name: place % FOLDS for place, name in enumerate(self.tables)}
        self.questions = [question for question in data.questions if question.gold]
        self.roles = _roles_of(rows, {table.id: table.ids for table in self.tables.values()})
        self.vectors = vectors
        self.embedded: dict[str, np.ndarray] = {}
        self.prepared: dict[tuple[str, str], PreparedTable] = {}
        self.asked: list[tuple[GridQuestion, str, np.ndarray]] = []
        self.forests: list[Any] = []

    def fit_roles(self) -> list[Any]:
        """Trees for the roles of cells; prepares every table with roles from trees that have not seen it."""
        keys = [(name, language) for name, table in self.tables.items() for language in table.cells]
        rows = [cell_roles.role_features(self.tables[name].cells[language]) for name, language in keys]
        labels = [self.roles[name] for name, _ in keys]
        for fold in range(FOLDS):
            known = [place for place, (name, _) in enumerate(keys) if self.folds[name] != fold]
            trees = fit(ROLE_TREES, np.vstack([rows[p] for p in known]), np.concatenate([labels[p] for p in known]))
            forest = join_trees(trees, cell_roles.FEATURES, 5)
            for place, (name, language) in enumerate(keys):
                if self.folds[name] == fold:
                    table = self.tables[name].cells[language]
                    chances = softmax(forest.scores(rows[place]))
                    self.prepared[name, language] = prepare_with(table, cell_roles.roles_of(table, chances))
        texts = dict.fromkeys(text for table in self.prepared.values() for text in texts_to_embed(table))
        self.embedded = self.vectors.embedded(CELLS, list(texts))
        return fit(ROLE_TREES, np.vstack(rows), np.concatenate(labels))

    def vector(self, text: str) -> np.ndarray:
        """The vector of a question, from the same store as those of cells but under the question's own prefix."""
        if text not in self.embedded:
            self.embedded[text] = np.array(self.vectors.embed_query(text), dtype=np.float32)
        return self.embedded[text]

    def gold(self, question: GridQuestion) -> np.ndarray:
        """1 for each cell of the answer, else 0."""
        return np.array([float(cell in question.gold) for cell in self.tables[question.table].ids])

    def fit_cells(self) -> list[Any]:
        """Trees for the chance of a cell; keeps those of each fold, which have not seen the fold's tables."""
        for question in self.questions:
            for language in LANGUAGES:
                text = question.texts[language]
                found = features.cell_features(text, self.prepared[question.table, language], self.vector(text), self.embedded)
                self.asked.append((question, language, found))
        rows = np.vstack([found for _, _, found in self.asked])
        labels = np.concatenate([self.gold(question) for question, _, _ in self.asked])
        fold = np.concatenate([np.full(len(found), self.folds[question.table]) for question, _, found in self.asked])
        self.forests = [join_trees(fit(CELL_TREES, rows[fold != f], labels[fold != f]), features.FEATURES) for f in range(FOLDS)]
        return fit(CELL_TREES, rows, labels)

    def chances(self, question: GridQuestion, cells: np.ndarray) -> np.ndarray:
        """The chance of each cell by trees that have not seen the question's table."""
        return sigmoid(self.forests[self.folds[question.table]].scores(cells)[:, 0])

    def fit_sets(self) -> list[Any]:
        """Trees for the set of cells that is the answer."""
        rows, labels = [], []
        for question, language, found in self.asked:
            table, chances = self.prepared[question.table, language], self.chances(question, found)
            gold = tuple(np.flatnonzero(self.gold(question)).tolist())
            tried = sets.candidate_sets(table, chances)
            rows.append(sets.set_features(question.texts[language], table, chances, tried, found))
            labels.append(np.array([float(one == gold) for one in tried]))
        return fit(SET_TREES, np.vstack(rows), np.concatenate(labels), [len(found) for found in rows])

    def fit_search(self, step: int) -> list[Any]:
        """Trees for the order of tables, fitted on every `step`-th question."""
        names = list(self.tables)
        places = {name: place for place, name in enumerate(names)}
        collection = search.TableSearch([self.prepared[name, "zh"] for name in names], self.embedded)
        rows, labels = [], []
        for question in self.questions[::step]:
            text = question.texts["zh"]
            picked, found, _ = collection.candidates(text, self.vector(text), lambda cells, q=question: self.chances(q, cells))
            rows.append(found)
            labels.append((picked == places[question.table]).astype(float))
        return fit(SEARCH_TREES, np.vstack(rows), np.concatenate(labels), [len(found) for found in rows])


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit everything and write the weights files; exit code 2 for bad input."""
    parser = argparse.ArgumentParser(prog="python -m evals.fit_cells", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, metavar="DIR", help="folder with train_tables.json and train_questions.json")
    parser.add_argument("--vectors", type=Path, metavar="DIR", help="folder to keep vectors in between runs")
    parser.add_argument("--step", type=int, default=2, metavar="N", help="order of tables from every N-th question (default: 2)")
    options = parser.parse_args(arguments)
    try:
        import lightgbm  # noqa: F401 - told before the work, not after

        with tempfile.TemporaryDirectory() as folder:
            work = Fitting(options.data, Vectors(options.vectors or Path(folder), make_embedder()))
            note = "Fitted on the training part of IM-TQA by `python -m evals.fit_cells`: thresholds and sums of decision trees."
            write(cell_roles.WEIGHTS, work.fit_roles(), cell_roles.FEATURES, 5, note)
            write(choose.WEIGHTS, work.fit_cells(), features.FEATURES, 1, note)
            write(choose.SET_WEIGHTS, work.fit_sets(), sets.FEATURES, 1, note)
            write(search.WEIGHTS, work.fit_search(options.step), search.FEATURES, 1, note)
    except ImportError:
        print("fit_cells: LightGBM is not installed. Install it: pip install lightgbm", file=sys.stderr)
        return 2
    except BadInput as fault:
        print(f"fit_cells: {fault}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
