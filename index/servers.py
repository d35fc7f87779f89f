"""Where the stores of libraries are: in the library's folder, or on servers that the environment names. It opens nothing.

`MINGZHANG_DATABASE_URL` names a PostgreSQL database for reports, lines, facts and passages, `MINGZHANG_VECTORS_URL` a Chroma
server for the vectors. With a database and no Chroma server the vectors are in the database as well: as bytes, or with
`pgvector` in the place of the server's address as the type of that extension. Files stay in the folder.
A library is known on servers by the name of its folder. No message shows a password.
"""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from index.errors import LibraryError

DATABASE, VECTORS = "MINGZHANG_DATABASE_URL", "MINGZHANG_VECTORS_URL"
POSTGRESQL = "postgresql+psycopg"
PGVECTOR = "pgvector"
"""In the place of a Chroma server's address: vectors in the database, as the type of this extension of PostgreSQL."""
NEXT = ".next"
"""The folder in which the next library is built (`index.swap`); on servers it goes by the library's name with `_next`."""
NEXT_NAME = "__next"
LONGEST = 40
"""Bytes of a folder's name that go into a name on a server; PostgreSQL takes 63 for all of it."""
_HIDDEN = "***"


@dataclass(frozen=True, slots=True)
class Servers:
    """The servers that hold libraries. `database` and `vectors` are URLs as set, "" where the folder holds the store itself;
    `vectors` may be PGVECTOR."""

    database: str = ""
    vectors: str = ""

    @property
    def chroma(self) -> str:
        """The address of the Chroma server, "" where the vectors are not on one."""
        return "" if self.pgvector else self.vectors

    @property
    def pgvector(self) -> bool:
        """Whether the vectors are of the extension's type in the database."""
        return self.vectors == PGVECTOR

    def __repr__(self) -> str:
        """Without passwords: a value like this stands in traces."""
        return f"Servers(database={hidden(self.database)!r}, vectors={hidden(self.vectors)!r})"


LOCAL = Servers()
"""Everything in the library's folder, whatever the environment says: for libraries that are nobody else's."""


def read_servers(environment: Mapping[str, str] = os.environ) -> Servers:
    """The servers that an environment names. Raises LibraryError for a setting that is no such address."""
    database, vectors = (environment.get(name, "").strip() for name in (DATABASE, VECTORS))
    if vectors.lower() == PGVECTOR:
        if not database:
            raise LibraryError(f"the setting {PGVECTOR} needs a database that the vectors are in", VECTORS, f"Set {DATABASE} as well.")
        return Servers(_database(database), PGVECTOR)
    return Servers(_database(database) if database else "", _vectors(vectors) if vectors else "")


def _database(url: str) -> str:
    scheme, mark, rest = url.partition("://")
    kind, _, _ = scheme.partition("+")
    if not mark or kind not in ("postgresql", "postgres"):
        raise _unfit(DATABASE, "is not the address of a PostgreSQL database", "postgresql+psycopg://user:password@host:5432/database")
    url = f"{POSTGRESQL if '+' not in scheme else scheme.replace('postgres+', 'postgresql+')}://{rest}"
    try:
        import sqlalchemy as sa

        parsed = sa.make_url(url)
        _ = parsed.port
    except (sa.exc.ArgumentError, ValueError) as fault:
        # said without the fault's own words: they may hold the password
        raise _unfit(DATABASE, "cannot be understood", "postgresql+psycopg://user:password@host:5432/database") from fault
    if not parsed.database:
        raise _unfit(DATABASE, "names no database", "postgresql+psycopg://user:password@host:5432/database")
    return url


def _vectors(url: str) -> str:
    try:
        parts = urlsplit(url)
        fit = parts.scheme in ("http", "https") and bool(parts.hostname) and (parts.port is None or parts.port > 0)
    except ValueError:
        fit = False
    if not fit:
        raise _unfit(VECTORS, f"is neither the address of a Chroma server nor {PGVECTOR}", "http://host:8000")
    return url


def _unfit(setting: str, what: str, example: str) -> LibraryError:
    return LibraryError(f"the setting {what}", setting, f"Write it like {example} (signs such as @ or / in a password as %40, %2F).")


def hidden(url: str) -> str:
    """An address as messages show it: without its password."""
    if "://" not in url:
        return url
    scheme, _, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    login, at, host = authority.rpartition("@")
    path = re.sub(r"(?i)(password=)[^&]*", rf"\g<1>{_HIDDEN}", path)
    user = login.partition(":")[0] + (f":{_HIDDEN}" if ":" in login else "")
    return f"{scheme}://{user}{at}{host}{slash}{path}"


def without_password(text: str, url: str) -> str:
    """A server's own message, should it name the password of its address."""
    password = _password(url)
    for word in {password, unquote(password)} - {""}:
        text = text.replace(word, _HIDDEN)
    return text


def _password(url: str) -> str:
    login = url.partition("://")[2].partition("/")[0].rpartition("@")[0]
    return login.partition(":")[2]


def split(url: str) -> SplitResult:
    """An address in its parts."""
    return urlsplit(url)


def name_of(library: Path) -> str:
    """What a library goes by on servers: the last name of its folder, made fit to stand in SQL, and the same on every machine."""
    folder = library.absolute()
    if folder.name == NEXT:
        return name_of(folder.parent) + NEXT_NAME
    word = re.sub(r"[\W_]+", "_", folder.name.lower()).strip("_") or "library"
    if word != folder.name.lstrip(".") or len(word.encode()) > LONGEST:
        kept = word.encode()[: LONGEST - 9].decode("utf-8", "ignore")
        word = f"{kept}_{hashlib.sha256(folder.name.encode()).hexdigest()[:8]}"
    return f"library_{word}"
