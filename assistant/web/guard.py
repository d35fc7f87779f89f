"""The one place that stops every exception of the web chat: the log has the trace, a reader never sees one."""

from __future__ import annotations

import logging
from collections.abc import Callable

from assistant.time_limit import OutOfTime
from assistant.web.payload import fault
from index.errors import LibraryChanged, MingzhangError, QuestionError

log = logging.getLogger("mingzhang.web")


def guarded(make: Callable[[], dict], unfit: str = "broken") -> dict:
    """What `make` returns, or a fault for the page to tell in words: `unfit` where a question cannot be taken."""
    try:
        try:
            return make()
        except LibraryChanged:  # in the middle of it: once more, from what is held now
            return make()
    except OutOfTime:
        return fault("late")
    except QuestionError:
        return fault(unfit)
    except MingzhangError as error:
        return fault("fault", str(error))
    except Exception:
        log.exception("a request could not be answered")
        return fault("broken")
