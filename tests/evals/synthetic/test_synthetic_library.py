"""What the synthetic libraries promise: truth that stands where it is told, and the same bytes for the same arguments."""

import hashlib
import os
import re
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from evals.errors import BadInput
from evals.synthetic.library import FORMS, KINDS, Plan, write_library, write_plans
from evals.synthetic.shipped import write_shipped
from evals.synthetic.truth import read_rows
from evals.synthetic.voice import Voice
from evals.synthetic.wording import wording
from index.read import read_document

ROOT = Path(__file__).resolve().parents[3]
YEARS = (2021, 2022, 2023)
SHIPPED_LINES = "3a55c0967482ab0d5cd20447d79dfd8264e4b2a255351c1509f2bb543d115008"


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


def test_a_body_with_units_has_accounts_of_its_own(tmp_path):
    """With both scopes, a department with units is told twice: with them, and alone with less money."""
    reports = write_library(tmp_path, 6, YEARS[:1], 5, scopes=("部门", "单位"))
    alone = {report.entity for report in reports if report.scope == "单位"}
    assert 0 < len(alone) < 6
    assert len({report.file for report in reports}) == 6 + len(alone)
    spent = {(row["entity"], row["scope"]): Decimal(row["value"]) for row in read_rows(tmp_path / "truth" / "facts.jsonl")
             if row["key"] == "table.spending.all.final.决算"}  # fmt: skip
    assert all(spent[name, "单位"] < spent[name, "部门"] for name in alone)


def test_every_wording_can_be_said(tmp_path):
    """Of 160 reports of all kinds none asks a template for a hole that has no value, and nearly all wordings are used."""
    used = set()
    before = Voice.put

    def put(voice, template, **values):
        used.add(template)
        return before(voice, template, **values)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Voice, "put", put)
        write_library(tmp_path, 40, YEARS[:1], 12, kinds=KINDS)
        write_plans(tmp_path, [Plan(n, 2022, "txt", style="english") for n in range(20)], 12, wide=True)
    spoken = [t for name in ("common", "final", "budget", "notice", "bulletin", "english") for t in _sentences(name)]
    assert len(spoken) > 500
    assert len([template for template in spoken if template in used]) > 0.9 * len(spoken)


def _sentences(name):
    """The templates of a wording file with holes for figures: those that `put` fills."""
    return [text for texts in wording(name, True).values() for text in texts if "{" in text]


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
    facts = read_rows(tmp_path / "truth" / "facts.jsonl")
    printed = "".join(f"{row['file']}|{row['line']}|{row['text']}|{row['printed']}\n" for row in facts)
    # the gold of the shipped cases stands on these lines: where this fails, the cases have to be written anew
    assert hashlib.sha256(printed.encode()).hexdigest() == SHIPPED_LINES
    checks = read_rows(tmp_path / "truth" / "checks.jsonl")
    assert len(checks) == 3
    assert all(row["lines"] and row["disagrees"] for row in checks)


def test_without_reportlab_a_pdf_is_refused_in_words(tmp_path, monkeypatch):
    """The error says what to install; other forms need nothing."""
    for name in ("reportlab", "reportlab.pdfbase", "reportlab.pdfgen.canvas"):
        monkeypatch.setitem(sys.modules, name, None)
    with pytest.raises(BadInput, match=r"mingzhang\[evals\]"):
        write_library(tmp_path / "pdf", 1, YEARS[:1], 1, forms=("pdf",))
    assert write_library(tmp_path / "docx", 1, YEARS[:1], 1, forms=("docx",))


def test_another_process_writes_the_same_bytes(tmp_path):
    """Nothing hangs on the order of sets, which differs from process to process."""
    for hashes in ("1", "2"):
        subprocess.run(
            [sys.executable, "-m", "evals", "synthesize", "--out", str(tmp_path / hashes), "--departments", "5", "--years", "2022",
             "--forms", "txt,docx,xlsx,html,pdf", "--contradictions", "2"],
            cwd=ROOT, env={**os.environ, "PYTHONHASHSEED": hashes}, check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    assert bytes_of(tmp_path / "1") == bytes_of(tmp_path / "2")


def test_reports_of_one_template_share_their_words(tmp_path):
    """Alike, the reports of a body differ in figures and in what these bring with them; each by itself chooses other words."""

    def shared(name: str, alike: bool) -> float:
        written = write_library(tmp_path / name, 1, (2020, 2021), seed=4, alike=alike)
        one, other = ({re.sub(r"[\d.,]+", "#", line) for line in (tmp_path / name / report.file).read_text("utf-8").splitlines()} for report in written)
        return len(one & other) / len(one | other)

    assert shared("alike", True) > 0.8
    assert shared("each", False) < 0.6
    assert bytes_of(tmp_path / "alike") != bytes_of(tmp_path / "each")
    write_library(tmp_path / "again", 1, (2020, 2021), seed=4, alike=True)
    assert bytes_of(tmp_path / "again") == bytes_of(tmp_path / "alike")
