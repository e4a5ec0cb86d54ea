"""How a command that cannot go on ends: one sentence that says what to do, and an exit status."""

from __future__ import annotations

import sys

from pydantic import ValidationError
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from app.cli.words import said, word
from app.demo.run import DemoRefused
from app.domain.errors import Refusal
from app.store.session import NotDurable
from app.wiring import SetupError

#: What may end a command. Anything else is a bug and shown as one.
FORESEEN = (
    KeyboardInterrupt, SystemExit, Refusal, SetupError, DemoRefused, NotDurable, ValidationError,
    ArgumentError, NoSuchModuleError, DBAPIError, ModuleNotFoundError, OSError,
)  # fmt: skip


def told(error: BaseException, language: str) -> int:
    """Say why a command ended; its exit status."""
    match error:
        case SystemExit(code=130) | KeyboardInterrupt():
            return _say(word("interrupted", language), 130)
        case SystemExit():
            raise error
        case BrokenPipeError():
            return 1
        case Refusal():
            return _say(error.text(language), 1)
        case SetupError() | DemoRefused() | NotDurable():
            return _say(str(error), 1)
        case ValidationError():
            return _say(" ".join(_settings(error, language)), 1)
        case ArgumentError() | NoSuchModuleError() | DBAPIError() | ModuleNotFoundError():
            why = str(error.orig if isinstance(error, DBAPIError) else error).splitlines()[0]
            return _say(said("no_database", language, why=why), 1)
        case OSError():
            return _say(said("no_file", language, why=str(error)), 1)
        case _:
            raise error


def _settings(error: ValidationError, language: str) -> list[str]:
    """Each setting that cannot be used, by the name it has in the environment."""
    return [
        said(
            "bad_setting",
            language,
            name="COLDTRACE_" + "_".join(map(str, each["loc"])).upper(),
            value=repr(each["input"]),
            why=each["msg"][:1].lower() + each["msg"][1:],
        )
        for each in error.errors()
    ]


def _say(sentence: str, status: int) -> int:
    sys.stderr.write(f"coldtrace: {sentence}\n")
    return status
