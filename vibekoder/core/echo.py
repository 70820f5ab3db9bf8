"""What a provider wants back of an answer, in its own form.

An answer goes back as its text alone. Where a provider refuses to go on without its signed
reasoning, that is kept beside the session and goes back unchanged: after calls of tools, and where
the provider itself paused. It goes to who wrote it alone, and only while text and history are what
they were.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, cast

PAUSE, CALLS = "pause", "tool_calls"
"""The ends of an answer after which a provider may want something back."""

RESULT = "The user answers this call in the next message."
"""What stands as the result of a call: nobody has carried it out."""


@dataclass(frozen=True, slots=True)
class Echo:
    """``form`` is the protocol, ``finish`` how the answer ended; ``blocks`` are objects as JSON.

    ``answer`` and ``above`` are digests of the answer's text and of what was said before it.
    """

    form: str
    finish: str
    blocks: str
    answer: str
    above: str

    def listed(self) -> list[dict[str, Any]]:
        """The blocks, made anew at each call."""
        return cast("list[dict[str, Any]]", json.loads(self.blocks))

    def written(self) -> bytes:
        """As an object holds it; ``read`` reads it."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True).encode()


def read(data: bytes) -> Echo | None:
    """One from an object's bytes; None if they are none."""
    try:
        echo = Echo(**json.loads(data))
        blocks: object = json.loads(echo.blocks)
    except (ValueError, TypeError, RecursionError):
        return None
    return echo if isinstance(blocks, list) and blocks else None


def joined(first: Sequence[Mapping[str, Any]], then: Sequence[Mapping[str, Any]]) -> str:
    """Blocks as JSON: those of an answer that went on, behind those it had."""
    return json.dumps([*first, *then], ensure_ascii=False)


def digest(texts: Iterable[str]) -> str:
    """What tells whether texts are the same; blanks around each do not count."""
    said = json.dumps([text.strip() for text in texts], ensure_ascii=False)
    return hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()
