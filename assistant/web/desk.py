"""What the parts of the web chat share: the open library, the visitors' own reports, and the lock around them.

It answers nothing itself; it says which assistant a visitor speaks to.
"""

from __future__ import annotations

import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.conversation import Conversation
from assistant.library import Library
from assistant.library_views import other_names
from assistant.web.service.record import current
from index.embed import settings_of
from index.errors import LibraryChanged, LibraryError, MingzhangError
from index.originals import find_original
from index.types import Report
from index.versions import all_versions

if TYPE_CHECKING:
    from assistant.admin.passwords import PasswordHash
    from assistant.admin.sessions import Sessions
    from assistant.admin.upkeep import Upkeep
    from assistant.ask import Assistant
    from assistant.types import Answer
    from assistant.visits.limits import UploadLimits
    from assistant.visits.visits import Visits

log = logging.getLogger("mingzhang.web")

NO_CONVERSATION = Conversation()
KEPT_RESULTS = 4000
"""Results kept in memory. An answer depends on the question and the library alone, so it need not be worked out twice."""


class Desk:
    """One open library and all that the web chat serves from it. Close it when done.

    An assistant takes the `lock` of its library for each question by itself, so that a long piece of work, such as a
    briefing, lets others ask in between; hold it where several calls must see the same state. `limits` says what
    visitors may bring of their own, None that they may bring nothing; it is kept under `visits_folder` while it is kept.
    `password` lets an administrator change the library; without one nobody can.
    """

    def __init__(
        self, assistant: Assistant, folder: Path | None = None, limits: UploadLimits | None = None,
        visits_folder: Path | None = None, password: PasswordHash | None = None,
    ) -> None:  # fmt: skip
        self.public = assistant
        self.folder = folder
        self.lock = assistant.lock
        self._kept: OrderedDict[tuple, dict] = OrderedDict()
        self._keeping = threading.Lock()
        self._state = 0
        self._facts = (-1, 0)
        self._making = threading.local()
        self._reopening = False
        self.visits = None if limits is None or not limits.visitors else self._open_visits(limits, visits_folder)
        self.sessions: Sessions | None = None
        self.upkeep: Upkeep | None = None
        if password is not None and folder is not None:
            self._open_administration(password, folder)

    def _open_administration(self, password: PasswordHash, folder: Path) -> None:
        from assistant.admin.sessions import Sessions
        from assistant.admin.upkeep import Upkeep

        self.sessions = Sessions(password)
        self.upkeep = Upkeep(folder, settings_of(self.public.embedder), lambda: self.public.reports(), self.reopen)

    def _open_visits(self, limits: UploadLimits, parent: Path | None) -> Visits:
        from assistant.visits.visits import Visits

        if parent is not None and self.folder is not None and parent.resolve().is_relative_to(self.folder.resolve()):
            raise MingzhangError("visitors' reports may not be kept in the library", str(parent), "Choose another folder.")
        return Visits(self.lock, self.public.embedder, limits, parent, self._public_files, changed=self.forget_reader)

    def _public_files(self) -> set[str]:
        return {report.file for report in self.public.reports()}

    def close(self) -> None:
        """Remove what visitors brought, give up a change of the library under way, and give back the library's files."""
        if self.upkeep is not None:
            self.upkeep.close()
        if self.visits is not None:
            self.visits.close()
        with self.lock:
            self.public.close()

    def reopen(self, change: Callable[[], None]) -> None:
        """Let `change` put another library in the place of the public one, and answer from that from then on.

        Questions under way are answered first, those that come meanwhile wait. Where `change` raises it must have left
        the old library in place.
        """
        from assistant.ask import Assistant

        assert self.folder is not None
        with self.lock:
            embedder, adviser, reranker = self.public.embedder, self.public.adviser, self.public.reranker
            self._reopening = True
            self.public.close()
            try:
                change()
            finally:
                self.public = Assistant.open(self.folder, embedder, self.lock, adviser, reranker)
                self._reopening = False
                self.forget()

    def _notice(self) -> None:
        """Go over to what another process made of the library: a command, or a worker that serves the same one.

        Where the stores cannot be reached, what is known goes on being told; a question that needs them says so itself.
        """
        if self.folder is None or not isinstance(library := self.public.library, Library):
            return
        try:
            if not library.changed():
                return
            with self.lock:
                renewed = self.public.renewed(self.folder)
                if renewed is not None:
                    self.public = renewed
                    self.forget()
        except LibraryError as fault:
            log.warning("the library could not be looked at: %s", fault)

    def assistant(self, visitor: str | None = None, files: Sequence[str] | None = None) -> Assistant:
        """The assistant of a visitor, over these files only where some are named. Unknown file names name nothing.

        Where no named file is held, no report is: every question is declined.
        """
        own = self.visits.library(visitor) if self.visits is not None else None
        if self._reopening:
            with self.lock:  # the library is there again in a moment
                pass
        self._notice()
        readers = getattr(self._making, "readers", None)
        if own is not None and readers is not None:
            readers.add(self.reader(visitor))
        opened = self.public if own is None else self.public.joined(own)
        return opened if files is None else opened.narrowed(tuple(files))

    def answer(
        self, visitor: str | None, files: tuple[str, ...] | None, question: str, conversation: Conversation, advised: bool = True
    ) -> Answer:
        """The answer to a visitor's question, worked out once: what follows an answer, and what is drawn of it, start from it.

        Raises QuestionError as `Assistant.ask` does.
        """

        def make() -> dict:
            answer = self.assistant(visitor, files).ask(question, conversation=conversation, advised=advised)
            return {"answer": answer, "model": None if answer.model is None else {"fault": answer.model.fault}}

        helped = advised and self.public.adviser is not None
        return self.remembered(("answer", self.reader(visitor), question, conversation.questions, files, helped), make)["answer"]

    def asking(self, visitor: str | None, files: tuple[str, ...] | None) -> Asking:
        """The assistant of a visitor as far as it answers, each answer worked out once."""
        return Asking(self, visitor, files)

    def reports(self, visitor: str | None = None) -> tuple[Report, ...]:
        """The reports that a visitor may see: the public ones and the visitor's own."""
        with self.lock:
            return self.assistant(visitor).reports()

    def own_names(self, visitor: str | None) -> dict[str, str]:
        """The visitor's own reports that can be asked: the name each is shown under, and the name it is kept under."""
        own = self.visits.library(visitor) if self.visits is not None else None
        if own is None:
            return {}
        files = [report.file for report in own.reports]
        names = other_names(files, self._public_files())
        return {names.get(file, file): file for file in files}

    def is_own(self, visitor: str | None, file: str) -> bool:
        """Whether a report is one that the visitor brought."""
        return file in self.own_names(visitor)

    def original(self, visitor: str | None, file: str) -> Path | None:
        """The file of a report that the visitor may see, where it is kept."""
        own = self.own_names(visitor)
        if file in own and self.visits is not None:
            return self.visits.original(visitor, own[file])
        return find_original(self.folder, file) if self.folder and file in all_versions(self.public.reports()) else None

    def reader(self, visitor: str | None) -> str:
        """Whose library a result is made from, and at which state: "" for all who see the public one only."""
        return self.visits.version(visitor) if self.visits is not None else ""

    def remembered(self, key: tuple, make: Callable[[], dict]) -> dict:
        """The result for `key`, made where it is not kept; one that is a fault, or that a chat model failed at, is not kept.

        Nor is one made while the library changed, or from a visitor's reports that `key` does not hold the `reader` of:
        a report that becomes ready between the two would else be told to everybody.
        """
        record = current()
        self._notice()  # what is kept may be of a library that is no more
        with self._keeping:
            if record is not None:
                record.kept = key in self._kept
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
            state = self._state
        made, readers = self._made(make)
        with self._keeping:
            if made.get("status") != "error" and not (made.get("model") or {}).get("fault") and state == self._state and readers.issubset(key):
                self._kept[key] = made
                if len(self._kept) > KEPT_RESULTS:
                    self._kept.popitem(last=False)
        return made

    def _made(self, make: Callable[[], dict]) -> tuple[dict, set[str]]:
        """The result, and whose reports it was made from; made again where these changed in the middle of it."""
        before = getattr(self._making, "readers", None)
        readers: set[str] = set()
        self._making.readers = readers
        try:
            try:
                made = make()
            except LibraryChanged:
                made = make()
        finally:
            self._making.readers = None if before is None else before | readers
        return made, readers

    @property
    def unready(self) -> str | None:
        """Why no question can be answered at the moment, None where one can."""
        if self._reopening:
            return "the library is being changed"
        return None if self.public.reports() else "the library holds no report"

    def fact_count(self) -> int:
        """How many facts the public library holds; counted once for each state of it."""
        state, count = self._facts
        if state != self._state and not self._reopening:
            state, count = self._facts = (self._state, self.public.library.fact_count())
        return count

    def forget(self) -> None:
        """Drop every kept result: the library changed."""
        with self._keeping:
            self._kept.clear()
            self._state += 1

    def forget_reader(self, key: str) -> None:
        """Drop every kept result made from the reports of one visitor, whose `reader` begins with this key."""
        with self._keeping:
            self._state += 1
            for kept in [one for one in self._kept if any(isinstance(p, str) and p.startswith(f"{key}:") for p in one)]:
                del self._kept[kept]


class Asking:
    """What a desk answers to one visitor, over some files."""

    def __init__(self, desk: Desk, visitor: str | None, files: tuple[str, ...] | None) -> None:
        self._desk, self._visitor, self._files = desk, visitor, files

    def ask(self, question: str, conversation: Conversation = NO_CONVERSATION, advised: bool = True) -> Answer:
        """The answer to a question. Raises QuestionError as `Assistant.ask` does."""
        return self._desk.answer(self._visitor, self._files, question, conversation, advised)

    def reports(self) -> tuple[Report, ...]:
        """The reports that are asked."""
        return self._desk.assistant(self._visitor, self._files).reports()
