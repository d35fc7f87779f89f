"""Each method ranks the same documents for the same queries; the command prints them side by side and ends with one line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.__main__ import main
from evals.beir import Collection, Document, Query
from evals.retrieval import (
    DENSE,
    FUSION,
    LEXICAL,
    METHODS,
    Ranking,
    RetrievalRun,
    ceiling,
    closing_line,
    rank_collection,
    score_as_one,
    terminal_report,
)  # fmt: skip
from index import embed
from index.vectors import Vectors

TABLES = {
    "meetings": "项目 | 2022年 | 2021年\n会议费 | 4.33 | 5.10",
    "training": "项目 | 2022年 | 2021年\n培训费 | 12.08 | 0.60",
    "staff": "姓名 | 职务\n李文 | 局长\n周兰 | 副局长",
}
QUERIES = {"q1": ("培训费是多少？", "training"), "q2": ("周兰的职务是什么？", "staff"), "q3": ("局长是谁？", "meetings")}


class LetterEmbedder:
    """Vectors of which of a few characters a text has; remembers what it embedded."""

    name = "letters"
    letters = "会训姓职年"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        self.embedded += texts
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        found = [1.0 + text.count(letter) for letter in self.letters]
        size = sum(value * value for value in found) ** 0.5
        return [value / size for value in found]


@pytest.fixture
def embedder(monkeypatch) -> LetterEmbedder:
    made = LetterEmbedder()
    monkeypatch.setattr(embed, "make_embedder", lambda model=None: made)
    return made


@pytest.fixture
def collection() -> Collection:
    return Collection(
        tuple(Document(name, text) for name, text in TABLES.items()),
        tuple(Query(name, text, frozenset({wanted})) for name, (text, wanted) in QUERIES.items()),
    )


@pytest.fixture
def folder(tmp_path: Path, collection: Collection) -> Path:
    place = tmp_path / "data"
    place.mkdir()
    rows = {
        "corpus.jsonl": [{"_id": document.id, "title": "", "text": document.text} for document in collection.documents],
        "queries.jsonl": [{"_id": query.id, "text": query.text} for query in collection.queries],
    }
    for name, written in rows.items():
        (place / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in written), encoding="utf-8")
    lines = "".join(f"{name}\t{wanted}\t1\n" for name, (_, wanted) in QUERIES.items())
    (place / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\n" + lines, encoding="utf-8")
    return place


def test_every_method_ranks_all_documents_for_every_query(collection: Collection, embedder, tmp_path: Path) -> None:
    run = rank_collection(collection, Vectors(tmp_path, embedder))
    for method in METHODS:
        assert [ranking.query for ranking in run.rankings[method]] == list(QUERIES)
        assert all(set(ranking.documents) == set(TABLES) for ranking in run.rankings[method])
    assert [ranking.documents[0] for ranking in run.rankings[LEXICAL][:2]] == ["training", "staff"]
    assert [ranking.documents[0] for ranking in run.rankings[FUSION][:2]] == ["training", "staff"]


def test_documents_equally_good_stand_in_the_order_of_their_ids(embedder, tmp_path: Path) -> None:
    names = ("b", "c", "a")
    same = Collection(tuple(Document(name, "会议费") for name in names), (Query("q", "会议费？", frozenset({"c"})),))
    run = rank_collection(same, Vectors(tmp_path, embedder))
    assert {run.rankings[method][0].documents for method in METHODS} == {("a", "b", "c")}


def test_equal_documents_are_embedded_once(embedder, tmp_path: Path) -> None:
    same = Collection((Document("a", "会议费"), Document("b", "会议费")), (Query("q", "会议费？", frozenset({"a"})),))
    rank_collection(same, Vectors(tmp_path, embedder))
    assert embedder.embedded == ["会议费"]


def made(*ranked: tuple[str, ...]) -> RetrievalRun:
    rankings = tuple(Ranking(f"q{n}", documents, (0.0,) * len(documents)) for n, documents in enumerate(ranked, start=1))
    return RetrievalRun(dict.fromkeys(METHODS, rankings), dict.fromkeys(METHODS, 0.0))


def test_documents_that_differ_in_figures_only_can_be_taken_as_one() -> None:
    texts = {"a": "会议费 4.33", "b": "会议费  5.10", "c": "培训费 4.33"}
    asked = Collection(tuple(Document(*item) for item in texts.items()), (Query("q1", "会议费？", frozenset({"b"})),))
    run = made(("a", "b", "c"))
    assert score_as_one(asked, run)[DENSE].recall[0] == 1.0
    assert "retrieval: dense R@1 0.0 R@5 100.0 R@10 100.0 MRR@10 0.500; lexical" in closing_line(asked, run)
    report = terminal_report(asked, run)
    assert "equal but for their figures" in report
    assert "50.0%   100.0%   100.0%    0.750" in report.splitlines()[-1]


def test_a_figure_the_query_names_lifts_what_can_be_reached() -> None:
    texts = (Document("a", "2021年会议费"), Document("b", "2022年会议费"))
    silent, named = (ceiling(Collection(texts, (Query("q", text, frozenset({"b"})),))) for text in ("会议费？", "2022年会议费？"))
    assert (silent.recall[0], silent.reciprocal) == (0.5, 0.75)
    assert (named.recall[0], named.reciprocal) == (1.0, 1.0)


def test_the_command_prints_a_table_writes_runs_and_ends_with_one_line(folder: Path, tmp_path: Path, embedder, capsys) -> None:
    """A second run embeds nothing and writes the same."""
    out = tmp_path / "out"
    assert main(["retrieval", "--data", str(folder), "--out", str(out)]) == 0
    lines = capsys.readouterr().out.strip().splitlines()
    assert [line.split()[0] for line in lines[2:5]] == list(METHODS)
    assert lines[-1].startswith("retrieval: dense R@1 ")
    assert "; fusion R@1 66.7 R@5 100.0 R@10 100.0 MRR@10 " in lines[-1]
    assert (out / "fusion.trec").read_text().splitlines()[0].split()[:4] == ["q1", "Q0", "training", "1"]
    assert json.loads((out / "lexical.jsonl").read_text().splitlines()[1])["documents"][0] == "staff"
    before = {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()}
    count = len(embedder.embedded)
    assert main(["retrieval", "--data", str(folder), "--out", str(out)]) == 0
    assert len(embedder.embedded) == count == 3
    assert {path.name: path.read_bytes() for path in out.iterdir() if path.is_file()} == before


def test_the_command_asks_no_more_than_the_limit(folder: Path, embedder, capsys) -> None:
    assert main(["retrieval", "--data", str(folder), "--limit", "2"]) == 0
    assert "2 queries over 3 documents" in capsys.readouterr().out


def test_bad_input_is_told_with_exit_code_2(folder: Path, tmp_path: Path, capsys) -> None:
    assert main(["retrieval", "--data", str(tmp_path / "none")]) == 2
    (folder / "qrels.tsv").write_text("query-id\tcorpus-id\tscore\nq1\tnone\t1\n", encoding="utf-8")
    assert main(["retrieval", "--data", str(folder)]) == 2
    assert "qrels.tsv:2: names none" in capsys.readouterr().err


@pytest.mark.parametrize("limit", ["0", "-1", "many"])
def test_a_limit_is_a_whole_number_above_0(limit: str) -> None:
    with pytest.raises(SystemExit):
        main(["retrieval", "--data", "x", "--limit", limit])
