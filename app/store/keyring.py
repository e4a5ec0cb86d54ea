"""Private signing keys as files: one that has signed anything is still there after a power cut.

``COLDTRACE_HOME/keys/<key id>.pem``, PKCS #8, readable by its owner alone. Which of them signs is not
told by the files but by the ledger: a key counts from the fact that published it. A file that is
missing, readable by others or not what its name says is refused; no other key takes its place.
"""

from __future__ import annotations

import os
from base64 import urlsafe_b64encode
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from stat import S_IMODE, S_ISREG

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from app.domain.certificate import kid_of
from app.domain.errors import Unavailable, reason

_OLD = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK
_NEW = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW
_MOST = 4_096  #: bytes of a key file; an Ed25519 key has 119


@dataclass(frozen=True, slots=True)
class Keyring:
    """The key files below one folder, which is made with the first of them."""

    folder: Path

    def draw(self) -> str:
        """A new key whose file is on the disk for good; its public ``x`` as a JWK has it.

        Raises Unavailable when the disk does not take it.
        """
        key = Ed25519PrivateKey.generate()
        x = _x(key)
        content = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write(f"{kid_of(x)}.pem", content)
        except OSError as error:
            why = error.strerror or str(error)
            raise Unavailable(reason("signing_key_not_kept", error=why)) from error
        return x

    def _write(self, name: str, content: bytes) -> None:
        """Under its final name only whole: what a power cut leaves of it is no key file."""
        draft = self.folder / f".{name}.part"
        descriptor = os.open(draft, _NEW, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(descriptor)
        draft.replace(self.folder / name)
        for folder in (self.folder, self.folder.parent):
            handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)

    def found(self) -> list[str]:
        """The public ``x`` of every usable key file, in the order of their names."""
        return [_x(key) for path in sorted(self.folder.glob("*.pem")) if (key := _quiet(path))]

    def sign(self, kid: str, message: bytes) -> bytes:
        """The signature of a message, 64 bytes. Raises Unavailable when the key cannot be used."""
        return self.key(kid).sign(message)

    def key(self, kid: str) -> Ed25519PrivateKey:
        """A private key by its id. Raises Unavailable: missing, readable by others, or another key."""
        return _read(self.folder / f"{kid}.pem", kid)


def _quiet(path: Path) -> Ed25519PrivateKey | None:
    with suppress(Unavailable):
        return _read(path, path.stem)
    return None


def _read(path: Path, kid: str) -> Ed25519PrivateKey:
    try:
        descriptor = os.open(path, _OLD)
    except OSError as error:
        raise Unavailable(reason("signing_key_missing", kid=kid)) from error
    with os.fdopen(descriptor, "rb") as file:
        state = os.fstat(descriptor)
        if not S_ISREG(state.st_mode):
            raise Unavailable(reason("signing_key_damaged", kid=kid))
        if S_IMODE(state.st_mode) & 0o077:
            raise Unavailable(reason("signing_key_open", kid=kid))
        content = file.read(_MOST)
    try:
        key = load_pem_private_key(content, None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise Unavailable(reason("signing_key_damaged", kid=kid)) from error
    if not isinstance(key, Ed25519PrivateKey) or kid_of(_x(key)) != kid:
        raise Unavailable(reason("signing_key_damaged", kid=kid))
    return key


def _x(key: Ed25519PrivateKey) -> str:
    return urlsafe_b64encode(key.public_key().public_bytes_raw()).decode().rstrip("=")
