"""A session's copy under its own title."""

from __future__ import annotations

from dataclasses import replace

from vibekoder.core.errors import FormatError
from vibekoder.core.session import Session, parse, serialise
from vibekoder.store import front_matter
from vibekoder.store.sessions import title_of


def copy_of(data: bytes) -> bytes:
    """The same session with ``(copy)`` after its title; unchanged where that cannot be written."""
    session = parse(data)
    title = title_of(session)
    if not title or session.readonly:
        return data
    head = session.head
    try:
        front = front_matter.change(head.front, "title", f"{title} (copy)", session.eol)
    except FormatError:
        return data
    return serialise(Session((replace(head, front=front), *session.parts[1:])))
