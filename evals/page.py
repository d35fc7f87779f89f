"""One HTML page for a run: scores, what changed since the accepted run, other solvers beside, every miss with its evidence.

One file that needs nothing from elsewhere, and no network: style and script stand in it, and its policy lets nothing else
run. All text from questions, answers and reports is escaped. Without the script all cases are shown; filters need it.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from evals.accepted import key_of
from evals.difference import Change, Difference
from evals.page_cases import render_case
from evals.summary import Summary, Tally, closing_line, milliseconds, question_file
from evals.types import DECLINED, MISSES, OUTCOMES, RIGHT, RIGHTLY_DECLINED, UNSCORED, WRONG, Row

_HERE = Path(__file__).resolve().parent
_PAGE = Template("""<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src '$policy'">
<title>$line</title>
<style>$style</style>
</head>
<body>
<main>
<h1>$good of $total as they should be</h1>
<p class="soft small">$line</p>
$tiles
<h2>Since the accepted run</h2>
$difference
<h2>Scores by kind</h2>
$legend
$by_kind
<h2>Scores by language</h2>
$by_language
$classes
<h2 id="misses">Misses and warnings ($count)</h2>
$filters
$articles
</main>
<script>$script</script>
</body>
</html>
""")
_SHOWN_CHANGES = 12
# The order in which misses are listed, after what is worse than it was.
_GRAVEST = (WRONG, UNSCORED, DECLINED, RIGHT, RIGHTLY_DECLINED)


@dataclass(frozen=True, slots=True)
class Beside:
    """Another solver that was asked the same questions, for columns beside the product's: name, figures, rows of its own."""

    name: str
    summary: Summary
    rows: tuple[Row, ...] = ()


def render_page(rows: Sequence[Row], summary: Summary, difference: Difference | None = None, beside: Sequence[Beside] = ()) -> str:
    """The page of a run."""
    moved = _moved(difference)
    by_file = len(summary.by_file) > 1  # else the types tell more
    listed = sorted(
        (row for row in rows if row.miss or row.warnings or row.ungrounded or key_of(row) in moved),
        key=lambda row: (not moved.get(key_of(row), "").startswith("regression"), _GRAVEST.index(row.outcome)),
    )
    others = {one.name: {key_of(row): row for row in one.rows} for one in beside}
    articles = []
    for row in listed:
        answers = {name: found[key_of(row)] for name, found in others.items() if key_of(row) in found}
        articles.append(render_case(row, _kind(row, by_file), moved.get(key_of(row), ""), answers))
    style, script = ((_HERE / name).read_text(encoding="utf-8") for name in ("page.css", "page.js"))
    return _PAGE.substitute(
        line=escape(closing_line(summary)),
        policy="sha256-" + b64encode(hashlib.sha256(script.encode()).digest()).decode(),
        style=style, script=script, good=_good(summary.overall), total=summary.overall.total, tiles=_tiles(summary),
        difference=_difference(difference), legend=_legend(),
        by_kind=_kinds(summary, by_file, beside),
        by_language=_table("language", summary.by_language, [(one.name, one.summary.by_language) for one in beside]),
        classes=_classes(summary), count=len(listed), filters=_filters(listed, by_file) if listed else "",
        articles="\n".join(articles) or "<p>None.</p>",
    )  # fmt: skip


def _kind(row: Row, by_file: bool) -> str:
    """The kind under which a case is counted and found."""
    return question_file(row.case.source) if by_file else row.case.type


def _kinds(summary: Summary, by_file: bool, beside: Sequence[Beside]) -> str:
    """The table by kind, and that by type behind a click where both are told."""
    types = _table("type", summary.by_type, [(one.name, one.summary.by_type) for one in beside])
    if not by_file:
        return types
    files = _table("kind", summary.by_file, [(one.name, one.summary.by_file) for one in beside])
    return f"{files}\n<details><summary>by type</summary>{types}</details>"


def _good(tally: Tally) -> int:
    return tally.count(RIGHT) + tally.count(RIGHTLY_DECLINED)


def _moved(difference: Difference | None) -> dict[str, str]:
    """What the difference says of each case, those that are new left out."""
    if difference is None:
        return {}
    named = [(name, change) for name in ("regressions", "excused", "better", "changed") for change in getattr(difference, name)]
    return {change.case: f"{name.removesuffix('s')}: {change.what}" for name, change in reversed(named)}


def _tiles(summary: Summary) -> str:
    overall = summary.overall
    figures = [(outcome, str(overall.count(outcome))) for outcome in OUTCOMES]
    figures += [("cited right", f"{overall.cited_right} of {overall.cited_of}"), ("ungrounded numbers", str(overall.ungrounded))]
    figures += [("median", milliseconds(summary.median_seconds)), ("95th percentile", milliseconds(summary.seconds_95))]
    return '<dl class="tiles">' + "".join(f"<div><dt>{name}</dt><dd>{value}</dd></div>" for name, value in figures) + "</dl>"


