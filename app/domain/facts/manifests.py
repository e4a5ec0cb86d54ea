"""Facts of manifests: what an owner says is coming, package by package."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class PackagesAnnounced:
    """Packages of a batch by the plant's own carton codes, at most 1 000; pieces and grams beside them.

    ``first`` is the number of the first one in its batch, from 1. Without effect, and about nothing,
    until a ``ManifestAccepted`` names the manifest: a run that died leaves only this behind.
    """

    manifest: int
    batch: int
    first: int
    codes: tuple[str, ...]
    pieces: tuple[int, ...]
    grams: tuple[int, ...]

    @property
    def about(self) -> tuple[int, ...]:
        return ()


@dataclass(frozen=True, kw_only=True, slots=True)
class ManifestAccepted:
    """Every announcement of the manifest is true from now on. It came with the booking it names.

    ``sha256`` is of the file's bytes; ``rows`` packages in ``chunks`` announcements; ``left_out`` rows
    of the file had mistakes.
    """

    manifest: int
    sha256: str
    booking: int
    batches: tuple[int, ...]
    rows: int
    chunks: int
    left_out: int = 0

    @property
    def about(self) -> tuple[int, ...]:
        return self.batches
