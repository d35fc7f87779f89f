"""One HTML page for a run: scores, then every miss with the evidence. Plain markup, no script, all text escaped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from string import Template

from evals.difference import Difference
from evals.scorers import shown_gold, shown_group
from evals.summary import Summary, Tally, closing_line
from evals.types import DECLINED, OUTCOMES, RIGHT, UNSCORED, WRONG, Finding, Row

_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>$line</title>
<style>
body { font: 16px/1.6 system-ui, "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", sans-serif; color: #1c1c1c;
  background: #fff; max-width: 64rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.3rem; } h2 { font-size: 1.1rem; margin-top: 2rem; } h3 { font-size: 1rem; margin: 0; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; }
th, td { padding: .2rem .8rem .2rem 0; text-align: right; border-bottom: 1px solid #ddd; }
th:first-child, td:first-child { text-align: left; }
article { border-left: 4px solid #999; padding: .2rem 0 .2rem 1rem; margin: 1.2rem 0; overflow-wrap: anywhere; }
article.wrong { border-color: #b00020; } article.unscored { border-color: #6a1b9a; }
dt { font-weight: 600; } dd { margin: 0 0 .4rem 1rem; white-space: pre-wrap; }
</style>
</head>
<body>
<h1>$line</h1>
<p>95th percentile of an answer: $slow. Misses: $misses.</p>
<h2>By type</h2>
$by_type
<h2>By language</h2>
$by_language
<h2>Misses and warnings ($shown)</h2>
$articles
</body>
</html>
""")


@dataclass(frozen=True, slots=True)
class Beside:
    """Another solver that was asked the same questions, for the columns beside the product's: name, figures, rows by case."""

    name: str
    summary: Summary
    rows: tuple[Row, ...] = ()


def render_page(
    rows: Sequence[Row], summary: Summary, difference: Difference | None = None, beside: Sequence[Beside] = ()
) -> str:
    """The page of a run."""
    shown = [row for row in rows if row.miss or row.warnings]
    slow = "none" if summary.seconds_95 is None else f"{summary.seconds_95 * 1000:.0f} ms"
    return _PAGE.substitute(
        line=escape(closing_line(summary)),
        slow=slow,
        misses=escape(", ".join(f"{count} {name}" for name, count in summary.misses.items()) or "none"),
        by_type=_table("type", summary.by_type),
        by_language=_table("language", summary.by_language),
        shown=len(shown),
        articles="\n".join(_article(row) for row in shown) or "<p>None.</p>",
    )


def _table(name: str, tallies: dict[str, Tally]) -> str:
    heads = [name, "questions", *OUTCOMES, "cited right", "ungrounded"]
    lines = ["<tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads) + "</tr>"]
    for label, tally in tallies.items():
        counts = [tally.total, *(tally.count(outcome) for outcome in OUTCOMES)]
        cells = [label, *map(str, counts), f"{tally.cited_right} of {tally.cited_of}", str(tally.ungrounded)]
        lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
    return '<div class="wide"><table>\n' + "\n".join(lines) + "\n</table></div>"


def _article(row: Row) -> str:
    case = row.case
    wanted = " or ".join(shown_gold(gold) for gold in case.golds)
    none = "not known" if case.kind == "unknown" else "not held: should be declined"
    wanted = wanted or "; ".join(" / ".join(group) for group in case.keywords) or none
    entries = [("Wanted", wanted), ("Evidence wanted", "\n".join(shown_group(group) for group in case.evidence))]
    entries += [("Score", row.explanation), ("Citations", row.cited_explanation)]
    entries += _answer_entries(row)
    entries += [("Ungrounded", _shown(row.ungrounded)), ("Warnings", _shown(row.warnings))]
    entries += [("Note on the case", case.note)]
    body = "\n".join(f"<dt>{escape(name)}</dt><dd>{escape(text)}</dd>" for name, text in entries if text)
    kind = {WRONG: "wrong", UNSCORED: "unscored", DECLINED: "declined", RIGHT: "right"}.get(row.outcome, "other")
    title = f"{case.id} · {row.outcome}" + (f" · {row.miss}" if row.miss else "")
    return (
        f'<article class="{kind}">\n<h3>{escape(title)}</h3>\n<p>{escape(case.question)}</p>\n'
        f"<dl>\n{body}\n</dl>\n</article>"
    )


def _answer_entries(row: Row) -> list[tuple[str, str]]:
    answer = row.answer
    if answer is None:
        return []
    figures = [f"{f['value']} {f['unit']}  {f.get('label') or ''}".rstrip() for f in answer["figures"]]
    worked = [f"{c['expression']} = {c['result']} {c['unit']}".rstrip() for c in answer["calculations"]]
    cited = [_citation(c) for c in answer["citations"]]
    return [
        (f"Answer ({answer['status']})", answer["text"]), ("Figures", "\n".join(figures)),
        ("Calculations", "\n".join(worked)), ("Cited lines", "\n".join(cited)),
        ("Notes", "\n".join(str(note) for note in answer["notes"])),
    ]


def _citation(citation: dict) -> str:
    page = f" page {citation['page']}" if citation["page"] is not None else ""
    return f"[{citation['mark']}] {citation['file']}{page} line {citation['line']}: {citation['text']}"


def _shown(findings: Sequence[Finding]) -> str:
    return "\n".join(f"{finding.printed} in {finding.where}: {finding.reason}" for finding in findings)
