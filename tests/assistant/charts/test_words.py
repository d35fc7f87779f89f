"""The sentences of charts: both languages say the same, and none lies idle."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import assistant.charts.words as words_module
from assistant.charts.words import load_words

PACKAGE = Path(words_module.__file__).parent


def test_both_languages_have_the_same_keys_and_holes():
    """What can be said in one language can be said in the other."""
    chinese, english = load_words()["zh"], load_words()["en"]
    assert chinese.keys() == english.keys()
    holes = re.compile(r"\{(\w+)\}")
    assert all(set(holes.findall(chinese[key])) == set(holes.findall(english[key])) for key in chinese)


def test_every_key_is_used():
    """No sentence lies idle: each key stands in the code, whole or as the end of one that is put together."""
    spelled = "\n".join(file.read_text(encoding="utf-8") for file in PACKAGE.glob("*.py"))
    nodes = (node for file in PACKAGE.glob("*.py") for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))))
    texts = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    joined = {f"csv_{text}" for text in texts} | {f"title_{text}" for text in texts}
    assert spelled
    assert sorted(load_words()["en"].keys() - texts - joined) == []


def test_no_sentence_holds_a_digit():
    """Figures come from lines and calculations, never from a sentence."""
    assert [key for language in ("zh", "en") for key, text in load_words()[language].items() if re.search(r"\d", text)] == []
