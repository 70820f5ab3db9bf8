"""What was sent, provably: a receipt whose segments join to the exact bytes of the request.

The body is cut at the texts of its messages, so that a text that is sent again and again is stored
once. Sixteen messages become one list object, sixteen lists a list of lists, and pieces likewise:
a long session's receipt stays short. Pure: ``make`` returns the objects, whoever calls stores them
first.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from vibekoder.core.account import Account, Weight, account
from vibekoder.core.compile import Piece
from vibekoder.core.errors import FormatError
from vibekoder.core.hosts import plain_url
from vibekoder.core.messages import Message
from vibekoder.core.tokens import estimate

VERSION = 1
SHORT = 12

_SMALLEST = 256  # a shorter text costs less where it stands than its object's name
_FAN = 16

Segment = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Versioned:
    """The commit that a file was read at; ``dirty`` if its bytes were not those of the commit."""

    commit: str
    dirty: bool


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

    @property
    def body_name(self) -> str:
        """The SHA-256 of the body that it describes."""
        return str(json.loads(self.data)["body"]["sha256"])


@dataclass(frozen=True, slots=True)
class Origin:
    """Whose answer a receipt's request got: backend, address and model."""

    backend: str
    base_url: str
    model: str

    @classmethod
    def of(cls, backend: str, base_url: str, model: str) -> Origin:
        """As a receipt writes it."""
        return cls(backend, plain_url(base_url), model)


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
    count: Callable[[str], int] = estimate,
    git: Mapping[str, Versioned] | None = None,
) -> Receipt:
    """Describe one request; ``headers`` are the names of extra ones, never their values.

    ``count`` tells the tokens of a text, ``git`` the state of files that were read for it.
    """
    objects: dict[str, bytes] = {}
    weighed = account(body, messages, pieces, count)
    content = {
        "version": VERSION,
        "backend": backend,
        "base_url": plain_url(base_url),
        "model": model,
        "params": dict(params),
        "headers": sorted(headers),
        "pieces": _pieces(weighed, git or {}, objects),
        "envelope": weighed.envelope,
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


def pieces_of(data: bytes, get: Callable[[str], bytes]) -> tuple[dict[str, Any], ...]:
    """The pieces of a receipt in order, as it tells them; FormatError if it cannot be read."""
    try:
        said = cast("list[dict[str, Any]]", json.loads(data)["pieces"])
        return tuple(_unfolded(said, get))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as exc:
        raise FormatError("This receipt cannot be read.") from exc


def with_echo(data: bytes, echo: bytes) -> Receipt:
    """A receipt that also names what the provider may want back of the answer."""
    name = _name(echo)
    whole = _json({**json.loads(data), "echo": {"object": name}})
    return Receipt(_name(whole), whole, {name: echo})


def echo_in(data: bytes) -> tuple[Origin, str]:
    """Where a request went, and the object with what may go back; "" without any.

    FormatError if the receipt cannot be read.
    """
    try:
        said: dict[str, Any] = json.loads(data)
        origin = Origin(*(str(said[name]) for name in ("backend", "base_url", "model")))
        return origin, str(said["echo"]["object"]) if "echo" in said else ""
    except (ValueError, KeyError, TypeError, RecursionError) as exc:
        raise FormatError("This receipt cannot be read.") from exc


def names_in(data: bytes) -> tuple[str, ...]:
    """The objects that a receipt, or a list of one, names; none for anything else."""
    try:
        value: Any = json.loads(data)
    except (ValueError, RecursionError):
        return ()
    if isinstance(value, dict):
        fields = cast("dict[str, Any]", value)
        body: Any = fields.get("body")
        segments: Any = (
            cast("dict[str, Any]", body).get("segments") if isinstance(body, dict) else []
        )
        value = [*_listed(fields.get("pieces")), *_listed(segments), fields.get("echo")]
    return tuple(
        name
        for one in _listed(value)
        if isinstance(one, dict)
        for key in ("object", "list")
        if isinstance(name := cast("dict[str, Any]", one).get(key), str) and name
    )


def _listed(value: Any) -> list[Any]:
    return cast("list[Any]", value) if isinstance(value, list) else []


def _unfolded(said: list[dict[str, Any]], get: Callable[[str], bytes]) -> Iterator[dict[str, Any]]:
    for one in said:
        if "list" in one:
            yield from _unfolded(json.loads(get(one["list"])), get)
        else:
            yield one


def _pieces(
    weighed: Account, git: Mapping[str, Versioned], objects: dict[str, bytes]
) -> list[dict[str, Any]]:
    """Every piece with its bytes in the body; with the envelope they are the body's size."""
    groups = [[_piece(weight, git)] for weight in weighed.weights]
    return [piece for group in _folded(groups, objects) for piece in group]


def _piece(weight: Weight, git: Mapping[str, Versioned]) -> dict[str, Any]:
    piece = weight.piece
    said: dict[str, Any] = {
        "kind": piece.kind,
        "role": str(piece.role),
        "slice": piece.slice_id or "",
        "message": piece.message,
        "bytes": weight.bytes,
        "tokens": weight.tokens,
    }
    if piece.source:
        said |= {"directive": piece.source, "path": piece.path, "object": piece.object}
    version = git.get(piece.path.partition("#")[0]) if piece.source else None
    if version is not None:
        said["git"] = {"commit": version.commit, "dirty": version.dirty}
    return said


def _segments(body: bytes, messages: Sequence[Message], objects: dict[str, bytes]) -> list[Segment]:
    groups: list[list[dict[str, Any]]] = []
    done = 0
    for message in messages:
        group: list[dict[str, Any]] = []
        for start, end in sorted(_places(body, message, done)):
            if start >= done:
                group += [*_bytes(body[done:start], objects), *_bytes(body[start:end], objects)]
                done = end
        if group:
            groups.append(group)
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


def _places(body: bytes, message: Message, done: int) -> Iterator[tuple[int, int]]:
    """Where a message's text and pictures stand.

    A dialect may join or change a text: then it stays in the bytes around it.
    """
    start, end = _place(body, message.text, done)
    if start >= 0:
        yield start, end
    for image in message.images:
        written = base64.b64encode(image.data)
        start = body.find(written, done)
        if start >= 0:
            yield start, start + len(written)


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
