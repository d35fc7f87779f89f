"""Read a question file into cases. Never asks a question, never guesses what a broken row may have meant.

A row is a JSON object: `id`, `lang`, `question`, `type`, perhaps `conversation` (earlier questions) and `files` (only these
reports are asked), and the gold by `kind`:

| kind | gold |
|---|---|
| value | `value` and `unit`, perhaps `tol` and `also` ([value, unit] pairs that count as well) |
| text | `keywords`: groups of words, one of each group must stand in the answer |
| refuse | none: the question must not be answered |
| unclear | none: the status must be "unclear", which asks back |
| unknown | none is known: a reader called the answer wrong; `disputed` holds the figure that was, if there was one |

`file` with `lines` or `pages` names the lines that must be cited. `period` ("2022"), `entity` and `scope`, each a string or a
list of those that will do, say what the figure must be of. What readers said of answers (`LIBRARY/feedback.jsonl`,
written by `assistant.feedback`) is such a file. A vote is no proof: a "right" has the answer given as gold and guards it
against change, while a "wrong" is of kind unknown. An unknown row is never counted right or wrong: it is unscored, and
listed for a person where the answer still is what was called wrong. Give it a gold answer, and it counts.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from evals.errors import BadCases, BadInput
from evals.types import Case, EvidenceGroup, Gold

Row = TypeVar("Row")
KINDS = ("value", "text", "refuse", "unclear", "unknown")
NOT_HELD = frozenset({"refuse", "unclear", "unknown"})
_PLAIN_DECIMAL = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")


class _BadRow(ValueError):
    """One thing wrong with one row; the reader adds file and line number."""


def read_cases(path: Path) -> tuple[Case, ...]:
    """The cases of a JSONL question file, in file order.

    Raises BadInput where the file cannot be read or is empty, BadCases where rows are malformed (all of them listed).
    """
    cases: list[Case] = []
    problems: list[str] = []
    first_seen: dict[str, int] = {}
    for number, text in read_rows(path):
        try:
            case = _case(_object(text), f"{path.name}:{number}")
            if case.id in first_seen:
                raise _BadRow(f"id {case.id!r} already stands on line {first_seen[case.id]}")
            first_seen[case.id] = number
            cases.append(case)
        except _BadRow as problem:
            problems.append(f"{path.name}:{number}: {problem}")
    if problems:
        raise BadCases(str(path), problems)
    return tuple(cases)


def read_rows(path: Path) -> list[tuple[int, str]]:
    """The non-blank lines of a UTF-8 file with their numbers, counted from 1. Raises BadInput where there are none."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise BadInput("the file is not UTF-8 text", where=str(path), next_step="save it as UTF-8") from fault
    except OSError as fault:
        reason = fault.strerror or type(fault).__name__
        raise BadInput(f"the file cannot be read: {reason}", where=str(path), next_step="check the path") from fault
    # split on "\n" alone: a question may hold U+2028 and the like, which str.splitlines would cut at
    rows = [(number, line.strip()) for number, line in enumerate(text.split("\n"), start=1) if line.strip()]
    if not rows:
        raise BadInput("the file holds no rows", where=str(path), next_step="give one JSON object a line")
    return rows


def read_each(path: Path, parse: Callable[[Any, str], Row], parse_float: Callable[[str], Any] = Decimal) -> tuple[Row, ...]:
    """Every JSON row of a file through `parse(row, "file:line")`, in file order.

    Raises BadInput (unreadable, empty) or BadCases (rows that are no JSON, or that `parse` refuses by ValueError; all
    of them listed).
    """
    rows: list[Row] = []
    problems: list[str] = []
    for number, text in read_rows(path):
        source = f"{path.name}:{number}"
        try:
            rows.append(parse(json.loads(text, parse_float=parse_float), source))
        except (ValueError, RecursionError) as problem:
            problems.append(f"{source}: {problem}")
    if problems:
        raise BadCases(str(path), problems)
    return tuple(rows)


def plain_decimal(value: Any) -> Decimal | None:
    """The exact value of a plain decimal ("49.04", 49, -3), else None. Commas, exponents and NaN are not plain."""
    if isinstance(value, bool):
        return None
    if isinstance(value, int | Decimal):
        value = str(value)
    if isinstance(value, str) and _PLAIN_DECIMAL.match(value):
        return Decimal(value)
    return None


def _object(text: str) -> dict[str, Any]:
    try:
        row = json.loads(text, parse_float=Decimal)
    except (ValueError, RecursionError) as fault:
        raise _BadRow(f"not a JSON object: {fault}") from fault
    if not isinstance(row, dict):
        raise _BadRow("not a JSON object")
    return row


