"""Write the shipped cases about synthetic reports: questions worded by hand, with gold answers from the truth files.

The sources are `questions/KIND.toml`: each `[[case]]` has its wording in Chinese (`zh`), English (`en`) or both, which makes
a pair, and says what is right by references to truth rows (see `evals.synthetic.gold`): `fact` or `facts` with `work` for an
amount, `say` for words (`$a` stands for figure a, `$a.0` for its first print, `@rise` for a group of words), `refuse` or `unclear`. What the wording takes
for granted (`holds`, `most`, `least`, what rose or fell) is checked. No figure and no line number is typed there, so that gold and
library stay in step. Rows about other reports are left as they are.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from evals.errors import BadInput
from evals.synthetic.gold import Named, find_figure, holds, in_yuan, rounded, spellings, work_out
from evals.synthetic.truth import CHECKS, FACTS, FOLDER, read_rows
from evals.units import in_unit

SOURCES = Path(__file__).parent / "questions"
CASES = Path(__file__).resolve().parents[1] / "cases"
NAMES = "names.toml"
KEYS = frozenset({
    "zh", "en", "talk_zh", "talk_en", "type", "fact", "facts", "work", "unit", "say", "refuse", "unclear", "period", "entity",
    "also", "note", "only", "lines", "quote", "cite", "holds", "most", "least",
})  # fmt: skip
_MARK = re.compile(r"-s\d+-")
Row = dict[str, Any]


def write_cases(truth: Path, folder: Path = CASES, sources: Path = SOURCES) -> int:
    """Write anew the synthetic rows of every question file; gives their number. `truth` is a folder with the truth files."""
    made = build_rows(truth, sources)
    for kind, rows in made.items():
        path = folder / f"{kind}.jsonl"
        kept = [row for row in read_rows(path) if not is_synthetic(row)] if path.exists() else []
        path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in (*kept, *rows)), encoding="utf-8")
    return sum(len(rows) for rows in made.values())


def is_synthetic(row: Mapping[str, Any]) -> bool:
    """Whether a row of a question file was written from these sources."""
    return bool(_MARK.search(row["id"]))


def build_rows(truth: Path, sources: Path = SOURCES) -> dict[str, list[Row]]:
    """The synthetic rows of each kind, in the order of the sources. Raises BadInput for a source that does not fit the truth."""
    facts = read_rows(truth / FOLDER / FACTS)
    checks = read_rows(truth / FOLDER / CHECKS)
    names = tomllib.loads((sources / NAMES).read_text("utf-8"))
    made: dict[str, list[Row]] = {}
    for path in sorted(sources.glob("*.toml")):
        if path.name == NAMES:
            continue
        rows: list[Row] = []
        for number, source in enumerate(tomllib.loads(path.read_text("utf-8"))["case"], start=1):
            try:
                rows += _rows(source, f"{path.stem}-s{number:03d}", truth, facts, checks, names)
            except BadInput as fault:
                raise BadInput(f"case {number}: {fault}", where=path.name, next_step="mend the source") from fault
        made[path.stem] = rows
    return made


def _rows(source: Mapping[str, Any], stem: str, truth: Path, facts: Sequence[Row], checks: Sequence[Row], names: Mapping[str, Any]) -> list[Row]:
    """The rows of one source: one a language."""
    unknown = set(source) - KEYS
    languages = [language for language in ("zh", "en") if language in source]
    if unknown or not languages:
        raise BadInput(f"unknown keys {sorted(unknown)} or no wording", where=stem, next_step="see evals/synthetic/cases.py")
    given = source.get("facts") or ({"a": source["fact"]} if "fact" in source else {})
    named = {name: find_figure(reference, facts, names) for name, reference in given.items()}
    _check_premises(source, named, facts, names)
    gold = {**_gold(source, named, names), **_bearings(source, named), **_evidence(source, named, checks)}
    if "quote" in source:
        gold |= _quoted(*source["quote"], truth, facts, names)
    rows = []
    for language in languages:
        talk = source.get(f"talk_{language}")
        rows.append({
            "id": f"{stem}-{language}", "lang": language, **({"conversation": talk} if talk is not None else {}),
            "question": source[language], **gold,
            **({"files": [_file_of(one, facts, names) for one in source["only"]]} if "only" in source else {}),
            "type": source["type"], "note": source.get("note", ""), **({"pair": stem} if len(languages) > 1 else {}),
        })  # fmt: skip
    return rows


def _check_premises(source: Mapping[str, Any], named: Mapping[str, Named], facts: Sequence[Row], names: Mapping[str, Any]) -> None:
    """What the wording takes for granted must be so in the truth: what rose or fell, `holds`, and that a is the `most` or `least`."""
    claims = [(claim, named) for claim in source.get("holds", ())]
    for order, claim in (("most", "a > x"), ("least", "x > a")):
        claims += [(claim, {**named, "x": find_figure(other, facts, names)}) for other in source.get(order, ())]
    changes = [name for name, one in named.items() if one.rows[0]["measure"] in ("change", "percent_change")]
    for word, claim in (("@rise", "{} > 0"), ("@fall", "0 > {}")):
        claims += [(claim.format(name), named) for name in changes if word in source.get("say", ())]
    for claim, figures in claims:
        if not holds(claim, figures):
            raise BadInput(f"{claim} is not so", where=str(source.get("zh") or source.get("en")), next_step="mend the wording")


def _gold(source: Mapping[str, Any], named: Mapping[str, Named], names: Mapping[str, Any]) -> Row:
    if source.get("refuse"):
        return {"kind": "refuse"}
    if source.get("unclear"):
        return {"kind": "unclear"}
    if "say" in source:
        return {"kind": "text", "keywords": [_group(text, source, named, names) for text in source["say"]]}
    if "work" in source:
        unit = source.get("unit", "万元")
        value, tolerance, working = work_out(source["work"], named, unit)
        also = [[_other(value, unit, name), name] for name in source.get("also", ())]
        return {"kind": "value", "value": f"{value:f}", "unit": unit, "also": also, "tol": f"{tolerance:f}", "working": working}
    return _printed(named["a"], source)


def _printed(figure: Named, source: Mapping[str, Any]) -> Row:
    """A printed figure, in each way that it is printed. A fall is given as a positive amount, as questions ask for it."""
    written = list(dict.fromkeys((_unsigned(row["value"]), str(row["unit"])) for row in (figure.roughest, *figure.rows)))
    also = [list(one) for one in written[1:]]
    value, unit = written[0]
    return {"kind": "value", "value": value, "unit": unit, "also": also + [[value, one] for one in source.get("also", ())]}


def _unsigned(value: str) -> str:
    return value.removeprefix("-")


def _other(value: Any, unit: str, name: str) -> str:
    return f"{in_unit(value, unit, name) or value:f}"


def _group(text: str, source: Mapping[str, Any], named: Mapping[str, Named], names: Mapping[str, Any]) -> list[str]:
    """The words of one group: alternatives by |, `@name` for a group of names.toml, `$a` for a figure, `$=` for what is worked out."""
    words: list[str] = []
    for part in text.split("|"):
        if part.startswith("@"):
            words += names["words"][part[1:]]
        elif part == "$=":
            value, tolerance, _ = work_out(source["work"], named, "")
            steps = int(tolerance * 100)
            near = (value + rounded(Decimal(step) / 100) for step in range(-steps, steps + 1))
            words += [text for one in near for text in dict.fromkeys((f"{abs(one):f}", f"{abs(one):,f}", f"{abs(one).normalize():f}"))]
            words += in_yuan(source["work"], named)
        elif part.startswith("$"):
            name, _, place = part[1:].partition(".")
            one = named[name]
            words += spellings(Named(one.reference, (one.rows[int(place)],)) if place else one)
        else:
            words.append(part)
    return list(dict.fromkeys(words))


def _bearings(source: Mapping[str, Any], named: Mapping[str, Named]) -> Row:
    """Year, body and scope: of all figures alike, or as the source says; the bodies of several are all named."""
    rows = [one.rows[0] for one in named.values()]
    if not rows or source.get("refuse") or source.get("unclear"):
        return {}
    periods, entities, scopes = ({row[key]: None for row in rows} for key in ("period", "entity", "scope"))
    told: Row = {}
    period = source.get("period") or (next(iter(periods)) if len(periods) == 1 else None)
    if period and "say" not in source:
        told["period"] = period
    told["entity"] = next(iter(entities)) if len(entities) == 1 else list(entities)
    if len(scopes) == 1:
        told["scope"] = next(iter(scopes))
    return told


def _evidence(source: Mapping[str, Any], named: Mapping[str, Named], checks: Sequence[Row]) -> Row:
    """A group of lines for every figure (of pages in a PDF), or for those that `cite` names alone, and for `lines` those of
    the contradiction it names. With `cite = "any"` a line of any of the figures will do."""
    if source.get("refuse") or source.get("unclear"):
        return {}
    groups: dict[str, list[tuple[str, list[int]]]] = {"line": [], "page": []}
    if source.get("cite") == "any":
        cited = [Named("any", tuple(row for one in named.values() for row in one.rows))]
    else:
        cited = [one for name, one in named.items() if name in source.get("cite", named)]
    for one in cited:
        place = "page" if one.rows[0]["page"] else "line"
        group = (one.rows[0]["file"], sorted({row[place] for row in one.rows}))
        if group not in groups[place]:
            groups[place].append(group)
    for check in (check for check in checks if check["kind"] == source.get("lines") and check["file"] in _files(groups)):
        groups["line"] += [(check["file"], [line]) for line in check["lines"]]
    told: Row = {}
    for place, suffix in (("line", ""), ("page", "2" if groups["line"] else "")):
        if groups[place]:
            files = [file for file, _ in groups[place]]
            told[f"file{suffix}"] = files[0] if len(set(files)) == 1 else files
            told[f"{place}s{suffix}"] = [numbers for _, numbers in groups[place]]
    return told


def _quoted(reference: str, part: str, truth: Path, facts: Sequence[Row], names: Mapping[str, Any]) -> Row:
    """The lines of a text report that hold a part of a sentence without a figure; no truth row tells of those."""
    file = _file_of(reference, facts, names)
    lines = [number for number, line in enumerate((truth / file).read_text("utf-8").split("\n"), start=1) if part in line]
    if not lines:
        raise BadInput(f"{part!r} stands nowhere in it", where=file, next_step="mend the quotation")
    return {"entity": names["bodies"][reference.split()[0]], "file": file, "lines": [lines]}


def _files(groups: Mapping[str, Sequence[tuple[str, Sequence[int]]]]) -> set[str]:
    return {file for placed in groups.values() for file, _ in placed}


def _file_of(reference: str, facts: Sequence[Row], names: Mapping[str, Any]) -> str:
    """The file of a body's report: `wq 2022`, `wq 2024预算`, `mz 2023单位`."""
    body, _, rest = reference.partition(" ")
    year, kind = int(rest[:4]), rest[4:]
    wanted = (names["bodies"][body], year, kind if kind not in ("", "单位") else "决算", "单位" if kind == "单位" else "部门")
    found = next((row["file"] for row in facts if (row["entity"], row["year"], row["kind"], row["scope"]) == wanted), None)
    if found is None:
        raise BadInput(f"no report is held for {reference!r}", where="truth", next_step="mend the reference")
    return found