def _difference(difference: Difference | None) -> str:
    if difference is None:
        return '<p class="soft">This run was not compared with an accepted one: <code>python -m evals gate</code> does that.</p>'
    parts = [
        _changes(title, getattr(difference, name))
        for name, title in (
            ("regressions", "worse"), ("excused", "worse, covered by the documented noise"), ("better", "better"),
            ("changed", "changed, as good as before"), ("new", "new"),
        )
    ]  # fmt: skip
    return "\n".join(part for part in parts if part) or "<p>Nothing differs.</p>"


def _changes(title: str, changes: Sequence[Change]) -> str:
    if not changes:
        return ""
    shown = "\n".join(
        f"<li><code>{escape(change.case)}</code> {escape(change.what)}"
        + (f' <span class="soft">{escape(change.question)}</span>' if change.question else "") + "</li>"
        for change in changes
    )  # fmt: skip
    opened = " open" if len(changes) <= _SHOWN_CHANGES else ""
    return f'<details{opened}><summary>{len(changes)} {title}</summary><ul class="changes">\n{shown}\n</ul></details>'


def _legend() -> str:
    return '<ul class="legend">' + "".join(f'<li class="{tone(outcome)}">{outcome}</li>' for outcome in OUTCOMES) + "</ul>"


def tone(outcome: str) -> str:
    """The class that gives an outcome its colour."""
    return outcome.replace(" ", "-")


def _table(name: str, tallies: dict[str, Tally], beside: Sequence[tuple[str, dict[str, Tally]]]) -> str:
    """Rows of a table, with a bar of the outcomes; of other solvers the share that came out as it should, and the points between."""
    heads = [name, "cases", *OUTCOMES, "cited", "ungrounded", "good", "outcomes"]
    for other, _ in beside:
        heads[-1:-1] = [other, "points ahead"]
    lines = ["<tr>" + "".join(f'<th scope="col">{escape(head)}</th>' for head in heads) + "</tr>"]
    for label, tally in tallies.items():
        cells = [label, tally.total, *(tally.count(outcome) for outcome in OUTCOMES), f"{tally.cited_right}/{tally.cited_of}", tally.ungrounded]
        cells.append(_percent(tally))
        for _, others in beside:
            other_tally = others.get(label)
            cells += [_percent(other_tally), f"{_share(tally) - _share(other_tally):+.1f}"] if other_tally else ["", ""]
        lines.append("<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in cells) + f'<td class="share">{_bar(tally)}</td></tr>')
    return '<div class="wide"><table>\n' + "\n".join(lines) + "\n</table></div>"


def _bar(tally: Tally) -> str:
    parts = [(outcome, tally.count(outcome)) for outcome in OUTCOMES if tally.count(outcome)]
    told = ", ".join(f"{count} {outcome}" for outcome, count in parts)
    pieces = "".join(f'<i class="{tone(outcome)}" style="flex:{count}"></i>' for outcome, count in parts)
    return f'<div class="bar" role="img" aria-label="{told}">{pieces}</div>'


def _share(tally: Tally) -> float:
    return 100 * _good(tally) / tally.total if tally.total else 0.0


def _percent(tally: Tally) -> str:
    return f"{_share(tally):.1f} %"


def _classes(summary: Summary) -> str:
    counts = [(name, summary.misses[name]) for name in (*MISSES, *summary.misses) if name in summary.misses]
    if not counts:
        return ""
    rows = "".join(f"<tr><td>{escape(name)}</td><td>{count}</td></tr>" for name, count in dict(counts).items())
    heads = '<tr><th scope="col">class</th><th scope="col">cases</th></tr>'
    return f'<h2>Why answers missed</h2>\n<div class="wide"><table class="classes">{heads}{rows}</table></div>'


def _filters(rows: Sequence[Row], by_file: bool) -> str:
    """Choices over the listed cases. Hidden until the script is there to serve them."""
    choices = [
        ("kind", "kind", [_kind(row, by_file) for row in rows]), ("language", "language", [row.case.language for row in rows]),
        ("outcome", "outcome", [row.outcome for row in rows]), ("miss", "class of miss", [row.miss or "none" for row in rows]),
    ]  # fmt: skip
    selects = []
    for key, name, values in choices:
        options = "".join(f'<option value="{escape(value)}">{escape(value)} ({values.count(value)})</option>' for value in sorted(set(values)))
        selects.append(f'<label>{name}<select id="{key}"><option value="">all</option>{options}</select></label>')
    words = '<label>words<input id="words" type="search"></label>'
    return f'<div class="filters" hidden>{"".join(selects)}{words}</div>\n<p class="soft small" id="shown" role="status"></p>'
