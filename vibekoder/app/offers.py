"""What of a project can be named in a prompt: its files, its commands, the parts of a file."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QObject, Signal

from vibekoder.app.files import Files
from vibekoder.app.writer import Writer
from vibekoder.core import completing, excerpt
from vibekoder.core.commands import Command
from vibekoder.core.errors import StoreError
from vibekoder.core.kinds import EVERY_KIND, FileKinds
from vibekoder.engine.prepare import Home
from vibekoder.engine.resolve import PART_LIMIT
from vibekoder.store.sources import Sources

log = logging.getLogger(__name__)

MARKDOWN: Final = (".md", ".markdown", ".mkd", ".mdown", ".txt")
"""Where a line that begins with # is a heading and no remark."""


@dataclass(frozen=True, slots=True)
class Parts:
    """What a file can be taken apart into: its headings with their levels, and its lines."""

    headings: tuple[tuple[int, str], ...] = ()
    lines: int = 0


class Offers(QObject):
    """Names to choose from; what is not known yet is looked up in the background.

    Signals:
        changed(): there is more, or something else, to choose from.
    """

    changed = Signal()

    def __init__(
        self, files: Files, home: Callable[[], Home], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._files = files
        self._home = home
        self._writer = Writer("parts", self)
        self._parts: dict[str, Parts] = {}
        self._read: set[str] = set()
        self._known: tuple[tuple[str, ...], FileKinds, tuple[str, ...]] = ((), EVERY_KIND, ())
        files.changed.connect(self.changed)

    def look(self) -> None:
        """Somebody begins to name something: find out what there is now."""
        self._files.look()
        self._read.clear()

    @property
    def paths(self) -> tuple[str, ...]:
        """The files of the project's kinds, then the folders that hold them, with a slash."""
        names, kinds = self._files.names, self._home().kinds
        if self._known[0] is not names or self._known[1] != kinds:
            chosen = tuple(name for name in names if kinds.fit(name))
            self._known = (names, kinds, (*chosen, *completing.folders_of(chosen)))
        return self._known[2]

    @property
    def commands(self) -> Mapping[str, Command]:
        """The commands by their names, built-in ones included."""
        return self._home().commands

    def parts(self, path: str) -> Parts:
        """What this file can be taken apart into, as far as that is known yet."""
        if path not in self._read:
            self._read.add(path)
            sources = self._home().sources()
            found, unread = partial(self._found, path), partial(self._unread, path)
            self._writer.submit(lambda: _parts(sources, path), found, unread)
        return self._parts.get(path, Parts())

    def close(self) -> None:
        """End its thread."""
        self._writer.close()

    def _found(self, path: str, parts: Parts) -> None:
        if parts != self._parts.get(path):
            self._parts[path] = parts
            self.changed.emit()

    def _unread(self, path: str, problem: BaseException) -> None:
        log.info("the parts of %s are not known: %s", path, problem)


def _parts(sources: Sources, path: str) -> Parts:
    try:
        data = sources.read(path, PART_LIMIT)
        text = data.decode()
    except (StoreError, UnicodeDecodeError):
        # nothing can be named in it; the send will say why
        return Parts()
    if "\0" in text:
        return Parts()
    found: dict[str, int] = {}
    if path.casefold().endswith(MARKDOWN):
        for one in excerpt.headings(text):
            # of several with one title the first is meant
            if one.title:
                found.setdefault(one.title, one.level)
    titles = tuple((level, title) for title, level in found.items())
    return Parts(titles, excerpt.count_lines(text))
