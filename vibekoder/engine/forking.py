"""The file of a fork: its slices, and in its front matter where it comes from."""

from __future__ import annotations

from vibekoder.core import fork
from vibekoder.core.errors import FormatError
from vibekoder.core.session import Session, Splice, serialise
from vibekoder.store import front_matter

_NOT_INHERITED = ("title", "created")


def forked_file(session: Session, at: int, link: str, *, fresh: bool = False) -> bytes:
    """The bytes of a session that begins as this one down to the part at index ``at``.

    Front matter that cannot be read is left behind: a link could not be written into it.
    """
    new = fork.forked(session, at, fresh=fresh)
    head = new.head
    changed = head.with_front(_front(head.front, link, new.eol), new.eol)
    return serialise(new.splice(Splice(0, (head,), (changed,))))


def _front(front: str, link: str, eol: str) -> str:
    try:
        for key in _NOT_INHERITED:
            front = front_matter.change(front, key, None, eol)
        return front_matter.change(front, "forked_from", link, eol)
    except FormatError:
        return front_matter.change("", "forked_from", link, eol)
