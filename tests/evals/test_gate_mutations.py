"""The gate lets no harm pass: the product is harmed in one place, and the real command is run on it.

Harm to answering is done in this process, to a library that was built unharmed. Reading is done by processes of its own, so
harm to reading is done to a copy of the project (code added to the end of a module), in which the command builds the library.
The embedding, where most of a build's time goes, is stood in for.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

import assistant.compose
import assistant.draft
from assistant.ask import Assistant
from assistant.types import Answer, Figure
from evals.__main__ import main
from evals.shipped import open_shipped
from index.embed import BundledEmbedder

ROOT = Path(__file__).resolve().parents[2]
FILE = "bazhong-gov-office-2022.txt"
LINES = 110  # of the report that comes with the project: prose of every kind, no tables
AMOUNT = {"kind": "value", "unit": "万元", "file": FILE, "period": "2022", "entity": "巴中市人民政府办公室", "scope": "部门"}
CASES = [
    {**AMOUNT, "id": "guests", "type": "lookup", "question": "2022年公务接待费是多少？", "value": "4.33", "lines": [[81, 88, 89]]},
    {**AMOUNT, "id": "total", "type": "lookup", "question": "2022年支出总计是多少？", "value": "2644.94", "lines": [[33, 46, 51]]},
    {**AMOUNT, "id": "cars", "type": "change", "question": "公车费用降了多少？", "value": "49.04", "lines": [[85]]},
    {**AMOUNT, "id": "before", "type": "derived", "question": "2021年公务接待费是多少？", "value": "4.53", "lines": [[88]], "period": "2021"},
    {**AMOUNT, "id": "rate", "type": "change", "question": "机关运行经费比上年增长百分之几？", "value": "7.74", "unit": "%", "lines": [[97]]},
    {**AMOUNT, "id": "each", "type": "calc", "question": "2022年公务接待人均花费多少元？", "value": "160.37", "unit": "元", "lines": [[89]], "tol": "0.01"},
    {"id": "why", "type": "reason", "kind": "text", "question": "公车费用为什么下降？", "keywords": [["购置"]], "file": FILE, "lines": [[85]]},
    {"id": "none", "type": "unanswerable", "kind": "refuse", "question": "2022年潜艇花了多少钱？"},
]  # fmt: skip

EMBEDDING = """
def _letters(text):
    counts = [0.001] * 64
    for letter in text:
        counts[ord(letter) % 64] += 1.0
    return counts
BundledEmbedder._batches = lambda self, texts, size=32: [_letters(text) for text in texts]
BundledEmbedder.embed_query = lambda self, text: _letters(text)
"""
READING = """
from dataclasses import replace
_whole = read_report
def read_report(path):
    reading = _whole(path)
    return replace(reading, facts=tuple(spoil(fact) for fact in reading.facts))
def spoil(fact):
    {spoil}
    return fact
