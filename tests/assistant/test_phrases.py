"""The phrase file and the code that speaks with it fit each other."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import assistant.phrases as phrases_module
from assistant.phrases import PHRASES_FILE, load_phrases, phrase
from index.errors import LibraryError

PACKAGE = Path(phrases_module.__file__).parent
HOLE = re.compile(r"\{(\w*)[^}]*\}")


def _trees() -> Iterator[tuple[Path, ast.Module]]:
    for path in sorted(PACKAGE.rglob("*.py")):
        yield path, ast.parse(path.read_text(encoding="utf-8"))


def _keys(node: ast.expr) -> list[str]:
    """The keys an argument may be, as far as it spells them out."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return [node.value]
    if isinstance(node, ast.IfExp):
        return [*_keys(node.body), *_keys(node.orelse)]
    if isinstance(node, ast.Subscript) and isinstance(node.value, ast.Dict):
        return [key for value in node.value.values for key in _keys(value)]
    return []


def _calls() -> Iterator[tuple[str, ast.Call, list[str]]]:
    """Where code speaks: `….say(key, …)` and `phrase(language, key)`."""
    for path, tree in _trees():
        for node in ast.walk(tree):
            if not isinstance(node, ast.Call):
                continue
            if isinstance(node.func, ast.Attribute) and node.func.attr == "say" and node.args:
                yield f"{path.name}:{node.lineno}", node, _keys(node.args[0])
            elif isinstance(node.func, ast.Name) and node.func.id == "phrase" and len(node.args) == 2:
                yield f"{path.name}:{node.lineno}", node, _keys(node.args[1])


def test_both_languages_have_the_same_keys() -> None:
    """What can be said in one language can be said in the other."""
    assert load_phrases()["zh"].keys() == load_phrases()["en"].keys()


def test_both_languages_have_the_same_holes() -> None:
    """A phrase states the same things in both languages."""
    chinese, english = load_phrases()["zh"], load_phrases()["en"]
    assert {k: set(HOLE.findall(v)) for k, v in chinese.items()} == {k: set(HOLE.findall(v)) for k, v in english.items()}


def test_no_phrase_holds_a_digit() -> None:
    """Figures come from lines and calculations, never from a phrase."""
    digits = [key for language in ("zh", "en") for key, text in load_phrases()[language].items() if re.search(r"\d", text)]
    assert digits == []


def _spelled() -> set[str]:
    """Every string that stands in the code."""
    nodes = (node for _, tree in _trees() for node in ast.walk(tree))
    return {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}


def test_every_key_used_in_code_exists() -> None:
    """No sentence is asked for that the file does not hold."""
    known = load_phrases()["en"].keys()
    called = {(place, key) for place, _, keys in _calls() for key in keys}
    assert len(called) > 30
    assert {(place, key) for place, key in called if key not in known} == set()
    assert {text for text in _spelled() if re.fullmatch(r"label_[a-z]+", text)} <= known


def test_every_key_is_used() -> None:
    """No sentence lies idle in the file: each key stands in the code."""
    assert sorted(load_phrases()["en"].keys() - _spelled()) == []


def test_every_hole_is_filled_by_its_caller() -> None:
    """A sentence said with its key spelled out is given all its holes."""
    unfilled = []
    for place, call, keys in _calls():
        if not (isinstance(call.func, ast.Attribute) and call.func.attr == "say"):
            continue
        given = {keyword.arg for keyword in call.keywords if keyword.arg}
        opened = any(keyword.arg is None for keyword in call.keywords)
        for key in keys:
            holes = set(HOLE.findall(load_phrases()["en"][key]))
            if not opened and holes - given:
                unfilled.append((place, key, holes - given))
    assert unfilled == []


def test_an_unknown_key_is_a_fault() -> None:
    """A misspelled key never becomes an empty sentence."""
    with pytest.raises(KeyError):
        phrase("en", "no_such_key")


def test_a_phrase_that_differs_between_languages_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A changed hole in one language is told by key and file before anything is answered."""
    changed = PHRASES_FILE.read_text(encoding="utf-8").replace("{percent}", "{per_cent}", 1)
    file = tmp_path / "answers.toml"
    file.write_text(changed, encoding="utf-8")
    monkeypatch.setattr(phrases_module, "PHRASES_FILE", file)
    with pytest.raises(LibraryError, match="differs between the languages") as fault:
        load_phrases.__wrapped__()
    assert str(file) in str(fault.value)
