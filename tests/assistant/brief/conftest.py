"""Briefings of the report that comes with the project, made once for the tests of every file format."""

from __future__ import annotations

import pytest

from assistant.ask import Assistant
from assistant.brief.collect import Request, make_brief
from assistant.brief.types import Brief

BODY, YEAR = "巴中市人民政府办公室", 2022


@pytest.fixture(scope="session")
def brief(assistant: Assistant) -> Brief:
    """The Chinese briefing of the bundled report."""
    return make_brief(assistant, Request(BODY, YEAR))


@pytest.fixture(scope="session")
def english_brief(assistant: Assistant) -> Brief:
    """The same in English."""
    return make_brief(assistant, Request(BODY, YEAR, "en"))
