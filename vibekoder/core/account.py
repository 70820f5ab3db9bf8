"""What each piece of a built request weighs: its bytes in the body, and about how many tokens.

A piece's bytes are those of its text as the body's JSON writes it; a picture's those of its base64.
What is no piece's is the *envelope*: names, roles, brackets, parameters. Together they are the
body, to the byte.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from vibekoder.core.compile import IMAGE, Piece
from vibekoder.core.messages import Message
from vibekoder.core.tokens import estimate

ENVELOPE = "envelope"


@dataclass(frozen=True, slots=True)
class Weight:
    """A piece with its bytes in the body; ``sent`` is False if the dialect left its text out."""

    piece: Piece
    bytes: int
    tokens: int
    sent: bool = True


@dataclass(frozen=True, slots=True)
class Account:
    """Every piece in order, and the bytes of the envelope; the sum is the body's length."""

    weights: tuple[Weight, ...]
    envelope: int

    @property
    def bytes(self) -> int:
        """The length of the body."""
        return self.envelope + sum(one.bytes for one in self.weights)

    @property
    def tokens(self) -> int:
        """About how many tokens all pieces have."""
        return sum(one.tokens for one in self.weights)


def account(body: bytes, messages: Sequence[Message], pieces: Sequence[Piece]) -> Account:
    """Weigh the pieces of a body that a dialect has built of these messages."""
    left = _Left(body)
    of_message: dict[int, list[Piece]] = {}
    for piece in pieces:
        of_message.setdefault(piece.message, []).append(piece)
    weights = [
        weight for at, found in of_message.items() for weight in _weigh(left, messages[at], found)
    ]
    return Account(tuple(weights), len(body) - sum(one.bytes for one in weights))


def words_of(piece: Piece, messages: Sequence[Message]) -> str:
    """The text of a piece as it is sent; of a picture its base64."""
    message = messages[piece.message]
    if piece.image is not None:
        return base64.b64encode(message.images[piece.image].data).decode("ascii")
    return message.text[piece.start : piece.end]


def written(text: str, *, ascii_only: bool) -> bytes:
    """A text inside a JSON string, without the quotes."""
    quoted = json.dumps(text, ensure_ascii=ascii_only)
    return quoted[1:-1].encode("utf-8", "surrogatepass")


def first_difference(before: bytes, now: bytes) -> int:
    """How many bytes two bodies begin with alike: what a provider's prompt cache may reuse."""
    low, high = 0, min(len(before), len(now))
    while low < high:
        middle = (low + high + 1) // 2
        if before[low:middle] == now[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


class _Left:
    """The stretches of the body that no piece has been found in yet."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._at = 0
        self._taken: list[tuple[int, int]] = []

    def take(self, wanted: bytes) -> bool:
        """Whether it stands where nothing else was found; that place is taken then.

        A string of its own is looked for first: a short text stands by chance in many places.
        """
        for around in (b'"', b""):
            for begin in (self._at, 0):  # a dialect may move a System text
                start = self._free(around + wanted + around, begin)
                if start >= 0:
                    start += len(around)
                    self._keep(start, start + len(wanted))
                    return True
        return False

    def _free(self, wanted: bytes, begin: int) -> int:
        start = self._body.find(wanted, begin)
        while start >= 0:
            end = start + len(wanted)
            if start >= self._at or all(end <= a or b <= start for a, b in self._taken):
                return start
            start = self._body.find(wanted, start + 1)
        return -1

    def _keep(self, start: int, end: int) -> None:
        self._at = max(self._at, end)
        self._taken.append((start, end))


def _weigh(left: _Left, message: Message, pieces: list[Piece]) -> Iterator[Weight]:
    texts = [piece for piece in pieces if piece.kind != IMAGE]
    ways = [
        [written(_text(message, one), ascii_only=one_way) for one in texts]
        for one_way in (False, True)
    ]
    whole = next((way for way in ways if left.take(b"".join(way))), None)
    for number, piece in enumerate(texts):
        found = whole[number] if whole is not None else _alone(left, [way[number] for way in ways])
        tokens = estimate(_text(message, piece))
        yield Weight(piece, len(found or b""), tokens, found is not None)
    for piece in pieces:
        if piece.image is not None:
            data = base64.b64encode(message.images[piece.image].data)
            sent = left.take(data)
            yield Weight(piece, len(data) if sent else 0, _PICTURE_TOKENS, sent)


def _alone(left: _Left, ways: list[bytes]) -> bytes | None:
    return next((way for way in ways if left.take(way)), None)


def _text(message: Message, piece: Piece) -> str:
    return message.text[piece.start : piece.end]


_PICTURE_TOKENS = 1000
"""About what providers count for a picture of a screen's size."""
