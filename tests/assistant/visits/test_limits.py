"""The limits of uploads are settings with defaults; a setting that is none is told."""

from __future__ import annotations

from pathlib import Path

import pytest

from assistant.visits.limits import UploadLimits, read_limits, visits_folder
from index.errors import MingzhangError


def test_every_limit_is_set_by_its_name() -> None:
    """Each limit has a setting of its name; those not set keep their defaults."""
    names = ("MEGABYTES", "FILES", "TOTAL_MEGABYTES", "VISITORS", "MINUTES", "SECONDS", "MEMORY")
    limits = read_limits({f"MINGZHANG_UPLOAD_{name}": str(number) for number, name in enumerate(names, start=1)})
    assert limits == UploadLimits(1, 2, 3, 4, 5, 6, 7)
    assert read_limits({}) == UploadLimits()
    assert read_limits({"MINGZHANG_UPLOAD_VISITORS": "0"}).visitors == 0


@pytest.mark.parametrize("text", ["many", "-1", "0", "1.5", "٣"])
def test_a_setting_that_is_no_number_is_told(text: str) -> None:
    """The message names the setting and what it was given."""
    with pytest.raises(MingzhangError, match="MINGZHANG_UPLOAD_FILES"):
        read_limits({"MINGZHANG_UPLOAD_FILES": text})


def test_the_folder_is_a_setting() -> None:
    """MINGZHANG_UPLOAD_FOLDER names where files are kept; without it that is left to the system."""
    assert visits_folder({"MINGZHANG_UPLOAD_FOLDER": "/var/mingzhang"}) == Path("/var/mingzhang")
    assert visits_folder({}) is None
