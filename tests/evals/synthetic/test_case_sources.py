"""Gold answers from truth rows: references, premises and workings of the hand-worded questions."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from evals.errors import BadInput
from evals.synthetic.cases import build_rows, write_cases
from evals.synthetic.gold import Named, calculate, find_figure, holds, spellings, work_out
from evals.synthetic.truth import CHECKS, FACTS, FOLDER, read_rows

NAMES: dict[str, Any] = {"bodies": {"ed": "临川市教育局"}, "items": {"三公": {"item": "“三公”经费支出"}}, "words": {}}


def write_rows(path: Path, rows: list[dict[str, Any]]) -> None:
    """Rows as JSON lines."""
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def fact(value: str, unit: str = "万元", line: int = 1, **others: Any) -> dict[str, Any]:
    """A truth row of the education bureau's accounts of 2022."""
    row = {
        "file": "ed.txt", "line": line, "page": None, "text": "…", "entity": "临川市教育局", "year": 2022, "kind": "决算", "scope": "部门",
        "item": "“三公”经费支出", "code": None, "path": [], "column": None, "measure": "amount", "basis": "决算", "fund_scope": "财政拨款",
        "period": "2022", "against": None, "value": value, "unit": unit, "printed": f"{value}{unit}",
    }  # fmt: skip
    return {**row, **others}


def test_prints_of_one_figure_belong_together() -> None:
    """A figure rounded in prose and exact in a table is one; another body, year, measure or column is not it."""
    rows = [
        fact("3.57"), fact("35712.40", "元", line=9), fact("1.20", measure="change"), fact("8.00", period="2021"),
        fact("9.99", entity="临川市审计局"), fact("7.77", column="项目支出"),
    ]  # fmt: skip
    found = find_figure("ed 2022 三公", rows, NAMES)
    assert [row["line"] for row in found.rows] == [1, 9]
    assert (found.roughest["value"], found.finest["value"]) == ("3.57", "35712.40")
    assert find_figure("ed 2022 三公:变动", rows, NAMES).rows[0]["value"] == "1.20"


@pytest.mark.parametrize(("reference", "told"), [("ed 2019 三公", "no figure"), ("ed 三公", "no reference"), ("ed 2022 三公", "printed as")])
def test_a_reference_that_does_not_fit_is_refused(reference: str, told: str) -> None:
    """Nothing there, no reference at all, or two different figures: the source must be mended, nothing is chosen."""
    with pytest.raises(BadInput, match=told):
        find_figure(reference, [fact("3.57"), fact("4.57", line=9)], NAMES)


def test_a_disagreement_can_be_asked_about() -> None:
    """With ~ both prints of a contradiction are meant."""
    assert len(find_figure("~ed 2022 三公", [fact("3.57"), fact("4.57", line=9)], NAMES).rows) == 2


def test_a_working_holds_printed_figures() -> None:
    """The value is that of the prose, the tolerance reaches to that of the tables, the working can be done again."""
    named = {"a": Named("a", (fact("3.57"), fact("35712.40", "元"))), "b": Named("b", (fact("7", "辆"),))}
    value, tolerance, working = work_out("a * 10000 / b", named, "元")
    assert (value, working) == (Decimal("5100.00"), "3.57 * 10000 / 7")
    assert abs(Decimal("35712.40") / 7 - value) <= tolerance
    assert calculate(working, {}) == value


@pytest.mark.parametrize("expression", ["a ** 2", "print(a)", "'x'", "c + 1"])
def test_only_arithmetic_is_calculated(expression: str) -> None:
    """Anything else in a source is refused."""
    with pytest.raises(BadInput):
        calculate(expression, {"a": Decimal(1)})


def test_signs_count_in_premises() -> None:
    """A fall is less than nothing, whatever its size."""
    named = {"a": Named("a", (fact("-9.00", measure="change"),))}
    assert holds("0 > a", named)
    assert not holds("a > 0", named)


def test_spellings_of_a_figure() -> None:
    """As printed, with separators, without needless noughts, in 元 and 万元."""
    assert {"1200.50", "1,200.50", "1200.5", "12005000", "12,005,000"} <= set(spellings(Named("a", (fact("1200.50"),))))


def sources(folder: Path, case: str) -> Path:
    """A folder of sources with one case of kind change."""
    folder.mkdir()
    (folder / "names.toml").write_text('[bodies]\ned = "临川市教育局"\n[items]\n[words]\nrise = ["增"]\n', encoding="utf-8")
    (folder / "change.toml").write_text(case, encoding="utf-8")
    return folder


@pytest.fixture
def truth(tmp_path: Path) -> Path:
    """Truth files of one report, where a figure fell."""
    folder = tmp_path / "library"
    (folder / FOLDER).mkdir(parents=True)
    write_rows(folder / FOLDER / FACTS, [fact("-1.20", measure="change", line=7, basis=None)])
    write_rows(folder / FOLDER / CHECKS, [])
    return folder


def test_other_rows_stay_when_cases_are_written(tmp_path: Path, truth: Path) -> None:
    """Rows about other reports are kept, synthetic ones replaced; a fall is given as a positive amount with its line."""
    cases = tmp_path / "cases"
    cases.mkdir()
    write_rows(cases / "change.jsonl", [{"id": "change-001-zh", "lang": "zh"}, {"id": "change-s009-zh", "lang": "zh"}])
    case = '[[case]]\nzh = "降了多少？"\nen = "How much less?"\ntype = "change"\nfact = "ed 2022 “三公”经费支出:变动"\n'
    assert write_cases(truth, cases, sources(tmp_path / "sources", case)) == 2
    rows = read_rows(cases / "change.jsonl")
    assert [row["id"] for row in rows] == ["change-001-zh", "change-s001-zh", "change-s001-en"]
    assert (rows[1]["value"], rows[1]["unit"], rows[1]["lines"], rows[1]["period"]) == ("1.20", "万元", [[7]], "2022")
    assert rows[1]["pair"] == rows[2]["pair"] == "change-s001"


def test_a_wording_that_the_truth_belies_is_refused(tmp_path: Path, truth: Path) -> None:
    """A case that says something rose where it fell names its file and the claim."""
    case = '[[case]]\nzh = "涨了？"\ntype = "change"\nfacts = { a = "ed 2022 “三公”经费支出:变动" }\nsay = ["@rise"]\n'
    with pytest.raises(BadInput, match=r"change\.toml.*a > 0 is not so"):
        build_rows(truth, sources(tmp_path / "sources", case))
