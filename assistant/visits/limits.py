"""How much visitors may bring, and for how long it is kept: settings, read from the environment once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from pathlib import Path

from index.errors import MingzhangError

PREFIX = "MINGZHANG_UPLOAD_"


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What visitors may bring. Each is set by MINGZHANG_UPLOAD_ and its name, such as MINGZHANG_UPLOAD_FILES=3.

    `megabytes` one file may have, `files` a visitor may keep, of `total_megabytes` together; `visitors` may keep files at
    a time (0: nobody may); `minutes` after the last use all is removed. Reading one file may take `seconds` and
    `memory` megabytes.
    """

    megabytes: int = 20
    files: int = 8
    total_megabytes: int = 60
    visitors: int = 20
    minutes: int = 30
    seconds: int = 60
    memory: int = 1024

    @property
    def file_bytes(self) -> int:
        return self.megabytes << 20

    @property
    def total_bytes(self) -> int:
        return self.total_megabytes << 20


def read_limits(environment: Mapping[str, str]) -> UploadLimits:
    """The limits that the environment sets, the defaults for others. Raises MingzhangError for what is no whole number."""
    limits = UploadLimits()
    for one in fields(UploadLimits):
        name = PREFIX + one.name.upper()
        text = environment.get(name, "").strip()
        if not text:
            continue
        if not (text.isascii() and text.isdecimal()) or (int(text) == 0 and one.name != "visitors"):
            raise MingzhangError(f"{text!r} is no whole number above 0", name, "Set another, or none for the default.")
        limits = replace(limits, **{one.name: int(text)})
    return limits


def visits_folder(environment: Mapping[str, str]) -> Path | None:
    """The folder that MINGZHANG_UPLOAD_FOLDER names, None for the system's place for temporary files."""
    text = environment.get(f"{PREFIX}FOLDER", "").strip()
    return Path(text) if text else None
