"""Why a label cannot be drawn: never a picture with a part missing."""

from __future__ import annotations


class LabelError(Exception):
    """Something of a label that cannot be printed as asked.

    ``code`` is one of ``missing_field``, ``missing_glyph``, ``text_too_long``, ``payload_too_long``,
    ``unknown_layout``, ``unknown_stock``, ``stock_too_small``, ``bad_start`` and ``no_labels``;
    ``field`` names the field of the layout, ``value`` what was in it, ``detail`` what else there is.
    """

    def __init__(self, code: str, field: str, value: str = "", detail: str = "") -> None:
        super().__init__(f"{code}: {field} {value!r} {detail}".strip())
        self.code = code
        self.field = field
        self.value = value
        self.detail = detail
