"""Versions of a report: how an older one is called, and which report of another file takes the place of which.

A file that comes again with other content is a new version of itself. A file of another name is one only where body, year,
kind and scope are settled and the same, its title says that it corrects (更正, 修订, 更新 …) and is otherwise the same, and most
of its text is that of the other: precision comes first, since what is taken for replaced answers no question. Nothing is stored here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import PurePath

from index.types import Report

MARK = "/"
"""Stands between a file's name and the number of an older version; no file's name can hold it."""
SHARED = 0.6
"""Part of the older report's texts (figures masked) that a correction must repeat. A notice of a correction repeats next to none."""

_WORDS = "更正|更新|修订|修正|修改|勘误|订正|重新公开|重新发布|再次公开"
# In brackets (（更正）, (修订版), [更新稿]), or at the end with a word that says it is an issue of the same paper (更正版).
_CORRECTED = re.compile(rf"[（(\[【]\s*(?:{_WORDS})(?:版|稿|件|后|本)?\s*[)）\]】]|(?:{_WORDS})(?:版|稿|后|本)$")
# What a browser or an office puts behind the name of a file that comes a second time: accounts(1).pdf.
_COPY = re.compile(r"\s*[（(]\d{1,2}[)）]$")
_BLANK = re.compile(r"[\s《》“”\"'·_-]+")


def older_name(file: str, version: int) -> str:
    """The name that an older version is held under: accounts.pdf/1."""
    return f"{file}{MARK}{version}"


def split_name(name: str) -> tuple[str, int | None]:
    """(the file's name, the number of the older version; None for the newest)."""
    file, mark, number = name.rpartition(MARK)
    return (file, int(number)) if mark and number.isascii() and number.isdigit() else (name, None)


def is_older(report: Report) -> bool:
    """Whether a report is held as an older version of its own file."""
    return split_name(report.file)[1] is not None


def with_earlier(reports: Sequence[Report]) -> tuple[Report, ...]:
    """The newest of each report with its older versions, by file name. `reports` are all that are held."""
    older: dict[str, list[Report]] = {}
    for report in reports:
        file, number = split_name(report.file)
        newest = report.newer or (file if number is not None else None)
        if newest is not None:
            older.setdefault(newest, []).append(report)
    newest = [report for report in reports if report.newer is None and not is_older(report)]
    return tuple(_joined(report, older) for report in sorted(newest, key=lambda one: one.file))


def _joined(report: Report, older: Mapping[str, Sequence[Report]]) -> Report:
    """The report with what it took the place of; its number counts on from there."""
    own = sorted(older.get(report.file, ()), key=lambda one: (one.newer is None, one.version, one.file))
    if not own:
        return report
    earlier = [part for one in own for part in (*_joined(one, older).earlier, one)]
    others = sum(_joined(one, older).version for one in own if one.newer is not None)
    return replace(report, earlier=tuple(earlier), version=report.version + others)


def all_versions(reports: Sequence[Report]) -> dict[str, Report]:
    """Reports and their older versions by the names that their lines are held under."""
    return {one.file: one for report in reports for one in (*report.earlier, report)}


def find_newer(reports: Sequence[Report], shared: Callable[[str, str], float]) -> dict[str, str]:
    """Which report is replaced by which: file → file of the newest that corrects it.

    `reports` are the newest versions of all files; `shared(one, other)` tells which part of one's texts the other has.
    """
    groups: dict[tuple, list[Report]] = {}
    for report in reports:
        if report.entity and report.year and report.kind:
            groups.setdefault((report.entity, report.year, report.kind, report.scope), []).append(report)
    found: dict[str, str] = {}
    for group in groups.values():
        for old in group if len(group) > 1 else ():
            newer = [new.file for new in group if _corrects(new, old) and shared(old.file, new.file) >= SHARED]
            if len(newer) == 1:  # of two corrections of one report it is not known which is the last
                found[old.file] = newer[0]
    return found


def _corrects(new: Report, old: Report) -> bool:
    """Whether a report says of itself, in its title or by its file's name, that it is the other one corrected."""
    if new.file == old.file or _corrected(old) or _bare(new.title) != _bare(old.title):
        return False
    return _corrected(new) or _copy_of(new) == old.file


def _corrected(report: Report) -> bool:
    return bool(report.title and _CORRECTED.search(report.title.strip()))


def _bare(title: str | None) -> str:
    """A title without its mark of correction."""
    return _BLANK.sub("", _CORRECTED.sub("", (title or "").strip()))


def _copy_of(report: Report) -> str | None:
    """The file whose name this one bears with a number behind it, None where it bears none."""
    path = PurePath(report.file)
    bare = _COPY.sub("", path.stem)
    return bare + path.suffix if bare and bare != path.stem else None
