"""Counts and seconds of what is served, in the text format of Prometheus. The one home of prometheus_client.

No text of a question, no visitor and no address is in any of it: labels come from small fixed sets.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from prometheus_client import (
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    ProcessCollector,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.exposition import CONTENT_TYPE_LATEST

from assistant.web.service.record import Record

CONTENT_TYPE = CONTENT_TYPE_LATEST
SECONDS = (0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10, 30, 60)


class Metrics:
    """What one process has served. Safe for several threads."""

    def __init__(self, about: Mapping[str, str]) -> None:
        disable_created_metrics()  # the time at which each count began tells nothing here
        self._registry = CollectorRegistry()
        ProcessCollector(registry=self._registry)  # memory, processor time, open files: where the system tells

        def make(kind: type, name: str, help: str, labels: tuple[str, ...] = (), **more: object):  # noqa: ANN202
            return kind(f"mingzhang_{name}", help, labels, registry=self._registry, **more)

        make(Gauge, "info", "Always 1; the version and the hash of the prompts.", tuple(about)).labels(**about).set(1)
        self._answers = make(Counter, "answers", "Results that are an answer or a fault, by how they ended.", ("endpoint", "outcome", "kind", "language"))
        self._declines = make(Counter, "declines", "Declined questions by reason.", ("why",))
        self._answer_seconds = make(
            Histogram, "answer_seconds", "Seconds until a question was answered, waiting included.", ("kind", "language"), buckets=SECONDS
        )
        self._requests = make(Counter, "requests", "Requests by endpoint and status code.", ("endpoint", "status"))
        self._request_seconds = make(Histogram, "request_seconds", "Seconds of requests.", ("endpoint",), buckets=SECONDS)
        self._refused = make(Counter, "refused", "Requests not taken, by reason.", ("reason",))
        self._kept = make(Counter, "results", "Results by whether they were kept from before.", ("kept",))
        self._model = make(Counter, "model_uses", "Answers that a chat model was asked about, by what it did.", ("did",))
        self._model_faults = make(Counter, "model_faults", "Times a chat model was of no help, by reason.", ("fault",))
        self._gauge = lambda name, help: make(Gauge, name, help)

    def watch(self, name: str, help: str, value: Callable[[], float]) -> None:
        """A gauge that is read when the metrics are."""
        self._gauge(name, help).set_function(value)

    def count(self, record: Record) -> None:
        """Count a request that has ended."""
        self._requests.labels(record.endpoint, record.status).inc()
        self._request_seconds.labels(record.endpoint).observe(record.seconds)
        if record.refused:
            self._refused.labels(record.refused).inc()
        if record.kept is not None:
            self._kept.labels("yes" if record.kept else "no").inc()
        if outcome := record.told.get("outcome"):
            self._count_answer(str(outcome), record)

    def _count_answer(self, outcome: str, record: Record) -> None:
        told = record.told
        kind, language = str(told.get("kind", "none")), str(told.get("language", "none"))
        self._answers.labels(record.endpoint, outcome, kind, language).inc()
        if outcome != "error":
            self._answer_seconds.labels(kind, language).observe(record.seconds)
        if why := told.get("why"):
            self._declines.labels(why).inc()
        if "model_fault" not in told or record.kept:  # a kept answer asked the model when it was made
            return
        did = [name for name in ("planned", "phrased") if told[name]] or ["nothing"]
        for name in did:
            self._model.labels(name).inc()
        if told["model_fault"]:
            self._model_faults.labels(told["model_fault"]).inc()

    def text(self) -> bytes:
        """All of it, for Prometheus to read."""
        return generate_latest(self._registry)
