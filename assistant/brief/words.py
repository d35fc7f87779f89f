"""The words and the figure list of `prompts/briefing.toml`, checked when loaded: both languages say the same things."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from index.errors import LibraryError

WORDS_FILE = Path(__file__).resolve().parent.parent.parent / "prompts" / "briefing.toml"
LANGUAGES = ("zh", "en")
_HOLE = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class Row:
    """A key figure: its labels, and what it may be read from.

    `concepts` are mandated items (for amounts), `terms` canonical names with `units` (for counts). `pattern` is what the
    label itself may say instead, under a heading that fits `within`; `columns` the column of a table's total row. Such
    a figure must be of the fund that the first concept names, unless `any_fund` is set.
    `part_of` are the keys of wholes, the first of which that is held a share is told of; `level` indents the row. `at` is "held" for
    what is told of a day and not of the year.
    """

    key: str
    labels: dict[str, str]
    concepts: tuple[str, ...]
    terms: tuple[str, ...]
    measure: str
    units: tuple[str, ...]
    part_of: tuple[str, ...]
    level: int
    at: str
    pattern: str
    within: str
    columns: str
    any_fund: bool


@dataclass(frozen=True, slots=True)
class Words:
    """What briefings say: `texts` by language and key, the `rows` of the table of key figures in order."""

    texts: dict[str, dict[str, str]]
    rows: tuple[Row, ...]

    def word(self, language: str, key: str, **holes: object) -> str:
        """A text with its holes filled. Raises KeyError for an unknown key."""
        return self.texts[language][key].format(**holes)


@lru_cache(maxsize=1)
def load_words() -> Words:
    """The words. Raises LibraryError where the languages do not match or a row is not complete."""
    data = tomllib.loads(WORDS_FILE.read_text(encoding="utf-8"))
    texts = {language: data[language] for language in LANGUAGES}
    for key in texts["zh"].keys() | texts["en"].keys():
        if set(_HOLE.findall(texts["zh"].get(key, "\0{}"))) != set(_HOLE.findall(texts["en"].get(key, "\0{x}"))):
            raise LibraryError(f"the text {key!r} differs between the languages", str(WORDS_FILE), "Give both the same holes.")
    rows = tuple(_row(values) for values in data["figures"])
    known = {row.key for row in rows}
    for row in rows:
        if not known.issuperset(row.part_of):
            raise LibraryError(f"the row {row.key!r} is part of {row.part_of}, which is none", str(WORDS_FILE), "Name a row's key.")
    return Words(texts, rows)


def _row(values: dict) -> Row:
    try:
        return Row(
            values["key"], {"zh": values["zh"], "en": values["en"]}, tuple(values.get("concepts", ())),
            tuple(values.get("terms", ())), values.get("measure", "amount"), tuple(values.get("units", ())),
            tuple(values.get("part_of", ())), values.get("level", 0), values.get("at", "year"), values.get("pattern", ""),
            values.get("within", ""), values.get("columns", ""), values.get("any_fund", False),
        )  # fmt: skip
    except KeyError as fault:
        raise LibraryError(f"a figure has no {fault}", str(WORDS_FILE), "Give each a key and both labels.") from fault
