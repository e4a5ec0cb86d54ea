"""What a trace found, for others to read: tables, a graph, a map, a picture, an evidence package.

Plain data in, bytes out; the same data give the same bytes.
"""

from app.exchange.traces.findings import Findings, Move, Point, Sheet
from app.exchange.traces.forms import FORMS, Form

__all__ = ["FORMS", "Findings", "Form", "Move", "Point", "Sheet"]
