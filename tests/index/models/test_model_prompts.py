"""What stands before a question and a passage: as set, else as the model's configuration says, else as its family wants."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index.embedding import EmbeddingSettings
from index.models.find import FoundModel
from index.models.prompts import CONFIGURATION, choose_prompts, load_families

NONE = EmbeddingSettings()


def model(folder: Path, configuration: dict | None = None, base: str | None = None, name: str | None = None) -> FoundModel:
    folder.mkdir(parents=True, exist_ok=True)
    if configuration is not None:
        (folder / CONFIGURATION).write_text(json.dumps(configuration))
    if base is not None:
        (folder / "config.json").write_text(json.dumps({"_name_or_path": base}))
    return FoundModel(name or str(folder), folder, "sha256:0", name is not None)


@pytest.mark.parametrize(
    ("configuration", "prompts"),
    [
        ({"prompts": {"query": "Q: ", "document": "D: "}}, ("Q: ", "D: ")),
        ({"prompts": {"query": "Q: ", "passage": "P: "}}, ("Q: ", "P: ")),
        ({"prompts": {"query": "Q: "}}, ("Q: ", "")),
        ({"prompts": {"query": "Q: ", "passage": ""}, "default_prompt_name": "query"}, ("Q: ", "")),
        ({"prompts": {"query": "Q: "}, "default_prompt_name": "query"}, ("Q: ", "")),
        ({"prompts": {"any": "A: "}, "default_prompt_name": "any"}, ("A: ", "A: ")),
        ({"prompts": {"query": "Q: ", "any": "A: "}, "default_prompt_name": "any"}, ("Q: ", "A: ")),
        ({"prompts": {"classification": "C: "}}, ("", "")),
        ({"prompts": {"query": "", "document": ""}}, ("", "")),
        ({"prompts": None}, ("", "")),
        ({}, ("", "")),
        (None, ("", "")),
    ],
)
def test_the_configuration_of_the_model(tmp_path: Path, configuration: dict | None, prompts: tuple[str, str]) -> None:
    """The prompts that the model's own configuration names for questions and passages are taken; its default where it names none."""
    assert choose_prompts(model(tmp_path / "some-model", configuration), NONE) == prompts


@pytest.mark.parametrize(
    ("name", "prompts"),
    [
        ("intfloat/multilingual-e5-small", ("query: ", "passage: ")),
        ("intfloat/e5-base-v2", ("query: ", "passage: ")),
        ("intfloat/multilingual-e5-large-instruct", ("Instruct: Given a web search query, retrieve relevant passages that answer the query\nQuery: ", "")),
        ("BAAI/bge-small-zh-v1.5", ("为这个句子生成表示以用于检索相关文章：", "")),
        ("BAAI/bge-base-en-v1.5", ("Represent this sentence for searching relevant passages: ", "")),
        ("BAAI/bge-m3", ("", "")),
        ("sentence-transformers/all-MiniLM-L6-v2", ("", "")),
        ("someone/notable5-small", ("", "")),
    ],
)  # fmt: skip
def test_families(tmp_path: Path, name: str, prompts: tuple[str, str]) -> None:
    """Well-known models that do not say it themselves get what they were trained with, by hub name, folder, cache folder or base."""
    assert choose_prompts(model(tmp_path / "a", name=name), NONE) == prompts
    last = name.split("/")[1]
    assert choose_prompts(model(tmp_path / last), NONE) == prompts
    assert choose_prompts(model(tmp_path / f"models--{name.replace('/', '--')}" / "snapshots" / "0123"), NONE) == prompts
    assert choose_prompts(model(tmp_path / "my-own", base=name), NONE) == prompts


def test_the_configuration_stands_above_the_family(tmp_path: Path) -> None:
    """Where the configuration names prompts, the family's are not used; saved empty ones name none."""
    named = {"prompts": {"query": "Frage: "}}
    assert choose_prompts(model(tmp_path / "e5-small", named), NONE) == ("Frage: ", "")
    empty = {"prompts": {"query": "", "document": ""}}
    assert choose_prompts(model(tmp_path / "e5-base", empty), NONE) == ("query: ", "passage: ")


def test_settings_stand_above_all(tmp_path: Path) -> None:
    """A prompt that is set is used, also one that is set to nothing; the other side stays as it was."""
    found = model(tmp_path / "e5-small")
    assert choose_prompts(found, EmbeddingSettings(query_prompt="")) == ("", "passage: ")
    assert choose_prompts(found, EmbeddingSettings(query_prompt="q", passage_prompt="p")) == ("q", "p")


def test_each_family_is_reached_by_the_models_it_names() -> None:
    """The table is no dead letter: the models in a family's own name are its own, not those of one before it."""
    families = load_families()
    assert len(families) >= 8
    for family in families:
        for name in family.name.partition("(")[2].rstrip(")").split(", "):
            first = next(one for one in families if one.matches.search(name))
            assert first is family, name