"""
READING_MUTANTS = {
    "the extractor loses a digit": "if fact.value and abs(fact.value) >= 100: return replace(fact, value=fact.value // 10)",
    "the extractor reads no change": "if fact.measure == 'change': return replace(fact, value=None)",
    "万元 is read as 元": "if fact.unit == '万元': return replace(fact, unit='元')",
    "a fall is read as a rise": "if fact.measure == 'change' and fact.value: return replace(fact, value=-fact.value)",
    "figures are of the year before": "if fact.period: return replace(fact, period=str(int(fact.period) - 1))",
    "figures stand a line below": "return replace(fact, line=fact.line + 1, end_line=fact.end_line + 1)",
}


def figures(**changes: object) -> Callable[[Answer], Answer]:
    """Every figure with these fields changed."""
    return lambda answer: replace(answer, figures=tuple(replace(one, **changes) for one in answer.figures))


def invented(answer: Answer) -> Figure:
    """A figure that no line holds, cited as the first one is."""
    return replace(answer.figures[0], value="777.7")


# What is done to an answer after the product's own check has passed it, and what the gate says of it.
ANSWER_MUTANTS: dict[str, tuple[Callable[[Answer], Answer], str]] = {
    "another unit": (figures(unit="亿元"), "right → wrong (unit)"),
    "the wrong sign": (lambda a: replace(a, figures=tuple(replace(f, value="-" + f.value) for f in a.figures)), "right → wrong (sign)"),
    "the wrong year": (figures(period="2020"), "right → wrong (period)"),
    "the wrong body": (figures(entities=("某市公安局",)), "right → wrong (entity)"),
    "the wrong scope": (figures(scopes=("单位",)), "right → wrong (scope)"),
    "a number invented in the text": (lambda a: replace(a, text=a.text + "同比为7.77万元。"), "ungrounded: 7.77 in text"),
    "a number invented as a further figure": (lambda a: replace(a, figures=(*a.figures, invented(a))), "ungrounded: 777.7 万元 in figure"),
    "a number invented as the answer": (lambda a: replace(a, figures=(invented(a), *a.figures)), "right → wrong (planning)"),
    "figures in another order": (lambda a: replace(a, figures=a.figures[::-1]), "right → wrong"),
    "a fall told as a rise": (lambda a: replace(a, text=a.text.replace("减少", "增加")), "ungrounded: 增加49.04 in text"),
    "another year in the text": (lambda a: replace(a, text=a.text.replace("2022", "2020")), "ungrounded: "),
    "nothing cited": (lambda a: replace(a, citations=()), "its citation is lost"),
    "a line below cited": (
        lambda a: replace(a, citations=tuple(replace(c, line=c.line + 1) for c in a.citations)), "a cited text is not the line of the report"
    ),
    "a cited text altered": (
        lambda a: replace(a, citations=tuple(replace(c, text=c.text + "。") for c in a.citations)), "a cited text is not the line of the report"
    ),
    "another working": (
        lambda a: replace(a, calculations=tuple(replace(c, expression="1 + 1") for c in a.calculations)), "warnings 0 → 1"
    ),
    "a decline": (lambda a: replace(a, status="declined"), "right → declined (planning)"),
}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with part of the report in `part` and the cases in `cases.jsonl`."""
    folder = tmp_path_factory.mktemp("gate")
    printed = (ROOT / "reports" / FILE).read_text(encoding="utf-8").split("\n")[:LINES]
    (folder / "part").mkdir()
    (folder / "part" / FILE).write_text("\n".join(printed), encoding="utf-8")
    rows = [json.dumps({"lang": "zh", **case}, ensure_ascii=False) for case in CASES]
    (folder / "cases.jsonl").write_text("\n".join(rows), encoding="utf-8")
    return folder


@pytest.fixture(scope="module", autouse=True)
def _letters_for_meaning():
    """The embedding stood in for, in this process as in the copy."""
    held = {name: getattr(BundledEmbedder, name) for name in ("_batches", "embed_query")}
    exec(EMBEDDING, {"BundledEmbedder": BundledEmbedder})
    yield
    for name, method in held.items():
        setattr(BundledEmbedder, name, method)


@pytest.fixture
def gate(folder: Path, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str]]:
    """Runs the command in this process; gives exit code and what was printed."""

    def run(*more: str) -> tuple[int, str]:
        named = ["--questions", str(folder / "cases.jsonl"), "--accepted", str(folder / "accepted.json")]
        return main(["gate", *named, *more]), capsys.readouterr().out

    return run


@pytest.fixture
def library(folder: Path, gate: Callable[..., tuple[int, str]]) -> str:
    """A library of the unharmed product, on which its run is the accepted one."""
    library = folder / "kept" / "library"
    if not library.exists():
        with open_shipped(folder / "kept", [folder / "part"]):
            pass
        code, told = gate("--library", str(library), "--accept")
        assert code == 0, told
        assert f"{len(CASES) - 1} right, 0 wrong, 0 declined, 1 rightly declined of {len(CASES)}; cited right 7 of 7" in told
    return str(library)


