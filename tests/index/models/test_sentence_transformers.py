"""A real sentence-transformers model through the product's own code: vectors, prompts, faults, and no look at the network."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assistant.visits.quiet_embedding import QuietEmbedder
from index.embed import make_embedder, settings_of
from index.embedding import EmbeddingSettings
from index.errors import ModelError

pytestmark = pytest.mark.models
ROOT = Path(__file__).resolve().parents[3]
TEXTS = ["official vehicle costs", "housing provident fund", "公务接待费支出"]


def cosine(one: list[float], other: list[float]) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def nearly(one: list[float], other: list[float]) -> bool:
    return max(abs(a - b) for a, b in zip(one, other, strict=True)) < 1e-5


@pytest.fixture(scope="module")
def embedder(minilm: Path):
    return make_embedder(EmbeddingSettings(str(minilm)))


def test_vectors(embedder) -> None:
    """Vectors are as wide as the model says, of length 1, in the order of the texts; equal texts have equal ones."""
    made = embedder.embed_documents([*TEXTS, TEXTS[0]])
    assert {len(vector) for vector in made} == {384}
    for vector in (*made, embedder.embed_query(TEXTS[0])):
        assert math.isclose(cosine(vector, vector), 1.0, abs_tol=1e-5)
    assert made[0] == made[3] != made[1]
    assert embedder.embed_documents([]) == []


def test_it_knows_meaning(embedder) -> None:
    """A question lies nearer to what it means than to something else."""
    near, far = embedder.embed_documents(["cost of official cars", "retirement benefits of teachers"])
    asked = embedder.embed_query("How much was spent on vehicles?")
    assert cosine(asked, near) > cosine(asked, far) + 0.1


def test_equal_texts_go_to_the_model_once_and_empty_ones_never(embedder, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the model is given holds each text once and none that is empty."""
    embedder.embed_query("loads the model")
    given: list[str] = []
    encode = type(embedder._model._client).encode
    monkeypatch.setattr(
        type(embedder._model._client), "encode", lambda self, texts, **options: given.extend(texts) or encode(self, texts, **options)
    )
    made = embedder.embed_documents(["a", "", "a", " ", "b"])
    assert len(made) == 5
    assert sorted(given) == sorted(set(given))
    assert all(text.strip() for text in given)
    assert math.isclose(cosine(embedder.embed_query(""), made[1]), 1.0, abs_tol=1e-5)


def test_prompts_stand_before_the_texts(minilm: Path, embedder) -> None:
    """A query prompt stands before questions only, a passage prompt before passages only; both make another space."""
    set_by_hand = make_embedder(EmbeddingSettings(str(minilm), query_prompt="query: ", passage_prompt="passage: "))
    assert nearly(set_by_hand.embed_query(TEXTS[0]), embedder.embed_query(f"query: {TEXTS[0]}"))
    assert nearly(set_by_hand.embed_documents([TEXTS[0]])[0], embedder.embed_documents([f"passage: {TEXTS[0]}"])[0])
    assert not nearly(set_by_hand.embed_query(TEXTS[0]), embedder.embed_query(TEXTS[0]))
    assert not set_by_hand.embedding.same_space(embedder.embedding)


def test_the_models_own_prompts(minilm: Path, embedder, tmp_path: Path) -> None:
    """Prompts that the model's configuration names are used without a setting."""
    folder = shutil.copytree(minilm, tmp_path / "prompted")
    (folder / "config_sentence_transformers.json").write_text('{"prompts": {"query": "find: ", "document": "text: "}}')
    prompted = make_embedder(EmbeddingSettings(str(folder)))
    assert (prompted.embedding.query_prompt, prompted.embedding.passage_prompt) == ("find: ", "text: ")
    assert nearly(prompted.embed_query(TEXTS[0]), embedder.embed_query(f"find: {TEXTS[0]}"))
    assert nearly(prompted.embed_documents([TEXTS[0]])[0], embedder.embed_documents([f"text: {TEXTS[0]}"])[0])


def test_a_moved_folder_is_the_same_model(minilm: Path, embedder, tmp_path: Path) -> None:
    """A copy under another name lies in the same space; one that was trained on does not."""
    moved = shutil.copytree(minilm, tmp_path / "moved")
    assert make_embedder(str(moved)).name == embedder.name
    weights = moved / "model.safetensors"
    changed = bytearray(weights.read_bytes())
    changed[-1] ^= 1
    weights.write_bytes(changed)
    other = make_embedder(str(moved))
    assert other.name != embedder.name
    assert not other.embedding.same_space(embedder.embedding)


def test_the_same_in_a_background_process(embedder) -> None:
    """What visitors bring is embedded by the same model in a process of its own."""
    quiet = QuietEmbedder(settings_of(embedder))
    try:
        for one, other in zip(quiet.embed_documents(TEXTS), embedder.embed_documents(TEXTS), strict=True):
            assert nearly(one, other)
    finally:
        quiet.close()


def spoil_weights(folder: Path) -> None:
    (folder / "model.safetensors").write_bytes((folder / "model.safetensors").read_bytes()[:1000])


def bring_code(folder: Path) -> None:
    (folder / "modules.json").write_text('[{"idx": 0, "name": "0", "path": "", "type": "own_code.Embedder"}]')
    (folder / "own_code.py").write_text("raise SystemExit('the code was run')")


def not_a_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").write_text("{}")
    (folder / "vocab.txt").unlink()


@pytest.mark.parametrize("spoil", [spoil_weights, bring_code, not_a_tokenizer])
def test_a_model_that_cannot_be_loaded(minilm: Path, tmp_path: Path, spoil) -> None:
    """Damaged weights, a damaged vocabulary, a model that brings code of its own: one fault that names the folder, and what to do."""
    folder = shutil.copytree(minilm, tmp_path / "spoiled")
    spoil(folder)
    with pytest.raises(ModelError) as caught:
        make_embedder(str(folder)).embed_query("a question")
    message = str(caught.value)
    assert str(folder) in message
    assert "\n" not in message
    assert "ame " in message  # Name a model …, or name another


def test_a_device_that_is_not_there(minilm: Path) -> None:
    """A device that this machine does not have is told by its setting."""
    with pytest.raises(ModelError, match="'cuda:99' cannot be used.*Unset EMBEDDING_DEVICE"):
        make_embedder(EmbeddingSettings(str(minilm), device="cuda:99")).embed_query("a question")
    assert make_embedder(EmbeddingSettings(str(minilm), device="cpu")).embed_query("a question")


GUARDED = """
import json, os, sys
tried = []

def guard(event, arguments):
    if event == "socket.getaddrinfo" or event == "socket.connect" and isinstance(arguments[1], tuple):
        tried.append(str(arguments))

sys.addaudithook(guard)
from index.embed import embedder_of
embedder = embedder_of(os.environ)
embedder.embed_documents(["a text"])
embedder.embed_query("a question")
print(json.dumps(tried))
"""


def test_no_look_at_the_network(minilm: Path, tmp_path: Path) -> None:
    """Loading and running a model from a folder touches no network, also where nothing says offline; nothing is printed beside."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "TRANSFORMERS_", "EMBEDDING_"))}
    environment |= {"EMBEDDING_MODEL": str(minilm), "PYTHONPATH": str(ROOT), "HF_HOME": str(tmp_path / "cache")}
    run = subprocess.run(
        [sys.executable, "-c", GUARDED], cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=300, check=False
    )
    assert (run.stdout.strip(), run.returncode) == ("[]", 0), run.stderr
    assert run.stderr == ""
