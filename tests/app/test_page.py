"""What the page is made of, without a browser: its words, its languages, its colours, its data."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from assistant.web.page import STATIC, build_page, choose_language, static_path, words

PAGES = sorted(STATIC.parent.glob("*.html"))
SOURCES = "\n".join(file.read_text(encoding="utf-8") for file in [*STATIC.glob("*.js"), *PAGES])


def read_colours(theme: str) -> dict[str, str]:
    """The colour tokens of base.css in one theme; dark inherits what it does not set."""
    sheet = (STATIC / "base.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root(\[data-theme=\"dark\"\])? \{(.*?)\n\}", sheet, re.DOTALL)
    tokens: dict[str, str] = {}
    for dark, block in blocks:
        if not dark or theme == "dark":
            tokens.update(re.findall(r"--([a-z-]+): (#[0-9a-f]{6});", block))
    return tokens


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2.2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_contrast_meets_aa(theme):
    """Every text colour stands at 4.5 : 1 or better on every ground it is used on, the edge of the box at 3 : 1."""
    colour = read_colours(theme)
    pairs = [(text, ground) for text in ("ink", "ink-soft", "ink-quiet", "accent") for ground in ("paper", "card")]
    pairs += [("ink", "accent-soft"), ("accent", "accent-soft"), ("accent-ink", "accent"), ("hit-ink", "hit")]
    pairs += [("ink", "cited"), ("ink-quiet", "cited"), ("ink", "rule"), ("warn", "warn-soft"), ("bad", "bad-soft")]
    pairs += [("bad", "paper"), ("ink-soft", "paper")]
    failing = {pair: round(contrast(colour[pair[0]], colour[pair[1]]), 2) for pair in pairs}
    assert {pair: ratio for pair, ratio in failing.items() if ratio < 4.5} == {}
    assert contrast(colour["edge"], colour["card"]) >= 3
    assert contrast(colour["edge"], colour["paper"]) >= 3


def test_both_languages_have_the_same_words():
    """No word is missing in one language, and a word's holes are the same in both."""
    zh, en = words()["zh"], words()["en"]
    assert list(zh) == list(en)
    for key in zh:
        if key not in ("kinds", "year"):
            assert sorted(re.findall(r"\{\w+\}", zh[key])) == sorted(re.findall(r"\{\w+\}", en[key])), key


def test_every_word_is_used():
    """No word of `words.json` is left over: each is named by the page or a script, or is a status or kind of fault."""
    unused = {key for key in words()["zh"] if not re.search(rf"\b{key}\b", SOURCES)}
    assert unused <= {"declined", "unclear", "fault", "too_large"}


def test_page_parts_exist():
    """Every file and element that the pages and their scripts name is there."""
    page = "\n".join(file.read_text(encoding="utf-8") for file in PAGES)
    for name in re.findall(r"\{\{web\}\}/([\w.]+)", page) + re.findall(r'from "\./(\w+\.js)"', SOURCES):
        assert (STATIC / name).is_file(), name
    for name in re.findall(r'(?:find|getElementById)\("([\w-]+)"\)', SOURCES):
        assert f'id="{name}"' in page, name


def test_scripts_never_parse_markup():
    """No script turns text into markup or code, so no text of a question or a report can become either."""
    scripts = "\n".join(file.read_text(encoding="utf-8") for file in STATIC.glob("*.js"))
    assert re.findall(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function", scripts) == []


def test_nothing_is_loaded_from_elsewhere():
    """No file of the page names another server."""
    for file in [*STATIC.iterdir(), *PAGES]:
        found = set(re.findall(r"(?:https?:)?//[a-z][\w.]*\.[a-z]{2,}[^\s\"')]*", file.read_text(encoding="utf-8")))
        assert found <= {"http://www.w3.org/2000/svg"}, file.name


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9,zh;q=0.8", "en"),
        ("fr-FR,zh;q=0.4,en;q=0.7", "en"),
        ("zh-Hant-TW", "zh"),
        ("ZH", "zh"),
        ("fr-FR,de;q=0.5", "en"),
        ("en;q=0,zh;q=0.1", "zh"),
        ("*", "en"),
        ("", "zh"),
        (None, "zh"),
        ("en;q=much, ;;,", "en"),
    ],
)
def test_language_follows_the_browser(header, language):
    """The interface takes the better ranked of Chinese and English; English for others, Chinese where none is named."""
    assert choose_language(header) == language


def test_page_data_cannot_leave_its_block():
    """A report's name that looks like markup neither ends the data block nor becomes an element."""
    report = {"file": "a.txt", "name": "</script><script>alert(1)</script>", "year": None, "kind": None}
    page = build_page("zh", [report], 500)
    block = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL).group(1)
    assert "<" not in block
    assert json.loads(block)["reports"] == [report]
    assert "{{" not in page


def test_static_path_changes_with_the_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """Files that changed are served under another path, so a browser never mixes old with new."""
    before = static_path()
    for file in STATIC.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    monkeypatch.setattr("assistant.web.page.STATIC", tmp_path)
    assert static_path.__wrapped__() == before
    (tmp_path / "chat.js").write_text("// changed", encoding="utf-8")
    assert static_path.__wrapped__() != before
