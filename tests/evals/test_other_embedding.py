"""The product with a real sentence-transformers model: the library of the report, its questions end to end, retrieval, and back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.__main__ import main as ask
from assistant.ask import Assistant
from evals.__main__ import main as evals
from index.__main__ import main as index
from index.build import open_to_read
from index.embed import make_embedder
from index.understanding import remark_on_understanding, understood_languages

pytestmark = pytest.mark.models
ROOT = Path(__file__).resolve().parents[2]
FILES = ("lookup", "change", "derived", "calculation", "reason", "definition", "table", "unanswerable")
OF_EACH = 12
DOCUMENTS = {
    "cars": "The office spent 111.99 on official vehicles, less than the year before.",
    "guests": "Receptions for visiting guests cost 4.33 and fell because of thrift.",
    "housing": "Housing provident fund payments for the staff are made every month.",
    "travel": "No official travel abroad took place and nothing was spent on it.",
    "duties": "The office drafts documents, keeps the archives and inspects how decisions are carried out.",
}
QUERIES = {
    "q1": ("What did cars cost?", "cars"),
    "q2": ("expenses for hospitality", "guests"),
    "q3": ("Were there trips to foreign countries?", "travel"),
    "q4": ("What is the office responsible for?", "duties"),
}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("EMBEDDING_MODEL", "EMBEDDING_REVISION", "EMBEDDING_QUERY_PROMPT", "EMBEDDING_PASSAGE_PROMPT", "RERANKER_MODEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture(scope="module")
def library(minilm: Path, bazhong_report: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library of the report, embedded with the model."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("EMBEDDING_MODEL", str(minilm))
        folder = tmp_path_factory.mktemp("minilm") / "library"
        assert index(["build", str(bazhong_report), "--library", str(folder)]) == 0
    return folder


@pytest.fixture(scope="module")
def other(minilm: Path, library: Path) -> Iterator[Assistant]:
    """The assistant over that library. The model is for English, so its vectors rank nothing."""
    opened = Assistant.open(library, make_embedder(str(minilm)))
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def ranked(minilm: Path, library: Path) -> Iterator[Assistant]:
    """The same, with a model that is taken to understand: its vectors rank, for better or worse."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("index.understanding.LEAST", 0.0)
        opened = Assistant.open(library, make_embedder(str(minilm)))
    yield opened
    opened.close()


def questions() -> list[str]:
    """Questions of many kinds on the report, the first of each file."""
    asked = []
    for name in FILES:
        rows = map(json.loads, (ROOT / "evals" / "cases" / f"{name}.jsonl").read_text(encoding="utf-8").splitlines())
        asked += [row["question"] for row in rows if "bazhong" in json.dumps(row) and not row.get("conversation")][:OF_EACH]
    return asked


def test_the_library_remembers_the_model(library: Path, minilm: Path) -> None:
    """Model, hash, width and prompts stand in the library."""
    store = open_to_read(library)
    assert store.setting("embedding_model") == str(minilm.resolve())
    assert store.setting("embedding_revision").startswith("sha256:")
    assert (store.setting("embedding_dimension"), store.setting("embedding_prompts")) == ("384", '["", ""]')
    store.close()


def test_the_model_is_found_wanting(library: Path) -> None:
    """That the model does not understand Chinese terms is measured when the library is built, remembered and said."""
    store = open_to_read(library)
    assert understood_languages(store) == frozenset()
    assert "questions in Chinese and English are answered by words alone" in remark_on_understanding(store)
    store.close()


def test_answers_state_the_same_figures(assistant: Assistant, other: Assistant) -> None:
    """Whatever the model, the figures come from the cited lines: no question has another figure than with the bundled one."""
    both = 0
    for question in questions():
        mine, theirs = assistant.ask(question), other.ask(question)
        if mine.status == theirs.status == "answered":
            both += 1
            values = [[(figure.value, figure.unit, figure.period) for figure in answer.figures] for answer in (mine, theirs)]
            assert values[0] == values[1], question
        else:
            assert theirs.status != "answered", question
    assert both > 50


