"""Load a model that was found, from its folder alone: the one home of sentence-transformers and langchain-huggingface.

Nothing is fetched and no code that comes with a model is run. The libraries are large: they are imported when a model is loaded.
"""

from __future__ import annotations

import importlib.util
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from index.errors import ModelError
from index.models.find import FoundModel
from index.models.prompts import CONFIGURATION

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import CrossEncoder

EXTRA = "Install the extra: make index EXTRAS=sentence-transformers, or pip install 'mingzhang[sentence-transformers]'."
_JUDGES_PAIRS = "ForSequenceClassification"


def require_libraries(name: str, setting: str) -> None:
    """Raise ModelError where the libraries that run models are not installed. It imports none of them."""
    if not all(importlib.util.find_spec(library) for library in ("langchain_huggingface", "sentence_transformers", "torch")):
        raise ModelError(f"{setting} names {name!r}, but sentence-transformers is not installed", None, EXTRA)


def check_embeds(found: FoundModel, setting: str) -> None:
    """Raise ModelError for a model that scores pairs of texts, or makes other vectors than one a text."""
    kind = _kind(found)
    if kind != "SentenceTransformer":
        other = "RERANKER_MODEL may name it." if kind == "CrossEncoder" else "Name a model that makes one dense vector a text."
        raise ModelError(f"{setting} names {found.name}, which is a {kind} and embeds no text", None, other)


def check_scores_pairs(found: FoundModel, setting: str) -> None:
    """Raise ModelError for a model that scores no pairs of texts: it would be loaded with scores made by chance."""
    if _kind(found) != "CrossEncoder":
        raise ModelError(f"{setting} names {found.name}, which is no cross-encoder", None, "Name one, or unset it.")


def _kind(found: FoundModel) -> str:
    said = found.config(CONFIGURATION).get("model_type")
    if isinstance(said, str) and said:
        return said
    if (found.folder / "modules.json").is_file():
        return "SentenceTransformer"
    architectures = found.config("config.json").get("architectures") or [""]
    return "CrossEncoder" if str(architectures[0]).endswith(_JUDGES_PAIRS) else "SentenceTransformer"


def load_embeddings(found: FoundModel, prompts: tuple[str, str], device: str | None) -> Embeddings:
    """The model as LangChain's embeddings: vectors of length 1, the prompts set before questions and passages."""
    with told(found, device):
        from langchain_huggingface import HuggingFaceEmbeddings

        _be_quiet()
        query, passage = prompts
        return HuggingFaceEmbeddings(
            model_name=str(found.folder),
            model_kwargs={"local_files_only": True, **({"device": device} if device else {})},
            encode_kwargs={"normalize_embeddings": True, "prompt": passage},
            query_encode_kwargs={"normalize_embeddings": True, "prompt": query},
        )


def load_cross_encoder(found: FoundModel, device: str | None) -> CrossEncoder:
    """The model as a cross-encoder, which scores pairs of texts."""
    with told(found, device):
        from sentence_transformers import CrossEncoder

        _be_quiet()
        model = CrossEncoder(str(found.folder), local_files_only=True, **({"device": device} if device else {}))
    if model.num_labels != 1:
        raise ModelError(
            f"the model {found.name} gives {model.num_labels} scores a pair, not one", None, "Name a model made for reranking."
        )
    return model


def _be_quiet() -> None:
    """No bars and no remarks of the libraries between the lines of a command."""
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    transformers_logging.disable_progress_bar()
    logging.getLogger("sentence_transformers").setLevel(logging.ERROR)


@contextmanager
def told(found: FoundModel, device: str | None) -> Iterator[None]:
    """Faults of the libraries as one kind: torch, transformers and safetensors raise errors of many makes."""
    try:
        yield
    except ModelError:
        raise
    except Exception as fault:
        reason = first_line(fault)
        if device and device != "cpu" and _is_of_device(reason):
            raise ModelError(
                f"the device {device!r} cannot be used ({reason})", None, "Unset EMBEDDING_DEVICE, or name one that is there, such as cpu."
            ) from fault
        if "trust_remote_code" in reason or "custom code" in reason:
            raise ModelError(
                f"the model {found.name} brings code of its own, which is not run", None, "Name a model that needs none."
            ) from fault
        raise ModelError(
            f"the model {found.name} cannot be loaded or run ({reason})", str(found.folder),
            "Fetch it again with all its files, or name another.",
        ) from fault  # fmt: skip


def first_line(fault: Exception) -> str:
    """A fault in one line."""
    text = " ".join(str(fault).strip().split("\n")[0].split())
    return f"{type(fault).__name__}: {text}" if text else type(fault).__name__


def _is_of_device(reason: str) -> bool:
    return any(word in reason.lower() for word in ("cuda", "device", "mps", "nvidia", "xpu"))

