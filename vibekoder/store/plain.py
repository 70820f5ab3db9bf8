"""JSON as the program writes it: readable UTF-8 on one line, whatever characters the text has."""

from __future__ import annotations

import json
from typing import Any


def encode(value: Any) -> bytes:
    """One line of JSON without its line end.

    A name of a file may hold lone surrogates, which UTF-8 cannot: then everything beyond ASCII is
    written as escapes, so that any reader can parse it.
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError:
        return json.dumps(value, separators=(",", ":")).encode()


def decode(line: bytes) -> Any:
    """What one line of JSON says; None for what is no JSON at all."""
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        # ValueError: no JSON, no UTF-8, or a number with too many digits
        return None
