"""A collection in the format of BEIR is read whole; what is wrong in it is told with file and line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from evals.beir import read_beir
from evals.errors import BadInput

CORPUS = [{"_id": "d1", "title": "会议费", "text": "4.33万元"}, {"_id": "d2", "text": "培训费0.60万元"}]
QUERIES = [{"_id": "q1", "text": "会议费？"}, {"_id": "q2", "text": "培训费？"}, {"_id": "q3", "text": "水费？"}]
QRELS = "query-id\tcorpus-id\tscore\nq1\td1\t1\nq2\td2\t2\nq3\td1\t0\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "data"
    place.mkdir()
    for name, rows in (("corpus.jsonl", CORPUS), ("queries.jsonl", QUERIES)):
        (place / name).write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    (place / "qrels.tsv").write_text(QRELS, encoding="utf-8")
    return place


def test_titles_stand_over_the_text_and_queries_have_their_relevant(folder: Path) -> None:
    read = read_beir(folder)
    assert [document.text for document in read.documents] == ["会议费\n4.33万元", "培训费0.60万元"]
    assert [(query.id, query.relevant) for query in read.queries] == [("q1", {"d1"}), ("q2", {"d2"})]


def test_judgements_may_stand_in_their_own_folder_and_without_header(folder: Path) -> None:
    (folder / "qrels").mkdir()
    (folder / "qrels" / "test.tsv").write_text("q2\td1\t1\n", encoding="utf-8")
    (folder / "qrels.tsv").unlink()
    assert [(query.id, query.relevant) for query in read_beir(folder).queries] == [("q2", {"d1"})]


def test_a_limit_keeps_the_first_queries(folder: Path) -> None:
    assert [query.id for query in read_beir(folder, limit=1).queries] == ["q1"]


@pytest.mark.parametrize(
    ("name", "text", "told"),
    [
        ("corpus.jsonl", '{"_id": "d1", "text": "a"}\n{"_id": \n', "corpus.jsonl:2: is not JSON"),
        ("corpus.jsonl", '[1]\n', "corpus.jsonl:1: is not a JSON object"),
        ("corpus.jsonl", '{"text": "a"}\n', "corpus.jsonl:1: _id is missing"),
        ("corpus.jsonl", '{"_id": "d1", "text": "a"}\n\n{"_id": "d1", "text": "b"}\n', "corpus.jsonl:3: _id d1 stands in the file twice"),
        ("corpus.jsonl", '{"_id": "d1", "title": 3, "text": "a"}\n', "corpus.jsonl:1: title is missing or no text"),
        ("corpus.jsonl", "", "corpus.jsonl: it holds no document"),
        ("queries.jsonl", '{"_id": "q1"}\n', "queries.jsonl:1: text is missing"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td9\t1\n", "qrels.tsv:2: names d9, which corpus.jsonl does not hold"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq9\td1\t1\n", "qrels.tsv:2: names q9, which queries.jsonl does not hold"),
        ("qrels.tsv", "q1 d1 1\n", "qrels.tsv:1: is not query-id, corpus-id and a whole score"),
        ("qrels.tsv", "query-id\tcorpus-id\tscore\nq1\td1\t0\n", "no query has a relevant document"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_file_and_line(folder: Path, name: str, text: str, told: str) -> None:
    (folder / name).write_text(text, encoding="utf-8")
    with pytest.raises(BadInput) as fault:
        read_beir(folder)
    assert told in str(fault.value)


@pytest.mark.parametrize("name", ["corpus.jsonl", "queries.jsonl", "qrels.tsv"])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    (folder / name).unlink()
    with pytest.raises(BadInput, match=name.replace(".", r"\.")):
        read_beir(folder)


def test_a_missing_folder_is_told(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="no such folder"):
        read_beir(tmp_path / "none")
