"""The log: one JSON object a line on stderr. The one home of python-json-logger.

A line holds no text of a question, no cookie and no address, unless the settings ask for it. A fault's trace names files,
lines and functions; the words of the exception, which may quote a question, only where questions are logged.
"""

from __future__ import annotations

import logging
import logging.config
import traceback
from types import TracebackType

from pythonjsonlogger.json import JsonFormatter

from assistant.web.service.settings import ServiceSettings

REQUESTS = "mingzhang.requests"


class LineFormatter(JsonFormatter):
    """A record as one JSON object: time, level, logger, message, then what the record brings."""

    def __init__(self, words_of_faults: bool = False) -> None:
        super().__init__(
            "{asctime}{levelname}{name}{message}", style="{", datefmt="%Y-%m-%dT%H:%M:%S%z", json_ensure_ascii=False,
            rename_fields={"asctime": "time", "levelname": "level", "name": "logger", "exc_info": "fault"},
        )  # fmt: skip
        self._words = words_of_faults

    def formatException(self, ei: tuple[type[BaseException], BaseException, TracebackType | None]) -> str:  # noqa: N802
        """The trace, without the words of the exception where these may quote a question."""
        if self._words:
            return super().formatException(ei)
        frames = "".join(traceback.format_tb(ei[2])) if ei[2] else ""
        return f"{frames}{ei[0].__qualname__ if ei[0] else ''}"


def start_logs(settings: ServiceSettings) -> None:
    """Write the log of this process to stderr from now on."""
    level = "INFO" if settings.log == "requests" else "WARNING"
    logging.config.dictConfig({
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": LineFormatter, "words_of_faults": settings.log_questions}},
        "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "stream": "ext://sys.stderr"}},
        "root": {"level": "WARNING", "handlers": ["stderr"]},
        "loggers": {"mingzhang": {"level": level}},
    })  # fmt: skip
