"""Manifests of packages, from .xlsx and .csv files that strangers made.

``columns`` and ``cells`` say what a row means, ``tables`` opens a file, ``checker`` names every
mistake, ``child`` does all of that in a process that may be killed, ``reading`` hears it out.
"""

from app.exchange.manifest.reading import Batch, End, Frame, Group, Mistake, read

__all__ = ["Batch", "End", "Frame", "Group", "Mistake", "read"]
