"""A folder of a model is known by what is loaded from it, wherever it lies."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from index.models.revision import hash_folder, model_files


@pytest.fixture
def model(tmp_path: Path) -> Path:
    folder = tmp_path / "model"
    for name in ("config.json", "vocab.txt", "model.safetensors", "pytorch_model.bin", "README.md", "1_Pooling/config.json", "onnx/model.bin", ".cache/x.json"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def test_what_counts(model: Path) -> None:
    """Configuration, vocabulary and the weights that are loaded count; notes, other forms and hidden files do not."""
    names = [path.relative_to(model).as_posix() for path in model_files(model)]
    assert names == ["1_Pooling/config.json", "config.json", "model.safetensors", "vocab.txt"]


def test_a_moved_or_copied_folder_is_the_same(model: Path, tmp_path: Path) -> None:
    """Name, place and what lies beside do not count."""
    before = hash_folder(model)
    (model / "README.md").write_text("other notes")
    shutil.copytree(model, tmp_path / "elsewhere" / "another name")
    assert hash_folder(tmp_path / "elsewhere" / "another name") == hash_folder(model) == before


@pytest.mark.parametrize("name", ["config.json", "vocab.txt", "model.safetensors", "1_Pooling/config.json", "2_Dense/config.json"])
def test_a_changed_or_added_file_is_another_model(model: Path, name: str) -> None:
    """One other byte in what is loaded, or one file more, makes another model."""
    before = hash_folder(model)
    (model / name).parent.mkdir(exist_ok=True)
    (model / name).write_text("changed, and longer than it was before")
    assert hash_folder(model) != before


def test_a_renamed_file_is_another_model(model: Path) -> None:
    """The names of the files count: they say what is loaded as what."""
    before = hash_folder(model)
    (model / "vocab.txt").rename(model / "merges.txt")
    assert hash_folder(model) != before
