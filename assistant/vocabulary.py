"""The bilingual terms of `prompts/terms.tsv` and the names of subjects in `index/classification.tsv`: which term a
report prints for the words a question uses.

It maps words to terms, in both languages, longest first. It knows no report and decides nothing.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from assistant.fold import fold, fold_simplified, words
from index.classification import Classification, Subject

TERMS_FILE = Path(__file__).resolve().parent.parent / "prompts" / "terms.tsv"
STOPWORDS_FILE = TERMS_FILE.with_name("stopwords.toml")
LONGEST_ENGLISH_WAY = 8
# A single character is part of too many words to be a way of its own (分, 次, 期, 项 …).
SHORTEST_CHINESE_WAY = 2


@dataclass(frozen=True, slots=True)
class Term:
    """One concept: its printed name, its class, its ways in both languages and its subject codes (科目编码).

    `code` holds the codes separated by |, in order, and is empty where no subject bears one of the term's names.
    """

    canonical: str
    kind: str
    chinese: tuple[str, ...]
    english: tuple[str, ...]
    code: str


class Vocabulary:
    """Look-up of terms by the words of a question."""

    def __init__(self, terms: tuple[Term, ...]) -> None:
        self.terms = {term.canonical: term for term in terms}
        self._chinese: dict[str, Term] = {}
        self._english: dict[tuple[str, ...], Term] = {}
        for term in terms:
            for way in (term.canonical, *term.chinese):
                self._chinese.setdefault(fold_simplified(way), term)
            for way in term.english:
                self._english.setdefault(words(way), term)
        self._longest = max((len(way) for way in self._chinese), default=0)
        self._items: dict[int, list[tuple[str, Term]]] = {}
        for way, term in self._chinese.items():
            if term.kind == "item":
                self._items.setdefault(len(way), []).append((way, term))

    def find_chinese(self, folded: str) -> list[tuple[int, int, Term]]:
        """(start, end, term) of the ways in a folded text, longest first at each place, not overlapping."""
        found: list[tuple[int, int, Term]] = []
        position = 0
        while position < len(folded):
            for length in range(min(self._longest, len(folded) - position), SHORTEST_CHINESE_WAY - 1, -1):
                term = self._chinese.get(folded[position : position + length])
                if term is not None:
                    found.append((position, position + length, term))
                    position += length
                    break
            else:
                position += 1
        return found

    def find_english(self, tokens: tuple[str, ...]) -> list[tuple[int, int, Term]]:
        """(start, end, term) of the ways in a list of words, longest first at each place, not overlapping."""
        found: list[tuple[int, int, Term]] = []
        position = 0
        while position < len(tokens):
            for length in range(min(LONGEST_ENGLISH_WAY, len(tokens) - position), 0, -1):
                term = self._english.get(tokens[position : position + length])
                if term is not None:
                    found.append((position, position + length, term))
                    position += length
                    break
            else:
                position += 1
        return found

    @lru_cache(maxsize=4096)  # noqa: B019 - one vocabulary a process
    def nearly(self, folded: str) -> Term | None:
        """The only item that a text of this length differs from by one character, else None."""
        near = {
            term.canonical: term for way, term in self._items.get(len(folded), ())
            if sum(a != b for a, b in zip(way, folded, strict=True)) == 1
        }  # fmt: skip
        return next(iter(near.values())) if len(near) == 1 else None

    @lru_cache(maxsize=16384)  # noqa: B019 - one vocabulary a process
    def canonical_of(self, label: str) -> str:
        """The canonical name of a printed label, itself (folded) where no term is the same.

        A label differs from its term by what disclosures add: 支出, 费用, 情况, 数 at the end, 财政拨款 inside.
        """
        folded = _LATIN_TAIL.sub("", fold(label))
        for candidate in _variants(folded):
            term = self._chinese.get(candidate)
            if term is not None:
                return term.canonical
        return folded

    def english_name(self, canonical: str) -> str | None:
        """The first English way of a term, or None."""
        term = self.terms.get(canonical)
        return term.english[0] if term and term.english else None


# Row names in two languages: 開支 Despesas.
_LATIN_TAIL = re.compile(r"(?<=[\u4e00-\u9fff])[a-zà-ÿ][a-zà-ÿ.'’,/-]*$")
# What disclosures put around an item: whose it is, and that it has come in so far.
_OF_WHOM = re.compile(r"^(?:全年|全部门|本部门|部门|单位|本单位|财务|全[市区县省州旗]|地方|[市区县省]级|[市区县]本级|本级|\d{1,2}[-—至~]\d{1,2}月)+(?:财务)?")
_PROGRESS = re.compile(r"(?:累计)?(?:完成|实现|执行)?(?:数|情况)?$")


def _variants(folded: str) -> list[str]:
    """The label, then the label without what may be added to it."""
    variants = [folded]
    core = _PROGRESS.sub("", _OF_WHOM.sub("", folded))
    if core != folded and len(core) >= 4:
        variants.append(core)
    if folded.startswith(("年末", "期末")) and len(folded) > 4:
        variants.append(folded[2:])  # people and vehicles are counted at the year's end
    bare = folded
    for inner in ("一般公共预算财政拨款", "财政拨款"):
        if inner in folded and folded != inner and not folded.startswith(inner):
            bare = folded.replace(inner, "")
            variants.append(bare)
    for base in tuple(dict.fromkeys((folded, bare))):
        for ending in ("支出总额", "支出", "费用", "经费支出", "情况", "总额", "合计", "数", "金额"):
            if base.endswith(ending) and len(base) - len(ending) >= 2:
                variants.append(base[: -len(ending)])
    return variants


@lru_cache(maxsize=1)
def load_vocabulary() -> Vocabulary:
    """The vocabulary of the project's terms file and of its classification, read once."""
    return Vocabulary(_with_subjects(_load_terms(), Classification.load().subjects))


