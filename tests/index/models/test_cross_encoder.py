"""A cross-encoder that the test makes itself: tiny and random, but loaded and run as any other."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from index.embed import make_embedder
from index.errors import ModelError
from index.rerank import CrossEncoderScorer, Reranker, reranker_of

pytestmark = pytest.mark.models
WORDS = "[PAD] [UNK] [CLS] [SEP] [MASK] 公 务 接 待 费 支 出 车 辆 how much was spent on vehicles".split()
TEXTS = ["公务接待费支出", "车辆支出", "费", "how much was spent"]


def make_cross_encoder(folder: Path, labels: int = 1) -> Path:
    import torch
    from transformers import BertConfig, BertForSequenceClassification, BertTokenizer

    torch.manual_seed(7)
    configuration = BertConfig(
        vocab_size=len(WORDS), hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16,
        max_position_embeddings=64, num_labels=labels, initializer_range=1.0,
    )  # fmt: skip
    folder.mkdir()
    (folder / "vocab.txt").write_text("\n".join(WORDS), encoding="utf-8")
    BertTokenizer(str(folder / "vocab.txt")).save_pretrained(folder)
    BertForSequenceClassification(configuration).save_pretrained(folder)
    return folder


@pytest.fixture(scope="module")
def tiny(minilm: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a tiny cross-encoder, where such models can be run."""
    return make_cross_encoder(tmp_path_factory.mktemp("models") / "tiny")


def test_scores_do_not_vary(tiny: Path) -> None:
    """The same pairs have the same scores, in another process's model and in any company; other texts have others."""
    first, second = CrossEncoderScorer(str(tiny)), CrossEncoderScorer(str(tiny))
    scores = first.scores("公务接待费", TEXTS)
    assert len(set(scores)) == len(TEXTS)
    assert second.scores("公务接待费", TEXTS) == scores
    alone = [second.scores("公务接待费", [text])[0] for text in TEXTS]
    assert alone == pytest.approx(scores, abs=1e-5)
    assert first.scores("车辆", TEXTS) != scores


def test_the_order_is_that_of_the_scores(tiny: Path) -> None:
    """The setting makes a reranker whose order is that of the model's scores."""
    reranker = reranker_of({"RERANKER_MODEL": str(tiny), "EMBEDDING_DEVICE": "cpu"})
    scores = CrossEncoderScorer(str(tiny)).scores("公务接待费", TEXTS)
    assert reranker.order("公务接待费", TEXTS) == sorted(range(len(TEXTS)), key=lambda place: -scores[place])


def test_what_is_no_reranker(tiny: Path, minilm: Path, tmp_path: Path) -> None:
    """An embedding model has no scores to give, and a cross-encoder no vectors; each is told by its setting."""
    with pytest.raises(ModelError, match="RERANKER_MODEL names .* which is no cross-encoder"):
        reranker_of({"RERANKER_MODEL": str(minilm)})
    with pytest.raises(ModelError, match="EMBEDDING_MODEL names .* which is a CrossEncoder.*RERANKER_MODEL may name it"):
        make_embedder(str(tiny))


@pytest.mark.parametrize("fault", ["three scores", "no weights"])
def test_a_fault_falls_back(minilm: Path, tmp_path: Path, caplog: pytest.LogCaptureFixture, fault: str) -> None:
    """A model that cannot be loaded, or that classifies instead of scoring, is told once; the order stays as it was."""
    folder = make_cross_encoder(tmp_path / "model", labels=3 if fault == "three scores" else 1)
    if fault == "no weights":
        (folder / "model.safetensors").write_bytes(b"damaged")
    reranker = Reranker(CrossEncoderScorer(str(folder)))
    with caplog.at_level(logging.WARNING):
        assert reranker.order("q", TEXTS) == reranker.order("q", TEXTS) == [0, 1, 2, 3]
    assert len([record for record in caplog.records if record.name == "mingzhang.rerank"]) == 1
    assert str(folder) in caplog.text
