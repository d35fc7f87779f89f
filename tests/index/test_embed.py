"""The bundled embedding model: one space for Chinese and English, made on this machine, behind a small seam."""

from __future__ import annotations

import importlib.util
import math

import pytest

from index.embed import BUNDLED, BundledEmbedder, make_embedder
from index.errors import LibraryError


@pytest.fixture(scope="module")
def bundled() -> BundledEmbedder:
    return BundledEmbedder()


def cosine(first: list[float], second: list[float]) -> float:
    return sum(a * b for a, b in zip(first, second, strict=True))


def test_vectors_are_of_unit_length_and_384_wide(bundled) -> None:
    """A text becomes 384 numbers of length 1, a question too."""
    (vector,) = bundled.embed_documents(["公务用车购置及运行维护费支出"])
    for found in (vector, bundled.embed_query("公车费用")):
        assert len(found) == 384
        assert math.isclose(cosine(found, found), 1.0, abs_tol=1e-3)


def test_equal_texts_have_equal_vectors_in_order(bundled) -> None:
    """Vectors come in the order of the texts, and a repeated text has the vector of its first."""
    first, second, third = bundled.embed_documents(["公务接待费", "住房公积金", "公务接待费"])
    assert first == third
    assert first != second


def test_no_text_no_vector(bundled) -> None:
    """Nothing asked, nothing given."""
    assert bundled.embed_documents([]) == []


@pytest.mark.parametrize(
    ("question", "right", "wrong"),
    [
        ("official vehicle costs", "公务用车购置及运行维护费支出", "住房公积金"),
        ("公车费用", "公务用车购置及运行维护费支出", "财政专户管理资金"),
        ("housing provident fund", "住房公积金", "公务接待费支出"),
    ],
)
def test_question_is_nearer_to_its_item(bundled, question: str, right: str, wrong: str) -> None:
    """A question in English or in colloquial Chinese lies nearer to the item it means than to another."""
    asked = bundled.embed_query(question)
    near, far = bundled.embed_documents([right, wrong])
    assert cosine(asked, near) > cosine(asked, far)


@pytest.mark.parametrize("setting", [None, "", "bundled", BUNDLED])
def test_default_is_the_bundled_model(setting: str | None) -> None:
    """Without a setting, and by its own name, the bundled model is used; it is not loaded before it is needed."""
    embedder = make_embedder(setting)
    assert isinstance(embedder, BundledEmbedder)
    assert embedder.name == BUNDLED
    assert embedder._engine is None


@pytest.mark.skipif(importlib.util.find_spec("langchain_huggingface") is not None, reason="the extra is installed")
def test_other_model_without_its_extra_is_refused() -> None:
    """Another model than the bundled one needs the extra, and the message says which."""
    with pytest.raises(LibraryError, match=r"some/model.*\[sentence-transformers\]"):
        make_embedder("some/model")
