"""The blocks of an answer as the provider wrote them, in case that it wants them back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from vibekoder.wire.normal import whole
from vibekoder.wire.said import Said

MOST: Final = 2 * 2**20  # characters; an answer beyond that goes back as its text alone


class Kept:
    """Blocks in their order; beyond ``most`` characters none at all."""

    def __init__(self, most: int = MOST) -> None:
        self._left = most
        self._blocks: list[dict[str, Any]] = []
        self._pieces: dict[str, Said] = {}  # texts that grow in the last block

    @property
    def last(self) -> Mapping[str, Any]:
        """The block that is open; empty before the first."""
        return self._blocks[-1] if self._blocks else {}

    @property
    def blocks(self) -> list[dict[str, Any]]:
        """All that were kept, whole."""
        self._join()
        return self._blocks

    def begin(self, block: Mapping[str, Any]) -> None:
        """A block begins; members that are nothing are left away."""
        self._join()
        if self._takes(_size(block)):
            self._blocks.append({name: one for name, one in block.items() if one is not None})

    def text(self, member: str, piece: str) -> None:
        """More of a text in the block that is open; without one it has no place."""
        if piece and self._blocks and self._takes(len(piece)):
            self._pieces.setdefault(member, Said()).add(piece)

    def entry(self, member: str, value: object) -> None:
        """One more in a list of the block that is open."""
        if self._blocks and self._takes(_size(value)):
            self._blocks[-1][member] = [*(self._blocks[-1].get(member) or ()), value]

    def put(self, member: str, value: object) -> None:
        """A member of the block that is open, if it is something."""
        if value is not None and self._blocks and self._takes(_size(value)):
            self._blocks[-1][member] = value

    def _takes(self, size: int) -> bool:
        self._left -= size
        if self._left < 0:
            self._blocks, self._pieces = [], {}
        return self._left >= 0

    def _join(self) -> None:
        for member, pieces in self._pieces.items():
            before: object = self._blocks[-1].get(member)
            said = f"{before if isinstance(before, str) else ''}{pieces.text()}"
            self._blocks[-1][member] = whole(said)
        self._pieces = {}


def _size(value: object) -> int:
    """How long it is as JSON; beyond all limits where it can be none."""
    try:
        return len(msgspec.json.encode(value))
    except (ValueError, TypeError, RecursionError):
        return 2**62
