"""Settings come from the environment, prefix ``COLDTRACE_``, and are then frozen."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, SecretStr, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from app.domain import printers


class Settings(BaseSettings):
    """Everything that may differ between two installations."""

    model_config = SettingsConfigDict(env_prefix="COLDTRACE_", frozen=True, extra="ignore")

    home: Path = Field(
        default=Path.home() / ".coldtrace",
        description="Folder for the embedded database, attachments and keys.",
    )
    database_url: str = Field(
        default="",
        description="postgresql://… or sqlite:///…; empty means an SQLite file in the home folder.",
    )
    secret: SecretStr = Field(
        default=SecretStr(""),
        description="At least 32 random characters; empty means the file `secret` in the home folder, "
        "which `coldtrace user add` makes.",
    )
    policies: str = Field(
        default="central_warehouse_nat",
        description="Profiles in force, comma separated: names of shipped ones or paths of files.",
    )
    gateways: str = Field(
        default="",
        description="TOML file of who is told what happens and which laboratories are asked; "
        "empty: nobody.",
    )
    public_host: str = Field(
        default="coldtrace.example",
        description="Host name that QR codes carry; printed labels cannot be changed afterwards.",
    )
    label_payload: Literal["token", "gs1"] = Field(
        default="token",
        description="What QR codes of packages hold: `token` (our address) or `gs1` (Digital Link).",
    )
    printers: str = Field(
        default="",
        description="Label printers that may be sent to: name=host:port@dpi, comma separated.",
    )
    printer_connect_seconds: int = Field(
        default=5, ge=1, le=60, description="Seconds to wait for a label printer to answer."
    )
    printer_write_seconds: int = Field(
        default=30,
        ge=1,
        le=600,
        description="Seconds to wait until a label printer takes more of a print.",
    )
    host: str = Field(default="127.0.0.1", description="Address that `coldtrace serve` listens on.")
    port: int = Field(default=8642, ge=1, le=65535, description="Port that it listens on.")
    proxies: str = Field(
        default="",
        description="Addresses of reverse proxies, comma separated, that say who the client is.",
    )
    max_body_bytes: int = Field(
        default=1_000_000, ge=1_000, description="Largest request body that is read."
    )
    max_attachment_bytes: int = Field(
        default=15_000_000,
        ge=1_000,
        le=100_000_000,
        description="Largest photo or paper that is attached, in bytes.",
    )
    max_picture_pixels: int = Field(
        default=40_000_000,
        ge=1_000,
        le=80_000_000,
        description="Most pixels of a picture (of a WEBP: a quarter); one is decoded at a time.",
    )
    max_file_bytes: int = Field(
        default=20_000_000, ge=1_000, description="Largest manifest file that is read."
    )
    trace_limit: int = Field(
        default=10_000,
        ge=10,
        description="Most rows in one trace answer; more is refused, not cut.",
    )
    trace_seconds: float = Field(
        default=20.0,
        ge=0.1,
        le=600,
        description="Longest time that one trace may read, in seconds; longer is refused.",
    )
    language: Literal["en", "zh"] = Field(default="en", description="Language of the command line.")

    @field_validator("home", mode="before")
    @classmethod
    def _not_here(cls, given: object) -> object:
        """An empty variable is one that was not set, not the folder one happens to stand in."""
        return given or Path.home() / ".coldtrace"

    @field_validator("printers")
    @classmethod
    def _named(cls, given: str) -> str:
        """Refuse a list that names no printer rightly, before anything is sent there."""
        printers.read(given)
        return given

    @property
    def url(self) -> str:
        """The database address in force."""
        return self.database_url or f"sqlite:///{self.home / 'coldtrace.sqlite3'}"

    def described(self) -> list[tuple[str, str, str]]:
        """Every setting as (environment variable, value in force, what it is for)."""
        return [
            (
                f"COLDTRACE_{name.upper()}",
                _shown(name, getattr(self, name)),
                field.description or "",
            )
            for name, field in type(self).model_fields.items()
        ]


def _shown(name: str, value: object) -> str:
    """The value, with a password in a database address left out."""
    text = str(value)
    if name == "database_url" and "@" in text and "://" in text:
        scheme, rest = text.split("://", 1)
        return f"{scheme}://…@{rest.rsplit('@', 1)[1]}"
    return text
