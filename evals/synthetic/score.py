"""Score the product's reading against the truth of a synthetic library: figures, identities, contradictions found.

A figure is found where a fact has its line, value and unit, and right where item, measure, period, basis and what it is
measured against agree as well. Nothing is asked and nothing is answered here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from evals.checks import CheckedDocument, ChecksSummary, GoldenDocument
from evals.errors import BadInput
from evals.notes import GoldenFigure, Miss, NotesSummary, same_figure, score_facts, shares
from evals.synthetic import truth
from evals.synthetic.wording import wording
from index.errors import MingzhangError
from index.types import MEASURES, Fact

IDENTITY = ("entity", "year", "kind", "scope")
EXAMPLES = 2
_BASES = {"决算": ("决算", "执行"), "执行": ("执行", "决算"), "预算": ("预算", "年初预算"), "年初预算": ("年初预算", "预算"),
          "调整预算": ("调整预算", "预算", "目标")}  # fmt: skip
# units that a careful reader may name in another way
_UNITS = {
    "个": ("个", ""), "名": ("名", "人"), "人": ("人", "名", "人次"), "台（套）": ("台（套）", "台套", "台"), "分": ("分", ""),
    "辆": ("辆", "vehicles", ""), "批次": ("批次", "批", "groups", ""), "人次": ("人次", "人", "guests", ""),
}  # fmt: skip
# a threshold that says which devices are counted: a reader may take it for a figure or leave it
_THRESHOLD = "100万元"


@dataclass(frozen=True, slots=True)
class TruthScore:
    """What was measured: figures and facts, identities (field, right, file), checks.

    `places` says of every line with figures what it is (prose, a kind of table), `printed` how many figures each place
    has, `scopes` counts (fund scope in truth, in the facts found).
    """

    figures: NotesSummary
    identities: tuple[tuple[str, bool, str], ...]
    checks: ChecksSummary
    places: Mapping[tuple[str, int], str]
    printed: Mapping[str, int]
    scopes: Mapping[tuple[str | None, str | None], int]


def score_library(folder: Path, progress: Callable[[int, int], None] | None = None) -> TruthScore:
    """Read every report of a synthetic library and score it. Raises BadInput where the folder holds no truth."""
    from index.reading import read_report  # slow to import

    rows = _rows(folder, truth.FACTS)
    reports, checks = _rows(folder, truth.REPORTS), _rows(folder, truth.CHECKS)
    by_file: dict[str, list[dict[str, Any]]] = {report["file"]: [] for report in reports}
    for row in rows:
        by_file[row["file"]].append(row)
    readings, faults, parts, identities, scopes = {}, {}, [], [], Counter()
    for number, report in enumerate(reports):
        file = report["file"]
        try:
            readings[file] = read_report(folder / file)
        except MingzhangError as fault:
            faults[file] = str(fault)
        facts = readings[file].facts if file in readings else ()
        parts.append(score_facts([*map(_golden, by_file[file]), *_thresholds(by_file[file])], facts))
        scopes += _scopes(by_file[file], facts)
        found = readings[file].report if file in readings else None
        identities += [(name, found is not None and _same(report, found, name), file) for name in IDENTITY]
        if progress:
            progress(number + 1, len(reports))
    together = NotesSummary(*(tuple(one for part in parts for one in getattr(part, name)) for name in NotesSummary.__slots__))
    places = {(row["file"], row["line"]): _place(row) for row in rows}
    printed = Counter(_place(row) for row in rows)
    return TruthScore(together, tuple(identities), _checked(reports, checks, readings, faults), places, printed, scopes)


def _rows(folder: Path, name: str) -> list[dict[str, Any]]:
    try:
        return truth.read_rows(folder / truth.FOLDER / name)
    except OSError as fault:
        raise BadInput(
            "the folder holds no synthetic library", where=str(folder / truth.FOLDER / name),
            next_step="write one: python -m evals synthesize --out DIR",
        ) from fault  # fmt: skip


def _same(report: Mapping[str, Any], found: Any, name: str) -> bool:
    """Notices on the “三公” expenses are final accounts too, and no scope is printed in them."""
    wanted, given = report[name], getattr(found, name)
    if name == "kind" and wanted == "三公":
        return given in ("三公", "决算")
    if name == "scope" and report["style"] in ("notice", "bulletin", "english"):
        return given in (wanted, None)
    return wanted == given


def _golden(row: Mapping[str, Any]) -> GoldenFigure:
    last = str(int(row["period"]) - 1)
    against: tuple[str | None, ...] | None = None
    if row["measure"] in ("change", "percent_change"):
        against = (last, "上年", "去年", "上一年")
    elif row["measure"] == "completion_rate":
        against = ("预算", None)
    bases: tuple[str | None, ...] | None = _BASES.get(row["basis"]) if row["basis"] else None
    if bases and row["kind"] == "绩效":
        bases = (*bases, None)  # “全年支出” of a bulletin names no basis
    return GoldenFigure(
        row["file"], row["line"], row["printed"], Decimal(row["value"]), _UNITS.get(row["unit"], (row["unit"],)), _names(row),
        (row["measure"],), (row["period"],), bases, against, (), False, False, _sort(row["key"]),
    )  # fmt: skip


def _names(row: Mapping[str, Any]) -> tuple[tuple[str, ...], ...]:
    item = row["item"]
    known = wording("items").get(item)
    if known:
        names = tuple(tuple(words.split("+")) for words in known)
    else:
        bare = item.removesuffix("支出").removesuffix("收入") if len(item) > 4 else item
        names = ((bare,),)
    return tuple((*words, row["column"]) if row["column"] in ("基本支出", "项目支出") else words for words in names)


def _sort(key: str) -> str:
    """What sort of figure a key is of: without the codes, names and numbers that tell one of a sort from another."""
    return ".".join("*" if not part.isascii() and part not in _BASES or any(map(str.isdigit, part)) else part for part in key.split("."))


def _thresholds(rows: Sequence[Mapping[str, Any]]) -> list[GoldenFigure]:
    lines = {(row["line"], row["text"]) for row in rows if _THRESHOLD in row["text"]}
    return [
        GoldenFigure(rows[0]["file"], line, _THRESHOLD, Decimal(100), ("万元",), (("",),), MEASURES, None, None, None, (), False, True, "")
        for line, _ in sorted(lines)
    ]


def _scopes(rows: Sequence[Mapping[str, Any]], facts: Sequence[Fact]) -> Counter:
    """(fund scope in truth, in a fact of the same line, value and unit: the same one if any has it)."""
    by_line: dict[int, list[Fact]] = {}
    for fact in facts:
        by_line.setdefault(fact.line, []).append(fact)
    found: Counter = Counter()
    for row in rows:
        golden = _golden(row)
        given = [fact.fund_scope for fact in by_line.get(row["line"], ()) if fact.value is not None and same_figure(golden, fact)]
        if given:
            found[row["fund_scope"], row["fund_scope"] if row["fund_scope"] in given else given[0]] += 1
    return found


def _place(row: Mapping[str, Any]) -> str:
    """prose, or the form of a table."""
    form = row["file"].rpartition(".")[2]
    if form != "txt":
        return f"{form} table" if "\t" in row["text"] else f"{form} prose"
    text = row["text"]
    for name, found in (
        ("in pipes", "|" in text), ("a cell a line", text.startswith("\t")), ("in tabs", "\t" in text), ("in spaces", "   " in text),
    ):  # fmt: skip
        if found:
            return f"txt table {name}"
    return "txt prose"


def _checked(
    reports: Sequence[Mapping[str, Any]], checks: Sequence[Mapping[str, Any]], readings: Mapping[str, Any], faults: Mapping[str, str]
) -> ChecksSummary:
    from index.checks import check_report
    from index.checks.types import DISAGREES

    lines = {row["file"]: tuple(row["lines"]) for row in checks}
    documents = []
    for report in reports:
        file = report["file"]
        golden = GoldenDocument(file, file in lines, lines.get(file, ()), file)
        if file not in readings:
            documents.append(CheckedDocument(golden, (), faults[file]))
            continue
        entity = readings[file].report.entity
        others = [one for name, one in readings.items() if name != file and entity and one.report.entity == entity]
        found = [finding for finding in check_report(readings[file], others) if finding.verdict == DISAGREES]
        documents.append(CheckedDocument(golden, tuple(found)))
    return ChecksSummary(tuple(documents))


def terminal_report(score: TruthScore) -> str:
    """Misses by class with examples, identities, checks; not the closing line."""
    lines = ["figures by place:"]
    missed = Counter(score.places[miss.golden.file, miss.golden.line] for miss in score.figures.misses if miss.golden)
    for place, count in sorted(score.printed.items()):
        lines.append(f"  {place}: {count - missed[place]} of {count} right")
    lines += ["misses by class:", *_classes(score)]
    lines.append("identities: " + ", ".join(_identity(score, name) for name in IDENTITY))
    lines += [f"  wrong {name}: {file}" for name, right, file in score.identities if not right][:20]
    lines += _scope_lines(score)
    lines += _check_lines(score.checks)
    lines.append(f"line, value and unit alone: {shares(score.figures.figures, score.figures.facts, 'found')}")
    return "\n".join(lines)


def _classes(score: TruthScore) -> list[str]:
    """Classes of misses by reason, sort of figure and place, the largest first, with examples."""
    found: dict[tuple[str, str, str], list[Miss]] = {}
    for miss in score.figures.misses:
        one = miss.golden or miss.fact
        sort = miss.golden.source if miss.golden else one.measure
        place = score.places.get((one.file, one.line), "no figure's line")
        place = place if place.startswith("txt table") else place.rpartition(" ")[2]  # prose is prose in every form
        found.setdefault((miss.reason, sort, place), []).append(miss)
    lines = []
    for (reason, sort, place), misses in sorted(found.items(), key=lambda one: (-len(one[1]), one[0])):
        lines.append(f"  {len(misses)} {reason}: {sort}, {place}")
        lines += [f"      {_example(miss)}" for miss in misses[:EXAMPLES]]
    return lines


def _scope_lines(score: TruthScore) -> list[str]:
    """Fund scopes of the figures found. None given is told apart: a report need not print the scope near the figure."""
    right = sum(count for (wanted, given), count in score.scopes.items() if _bare(wanted) == _bare(given))
    silent = sum(count for (wanted, given), count in score.scopes.items() if wanted and given is None)
    whole = sum(score.scopes.values())
    lines = [f"fund scopes of figures found: {right} of {whole} right, {silent} not given, {whole - right - silent} another"]
    for (wanted, given), count in sorted(score.scopes.items(), key=lambda one: (-one[1], str(one[0]))):
        if _bare(wanted) != _bare(given) and given is not None:
            lines.append(f"  {count} {wanted or 'none'} read as {given}")
    return lines


def _bare(scope: str | None) -> str:
    """一般公共预算 and 一般公共预算财政拨款 are one scope; 财政拨款 alone is another."""
    return (scope or "none").replace("预算财政拨款", "预算")


def _example(miss: Miss) -> str:
    one = miss.golden or miss.fact
    words = [f"{one.file}:{one.line}"]
    if miss.golden:
        names = "/".join("+".join(group) for group in miss.golden.items)
        words.append(f"{miss.golden.printed} [{names}; {'/'.join(map(str, miss.golden.periods or ()))}]")
    if miss.fact:
        fact = miss.fact
        shown = (fact.item, ">".join(fact.path), fact.column, fact.measure, fact.period, fact.basis, fact.against, fact.unit)
        words.append(f"got {fact.printed} ({'; '.join(str(one or '-') for one in shown)})")
    return "  ".join(words)


def _identity(score: TruthScore, name: str) -> str:
    found = [right for field, right, _ in score.identities if field == name]
    return f"{name} {sum(found)} of {len(found)}"


def _check_lines(checks: ChecksSummary) -> list[str]:
    flagged = sum(one.flagged for one in checks.contradicting)
    besides = Counter(finding.kind for one in checks.documents for finding in (one.elsewhere if one.golden.disagrees else one.findings))
    lines = [f"contradictions found: {flagged} of {len(checks.contradicting)}; findings besides: {sum(besides.values())}"]
    lines += [f"  {count} besides: {kind}" for kind, count in sorted(besides.items(), key=lambda one: (-one[1], one[0]))]
    lines += [f"  missed: {one.golden.file} lines {one.golden.lines}" for one in checks.contradicting if not one.flagged]
    for one in checks.documents:
        others = one.elsewhere if one.golden.disagrees else one.findings
        lines += [f"  besides: {one.golden.file} {finding.kind}: {finding.message}" for finding in others[:3]]
    return lines


def closing_line(score: TruthScore) -> str:
    """The figures in one line."""
    flagged = sum(one.flagged for one in score.checks.contradicting)
    besides = sum(len(one.elsewhere if one.golden.disagrees else one.findings) for one in score.checks.documents)
    return (
        f"facts: {shares(score.figures.figures, score.figures.facts, 'right')}; "
        f"{flagged} of {len(score.checks.contradicting)} contradictions found, {besides} findings besides"
    )
