"""Vectors in a real Chroma: each text stored once, searched within the texts that may be found, forgotten by id."""

from __future__ import annotations

from pathlib import Path

import pytest

from index.build import label_text, texts_of
from index.embed import BundledEmbedder
from index.errors import LibraryError
from index.vectors import CELLS, Vectors


@pytest.fixture
def vectors(tmp_path: Path, embedder) -> Vectors:
    return Vectors(tmp_path / "vectors", embedder)


TEXTS = ["公务接待费", "公务用车购置及运行维护费", "住房公积金"]


def test_nearest_text_comes_first(vectors: Vectors) -> None:
    """The text that was asked for is found first, with similarity 1, and the others follow in order."""
    vectors.store(TEXTS)
    found = vectors.search(vectors.embed_query(TEXTS[1]), TEXTS, 3)
    assert found[0][0] == TEXTS[1]
    assert found[0][1] == pytest.approx(1.0, abs=1e-5)
    assert [score for _, score in found] == sorted((score for _, score in found), reverse=True)


def test_search_stays_in_the_texts_given(vectors: Vectors) -> None:
    """Only texts that may be found are; one that has no vector is not, and of none, none is."""
    vectors.store(TEXTS)
    query = vectors.embed_query(TEXTS[0])
    assert [text for text, _ in vectors.search(query, TEXTS[1:2], 9)] == TEXTS[1:2]
    assert {text for text, _ in vectors.search(query, [TEXTS[0], TEXTS[2], "未存入"], 9)} == {TEXTS[0], TEXTS[2]}
    assert vectors.search(query, [], 9) == []


def test_search_is_exact_and_the_same_whenever_the_store_is_opened(tmp_path: Path, embedder) -> None:
    """However many texts there are, all nearest are found, equally near ones in the order of their texts."""
    texts = [f"{'甲乙丙丁戊己庚辛'[n % 8]}项支出{n // 8}" for n in range(240)]
    first = Vectors(tmp_path / "vectors", embedder)
    first.store(texts)
    query = first.embed_query("丙项支出")
    found = first.search(query, texts, 40)
    first.close()
    again = Vectors(tmp_path / "vectors", embedder)
    everything = again.search(query, texts[::-1], len(texts))
    assert len(everything) == len(texts)
    assert everything == sorted(everything, key=lambda pair: (-pair[1], pair[0]))
    assert everything[:40] == found


def test_what_is_stored_or_removed_later_counts_at_once(vectors: Vectors) -> None:
    """A search sees what was stored or forgotten since the one before."""
    vectors.store(TEXTS[:1])
    query = vectors.embed_query(TEXTS[2])
    assert [text for text, _ in vectors.search(query, TEXTS, 9)] == TEXTS[:1]
    vectors.store(TEXTS)
    assert vectors.search(query, TEXTS, 9)[0][0] == TEXTS[2]
    vectors.remove([vectors.name(TEXTS[2])])
    assert {text for text, _ in vectors.search(query, TEXTS, 9)} == set(TEXTS[:2])
    assert vectors.names() == {vectors.name(text) for text in TEXTS[:2]}


def test_texts_and_questions_go_to_their_own_method(vectors: Vectors, embedder) -> None:
    """The embedder is asked for stored texts as documents and for a question as a question."""
    vectors.store(TEXTS)
    vectors.embed_query("接待费？")
    assert sorted(embedder.asked) == sorted(TEXTS)
    assert embedder.questions == ["接待费？"]


def test_a_text_that_is_stored_is_not_embedded_again(vectors: Vectors, embedder) -> None:
    """Storing twice leaves one vector a text, embeds what is new only, and tells how far it is."""
    told: list[int] = []
    vectors.store([*TEXTS, *TEXTS], progress=told.append)
    vectors.store([*TEXTS, "会议费"], progress=told.append)
    assert sorted(embedder.asked) == sorted([*TEXTS, "会议费"])
    assert vectors.count() == 4
    assert told == [3, 4]


def test_empty_store_finds_nothing(vectors: Vectors) -> None:
    """Before anything is stored, nothing is found, counted or removed."""
    vectors.remove(["0" * 32])
    assert vectors.count() == 0
    assert vectors.names() == set()
    assert vectors.search([1.0, 0.0, 0.0], TEXTS, 3) == []


def test_more_texts_than_one_batch(vectors: Vectors) -> None:
    """More texts than one batch, and than one question to the store takes, are stored and found wholly."""
    texts = [f"第{number}段" for number in range(600)]
    vectors.store(texts)
    assert vectors.count() == 600
    assert len(vectors.search(vectors.embed_query("第3段"), texts, 700)) == 600


def test_reopened_folder_holds_the_same(tmp_path: Path, vectors: Vectors, embedder) -> None:
    """What was stored is there for the next process."""
    vectors.store(TEXTS)
    assert Vectors(tmp_path / "vectors", embedder).count() == 3


def test_damaged_vector_store_is_refused(tmp_path: Path, embedder) -> None:
    """A vector store that is no database is a fault with a folder and a next step."""
    folder = tmp_path / "vectors"
    folder.mkdir()
    (folder / "chroma.sqlite3").write_bytes(b"garbage" * 1000)
    with pytest.raises(LibraryError, match="cannot be opened") as caught:
        Vectors(folder, embedder).count()
    assert str(folder) in str(caught.value)


@pytest.mark.parametrize("question", ["how much did vehicle costs fall", "公车费用降了多少"])
def test_real_library_finds_the_vehicle_label(bazhong_library: Path, bazhong_reading, question: str) -> None:
    """In the report's library a question in either language finds labels of vehicle costs among its nearest."""
    vectors = Vectors(bazhong_library / "vectors", BundledEmbedder())
    assert vectors.names() == {vectors.name(text) for text in texts_of(bazhong_reading)}
    labels = sorted({label_text(fact) for fact in bazhong_reading.facts})
    found = vectors.search(vectors.embed_query(question), labels, 10)
    assert any("公务用车" in label for label, _ in found)


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
