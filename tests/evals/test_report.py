from __future__ import annotations

import json

import pytest

from evals.errors import BadInput
from evals.report import terminal_report, write_results
from evals.run import run_cases
from evals.summary import closing_line, summarize
from evals.types import Solver


@pytest.fixture
def rows(make_case, make_answer, figure):
    nasty = make_answer(text="<script>alert(1)</script> & 49.04万元", figures=[figure("48.04")])
    answers = iter([nasty, make_answer(), {}])
    cases = [make_case(id="<b>", question="A & <i>?"), make_case(id="fine"), make_case(id="broken")]
    return run_cases(cases, Solver(lambda question: next(answers)))


def test_json_holds_the_summary_and_every_row(tmp_path, rows):
    """run.json can be read back: the closing line, the counts and every row with gold and answer."""
    path, _ = write_results(tmp_path / "new" / "out", rows, summarize(rows))
    results = json.loads(path.read_text(encoding="utf-8"))
    assert results["summary"]["line"] == closing_line(summarize(rows))
    assert results["summary"]["overall"]["outcomes"]["right"] == 1
    assert [row["id"] for row in results["rows"]] == ["<b>", "fine", "broken"]
    first = results["rows"][0]
    assert first["gold"] == ["49.04 万元"]
    assert first["miss"] == "planning"
    assert first["answer"]["status"] == "answered"
    assert first["evidence"] == ["office-2022.txt line 5"]
    assert results["rows"][2]["answer"] is None


def test_page_escapes_and_shows_every_miss_with_its_evidence(tmp_path, rows, cite):
    """Nothing quoted becomes markup; a miss shows what was wanted, answered and cited; a hit is not listed."""
    _, path = write_results(tmp_path, rows, summarize(rows))
    page = path.read_text(encoding="utf-8")
    assert page.count("<script") == 1  # its own, the only one that its policy lets run
    assert "&lt;script&gt;" in page
    assert "A &amp; &lt;i&gt;?" in page
    assert "&lt;b&gt; · wrong" in page
    assert cite()["text"] in page
    assert "49.04 万元" in page
    assert "48.04 万元" in page
    assert page.count("<article") == 2
    assert "fine · " not in page
    assert "broken · unscored" in page
    assert 'charset="utf-8"' in page
    assert "http:" not in page
    assert "https:" not in page


def test_page_of_a_clean_run_says_so(tmp_path, make_case, make_answer):
    """Without misses the page says none."""
    rows = run_cases([make_case()], Solver(lambda question: make_answer()))
    _, path = write_results(tmp_path, rows, summarize(rows))
    assert "<p>None.</p>" in path.read_text(encoding="utf-8")


def test_terminal_lists_every_miss(rows):
    """Each miss is a line with id, outcome, kind and reason; the tables name types and languages."""
    text = terminal_report(rows, summarize(rows))
    assert "<b>  wrong  planning  first figure 48.04 万元, gold 49.04 万元" in text
    assert "broken  unscored  fault  breaks the contract" in text
    assert "ungrounded 48.04" in text
    assert "lookup" in text
    assert "zh" in text
    assert "95th percentile" in text


def test_a_file_in_the_way_is_bad_input(tmp_path, rows):
    """Results that cannot be written are told with the path."""
    blocked = tmp_path / "out"
    blocked.write_text("")
    with pytest.raises(BadInput, match="out"):
        write_results(blocked, rows, summarize(rows))
