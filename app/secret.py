"""The installation's secret: where it comes from, and when it is too weak to run on."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from app.settings import Settings

LEAST = 32  #: characters
_GUESSED = ("change", "secret", "password", "default", "example", "coldtrace")

_MISSING = (
    "There is no secret to protect PINs with. `coldtrace user add` makes one in COLDTRACE_HOME; or set "
    "COLDTRACE_SECRET to 32 random characters or more.",
    "缺少用于保护 PIN 的密钥。coldtrace user add 会在 COLDTRACE_HOME 中生成，"
    "或将 COLDTRACE_SECRET 设为至少 32 个随机字符。",
)
_WEAK = (
    "The secret can be guessed: it needs 32 random characters or more, such as "
    '`python3 -c "import secrets; print(secrets.token_urlsafe(48))"` prints.',
    "密钥过弱：须为至少 32 个随机字符，"
    '例如 python3 -c "import secrets; print(secrets.token_urlsafe(48))" 的输出。',
)


def read(settings: Settings) -> str:
    """The secret of the environment, else of the home folder; empty when there is none."""
    given = settings.secret.get_secret_value()
    file = _file(settings)
    return given or (file.read_text(encoding="ascii").strip() if file.is_file() else "")


def made(settings: Settings) -> str:
    """The secret, which is drawn and put into the home folder when there is none."""
    known = read(settings)
    if known:
        return known
    settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
    drawn = secrets.token_urlsafe(48)
    descriptor = os.open(_file(settings), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(descriptor, f"{drawn}\n".encode())
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return drawn


def fault(secret: str, language: str) -> str:
    """Why a secret must not be used, and what to do; empty when it is good."""
    plain = secret.lower()
    is_weak = len(secret) < LEAST or len(set(secret)) < 12 or any(word in plain for word in _GUESSED)
    said = _MISSING if not secret else _WEAK if is_weak else ("", "")
    return said[language == "zh"]


def _file(settings: Settings) -> Path:
    return settings.home / "secret"
