"""Messages as turns that alternate, for providers that demand it.

System texts stand apart, an empty line between them. Neighbours of one role become one turn with
several parts; a text of blanks alone is left out. The pictures of a message follow its text; what
its provider wants back stands in place of an answer's text.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from vibekoder.core.echo import Echo
from vibekoder.core.errors import Code, Refused
from vibekoder.core.messages import Image, Message, Role

Part: TypeAlias = str | Image | Echo
Turn: TypeAlias = tuple[Role, list[Part]]


def system(messages: Sequence[Message]) -> str:
    """All system texts as one; "" if there is none."""
    texts = [one.text for one in messages if one.role is Role.SYSTEM and one.text.strip()]
    return "\n\n".join(texts)


def alternating(messages: Sequence[Message]) -> list[Turn]:
    """The turns, at least one. Raises Refused where nobody says anything."""
    turns: list[Turn] = []
    for message in messages:
        text = [message.text] if message.text.strip() else []
        parts: list[Part] = [*text, *message.images] if message.echo is None else [message.echo]
        if message.role is Role.SYSTEM or not parts:
            continue
        if turns and turns[-1][0] is message.role:
            turns[-1][1].extend(parts)
        else:
            turns.append((message.role, parts))
    if not turns:
        raise Refused(
            "There is nothing to send: no turn has any text.",
            "Write a prompt, then send again.",
            Code.BAD_REQUEST,
        )
    return turns
