"""How much visitors may bring, and for how long it is kept: settings, read from the environment once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from assistant.whole_number import read_whole_number

SETTINGS = {
    "megabytes": "MINGZHANG_UPLOAD_MEGABYTES",
    "files": "MINGZHANG_UPLOAD_FILES",
    "total_megabytes": "MINGZHANG_UPLOAD_TOTAL_MEGABYTES",
    "visitors": "MINGZHANG_UPLOAD_VISITORS",
    "minutes": "MINGZHANG_UPLOAD_MINUTES",
    "seconds": "MINGZHANG_UPLOAD_SECONDS",
    "memory": "MINGZHANG_UPLOAD_MEMORY",
}
"""The environment's name of each limit."""
FOLDER = "MINGZHANG_UPLOAD_FOLDER"


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """What visitors may bring. Each is set by its name in SETTINGS, such as MINGZHANG_UPLOAD_FILES=3.

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
    for limit, name in SETTINGS.items():
        text = environment.get(name, "").strip()
        if text:
            limits = replace(limits, **{limit: read_whole_number(text, name, limit == "visitors")})
    return limits


def visits_folder(environment: Mapping[str, str]) -> Path | None:
    """The folder that MINGZHANG_UPLOAD_FOLDER names, None for the system's place for temporary files."""
    text = environment.get(FOLDER, "").strip()
    return Path(text) if text else None
