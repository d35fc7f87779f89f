"""Put the best passages into a better order with a cross-encoder, which reads question and passage together. Off by default.

It only orders what was found: it finds nothing, drops nothing and writes nothing. Where it fails, that is told once and the
order stays as it was.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from typing import Protocol

from index.embedding import may_download
from index.errors import ModelError

log = logging.getLogger("mingzhang.rerank")

SETTING = "RERANKER_MODEL"
BEST = 20
"""How many of the best passages are put in order: a cross-encoder reads each pair anew, some ten milliseconds on a processor."""
# Scores of equal texts differ in their last bits with what stands beside them in a batch.
_DECIMALS = 5


class Scorer(Protocol):
    """Says how well texts answer a question. `name` is that of the model."""

    name: str

    def scores(self, question: str, texts: Sequence[str]) -> list[float]: ...


class CrossEncoderScorer:
    """A sentence-transformers cross-encoder, by hub name or folder. Its weights are loaded with the first question."""

    def __init__(self, model: str, device: str | None = None, download: bool = False) -> None:
        from index.models.find import find_model
        from index.models.load import check_scores_pairs, require_libraries

        require_libraries(model, SETTING)
        self._found = find_model(model, SETTING, download=download)
        check_scores_pairs(self._found, SETTING)
        self._device = device
        self._model = None
        self.name = self._found.name

    def scores(self, question: str, texts: Sequence[str]) -> list[float]:
        """One score a text, higher where it fits better. Raises ModelError."""
        from index.models.load import load_cross_encoder, told

        if self._model is None:
            self._model = load_cross_encoder(self._found, self._device)
        with told(self._found, self._device):
            found = self._model.predict([(question, text) for text in texts], show_progress_bar=False)
            return [float(score) for score in found]


class Reranker:
    """Orders texts for a question by a scorer, for one thread at a time."""

    def __init__(self, scorer: Scorer) -> None:
        self._scorer = scorer
        self._failed = False

    def order(self, question: str, texts: Sequence[str]) -> list[int]:
        """The places of the texts, those that fit best first; equal ones, and all after a fault, as they stand.

        Each distinct text is scored once.
        """
        as_given = list(range(len(texts)))
        if self._failed or len(texts) < 2 or not question.strip():
            return as_given
        unique = list(dict.fromkeys(texts))
        try:
            scores = self._scorer.scores(question, unique)
        except ModelError as fault:
            self._failed = True
            log.warning("passages are no longer reranked: %s", fault)
            return as_given
        if len(scores) != len(unique) or any(score != score for score in scores):
            self._failed = True
            log.warning("passages are no longer reranked: %s gave no score for some", self._scorer.name)
            return as_given
        by_text = {text: round(score, _DECIMALS) for text, score in zip(unique, scores, strict=True)}
        return sorted(as_given, key=lambda place: -by_text[texts[place]])


def reranker_of(environment: Mapping[str, str]) -> Reranker | None:
    """The reranker that RERANKER_MODEL names, None where it is not set. Raises ModelError where there is no such model."""
    model = environment.get(SETTING, "").strip()
    if not model:
        return None
    return Reranker(CrossEncoderScorer(model, environment.get("EMBEDDING_DEVICE", "").strip() or None, may_download(environment)))
