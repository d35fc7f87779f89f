"""Vectors in a real Chroma: stored by id, searched within chosen reports, forgotten with their report."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import label_id, label_text
from index.embed import BundledEmbedder
from index.errors import LibraryError
from index.vectors import CELLS, LABELS, MOST_EXACT, PASSAGES, Vectors


@pytest.fixture
def vectors(tmp_path: Path, embedder) -> Vectors:
    return Vectors(tmp_path / "vectors", embedder)


def fill(vectors: Vectors, file: str, texts: list[str]) -> None:
    vectors.add(PASSAGES, [f"{file}@{n}" for n, _ in enumerate(texts)], texts, [{"file": file} for _ in texts])


def test_nearest_text_comes_first(vectors: Vectors) -> None:
    """The text that was asked for is found first, with similarity 1, and the others follow in order."""
    texts = ["公务接待费", "公务用车购置及运行维护费", "住房公积金"]
    fill(vectors, "a.txt", texts)
    found = vectors.search(PASSAGES, vectors.embed_query(texts[1]), 3, ["a.txt"])
    assert found[0][0] == "a.txt@1"
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_search_stays_in_the_reports_asked_for(vectors: Vectors) -> None:
    """Only texts of the reports named are found; none are found where none is named."""
    for file in ("a.txt", "b.txt", "c.txt"):
        fill(vectors, file, ["公务接待费", "住房公积金"])
    query = vectors.embed_query("公务接待费")
    assert {key.split("@")[0] for key, _ in vectors.search(PASSAGES, query, 9, ["b.txt"])} == {"b.txt"}
    assert {key.split("@")[0] for key, _ in vectors.search(PASSAGES, query, 9, ["a.txt", "c.txt"])} == {"a.txt", "c.txt"}
    assert vectors.search(PASSAGES, query, 9, []) == []


def test_search_is_exact_and_breaks_ties_by_id(tmp_path: Path, embedder) -> None:
    """However many texts there are, the nearest are all found, equally near ones in the order of their ids, whenever the store is opened."""
    first = Vectors(tmp_path / "vectors", embedder)
    texts = [f"{'甲乙丙丁戊己庚辛'[n % 8]}项支出{n // 8}" for n in range(240)] + ["公务接待费"] * 5
    first.add(PASSAGES, [f"a.txt@{n:03}" for n in range(len(texts))], texts, [{"file": "a.txt"}] * len(texts))
    query = first.embed_query("公务接待费")
    found = first.search(PASSAGES, query, 40, ["a.txt"])
    first.close()
    assert found == sorted(found, key=lambda pair: (-pair[1], pair[0]))
    assert {f"a.txt@{n}" for n in range(240, 245)} <= {key for key, near in found if near == found[0][1]}
    again = Vectors(tmp_path / "vectors", embedder)
    everything = again.search(PASSAGES, query, len(texts), ["a.txt"])
    assert len(everything) == len(texts)
    assert everything[:40] == found


def test_what_is_added_or_removed_later_counts_at_once(vectors: Vectors) -> None:
    """A search sees what was stored or forgotten since the one before."""
    fill(vectors, "a.txt", ["公务接待费"])
    query = vectors.embed_query("住房公积金")
    assert len(vectors.search(PASSAGES, query, 9, ["a.txt"])) == 1
    fill(vectors, "a.txt", ["公务接待费", "住房公积金"])
    assert vectors.search(PASSAGES, query, 9, ["a.txt"])[0][0] == "a.txt@1"
    vectors.remove("a.txt", keep=["a.txt@0"])
    assert [key for key, _ in vectors.search(PASSAGES, query, 9, ["a.txt"])] == ["a.txt@0"]


def test_many_reports_are_searched_too(vectors: Vectors) -> None:
    """Beyond the number of reports that are compared one by one, the nearest is found all the same."""
    files = [f"{n:03}.txt" for n in range(MOST_EXACT + 10)]
    for file in files:
        fill(vectors, file, [f"{file} 的支出"])
    query = vectors.embed_query(f"{files[77]} 的支出")
    assert vectors.search(PASSAGES, query, 3, files)[0][0] == f"{files[77]}@0"


def test_texts_and_questions_go_to_their_own_method(vectors: Vectors, embedder) -> None:
    """The embedder is asked for stored texts as documents and for a question as a question."""
    fill(vectors, "a.txt", ["公务接待费", "住房公积金"])
    vectors.embed_query("接待费？")
    assert sorted(embedder.asked) == ["住房公积金", "公务接待费"]
    assert embedder.questions == ["接待费？"]


def test_same_id_is_overwritten(vectors: Vectors) -> None:
    """Adding twice leaves one vector an id."""
    fill(vectors, "a.txt", ["公务接待费", "住房公积金"])
    fill(vectors, "a.txt", ["公务接待费", "住房公积金"])
    assert vectors.count(PASSAGES) == 2


def test_removing_a_report_forgets_its_vectors_only(vectors: Vectors) -> None:
    """Both collections forget the report, and keep the others."""
    for file in ("a.txt", "b.txt"):
        fill(vectors, file, ["公务接待费", "住房公积金"])
        vectors.add(LABELS, [f"{file}%1"], ["公务接待费"], [{"file": file}])
    vectors.remove("a.txt")
    assert (vectors.count(PASSAGES), vectors.count(LABELS)) == (2, 1)
    assert vectors.search(PASSAGES, vectors.embed_query("公务接待费"), 9, ["a.txt"]) == []


def test_empty_store_finds_nothing(vectors: Vectors) -> None:
    """Before anything is stored, nothing is found, counted or removed."""
    vectors.remove("a.txt")
    assert vectors.count(PASSAGES) == 0
    assert vectors.search(PASSAGES, [1.0, 0.0, 0.0], 3, ["a.txt"]) == []


def test_more_texts_than_one_batch(vectors: Vectors) -> None:
    """A report of more texts than one batch is stored wholly."""
    fill(vectors, "a.txt", [f"第{number}段" for number in range(600)])
    assert vectors.count(PASSAGES) == 600


def test_reopened_folder_holds_the_same(tmp_path: Path, vectors: Vectors, embedder) -> None:
    """What was stored is there for the next process."""
    fill(vectors, "a.txt", ["公务接待费", "住房公积金"])
    assert Vectors(tmp_path / "vectors", embedder).count(PASSAGES) == 2


def test_damaged_vector_store_is_refused(tmp_path: Path, embedder) -> None:
    """A vector store that is no database is a fault with a folder and a next step."""
    folder = tmp_path / "vectors"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
    with pytest.raises(LibraryError, match="cannot be opened") as caught:
        Vectors(folder, embedder).count(PASSAGES)
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize("question", ["how much did vehicle costs fall", "公车费用降了多少"])
def test_real_library_finds_the_vehicle_label(bazhong_library: Path, bazhong_reading, question: str) -> None:
    """In the report's library a question in either language finds labels of vehicle costs among its nearest."""
    vectors = Vectors(bazhong_library / "vectors", BundledEmbedder())
    names = {label_id(fact.file, label_text(fact)): label_text(fact) for fact in bazhong_reading.facts}
    found = vectors.search(LABELS, vectors.embed_query(question), 10, [bazhong_reading.report.file])
    assert any("公务用车" in names[key] for key, _ in found)


def test_texts_of_cells_are_embedded_once_in_the_life_of_the_folder(tmp_path: Path, make_embedder) -> None:
    """A second call, also by a new process, reads what is stored and embeds what is new."""
    first, second = make_embedder(), make_embedder()
    made = Vectors(tmp_path / "v", first).embedded(CELLS, ["期末余额", "期初余额", "期末余额"])
    again = Vectors(tmp_path / "v", second).embedded(CELLS, ["期初余额", "账龄"])
    assert sorted(first.asked) == ["期初余额", "期末余额"]
    assert second.asked == ["账龄"]
    assert again["期初余额"].tolist() == made["期初余额"].tolist()
    assert made["期末余额"].tolist() == pytest.approx(first._vector("期末余额"))


def test_no_texts_need_no_vectors(vectors: Vectors) -> None:
    assert vectors.embedded(CELLS, []) == {}
