"""What was sent, kept once each under the name of its own SHA-256."""

from __future__ import annotations

import hashlib
import os
import string
from pathlib import Path

from vibekoder.core.directives import SHORTEST_PIN
from vibekoder.core.errors import StoreError
from vibekoder.store import atomic
from vibekoder.store.paths import storing

LENGTH = 64  # hex digits of a whole name

_DIGITS = frozenset(string.digits + "abcdef")
_HEAD = 2  # digits that name the folder
_ASIDE = ".swept"


class Objects:
    """The objects of one sessions folder: ``<sessions>/.objects/ab/cdef…``.

    An object never changes, and nothing but ``drop`` deletes one.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def put(self, data: bytes) -> str:
        """Keep the bytes and return their name; they are durable when this returns.

        What is there already is written again only if it has been damaged; it counts as young
        again, so that no sweep takes it before it is named. Raises StoreError.
        """
        name = hashlib.sha256(data).hexdigest()
        path = self.path(name)
        if atomic.read_if_there(path) == data and _renewed(path):
            return name
        self._make(path.parent)
        atomic.write(path, data)
        return name

    def get(self, name: str) -> bytes:
        """The bytes of a whole name; StoreError if they are missing or no longer the same."""
        path = self.path(name)
        whole = _is_name(name) and len(name) == LENGTH
        data = atomic.read_if_there(path) if whole else None
        if data is None:
            raise StoreError(path, "this object is missing", "It was deleted or never came along.")
        if hashlib.sha256(data).hexdigest() != name:
            raise StoreError(
                path, "this object is missing", "A file of its name is there, but it was changed."
            )
        return data

    def find(self, prefix: str) -> list[str]:
        """The whole names that begin with these digits (at least two), sorted."""
        if len(prefix) < _HEAD or not _is_name(prefix):
            return []
        head, rest = prefix[:_HEAD], prefix[_HEAD:]
        return sorted(
            head + found.name
            for found in self.folder.joinpath(head).glob(f"{rest}*")
            if len(found.name) == LENGTH - _HEAD and _is_name(found.name)
        )

    def short(self, name: str) -> str:
        """The beginning of a name that no other object here has, long enough for a pin."""
        others = [other for other in self.find(name[:SHORTEST_PIN]) if other != name]
        length = SHORTEST_PIN
        while any(other.startswith(name[:length]) for other in others):
            length += 1
        return name[:length]

    def path(self, name: str) -> Path:
        """Where the object of this whole name is, or would be."""
        return self.folder / name[:_HEAD] / name[_HEAD:]

    def names(self) -> list[str]:
        """The whole names of all objects, sorted."""
        for left in self.folder.glob(f"??/*{_ASIDE}"):
            # whoever was about to drop it has been killed
            with storing(left):
                left.replace(left.with_name(left.name.removesuffix(_ASIDE)))
        heads = sorted(path.name for path in self.folder.glob("??"))
        return [name for head in heads for name in self.find(head)]

    def drop(self, name: str, older: float) -> bool:
        """Delete an object that was kept last before this time; False if it is younger.

        Raises StoreError.
        """
        path = self.path(name)
        aside = path.with_name(path.name + _ASIDE)
        with storing(path):
            # out of the way before its age is asked: whoever keeps it from now on writes it again
            path.replace(aside)
            old = aside.stat().st_mtime < older
            if old:
                aside.unlink()
            else:
                aside.replace(path)
        return old

    def _make(self, folder: Path) -> None:
        """Make the folders down to this one, durable; the sessions folder too if need be."""
        missing: list[Path] = []
        while not folder.exists():
            missing.append(folder)
            folder = folder.parent
        with storing(self.folder):
            for one in reversed(missing):
                one.mkdir(exist_ok=True)
                atomic.sync_folder(one.parent)


def _renewed(path: Path) -> bool:
    """Whether it is still there, and young now; else it must be written again."""
    try:
        os.utime(path)
    except OSError:
        return False
    return True


def _is_name(text: str) -> bool:
    """Whether these are lower-case hex digits: nothing that could lead out of the folder."""
    return _DIGITS.issuperset(text)