@pytest.fixture(scope="module")
def copied_gate(folder: Path) -> Callable[..., tuple[int, str]]:
    """Runs the command in a copy of the project with code added to the end of one module."""
    for package in ("index", "assistant", "evals", "prompts"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__", "cases", "golden", "static"))
    with (folder / "index" / "embed.py").open("a", encoding="utf-8") as module:
        module.write(EMBEDDING)
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONUTF8": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, "-m", "evals", "gate", "--questions", "cases.jsonl", "--accepted", "accepted.json"]

    def run(*more: str, module: str = "index/reading.py", code: str = "") -> tuple[int, str]:
        path = folder / module
        held = path.read_text(encoding="utf-8")
        path.write_text(held + code, encoding="utf-8")
        try:
            done = subprocess.run([*command, *more], cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False)
        finally:
            path.write_text(held, encoding="utf-8")
        return done.returncode, done.stdout + done.stderr

    return run


def everywhere(monkeypatch: pytest.MonkeyPatch, old: object, new: object) -> None:
    """Put something in the place of a function in every module that names it."""
    for name, module in list(sys.modules.items()):
        if name.startswith(("assistant", "index")):
            for key, value in list(vars(module).items()):
                if value is old:
                    monkeypatch.setattr(module, key, new)


def change_answers(monkeypatch: pytest.MonkeyPatch, change: Callable[[Answer], Answer]) -> None:
    """Change every answer that has a figure, after the product's own check."""
    whole = Assistant._checked

    def checked(self, answer, read, started):
        answer = whole(self, answer, read, started)
        return change(answer) if answer.figures else answer

    monkeypatch.setattr(Assistant, "_checked", checked)


def test_the_unharmed_product_passes(library, copied_gate):
    """Built afresh and asked twice, in two processes, it is as it was accepted: nothing is worse, better, changed or new."""
    code, told = copied_gate("--reports", "part", "--twice")
    assert code == 0, told
    assert told.splitlines()[-1].startswith("gate: passed, 0 regressions; 0 better, 0 changed, 0 new; ")


@pytest.mark.parametrize("name", READING_MUTANTS)
def test_harm_to_reading_is_caught(library, copied_gate, name):
    """A broken extractor fails the gate, for it builds the library itself, whatever libraries there are."""
    code, told = copied_gate("--reports", "part", code=READING.format(spoil=READING_MUTANTS[name]))
    assert code == 1, f"{name} was not caught:\n{told}"
    assert "regressions: cases/" in told
    assert told.splitlines()[-1].startswith("gate: failed, ")


@pytest.mark.parametrize("name", ANSWER_MUTANTS)
def test_harm_to_an_answer_is_caught(library, gate, monkeypatch, name):
    """Units, signs, years, bodies, invented numbers, turned directions, lost and altered citations, each told as what it is."""
    change, expected = ANSWER_MUTANTS[name]
    change_answers(monkeypatch, change)
    code, told = gate("--library", library)
    assert code == 1, f"{name} was not caught:\n{told}"
    assert expected in told, told


def test_a_unit_swapped_in_the_wording_is_caught(library, gate, monkeypatch):
    """万元 written as 元 wherever a figure is shown fails the gate, as the product's own check holds such answers back."""
    whole = assistant.draft.shown
    everywhere(monkeypatch, whole, lambda value, unit: whole(value, "元" if unit == "万元" else unit))
    code, told = gate("--library", library)
    assert code == 1
    assert "right → declined" in told


def test_a_citation_off_by_one_is_caught(library, gate, monkeypatch):
    """Citing the line below, verbatim, fails the gate."""
    whole = assistant.compose._citation
    monkeypatch.setattr(assistant.compose, "_citation", lambda library, file, line, mark: whole(library, file, line + 1, mark))
    code, told = gate("--library", library)
    assert code == 1
    assert "right → declined" in told


def test_what_is_not_held_must_stay_declined(library, gate, monkeypatch):
    """An answer where there was a decline is a new wrong one."""
    whole = Assistant._checked
    monkeypatch.setattr(Assistant, "_checked", lambda self, answer, *more: replace(whole(self, answer, *more), status="answered"))
    code, told = gate("--library", library)
    assert code == 1
    assert "wrong now: rightly declined → wrong (planning)" in told


def test_a_product_that_fails_on_every_question_is_caught(library, gate, monkeypatch):
    """No answer is a fault, not a decline."""
    monkeypatch.setattr(Assistant, "_draft", lambda self, read: 1 / 0)
    code, told = gate("--library", library)
    assert code == 1
    assert "no score now: right → unscored (fault)" in told


def test_an_ungrounded_number_is_never_accepted(folder, library, gate, monkeypatch):
    """A run with an invented number cannot be made the accepted one; the file stays as it is."""
    before = (folder / "accepted.json").read_bytes()
    change_answers(monkeypatch, ANSWER_MUTANTS["a number invented in the text"][0])
    code, told = gate("--library", library, "--accept")
    assert code == 1
    assert "not accepted" in told.splitlines()[-1]
    assert (folder / "accepted.json").read_bytes() == before


def test_answers_that_vary_are_caught(library, gate, monkeypatch):
    """An answer that hangs on what was asked before, or on the process, is not the same when it is asked again."""
    asked = count()
    change_answers(monkeypatch, lambda answer: replace(answer, text=answer.text + "。" * next(asked)))
    code, told = gate("--library", library, "--twice")
    assert code == 1
    assert "answered otherwise in another process: text" in told
