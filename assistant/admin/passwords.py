"""The administrator's password: kept as a scrypt hash in a setting, never as itself. It knows no session."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import os
from collections.abc import Mapping
from dataclasses import dataclass

from index.errors import MingzhangError

SETTING = "MINGZHANG_ADMIN_PASSWORD_HASH"
SHORTEST = 10
LONGEST = 1024
# OWASP's second choice of scrypt parameters: 32 MB and some 0.1 s a check on this machine.
_N, _R, _P = 1 << 15, 8, 1
_MOST_MEMORY = 256 << 20


@dataclass(frozen=True, slots=True)
class PasswordHash:
    """A hash with all that is needed to check a password against it."""

    n: int
    r: int
    p: int
    salt: bytes
    digest: bytes

    def fits(self, password: str) -> bool:
        """Whether this is the password, in a time that does not depend on how much of it is right."""
        made = _scrypt(password, self.salt, self.n, self.r, self.p, len(self.digest))
        return hmac.compare_digest(made, self.digest)


def hash_password(password: str) -> str:
    """The text for the setting. Raises MingzhangError for a password that is too short or too long."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise MingzhangError(f"the password has {len(password)} characters", None, f"Choose one of {SHORTEST} to {LONGEST}.")
    salt = os.urandom(16)
    digest = _scrypt(password, salt, _N, _R, _P, 32)
    return f"scrypt:{_N}:{_R}:{_P}:{_text(salt)}:{_text(digest)}"


def read_hash(environment: Mapping[str, str]) -> PasswordHash | None:
    """The hash that is set; None where none is, which leaves the administration off. Raises MingzhangError for a broken one."""
    text = environment.get(SETTING, "").strip()
    if not text:
        return None
    try:
        name, n, r, p, salt, digest = text.split(":")
        read = PasswordHash(int(n), int(r), int(p), base64.b64decode(salt, validate=True), base64.b64decode(digest, validate=True))
        if name != "scrypt" or len(read.salt) < 8 or len(read.digest) < 16 or 128 * read.n * read.r > _MOST_MEMORY:
            raise ValueError("no hash of this program")
        read.fits("")  # parameters that scrypt refuses are told now, not at the first login
    except (ValueError, binascii.Error) as fault:
        raise MingzhangError("is no hash of a password", SETTING, "Make one: python app.py --hash-password") from fault
    return read


def _scrypt(password: str, salt: bytes, n: int, r: int, p: int, length: int) -> bytes:
    return hashlib.scrypt(password.encode("utf-8", "surrogatepass"), salt=salt, n=n, r=r, p=p, maxmem=_MOST_MEMORY + (64 << 20), dklen=length)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
