"""The bilingual vocabulary in prompts/terms.tsv: what its readers may rely on."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant.fold import fold, words
from assistant.vocabulary import LONGEST_ENGLISH_WAY

TERMS = Path(__file__).resolve().parents[1] / "prompts" / "terms.tsv"
HEADER = ["canonical", "zh", "en", "class"]
CLASSES = {"item", "indicator", "basis", "measure", "unit", "fund", "body", "structure", "general"}

# Ways that may lead to two terms. Empty on purpose: a way that fits two concepts stands at the more general one.
TRULY_AMBIGUOUS: set[str] = set()


@dataclass(frozen=True)
class Term:
    """One row: its line in the file, the term, its other ways and its class."""

    line: int
    canonical: str
    zh: tuple[str, ...]
    en: tuple[str, ...]
    kind: str


def split_cell(cell: str) -> tuple[str, ...]:
    """Split a |-separated cell; an empty cell holds nothing."""
    return tuple(cell.split("|")) if cell else ()


def content_lines() -> list[tuple[int, str]]:
    """Return (line number, text) of every line that is not a comment; the header comes first."""
    lines = TERMS.read_text(encoding="utf-8").splitlines()
    return [(number, text) for number, text in enumerate(lines, 1) if text and not text.startswith("#")]


@pytest.fixture(scope="module")
def terms() -> list[Term]:
    """Return every row of the vocabulary."""
    rows = []
    for number, text in content_lines()[1:]:
        canonical, zh, en, kind = text.split("\t")
        rows.append(Term(number, canonical, split_cell(zh), split_cell(en), kind))
    return rows


def owners(pairs: list[tuple[str, str]]) -> dict[str, set[str]]:
    """Map each way to the canonical terms that list it."""
    found: dict[str, set[str]] = defaultdict(set)
    for way, canonical in pairs:
        found[way].add(canonical)
    return found


def shared(found: dict[str, set[str]]) -> dict[str, set[str]]:
    """Keep the ways that lead to more than one term and are not known to be ambiguous."""
    return {way: terms for way, terms in found.items() if len(terms) > 1 and way not in TRULY_AMBIGUOUS}


def test_every_line_has_the_four_columns_of_the_header() -> None:
    """The file is plain UTF-8, tab separated, with one header line and four columns throughout."""
    (_, header), *rows = content_lines()
    assert header.split("\t") == HEADER
    assert [number for number, text in rows if text.count("\t") != 3] == []


def test_the_vocabulary_is_broad(terms: list[Term]) -> None:
    """More than a thousand terms, at least five hundred of them general words."""
    assert len(terms) >= 1000
    assert sum(term.kind == "general" for term in terms) >= 500


def test_no_cell_has_stray_marks(terms: list[Term]) -> None:
    """No cell holds edge blanks, empty ways or straight double quotes, so any TSV reader gives the same text."""
    ways = [way for term in terms for way in (term.canonical, *term.zh, *term.en)]
    assert [way for way in ways if not way or way != way.strip() or '"' in way] == []


def test_classes_are_well_formed(terms: list[Term]) -> None:
    """A class is one of nine words."""
    assert {term.kind for term in terms} <= CLASSES


def test_a_canonical_term_has_one_row(terms: list[Term]) -> None:
    """No canonical term is listed twice."""
    lines = defaultdict(list)
    for term in terms:
        lines[term.canonical].append(term.line)
    assert {name: numbers for name, numbers in lines.items() if len(numbers) > 1} == {}


def test_a_chinese_way_leads_to_one_term(terms: list[Term]) -> None:
    """As readers look it up, no Chinese way stands under two terms, nor is it another term's canonical form."""
    pairs = [(fold(way), term.canonical) for term in terms for way in (term.canonical, *term.zh)]
    assert shared(owners(pairs)) == {}


def test_an_english_way_leads_to_one_term(terms: list[Term]) -> None:
    """As readers look it up (singular, hyphens open), no English way stands under two terms."""
    assert shared(owners([(" ".join(words(way)), term.canonical) for term in terms for way in term.en])) == {}


def test_an_english_way_can_be_found(terms: list[Term]) -> None:
    """No English way is longer than the longest that the look-up tries."""
    assert [way for term in terms for way in term.en if not 1 <= len(words(way)) <= LONGEST_ENGLISH_WAY] == []


def test_a_single_character_is_no_chinese_way(terms: list[Term]) -> None:
    """A single character is part of too many words to stand for a term, units apart."""
    assert [way for term in terms if term.kind != "unit" for way in term.zh if len(way) == 1] == []


def test_a_row_lists_a_way_once(terms: list[Term]) -> None:
    """A row repeats neither its canonical term nor one of its ways."""
    repeated = [
        term.canonical
        for term in terms
        if len({term.canonical, *term.zh}) < 1 + len(term.zh) or len(set(term.en)) < len(term.en)
    ]
    assert repeated == []


def test_every_term_has_lower_case_ascii_english(terms: list[Term]) -> None:
    """Every term can be asked for in English, and its English ways are lower case ASCII."""
    assert [term.canonical for term in terms if not term.en] == []
    assert [way for term in terms for way in term.en if not way.isascii() or way != way.lower()] == []


def test_chinese_is_simplified(terms: list[Term]) -> None:
    """No Chinese way holds a traditional character: readers fold a question to simplified before the look-up."""
    opencc = pytest.importorskip("opencc")
    to_simplified = opencc.OpenCC("t2s").convert
    ways = [way for term in terms for way in (term.canonical, *term.zh)]
    assert [way for way in ways if to_simplified(way) != way] == []
