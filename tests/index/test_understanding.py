"""A model's vectors rank only in languages in which it understands what reports speak of; the bundled model does in both."""

from __future__ import annotations

import json

from index.embed import make_embedder
from index.embedding import Embedding
from index.understanding import (
    LEAST,
    SETTING,
    load_rows,
    measure_understanding,
    note_understanding,
    remark_on_understanding,
    understood_languages,
)


class Memory(dict):
    """What stands for a library's database."""

    def setting(self, name: str) -> str | None:
        return self.get(name)

    def set_setting(self, name: str, value: str) -> None:
        self[name] = value


class ChineseOnly:
    """Knows each Chinese phrase of the test and its label, and no English."""

    name = "chinese"
    embedding = Embedding("chinese", "owner/chinese", "1")

    def __init__(self) -> None:
        self.asked = 0
        self._meaning = {text: place for place, row in enumerate(load_rows()) for text in (row.right, row.asked["zh"])}

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [self.embed_query(text) for text in texts]

    def embed_query(self, text: str) -> list[float]:
        self.asked += 1
        place = self._meaning.get(text)
        return [float(number == place) for number in range(len(load_rows()))]


def test_letters_do_not_tell() -> None:
    """What is asked shares no more characters with the right label than with the wrong one, and each row has two labels."""
    for row in load_rows():
        assert row.right != row.wrong
        assert len(set(row.asked["zh"]) & set(row.right)) <= len(set(row.asked["zh"]) & set(row.wrong)) , row
    assert len(load_rows()) >= 20


def test_the_bundled_model_understands() -> None:
    """The model that comes with the project passes in both languages with room to spare."""
    right = measure_understanding(make_embedder())
    assert min(right.values()) >= len(load_rows()) - 1


def test_a_language_that_is_not_understood_is_told() -> None:
    """A model for one language ranks in that one only; the outcome is remembered and measured once."""
    memory, model = Memory(), ChineseOnly()
    note_understanding(memory, model)
    assert understood_languages(memory) == {"zh"}
    remark = remark_on_understanding(memory)
    assert f"0 of {len(load_rows())} in English" in remark
    assert "questions in English are answered by words alone" in remark
    asked = model.asked
    note_understanding(memory, model)
    assert model.asked == asked


def test_what_is_taken_as_it_is() -> None:
    """The bundled model, an embedder that tells no revision, and a library that was built before are not put to the test."""
    model = ChineseOnly()
    model.embedding = Embedding("chinese", "owner/chinese")
    for one in (make_embedder(), model):
        memory = Memory()
        note_understanding(memory, one)
        assert memory == {}
        assert understood_languages(memory) == {"zh", "en"}
        assert remark_on_understanding(memory) == ""
    assert model.asked == 0


def test_the_bar() -> None:
    """Enough is well above chance and below all."""
    for right, enough in ((LEAST * 100, True), (LEAST * 100 - 1, False)):
        memory = Memory({SETTING: json.dumps({"rows": 100, "zh": right, "en": 100})})
        assert ("zh" in understood_languages(memory)) is enough
        assert "en" in understood_languages(memory)
