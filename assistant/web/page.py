"""Build the one page of the web chat from its template, its words and the data it starts with.

Every word is escaped on its way in; the starting data stands in a block that a browser reads as data, not as script.
"""

from __future__ import annotations

import hashlib
import json
import re
from functools import cache
from html import escape
from pathlib import Path

LANGUAGES = ("zh", "en")
STATIC = Path(__file__).parent / "static"
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self' 'unsafe-eval'; "
    "style-src 'self' 'sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU='; img-src 'self' data: blob:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)
"""The page may load from and speak to its own server only, and runs no script but its own files: none that stands in
markup. Its files evaluate no string; 'unsafe-eval' lets a browser driver (Playwright's wait_for_function) do so. The one
style sheet that may stand in markup is an empty one (its hash): the drawing library fills such a sheet by script.
Pictures made in the page (data:, blob:) are charts on their way to a file."""

_HOLE = re.compile(r"\{\{(\w+)\}\}")


@cache
def words() -> dict[str, dict]:
    """The page's words by language, from the files of `words/`; a key that two files hold is refused."""
    spoken: dict[str, dict] = {language: {} for language in LANGUAGES}
    for file in sorted((Path(__file__).parent / "words").glob("*.json")):
        for language, own in json.loads(file.read_text(encoding="utf-8")).items():
            if twice := spoken[language].keys() & own.keys():
                raise ValueError(f"{file.name}: {', '.join(sorted(twice))} is in another file of words as well")
            spoken[language].update(own)
    return spoken


@cache
def static_path() -> str:
    """Where the page's files are served: a path that changes when they do, so that no browser mixes old with new."""
    digest = hashlib.sha256()
    for file in sorted(STATIC.iterdir()):
        digest.update(file.read_bytes())
    return f"web/{digest.hexdigest()[:12]}"


def choose_language(accepted: str | None) -> str:
    """The page's language for an Accept-Language header: the better ranked of zh and en; en for others, zh for none."""
    if not accepted or not accepted.strip():
        return "zh"
    ranked = sorted((_rank(part) for part in accepted.split(",")), key=lambda pair: -pair[0])
    for weight, name in ranked:
        language = name.split("-")[0]
        if weight > 0 and language in LANGUAGES:
            return language
    return "en"


def _rank(part: str) -> tuple[float, str]:
    """The weight and lower-case tag of one entry such as `en-GB;q=0.8`; an unreadable weight counts as none."""
    tag, _, parameters = part.strip().partition(";")
    weight = re.fullmatch(r"q=([01](?:\.\d{0,3})?)", parameters.strip() or "q=1")
    return (float(weight.group(1)) if weight else 0.0, tag.strip().lower())


def build_page(language: str, reports: list[dict], limit: int, uploads: bool = False) -> str:
    """The page as HTML. Reports are as `payload.show_report` gives them; `limit` is a question's most characters,
    `uploads` says whether visitors may bring reports of their own.
    """
    return fill_page("page.html", language, {"reports": reports, "limit": limit, "uploads": uploads})


def fill_page(template: str, language: str, data: dict) -> str:
    """A template beside this file as HTML, with the words of a language and the data its scripts start with."""
    spoken = words()[language]
    data = {"language": language, "words": words(), **data}
    holes = {key: escape(text) for key, text in spoken.items() if isinstance(text, str)}
    holes["lang"] = "zh-CN" if language == "zh" else "en"
    holes["web"] = static_path()
    holes["data"] = json.dumps(data, ensure_ascii=False).replace("<", "\\u003c")
    return _HOLE.sub(lambda hole: holes[hole.group(1)], (STATIC.parent / template).read_text(encoding="utf-8"))
