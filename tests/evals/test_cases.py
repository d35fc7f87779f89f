"""The shipped question files: whole, unambiguous, in both languages, and about synthetic reports never against their truth."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.dataset import read_cases
from evals.synthetic.cases import CASES, build_rows, is_synthetic
from evals.synthetic.gold import UNITS, calculate
from evals.synthetic.shipped import write_shipped
from evals.synthetic.truth import CHECKS, FACTS, FOLDER, read_rows
from evals.units import in_unit

KINDS = (
    "lookup", "table", "change", "derived", "calculation", "aggregate", "rank", "compare", "multi_year", "reason", "definition",
    "count", "yes_no", "unclear", "unanswerable", "bilingual", "conversation",
)  # fmt: skip
REPORTS = CASES.parents[1] / "reports"
# What a working may hold besides printed figures: percentages, conversions, numbers of years and bodies, a cut by a tenth.
CONSTANTS = {Decimal(text) for text in ("100", "10000", "1000000", "3", "6", "0.9")}
Rows = dict[str, list[dict[str, Any]]]


@pytest.fixture(scope="module")
def rows() -> Rows:
    """The rows of every question file by its kind."""
    return {path.stem: read_rows(path) for path in sorted(CASES.glob("*.jsonl"))}


@pytest.fixture(scope="module")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The synthetic reports that the cases are asked on, with their truth."""
    folder = tmp_path_factory.mktemp("shipped")
    write_shipped(folder)
    return folder


@pytest.fixture(scope="module")
def printed(shipped: Path) -> dict[tuple[str, str, int], list[dict[str, Any]]]:
    """The truth rows at each (file, "line" or "page", number)."""
    places = defaultdict(list)
    for row in read_rows(shipped / FOLDER / FACTS):
        row["unit"] = UNITS.get(row["unit"].strip(), row["unit"])
        places[row["file"], "line", row["line"]].append(row)
        places[row["file"], "page", row["page"]].append(row)
    return places


def cited(row: dict[str, Any]) -> list[tuple[str, str, list[int]]]:
    """The evidence groups of a row as (file, "line" or "page", numbers)."""
    found = []
    for suffix in ("", "2"):
        for place in ("line", "page"):
            groups = row.get(f"{place}s{suffix}") or []
            files = row.get(f"file{suffix}")
            files = [files] * len(groups) if isinstance(files, str) else files
            found += [(file, place, numbers) for file, numbers in zip(files or (), groups, strict=bool(groups))]
    return found


def test_every_kind_has_its_file(rows: Rows) -> None:
    """One file a kind, at least ten questions in each, some in Chinese and some in English, and all can be read."""
    assert sorted(rows) == sorted(KINDS)
    thin = {kind: Counter(row["lang"] for row in found) for kind, found in rows.items()}
    assert {kind: count for kind, count in thin.items() if count.total() < 10 or min(count["zh"], count["en"]) < 4} == {}
    assert sum(len(read_cases(path)) for path in CASES.glob("*.jsonl")) == sum(map(len, rows.values())) >= 1000


def test_ids_are_unique_and_tell_the_kind(rows: Rows) -> None:
    """An id stands once in all files together, begins with the name of its file and ends with its language."""
    ids = [row["id"] for found in rows.values() for row in found]
    assert [one for one, count in Counter(ids).items() if count > 1] == []
    strange = [row["id"] for kind, found in rows.items() for row in found if not re.fullmatch(rf"{kind}-s?\d{{3}}-{row['lang']}", row["id"])]
    assert strange == []


def test_no_question_is_asked_twice(rows: Rows) -> None:
    """The same words, after the same talk and of the same reports, stand once."""
    asked = Counter((*row.get("conversation", ()), row["question"], *row.get("files", ())) for found in rows.values() for row in found)
    assert [question for question, count in asked.items() if count > 1] == []


def test_pairs_are_complete(rows: Rows) -> None:
    """A pair is one question in Chinese and one in English, in one file, with the same gold."""
    pairs = defaultdict(list)
    for kind, found in rows.items():
        for row in found:
            if row.get("pair"):
                pairs[row["pair"]].append((kind, row))
    assert len(pairs) > 200
    broken = [
        pair for pair, members in pairs.items()
        if sorted(row["lang"] for _, row in members) != ["en", "zh"]
        or len({kind for kind, _ in members}) > 1
        or len({(row["kind"], row.get("value"), row.get("unit")) for _, row in members}) > 1
    ]  # fmt: skip
    assert broken == []
    assert {row.get("pair") for row in rows["bilingual"]} == {row["id"].rpartition("-")[0] for row in rows["bilingual"]}


