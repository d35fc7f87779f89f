"""The background process embeds as the model itself does, and is gone when it is told to rest."""

from __future__ import annotations

import pytest

from assistant.visits.quiet_embedding import QuietEmbedder
from index.embed import BUNDLED, make_embedder
from index.errors import LibraryError


def test_same_vectors_as_the_model() -> None:
    """A text gets the vector that a build would give it, so that visitors' and public reports share one space."""
    quiet = QuietEmbedder(BUNDLED)
    try:
        made = quiet.embed_documents(["公务接待费支出决算", "The purpose of the office"])
        own = make_embedder().embed_documents(["公务接待费支出决算", "The purpose of the office"])
        for one, other in zip(made, own, strict=True):
            assert sum(a * b for a, b in zip(one, other, strict=True)) > 0.999
        process = quiet._process
        quiet.rest()
        assert process.poll() is not None
        assert len(quiet.embed_documents(["支出"])) == 1  # starts another
    finally:
        quiet.close()
    with pytest.raises(LibraryError):
        quiet.embed_documents(["支出"])


def test_an_unknown_model_is_told() -> None:
    """Where the process cannot embed, that is told as a fault, and no process stays."""
    quiet = QuietEmbedder("sentence-transformers:no-such-folder/no-such-model")
    with pytest.raises(LibraryError):
        quiet.embed_documents(["支出"])
    assert quiet._process is None
    quiet.close()