def test_vectors_of_the_model_rank(ranked: Assistant, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its vectors ranking, the same path answers: figures and passages, each number in a cited line or a calculation."""
    asked: list[str] = []
    embed = ranked.embedder.embed_query
    monkeypatch.setattr(ranked.embedder, "embed_query", lambda text: asked.append(text) or embed(text))
    answered = 0
    for question in questions():
        answer = ranked.ask(question)
        answered += answer.status == "answered"
        assert ranked._loose(answer, ranked._read(question)) == [], question
    assert answered > 60
    assert len(asked) > 10  # where words alone do not decide, the model is asked


@pytest.mark.parametrize("who", ["other", "ranked"])
def test_a_passage_is_found(who: str, request: pytest.FixtureRequest) -> None:
    """A question for words is answered from the report, with the line it stands on."""
    asked = request.getfixturevalue(who)
    answer = asked.ask("名词解释：机关运行经费是什么？")
    assert answer.status == "answered"
    assert "机关运行经费" in answer.citations[0].text
    answer = asked.ask("为什么公务用车费用减少？")
    assert "更新购置公务用车" in answer.text
    assert [citation.line for citation in answer.citations] == [85]


def test_a_question_file(library: Path, minilm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m evals run` asks through the model that is set, and finds every number grounded."""
    monkeypatch.setenv("EMBEDDING_MODEL", str(minilm))
    assert evals(["run", "--questions", str(ROOT / "evals" / "cases" / "change.jsonl"), "--library", str(library)]) == 0
    printed = capsys.readouterr().out
    assert "ungrounded" in printed or "without a source" in printed


def test_retrieval(tmp_path: Path, minilm: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """`python -m evals retrieval` ranks a collection with the model that is set; by meaning it finds each document first."""
    data = tmp_path / "data"
    data.mkdir()
    (data / "corpus.jsonl").write_text("".join(json.dumps({"_id": name, "title": "", "text": text}) + "\n" for name, text in DOCUMENTS.items()))
    (data / "queries.jsonl").write_text("".join(json.dumps({"_id": name, "text": text}) + "\n" for name, (text, _) in QUERIES.items()))
    rows = "".join(f"{name}\t{wanted}\t1\n" for name, (_, wanted) in QUERIES.items())
    (data / "qrels.tsv").write_text(f"query-id\tcorpus-id\tscore\n{rows}")
    monkeypatch.setenv("EMBEDDING_MODEL", str(minilm))
    assert evals(["retrieval", "--data", str(data), "--out", str(tmp_path / "out")]) == 0
    assert "dense R@1 100.0" in capsys.readouterr().out.splitlines()[-1]
    first = (tmp_path / "out" / "dense.trec").read_text()
    monkeypatch.setenv("EMBEDDING_PASSAGE_PROMPT", "cars: ")  # other vectors, though the model and the folder are the same
    assert evals(["retrieval", "--data", str(data), "--out", str(tmp_path / "out")]) == 0
    assert (tmp_path / "out" / "dense.trec").read_text() != first


def test_from_the_bundled_model_and_back(
    bazhong_report: Path, minilm: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """A library goes from the bundled model to another and back by the commands that the messages name; the answer stays."""
    lines = bazhong_report.read_text(encoding="utf-8").splitlines()[:120]  # a part is enough, and quick
    (tmp_path / bazhong_report.name).write_text("\n".join(lines), encoding="utf-8")
    library = str(tmp_path / "library")

    def run(command, *arguments: str) -> tuple[int, str, str]:
        code = command([*arguments, "--library", library])
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    question = ("ask", "公车费用降了多少？")
    assert run(index, "build", str(tmp_path / bazhong_report.name))[0] == 0
    answer = run(ask, *question)
    assert "49.04" in answer[1]
    monkeypatch.setenv("EMBEDDING_MODEL", str(minilm))
    code, _, message = run(ask, *question)
    assert (code, "Unset EMBEDDING_MODEL" in message, "Traceback" in message) == (2, True, False)
    assert f"python -m index rebuild --embedding {minilm}" in message
    assert run(index, "rebuild", "--embedding", str(minilm))[0] == 0
    assert run(ask, *question) == answer
    monkeypatch.delenv("EMBEDDING_MODEL")
    code, _, message = run(ask, *question)
    assert (code, f"Set EMBEDDING_MODEL={minilm} back" in message) == (2, True)
    assert "python -m index rebuild --embedding bundled" in message
    assert run(index, "rebuild", "--embedding", "bundled")[0] == 0
    assert run(ask, *question) == answer
