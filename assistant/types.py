"""The value types a question passes through on its way to an answer. They hold results; they compute nothing."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Citation:
    """One source line, verbatim, re-read from the store when the answer was made."""

    mark: int
    file: str
    line: int
    page: int | None
    section: str
    text: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure of the answer. `value` is a plain decimal string; `citations` are marks.

    `entities` are the bodies whose reports it rests on, `scopes` the scopes of those reports (部门, 单位 …) as far as their
    text settles them: one each, but for a figure worked from several.
    """

    value: str
    unit: str
    label: str
    period: str | None
    citations: tuple[int, ...]
    entities: tuple[str, ...] = ()
    scopes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Calculation:
    """A worked step: `expression` over printed operands, its `result` and unit."""

    expression: str
    result: str
    unit: str


@dataclass(frozen=True, slots=True)
class ModelUse:
    """What a chat model did for an answer: `planned` it named the item asked about, `phrased` it put the text into words.

    `fault` says why it was of no help where it was asked: "late", "failed", "unusable" or "resting".
    """

    name: str
    planned: bool = False
    phrased: bool = False
    fault: str | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """What is shown. `status` is answered, declined (not held; `notes` say why) or unclear (asks back).

    `prompts` is the hash of the phrases and prompts it was made with (`assistant.prompt_files.prompts_hash`); `model` is None
    where no chat model was asked.
    """

    question: str
    language: str
    status: str
    text: str
    figures: tuple[Figure, ...] = ()
    citations: tuple[Citation, ...] = ()
    calculations: tuple[Calculation, ...] = ()
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    id: str | None = None
    prompts: str = ""
    model: ModelUse | None = None

    def to_json(self) -> dict:
        """The JSON contract: one object with the same keys for every status."""
        return {
            "id": self.id,
            "question": self.question,
            "language": self.language,
            "status": self.status,
            "text": self.text,
            "figures": [
                {
                    "value": f.value, "unit": f.unit, "label": f.label, "period": f.period,
                    "entities": list(f.entities), "scopes": list(f.scopes), "citations": list(f.citations),
                }
                for f in self.figures
            ],  # fmt: skip
            "citations": [
                {"mark": c.mark, "file": c.file, "line": c.line, "page": c.page, "section": c.section, "text": c.text}
                for c in self.citations
            ],
            "calculations": [
                {"expression": c.expression, "result": c.result, "unit": c.unit} for c in self.calculations
            ],
            "notes": list(self.notes),
            "seconds": self.seconds,
            "prompts": self.prompts,
            "model": None if self.model is None else asdict(self.model),
        }
