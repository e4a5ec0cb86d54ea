"""Notices on their way: written in the form that the destination reads, signed, sent, judged.

The signature is that of Standard Webhooks 1.0 (webhook-id, webhook-timestamp, webhook-signature): HMAC
SHA-256 over id, time and body. The time is that of the attempt, the id that of the notice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import orjson
from standardwebhooks.webhooks import Webhook

from app.domain.notices import Destination, Later, Letter, Outcome, judge
from app.gateways import authority
from app.gateways.wire import NoAnswer, Wire

#: Lines that are open to a destination at a time. They share the process with the captures, which come
#: first: with a platform that answers in 40 ms this is 100 notices a second.
LINES = 4


class Post:
    """The way to one destination. ``sender``: the host name that says who we are."""

    def __init__(self, to: Destination, sender: str) -> None:
        self.to, self._sender = to, sender
        self._wire = Wire(to, lines=LINES)
        self._key = Webhook(to.secret)

    def send(self, letter: Letter) -> Outcome:
        """One attempt. Nothing is raised: what went wrong is an outcome."""
        body = orjson.dumps(self._written(letter), option=orjson.OPT_SORT_KEYS)
        now = datetime.now(UTC)
        headers = {
            "webhook-id": letter.id,
            "webhook-timestamp": str(int(now.timestamp())),
            "webhook-signature": self._key.sign(letter.id, now, body.decode()),
        }
        try:
            answer = self._wire.post(body, headers)
        except NoAnswer as error:
            return Later(error.problem)
        asked = retry_after(answer.headers.get("retry-after", ""), now)
        return judge(answer.status, answer.said, asked)

    def _written(self, letter: Letter) -> Mapping[str, Any]:
        if self.to.form == "platform":
            return authority.written(letter, self._sender)
        return {
            "type": letter.kind,
            "timestamp": letter.made.isoformat(),
            "data": {"sender": self._sender, **letter.data},
        }

    def close(self) -> None:
        """Hang up."""
        self._wire.close()


def retry_after(value: str, now: datetime) -> timedelta | None:
    """The wait that a Retry-After header asks for: seconds or a date (RFC 9110); None: nothing."""
    if value.isascii() and value.isdigit():
        return timedelta(seconds=min(int(value[:9]), 10**6))
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, TypeError):
        return None
    return max(moment.astimezone(UTC) - now, timedelta(0)) if moment.tzinfo else None
