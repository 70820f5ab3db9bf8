"""What the earlier program kept beside a session, in the folder that has the session's name."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

from vibekoder.core import directives
from vibekoder.core.errors import StoreError
from vibekoder.core.messages import Role
from vibekoder.core.session import parse
from vibekoder.store import atomic
from vibekoder.store.paths import real
from vibekoder.store.sources import LIMIT, Outside, Sources

log = logging.getLogger(__name__)


def beside(session: Path, limit: int = LIMIT) -> Sources:
    """The files of a session's own folder; Outside where that is a link to another one."""
    folder = session.with_suffix("")
    if real(folder) != real(folder.parent) / folder.name:
        raise Outside(folder, "it leads out of the project by a symbolic link")
    return Sources(folder, limit=limit)


def carry(old: Path, new: Path) -> None:
    """Give a new session copies of what it names of an older one's folder.

    What is not there, or cannot be copied, will be named when it is to be sent.
    """
    for name in sorted(set(_named(atomic.read(new)))):
        try:
            data = beside(old).read(name)
            place = beside(new)
            target = place.root / name
            # a folder in between may be there already, and lead elsewhere
            if place.holds(real(target)):
                target.parent.mkdir(parents=True, exist_ok=True)
                atomic.create(target, data)
        except (OSError, StoreError) as problem:
            log.info("%s of %s does not come along: %s", name, old.name, problem)


def _named(data: bytes) -> Iterator[str]:
    if b"<!-- cached:" not in data:
        return
    for part in parse(data).slices:
        if part.role is Role.ASSISTANT:
            continue
        for found in directives.find(part.text).found:
            if found.directive is not None and found.directive.kind == "cached":
                yield found.directive.target
