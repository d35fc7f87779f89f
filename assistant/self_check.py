"""The self-test of a library that is being served: its known questions are asked again, and the log is told what came of it.

It holds the library for one question at a time, so that those who ask meanwhile wait for that one at most.
"""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING

from assistant.library import Library
from index.errors import MingzhangError

if TYPE_CHECKING:
    from assistant.ask import Assistant
    from index.selftest import SelfTest

log = logging.getLogger("mingzhang.library")


def check_library(assistant: Assistant) -> SelfTest | None:
    """Ask the known questions; None where the assistant looks at no library folder, or it cannot be read: the log says why."""
    library = assistant.library
    if not isinstance(library, Library):
        return None
    started = time.perf_counter()
    try:
        outcome = library.check_self()
    except MingzhangError as fault:
        log.error("the library's self-test could not be made: %s", fault)
        return None
    seconds = time.perf_counter() - started
    if not outcome.fine:
        log.error("the library finds something else than when it was built: %s. See: python -m index verify", outcome.told())
    elif outcome.asked:
        log.info("self-test of the library: %s (%.2f s)", outcome.told(), seconds)
    return outcome
