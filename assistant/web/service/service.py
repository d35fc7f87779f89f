"""The service around one desk: who comes in, what is counted, what machines may ask, how it is stopped."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Collection
from functools import wraps
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from starlette.routing import Route

from assistant.prompt_files import prompts_hash
from assistant.time_limit import Effort, limited
from assistant.web.service.admission import Admission
from assistant.web.service.gate import Asgi, Gate
from assistant.web.service.logs import REQUESTS
from assistant.web.service.metrics import Metrics
from assistant.web.service.probes import probe_routes
from assistant.web.service.record import Record, recorded
from assistant.web.service.settings import ServiceSettings
from assistant.web.service.told import told_of
from assistant.web.service.works import Works

if TYPE_CHECKING:
    from assistant.web.desk import Desk
    from index.selftest import SelfTest

STEP = 0.02


class Service:
    """What keeps one desk in service."""

    def __init__(self, desk: Desk, settings: ServiceSettings | None = None) -> None:
        self.settings = settings or ServiceSettings()
        self._desk = desk
        self._self_test: SelfTest | None = None
        self.admission = Admission(self.settings)
        self.works = Works(self.admission, self.settings)
        self.metrics = Metrics({"version": _version(), "prompts": prompts_hash()})
        watch = self.metrics.watch
        watch("queue_waiting", "Pieces of work that wait.", lambda: self.admission.waiting)
        watch("queue_working", "Pieces of work under way.", lambda: self.admission.working)
        watch("library_reports", "Reports in the library.", lambda: len(desk.public.reports()))
        watch("self_test", "1: passed, 0: failed, -1: not made yet.", lambda: -1 if self._self_test is None else int(self._self_test.fine))
        watch("library_facts", "Facts in the library.", desk.fact_count)

    def gate(self, app: Asgi, endpoints: Collection[str]) -> Gate:
        """The application behind the gate."""
        return Gate(app, self.admission, self.metrics, self.settings, endpoints)

    def routes(self) -> list[Route]:
        """`/health`, `/ready` and `/metrics`."""
        return probe_routes(self.admission, self.metrics, self._unready, self.settings.metrics_token)

    def _unready(self) -> str | None:
        if self._self_test is not None and not self._self_test.fine:
            return "the library finds something else than when it was built; the log says what"
        return self._desk.unready

    def note_self_test(self, outcome: SelfTest | None) -> None:
        """Take down what came of the library's self-test; None where there was none."""
        self._self_test = outcome

    def note_question(self, record: Record, values: dict[str, Any]) -> None:
        """Note the text of a question, where the settings ask for that."""
        if self.settings.log_questions and isinstance(values.get("question"), str):
            record.question = values["question"]

    def noted(self, name: str, endpoint: Callable[..., dict]) -> Callable[..., dict]:
        """The endpoint for Gradio's queue, which calls it apart from any request: within its time, counted and logged."""

        @wraps(endpoint)
        def call(*values: Any) -> dict:
            with recorded(Record(name)) as record, limited(Effort(self.settings.seconds)):
                made = endpoint(*values)
                record.told, record.status = told_of(made), 200
            self.metrics.count(record)
            logging.getLogger(REQUESTS).info("request", extra=record.line())
            return {**made, "request": record.id} if made.get("status") == "error" else made

        return call

    def stop(self, within: float) -> bool:
        """Take nothing new, and wait until what is under way has ended; False where that takes longer than `within` seconds."""
        self.admission.stop()
        until = time.monotonic() + within
        while not self.admission.idle:
            if time.monotonic() > until:
                return False
            time.sleep(STEP)
        return True


def _version() -> str:
    try:
        return version("mingzhang")
    except PackageNotFoundError:
        return "0"
