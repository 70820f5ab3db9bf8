"""What each piece of a built request weighs: its bytes in the body, and about how many tokens.

A piece's bytes are those of its text as the body's JSON writes it; a picture's those of its base64.
What is no piece's is the *envelope*: names, roles, brackets, parameters. Together they are the
body, to the byte.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from vibekoder.core.compile import IMAGE, Piece
from vibekoder.core.messages import Message
from vibekoder.core.tokens import estimate

PICTURE_TOKENS = 1000
"""About what providers count for a picture of a screen's size."""

_TRIES = 100  # a text that stands so often is not worth finding out where


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


class Tally:
    """Counts tokens, each text once: a long session is weighed again at every send.

    Keeps digests, not texts.
    """

    def __init__(self, most: int = 65536) -> None:
        self._known: dict[bytes, int] = {}
        self._most = most

    def count(self, text: str) -> int:
        """About how many tokens a text is."""
        data = text.encode("utf-8", "surrogatepass")
        name = hashlib.blake2b(data, digest_size=16).digest()
        known = self._known.get(name)
        if known is None:
            if len(self._known) >= self._most:
                self._known.clear()
            known = self._known[name] = estimate(text)
        return known


def account(
    body: bytes,
    messages: Sequence[Message],
    pieces: Sequence[Piece],
    count: Callable[[str], int] = estimate,
) -> Account:
    """Weigh the pieces of a body that a dialect has built of these messages.

    ``count`` tells the tokens of a text.
    """
    left = _Left(body)
    of_message: dict[int, list[Piece]] = {}
    for piece in pieces:
        of_message.setdefault(piece.message, []).append(piece)
    weights = [
        weight
        for at, found in of_message.items()
        for weight in _weigh(left, messages[at], found, count)
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
        if not wanted:
            return True
        for around in (b'"', b""):
            for begin in (self._at, 0):  # a dialect may move a System text
                start = self._free(around + wanted + around, begin)
                if start >= 0:
                    start += len(around)
                    self._keep(start, start + len(wanted))
                    return True
        return False

    def _free(self, wanted: bytes, begin: int) -> int:
        for _ in range(_TRIES):
            start = self._body.find(wanted, begin)
            end = start + len(wanted)
            if (
                start < 0
                or start >= self._at
                or all(end <= a or b <= start for a, b in self._taken)
            ):
                return start
            begin = start + 1
        return -1

    def _keep(self, start: int, end: int) -> None:
        self._at = max(self._at, end)
        self._taken.append((start, end))


def _weigh(
    left: _Left, message: Message, pieces: list[Piece], count: Callable[[str], int]
) -> Iterator[Weight]:
    texts = [(piece, _text(message, piece)) for piece in pieces if piece.kind != IMAGE]
    sizes: list[int] | None = None
    for ascii_only in (False, True):
        way = [written(text, ascii_only=ascii_only) for _, text in texts]
        if left.take(b"".join(way)):
            sizes = [len(one) for one in way]
            break
    for number, (piece, text) in enumerate(texts):
        size = _alone(left, text) if sizes is None else sizes[number]
        yield Weight(piece, size or 0, count(text), size is not None)
    for piece in pieces:
        if piece.image is not None:
            data = base64.b64encode(message.images[piece.image].data)
            sent = left.take(data)
            yield Weight(piece, len(data) if sent else 0, PICTURE_TOKENS, sent)


def _alone(left: _Left, text: str) -> int | None:
    """A dialect has changed the message around this piece; its bytes, if it is there."""
    for ascii_only in (False, True):
        one = written(text, ascii_only=ascii_only)
        if left.take(one):
            return len(one)
    return None


def _text(message: Message, piece: Piece) -> str:
    return message.text[piece.start : piece.end]
