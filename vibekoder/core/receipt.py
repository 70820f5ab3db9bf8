"""What was sent, provably: a receipt whose segments join to the exact bytes of the request.

The body is cut at the texts of its messages, so that a text that is sent again and again is stored
once. Sixteen messages become one list object, sixteen lists a list of lists, and pieces likewise:
a long session's receipt stays short. Pure: ``make`` returns the objects, whoever calls stores them
first.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from vibekoder.core.compile import Piece
from vibekoder.core.errors import FormatError
from vibekoder.core.hosts import plain_url
from vibekoder.core.messages import Message

VERSION = 1
SHORT = 12

_SMALLEST = 256  # a shorter text costs less where it stands than its object's name
_FAN = 16

Segment = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Receipt:
    """A receipt's bytes with everything it names; ``objects`` maps SHA-256 to bytes.

    ``name`` is the receipt's own SHA-256; an answer carries its first 12 digits.
    """

    name: str
    data: bytes
    objects: Mapping[str, bytes]

    @property
    def short(self) -> str:
        return self.name[:SHORT]


def make(
    *,
    backend: str,
    base_url: str,
    model: str,
    params: Mapping[str, Any],
    headers: Iterable[str],
    messages: Sequence[Message],
    pieces: Sequence[Piece],
    body: bytes,
) -> Receipt:
    """Describe one request; ``headers`` are the names of extra ones, never their values."""
    objects: dict[str, bytes] = {}
    content = {
        "version": VERSION,
        "backend": backend,
        "base_url": plain_url(base_url),
        "model": model,
        "params": dict(params),
        "headers": sorted(headers),
        "pieces": _pieces(pieces, objects),
        "body": {
            "sha256": _name(body),
            "size": len(body),
            "segments": _segments(body, messages, objects),
        },
    }
    data = _json(content)
    return Receipt(_name(data), data, objects)


def replay(data: bytes, get: Callable[[str], bytes]) -> bytes:
    """The exact body a receipt stands for; FormatError where it cannot be had any more.

    ``get`` returns an object's bytes by its whole name; what it raises passes through.
    """
    try:
        body: dict[str, Any] = json.loads(data)["body"]
        joined = b"".join(_join(cast("list[Segment]", body["segments"]), get))
        known = (body["sha256"], body["size"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise FormatError("This receipt cannot be read.") from exc
    if known != (_name(joined), len(joined)):
        raise FormatError(
            "What this receipt names does not join to what was sent.",
            "One of its objects was changed or comes from elsewhere.",
        )
    return joined


def _pieces(pieces: Sequence[Piece], objects: dict[str, bytes]) -> list[dict[str, Any]]:
    """What was brought in; the words around it are in the body."""
    groups = [
        [
            {
                "kind": piece.kind,
                "role": str(piece.role),
                "slice": piece.slice_id or "",
                "message": piece.message,
                "directive": piece.source,
                "path": piece.path,
                "object": piece.object,
                "bytes": piece.size,
            }
        ]
        for piece in pieces
        if piece.source
    ]
    return [piece for group in _folded(groups, objects) for piece in group]


def _segments(body: bytes, messages: Sequence[Message], objects: dict[str, bytes]) -> list[Segment]:
    groups: list[list[dict[str, Any]]] = []
    done = 0
    for message in messages:
        start, end = _place(body, message.text, done)
        if start < 0:
            continue  # a dialect joined or changed this text: it stays in the bytes around it
        groups.append([*_bytes(body[done:start], objects), *_bytes(body[start:end], objects)])
        done = end
    flat = [segment for group in _folded(groups, objects) for segment in group]
    return flat + _bytes(body[done:], objects)


def _folded(
    groups: list[list[dict[str, Any]]], objects: dict[str, bytes]
) -> list[list[dict[str, Any]]]:
    """Put each full sixteen into a list object, and so on upwards.

    Counted from the start, so that the next turn's receipt names the same lists.
    """
    if len(groups) < _FAN:
        return groups
    whole = len(groups) - len(groups) % _FAN
    lists: list[list[dict[str, Any]]] = []
    for at in range(0, whole, _FAN):
        listed = _json([segment for group in groups[at : at + _FAN] for segment in group])
        lists.append([{"list": _put(listed, objects)}])
    return _folded(lists, objects) + groups[whole:]


def _place(body: bytes, text: str, done: int) -> tuple[int, int]:
    """Where a message's text stands in the body as JSON writes it, either way of escaping."""
    for ascii_only in (False, True):
        written = json.dumps(text, ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        if (start := body.find(written, done)) >= 0:
            return start, start + len(written)
    return -1, -1


def _bytes(data: bytes, objects: dict[str, bytes]) -> list[Segment]:
    if not data:
        return []
    if len(data) >= _SMALLEST:
        return [{"object": _put(data, objects)}]
    try:
        return [{"literal": data.decode("utf-8")}]
    except UnicodeDecodeError:
        return [{"object": _put(data, objects)}]  # JSON cannot hold these bytes as a literal


def _put(data: bytes, objects: dict[str, bytes]) -> str:
    name = _name(data)
    objects[name] = data
    return name


def _join(segments: list[Segment], get: Callable[[str], bytes]) -> Iterable[bytes]:
    for segment in segments:
        if "literal" in segment:
            yield segment["literal"].encode("utf-8")
        elif "object" in segment:
            yield get(segment["object"])
        else:
            yield from _join(json.loads(get(segment["list"])), get)


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def _name(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
