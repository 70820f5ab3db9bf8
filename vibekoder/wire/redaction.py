"""Secrets of an endpoint, taken out of what is shown or logged: servers echo parts of them."""

from __future__ import annotations

import base64
import json
import re
from contextlib import suppress
from dataclasses import replace
from urllib.parse import quote, quote_plus

from vibekoder.core.errors import Failure
from vibekoder.core.leak_kinds import is_random
from vibekoder.wire.http import Endpoint, is_credential

REDACTED = "[key]"

_TELLING = 8
_MASKED = re.compile(r"[^\s\"'`“”(),;:]*\*{3,}[^\s\"'`“”(),;:]*")


def redacted(failure: Failure, endpoint: Endpoint | None) -> Failure:
    """The failure without any trace of the endpoint's secrets; None has none."""
    if endpoint is None:
        return failure
    return replace(
        failure,
        message=redact(failure.message, endpoint),
        hint=redact(failure.hint, endpoint),
        detail=redact(failure.detail, endpoint),
    )


def redact(text: str, endpoint: Endpoint) -> str:
    """The text without the endpoint's key, without parts of it, and without its secret headers."""
    for name, value in endpoint.headers:
        for secret in _secrets(value):
            text = _without(secret, text, parts=_is_telling(name, value, secret))
    key = (endpoint.key or "").strip()
    if len(key) < 4:
        return text
    return _MASKED.sub(REDACTED, _without(key, text, parts=True))


def _secrets(value: str) -> list[str]:
    """What of a header's value may be secret: its last word, and what is coded in that."""
    words = value.split()
    found = words[-1:]
    if words[:1] and words[0].lower() == "basic":
        with suppress(ValueError):
            pair = base64.b64decode(words[-1], validate=True).decode()
            found += [pair, pair.partition(":")[2]]
    return [one for one in found if len(one) >= _TELLING]


def _is_telling(name: str, value: str, secret: str) -> bool:
    """Whether parts of it tell it: of a name or an address they are anybody's words."""
    return len(value.split()) > 1 or is_credential(name) or is_random(secret)


def _without(secret: str, text: str, *, parts: bool) -> str:
    for form in _forms(secret):
        text = text.replace(form, REDACTED)
        text = _without_parts(text, form) if parts else text
    for form in _spelled_out(secret):
        text = re.sub(re.escape(form), REDACTED, text, flags=re.IGNORECASE)
    return text


def _forms(key: str) -> list[str]:
    """The key as it is, as JSON and addresses write it, and in base64, wherever it begins there."""
    quoted = json.dumps(key)[1:-1]
    forms = [key, quoted, quoted.replace("/", "\\/"), quote(key, safe=""), quote_plus(key)]
    for shift in range(3):
        # what stands before the key in the same text moves its bits; the outer signs mix with it
        coded = base64.b64encode(b"\0" * shift + key.encode()).decode().rstrip("=")
        coded = coded[(0, 2, 3)[shift] : len(coded) - (len(key) + shift) % 3]
        forms += [coded, coded.replace("+", "-").replace("/", "_")]
    # of a short key the other forms may be part of any word
    return [key, *dict.fromkeys(one for one in forms if one != key and len(one) >= _TELLING)]


def _spelled_out(key: str) -> tuple[str, str]:
    """Every sign of the key as an escape, in JSON and in an address."""
    codes = [f"{byte:02x}" for byte in key.encode()]
    return "".join(f"\\u00{code}" for code in codes), "".join(f"%{code}" for code in codes)


def _without_parts(text: str, key: str, part: int = 8) -> str:
    """Runs of the key's characters, eight or more, are taken out: servers echo parts of it."""
    parts = {key[i : i + part] for i in range(len(key) - part + 1)}
    out: list[str] = []
    at = 0
    while at < len(text):
        if text[at : at + part] not in parts:
            out.append(text[at])
            at += 1
            continue
        end = at + part
        while end < len(text) and text[end - part + 1 : end + 1] in parts:
            end += 1
        out.append(REDACTED)
        at = end
    return "".join(out)