def _case(row: dict[str, Any], source: str) -> Case:
    kind = _text(row, "kind")
    if kind not in KINDS:
        raise _BadRow(f"kind must be one of {', '.join(KINDS)}, not {kind!r}")
    return Case(
        id=_text(row, "id"),
        language=_text(row, "lang"),
        question=_text(row, "question"),
        kind=kind,
        type=_text(row, "type"),
        golds=_golds(row) if kind == "value" else (),
        keywords=_keywords(row) if kind == "text" else (),
        # of a refuse row `file` is only the nearest report, so it holds no evidence
        evidence=() if kind in NOT_HELD else _evidence(row, "") + _evidence(row, "2"),
        note=str(row.get("note") or ""),
        source=source,
        pair=str(row.get("pair") or ""),
        conversation=_conversation(row),
        files=_narrowed(row),
        disputed=_pairs(row, "disputed") if kind == "unknown" else (),
        periods=_one_or_more(row, "period"),
        entities=_one_or_more(row, "entity"),
        scopes=_one_or_more(row, "scope"),
    )


def _conversation(row: dict[str, Any]) -> tuple[str, ...]:
    earlier = row.get("conversation") or []
    if not isinstance(earlier, list) or not all(isinstance(text, str) and text.strip() for text in earlier):
        raise _BadRow("conversation must be a list of earlier questions")
    return tuple(earlier)


def _narrowed(row: dict[str, Any]) -> tuple[str, ...] | None:
    files = row.get("files")
    if files is not None and (not isinstance(files, list) or not all(isinstance(file, str) for file in files)):
        raise _BadRow("files must be a list of file names")
    return None if files is None else tuple(files)


def _one_or_more(row: dict[str, Any], key: str) -> tuple[str, ...]:
    """A string or a list of strings under a key that a row may lack."""
    value = row.get(key)
    values = [] if value is None else value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) and one.strip() for one in values):
        raise _BadRow(f"{key} must be a string or a list of strings, not {value!r}")
    return tuple(values)


def _text(row: dict[str, Any], key: str) -> str:
    value = row.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _BadRow(f"{key} must be a non-empty string")
    return value


def _golds(row: dict[str, Any]) -> tuple[Gold, ...]:
    tolerance = Decimal(0)
    if row.get("tol") is not None:
        tolerance = _decimal(row["tol"], "tol")
        if tolerance < 0:
            raise _BadRow("tol must not be negative")
    if not isinstance(row.get("unit"), str):
        raise _BadRow('unit must be a string ("" for a plain number)')
    return (Gold(_decimal(row.get("value"), "value"), row["unit"], tolerance), *_pairs(row, "also"))


def _pairs(row: dict[str, Any], key: str) -> tuple[Gold, ...]:
    """The [value, unit] pairs of a row under a key, which it may lack."""
    pairs = row.get(key) or []
    if not isinstance(pairs, list):
        raise _BadRow(f"{key} must be a list of [value, unit]")
    for pair in pairs:
        if not isinstance(pair, list) or len(pair) != 2 or not isinstance(pair[1], str):
            raise _BadRow(f"{key} must hold [value, unit] pairs, not {pair!r}")
    return tuple(Gold(_decimal(pair[0], key), pair[1]) for pair in pairs)


def _decimal(value: Any, key: str) -> Decimal:
    number = plain_decimal(value)
    if number is None:
        raise _BadRow(f"{key} must be a plain decimal, not {value!r}")
    return number


def _keywords(row: dict[str, Any]) -> tuple[tuple[str, ...], ...]:
    groups = row.get("keywords")
    if not isinstance(groups, list) or not groups:
        raise _BadRow("a text row needs keywords: a list of groups of words")
    for group in groups:
        if not isinstance(group, list) or not group or not all(isinstance(word, str) and word for word in group):
            raise _BadRow(f"each keyword group must be a list of words, not {group!r}")
    return tuple(tuple(group) for group in groups)


def _evidence(row: dict[str, Any], suffix: str) -> tuple[EvidenceGroup, ...]:
    """The groups under `lines`/`pages` (suffix "") or `lines2`/`pages2` (suffix "2")."""
    found = [(place, row.get(f"{place}s{suffix}")) for place in ("line", "page") if row.get(f"{place}s{suffix}")]
    if not found:
        return ()
    if len(found) == 2:
        raise _BadRow(f"give lines{suffix} or pages{suffix}, not both")
    place, groups = found[0]
    key = f"{place}s{suffix}"
    if not isinstance(groups, list):
        raise _BadRow(f"{key} must be a list of groups")
    files = _files(row.get(f"file{suffix}"), f"file{suffix}", key, len(groups))
    return tuple(EvidenceGroup(file, place, _numbers(group, key)) for file, group in zip(files, groups, strict=True))


def _files(value: Any, key: str, groups_key: str, count: int) -> list[str]:
    if isinstance(value, str) and value.strip():
        return [value] * count
    if isinstance(value, list) and value and all(isinstance(file, str) and file.strip() for file in value):
        if len(value) != count:
            raise _BadRow(f"{key} lists {len(value)} files for {count} groups of {groups_key}")
        return value
    raise _BadRow(f"{groups_key} needs {key}: a file name, or one file name a group")


def _numbers(group: Any, key: str) -> frozenset[int]:
    if not isinstance(group, list) or not group:
        raise _BadRow(f"{key} must be a list of groups, each a list of numbers, not {group!r}")
    if not all(isinstance(number, int) and not isinstance(number, bool) and number >= 1 for number in group):
        raise _BadRow(f"{key} must hold whole numbers from 1 up, not {group!r}")
    return frozenset(group)
