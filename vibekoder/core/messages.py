"""What is said to a model: roles and messages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from vibekoder.core.echo import Echo


class Role(StrEnum):
    """Who speaks in a slice; the only list of roles in the program."""

    SYSTEM = "system"
    USER = "user"
    ASSISTANT = "assistant"


@dataclass(frozen=True, slots=True)
class Image:
    """A picture that goes with a turn; ``media_type`` as in MIME, ``name`` as a person knows it."""

    media_type: str
    data: bytes
    name: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """One turn as it is sent: plain text, escapes undone, line ends LF; then its pictures.

    ``echo`` is what its provider wants in place of an answer's text.
    """

    role: Role
    text: str
    images: tuple[Image, ...] = ()
    echo: Echo | None = None