def test_the_share_of_what_cannot_be_answered(rows: Rows) -> None:
    """Fifteen to twenty in a hundred cases ask for what the library does not hold."""
    kinds = Counter(row["kind"] for found in rows.values() for row in found)
    assert 0.15 <= kinds["refuse"] / kinds.total() <= 0.20


def test_the_cases_are_what_their_sources_give(rows: Rows, shipped: Path) -> None:
    """The rows about synthetic reports are those that `synthesize --cases` writes for the library as it is now."""
    assert {kind: [row for row in found if is_synthetic(row)] for kind, found in rows.items()} == build_rows(shipped)


def test_evidence_exists(rows: Rows, shipped: Path, printed: dict) -> None:
    """Every line that must be cited stands in its report; of a synthetic one it holds a figure, or it is a line of text."""
    own = {path.name: len(path.read_text("utf-8").split("\n")) for path in REPORTS.iterdir()}
    texts = {path.name: path.read_text("utf-8").split("\n") for path in shipped.glob("*.txt")}
    missing = []
    for row in (row for found in rows.values() for row in found):
        for file, place, numbers in cited(row):
            for number in numbers:
                held = number <= own[file] if file in own else (file, place, number) in printed
                held = held or (file in texts and bool(texts[file][number - 1].strip()))
                if not held:
                    missing.append((row["id"], file, number))
    assert missing == []


def test_gold_follows_from_the_truth(rows: Rows, printed: dict) -> None:
    """A gold amount is printed at the lines that must be cited, or its working holds figures that are, and gives it."""
    wrong = []
    for row in (row for found in rows.values() for row in found if is_synthetic(row) and row["kind"] == "value"):
        there = [fact for file, place, numbers in cited(row) for number in numbers for fact in printed[file, place, number]]
        if not there:  # the case leaves open which of two reports is cited
            assert "either may be cited" in row["note"], row["id"]
            continue
        value, tolerance = Decimal(row["value"]), Decimal(row.get("tol", "0"))
        same = [in_unit(abs(Decimal(fact["value"])), fact["unit"], row["unit"]) for fact in there]
        if any(one is not None and abs(one - value) <= tolerance for one in same):
            continue
        operands = {Decimal(text) for text in re.findall(r"[0-9.]+", row["working"])} - CONSTANTS
        loose = operands - {abs(Decimal(fact["value"])) for fact in there}
        if loose or abs(calculate(row["working"], {}) - value) > Decimal("0.005"):
            wrong.append((row["id"], row["working"], sorted(loose)))
    assert wrong == []


def test_reasons_stand_in_their_lines(rows: Rows, shipped: Path, printed: dict) -> None:
    """Of every group of words that a reason or definition must have, one stands in the lines that must be cited."""
    wrong = []
    for row in rows["reason"] + rows["definition"]:
        if not is_synthetic(row) or not cited(row):
            continue
        text = "\n".join(
            fact["text"] for file, place, numbers in cited(row) for number in numbers for fact in printed[file, place, number]
        ) or "\n".join(
            (shipped / file).read_text("utf-8").split("\n")[number - 1] for file, _, numbers in cited(row) for number in numbers
        )  # fmt: skip
        wrong += [(row["id"], group) for group in row["keywords"] if not any(word in text for word in group)]
    assert wrong == []


def test_every_injected_contradiction_is_asked_about(rows: Rows, shipped: Path) -> None:
    """A question leads to each contradiction of the library, and must be answered with its lines."""
    asked = {(file, number) for row in rows["yes_no"] if row["type"] == "contradiction" for file, _, numbers in cited(row) for number in numbers}
    checks = read_rows(shipped / FOLDER / CHECKS)
    assert checks
    assert [check["note"] for check in checks if not any((check["file"], line) in asked for line in check["lines"])] == []


def test_figures_without_a_body_are_asked_of_one_report(rows: Rows) -> None:
    """A question about the report that comes with the project names its body, or is kept to that report."""
    own = [row for found in rows.values() for row in found if not is_synthetic(row) and row["kind"] in ("value", "text")]
    asked = {row["id"]: " ".join((*row.get("conversation", ()), row["question"])) for row in own}
    loose = [row["id"] for row in own if "files" not in row and not re.search("巴中|azhong", asked[row["id"]])]
    assert len(own) > 600
    assert loose == []
