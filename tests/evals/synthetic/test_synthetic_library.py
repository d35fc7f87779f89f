"""What the synthetic libraries promise: truth that stands where it is told, and the same bytes for the same arguments."""

from decimal import Decimal
from pathlib import Path

import pytest

from evals.errors import BadInput
from evals.synthetic.library import FORMS, write_library
from evals.synthetic.shipped import write_shipped
from evals.synthetic.truth import read_rows
from index.read import read_document

YEARS = (2021, 2022, 2023)


@pytest.fixture(scope="module")
def library(tmp_path_factory):
    """A small library in all forms."""
    folder = tmp_path_factory.mktemp("synthetic")
    write_library(folder, 5, YEARS, seed=5, forms=FORMS)
    return folder


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Every file of a folder with its bytes."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def test_every_figure_stands_on_the_line_the_truth_names(library):
    """`text` is the line that the product's reader gives at `line`, and `printed` stands in it."""
    read = {row["file"]: read_document(library / row["file"]) for row in read_rows(library / "truth" / "reports.jsonl")}
    lines = {file: {line.number: line for line in document.lines} for file, document in read.items()}
    facts = read_rows(library / "truth" / "facts.jsonl")
    assert len(facts) > 3500
    for row in facts:
        line = lines[row["file"]][row["line"]]
        assert (line.text, line.page) == (row["text"], row["page"])
        assert row["printed"] in row["text"]


def test_values_are_what_is_printed(library):
    """The size of `value` is the printed number; a fall is negative, and only changes may be."""
    for row in read_rows(library / "truth" / "facts.jsonl"):
        digits = "".join(mark for mark in row["printed"].split("（")[0] if mark in "0123456789.")
        assert abs(Decimal(row["value"])) == Decimal(digits)
        assert Decimal(row["value"]) >= 0 or row["measure"] in ("change", "percent_change")


def test_the_same_arguments_give_the_same_bytes(tmp_path):
    """Two runs agree in every byte, truth files too; another seed gives another library."""
    for name, seed in (("one", 8), ("two", 8), ("other", 9)):
        write_library(tmp_path / name, 5, YEARS[:2], seed, forms=FORMS)
    assert bytes_of(tmp_path / "one") == bytes_of(tmp_path / "two")
    assert not set(bytes_of(tmp_path / "one").values()) & set(bytes_of(tmp_path / "other").values()) - {b""}


def test_what_cannot_be_written_is_refused(tmp_path):
    """An unknown form names those that there are; nothing to write is an error too."""
    with pytest.raises(BadInput, match="txt"):
        write_library(tmp_path, 1, YEARS, 1, forms=("scroll",))
    with pytest.raises(BadInput, match="nothing to write"):
        write_library(tmp_path, 0, YEARS, 1)


def test_the_shipped_library_is_what_the_cases_are_asked_on(tmp_path):
    """20 to 28 reports in all forms: six departments over three years, budgets, notices; three contradict themselves."""
    reports = write_shipped(tmp_path)
    assert 20 <= len(reports) <= 28
    assert {report.form for report in reports} == set(FORMS)
    years = {name: {r.year for r in reports if r.entity == name and r.style == "template"} for name in {r.entity for r in reports}}
    assert sum(found == {2021, 2022, 2023} for found in years.values()) == 6
    assert {report.kind for report in reports} == {"决算", "预算", "三公", "绩效"}
    assert {report.scope for report in reports} == {"部门", "单位"}
    checks = read_rows(tmp_path / "truth" / "checks.jsonl")
    assert len(checks) == 3
    assert all(row["lines"] and row["disagrees"] for row in checks)