def _load_terms() -> tuple[Term, ...]:
    with TERMS_FILE.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(
            (line for line in file if not line.startswith("#")), delimiter="\t", quoting=csv.QUOTE_NONE
        )
        return tuple(_to_term(row) for row in rows)


def _to_term(row: dict[str, str]) -> Term:
    def split(value: str | None) -> tuple[str, ...]:
        return tuple(part.strip() for part in (value or "").split("|") if part.strip())

    return Term(row["canonical"], row["class"], split(row["zh"]), split(row["en"]), "")


def _with_subjects(terms: Sequence[Term], subjects: Sequence[Subject]) -> tuple[Term, ...]:
    """The terms, an item among them with the codes of the subjects it names; then one item for each further name.

    The terms file goes first: a way that stands there keeps its meaning. Names that are everyday words are no ways.
    """
    merged = {term.canonical: term for term in terms}
    owners: dict[str, str] = {}
    for term in terms:
        for way in (term.canonical, *term.chinese):
            owners.setdefault(fold_simplified(way), term.canonical)
    groups: dict[str, list[Subject]] = {}
    for subject in sorted(subjects, key=lambda subject: subject.is_former):
        if not subject.is_plain_word:
            groups.setdefault(subject.name, []).append(subject)
    aliases = {alias for subject in subjects for alias in subject.aliases}
    # An earlier name that a later subject carries as its alias (中医药, then 中医药事务) comes last and joins that one.
    for name, group in sorted(groups.items(), key=lambda named: named[0] in aliases):
        codes = [subject.code for subject in group]
        owner = owners.get(fold_simplified(name))
        if owner is None:
            # Further rows list what only that code was called (事业运行 of one 款 was 扶贫事业机构): no way of the name.
            first = group[0]
            merged[name] = Term(name, "item", first.aliases, first.english, "|".join(codes))
            for way in (name, *first.aliases):
                owners.setdefault(fold_simplified(way), name)
        elif merged[owner].kind == "item":
            known = [code for code in merged[owner].code.split("|") if code]
            merged[owner] = replace(merged[owner], code="|".join((*known, *codes)))
            if owner == name and not merged[owner].english:  # the row only adds what people say to the subject's own ways
                aliases_of = (*merged[owner].chinese, *group[0].aliases)
                merged[owner] = replace(merged[owner], chinese=aliases_of, english=group[0].english)
    return tuple(merged.values())


@lru_cache(maxsize=1)
def load_stopwords() -> tuple[frozenset[str], re.Pattern[str]]:
    """(English words, one Chinese pattern) of what joins or asks and names nothing."""
    data = tomllib.loads(STOPWORDS_FILE.read_text(encoding="utf-8"))
    return frozenset(data["english"].split()), re.compile("|".join(data["chinese"].split()))
