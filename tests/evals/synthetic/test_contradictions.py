"""What contradictions promise: each is where it is told, and nothing else disagrees."""

from collections import defaultdict
from decimal import Decimal

import pytest

from evals.errors import BadInput
from evals.synthetic.contradictions import KINDS
from evals.synthetic.library import write_library
from evals.synthetic.truth import read_rows

YEARS = (2021, 2022, 2023)


@pytest.fixture(scope="module")
def both(tmp_path_factory):
    """The truth (facts, checks) of one library without contradictions and of the same with twelve."""
    found = []
    for count in (0, 12):
        folder = tmp_path_factory.mktemp(f"with-{count}")
        write_library(folder, 6, YEARS, seed=21, contradictions=count)
        found.append((read_rows(folder / "truth" / "facts.jsonl"), read_rows(folder / "truth" / "checks.jsonl")))
    return found


def changes_of(facts):
    """(change, percent) by (file, line, item), where a line gives each once."""
    found = defaultdict(lambda: defaultdict(list))
    for row in facts:
        if row["measure"] in ("change", "percent_change"):
            found[row["file"], row["line"], row["item"]][row["measure"]].append(row)
    return {key: {name: rows[0] for name, rows in found[key].items()} for key in found}


def test_only_the_figures_that_are_told_differ(both):
    """Against the same library without contradictions, only figures on told lines are printed in another way."""
    (plain, none), (facts, checks) = both
    assert none == []
    assert len(facts) == len(plain)
    told = {(row["file"], line) for row in checks for line in row["lines"]}
    changed = {(row["file"], row["line"]) for row, old in zip(facts, plain, strict=True) if row["printed"] != old["printed"]}
    assert changed
    assert changed <= told
    assert {file for file, _ in changed} == {row["file"] for row in checks}


def test_every_kind_is_made(both):
    """The kinds take turns."""
    assert {row["kind"] for row in both[1][1]} == set(KINDS)
    assert all(row["disagrees"] and row["note"] and row["lines"] for row in both[1][1])


def test_a_rate_that_is_not_told_follows_from_its_amounts(both):
    """Change over the year before gives the printed percentage, up to the rounding of what is printed."""
    for facts, checks in both:
        told = {(row["file"], row["lines"][0]) for row in checks if row["kind"] == "change"}
        amounts = {(r["file"], r["line"], r["item"]): r for r in facts if r["measure"] == "amount" and r["basis"] == "决算"}
        tried = 0
        for key, pair in changes_of(facts).items():
            if len(pair) < 2 or key not in amounts or key[:2] in told:
                continue
            now, change = Decimal(amounts[key]["value"]), Decimal(pair["change"]["value"])
            if now == change:
                continue
            tried += 1
            rate = change * 100 / (now - change)
            assert abs(rate - Decimal(pair["percent_change"]["value"])) <= Decimal("0.051"), key
        assert tried > 80


def test_last_year_in_this_report_is_this_year_in_the_last(both):
    """Amount less change is the amount of the report before; where told, it is not."""
    for facts, checks in both:
        told = {row["file"] for row in checks if row["kind"] == "last_year"}
        wanted = {}
        for row in facts:
            if row["item"] == "一般公共预算财政拨款支出" and row["measure"] == "amount" and row["basis"] == "决算" and row["column"] is None:
                wanted.setdefault((row["entity"], row["year"]), Decimal(row["value"]))
        agreed = 0
        for (file, _, item), pair in changes_of(facts).items():
            row = pair.get("change")
            if item != "一般公共预算财政拨款支出" or row is None or row["year"] == YEARS[0]:
                continue
            last = wanted[row["entity"], row["year"]] - Decimal(row["value"])
            assert (last == wanted[row["entity"], row["year"] - 1]) == (file not in told)
            agreed += 1
        assert agreed >= 8


def test_more_contradictions_than_reports_are_refused(tmp_path):
    """The error says how many reports there are."""
    with pytest.raises(BadInput, match="2 are final accounts"):
        write_library(tmp_path, 1, YEARS[:2], 1, contradictions=3)
