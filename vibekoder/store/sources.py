"""The files of a project that a prompt may include; no other file is ever read for one.

A path is refused by what it says before the disk is asked about it, then by where it leads; and a
file is opened first and its real path checked afterwards, so that nothing can be put in its place
between the look and the read.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from types import MappingProxyType
from typing import TypeAlias

from vibekoder.core.errors import StoreError
from vibekoder.core.kinds import EVERY_KIND, FileKinds
from vibekoder.core.wild import EVERYTHING, Pattern, States
from vibekoder.store.ignore import Rules
from vibekoder.store.opened import opened_path
from vibekoder.store.paths import real, reason, storing

LIMIT = 1024 * 1024
IGNORE_LIMIT = 256 * 1024

# a pipe would make us wait for ever, and a terminal must not become ours
_OPEN = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)


Mark: TypeAlias = tuple[int, int]
"""Changes whenever a file is written."""


class Outside(StoreError):
    """A path that leads out of the project, and of the folders that its settings name."""


class TooLarge(StoreError):
    """A file of more bytes than are included."""


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands at a path now; ``mark`` changes whenever the file is written."""

    path: Path
    folder: bool
    size: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class Entry:
    """A file met on a walk: its path as a directive names it. ``why`` it cannot be included,
    ``huge`` if only its size is why."""

    name: str
    size: int = 0
    mark: Mark = (0, 0)
    why: str = ""
    huge: bool = False


class Sources:
    """Reads inside one project, and inside the folders that its settings name.

    ``allowed`` has, for each of those, where it really is, or None while the person has not
    confirmed it. ``limit`` is the size in bytes of the largest file that is included, ``kinds``
    are those of which a folder brings its files.
    """

    def __init__(
        self,
        root: Path,
        allowed: Mapping[Path, Path | None] = MappingProxyType({}),
        limit: int = LIMIT,
        kinds: FileKinds = EVERY_KIND,
    ) -> None:
        self.root = real(root)
        self.limit = limit
        self.kinds = kinds
        granted = {one: where for one, where in allowed.items() if where is not None}
        # as written too: a path may name a folder by the link that leads to it
        self._given = (root, *granted)
        self._tops = tuple(dict.fromkeys((self.root, *granted.values())))
        self._unconfirmed = tuple(one for one in allowed if one not in granted)

    def look(self, relative: str) -> Seen:
        """What stands there; StoreError if it is missing, outside, or neither file nor folder."""
        path = self._inside(relative)
        with storing(path):
            try:
                status = path.stat()
            except FileNotFoundError as error:
                raise StoreError(path, "there is no such file", "Correct the path.") from error
        folder = stat.S_ISDIR(status.st_mode)
        if not folder and not stat.S_ISREG(status.st_mode):
            raise StoreError(path, "this is not a file", "Only files can be included.")
        return Seen(path, folder, status.st_size, _mark(status))

    def read(self, relative: str, most: int | None = None) -> bytes:
        """The bytes of one file; StoreError also if it is a folder or has more than ``most``."""
        limit = self.limit if most is None else most
        seen = self.look(relative)
        if seen.folder:
            raise StoreError(seen.path, "this is a folder", "Name one of its files.")
        if seen.size > limit:
            raise self.too_large(seen.path, seen.size, limit)
        with storing(seen.path):
            data = self._read(seen.path, relative, limit)
        if len(data) > limit:
            raise self.too_large(seen.path, len(data), limit)
        return data

    def walk(
        self, folder: str, pattern: Pattern = EVERYTHING, kinds: FileKinds = EVERY_KIND
    ) -> Iterator[Entry]:
        """The files below a folder that fit, in the order of their paths.

        What the ignore rules leave out is not told, nor files of other kinds; what cannot be
        included for another reason is, with that reason. Links to folders are not followed.
        Raises StoreError for the folder itself.
        """
        seen = self.look(folder or ".")
        if not seen.folder:
            raise StoreError(seen.path, "this is not a folder", "Correct the path.")
        prefix = f"{folder.rstrip('/')}/" if folder.strip("/.") or ".." in folder else ""
        rules, inner = self._rules_above(seen.path)
        if rules is None:
            return
        walk = _Walk(self, pattern, prefix, inner, kinds)
        yield from walk.below(seen.path, "", rules.inside(inner), pattern.start)

    def children(self, folder: str) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
        """The folders and the files that lie directly in one, each in the order of their names.

        By their paths from the project; of what the ignore rules leave out nothing is told. Raises
        StoreError where it is no folder of the project or cannot be read.
        """
        seen = self.look(folder or ".")
        if not seen.folder:
            raise StoreError(seen.path, "this is not a folder", "Correct the path.")
        prefix = f"{folder.rstrip('/')}/" if folder else ""
        rules, inner = self._rules_above(seen.path)
        if rules is None:
            return (), ()
        walk = _Walk(self, EVERYTHING, prefix, inner, EVERY_KIND)
        with storing(seen.path):
            return walk.here(seen.path, rules.inside(inner))

    def too_large(self, path: Path, size: int, limit: int | None = None) -> TooLarge:
        """The refusal of a file of that size."""
        most = self.limit if limit is None else limit
        return TooLarge(
            path,
            f"it has {size // 1024 + 1} KiB, more than the {most // 1024} KiB allowed",
            "Include a part of it, or raise the limit in the settings.",
        )

    def holds(self, path: Path) -> bool:
        """Whether a real path is inside the project or a folder that the settings name."""
        return self._top_of(path) is not None

    def _top_of(self, path: Path) -> Path | None:
        for top in self._tops:
            if path.is_relative_to(top):
                return top
        # where capital letters make no difference the same folder may be spelt in another way
        for top in self._tops:
            if any(_same(one, top) for one in path.parents):
                return top
        return None

    def _inside(self, relative: str) -> Path:
        if "\0" in relative:
            raise StoreError(self.root, "a path cannot hold a zero byte", "Correct the path.")
        if os.name == "nt" and ":" in relative.removeprefix(PureWindowsPath(relative).drive):
            # a stream beside the file's text, which no listing shows
            raise StoreError(self.root, "a path cannot hold a colon", "Correct the path.")
        written = Path(os.path.normpath(self.root / relative))
        # a path that already says that it leaves is never asked about: a look may cost a network
        if any(written.is_relative_to(one) for one in (*self._tops, *self._given)):
            path = real(self.root / relative)
            if self.holds(path):
                return path
        if any(written.is_relative_to(one) for one in self._unconfirmed):
            raise Outside(
                self.root / relative,
                "its folder is outside of the project and not confirmed on this computer",
                "Confirm it: a notice in the window asks about it.",
            )
        raise Outside(
            self.root / relative,
            f"it leads out of the project {self._by(relative, written)}",
            "Copy the file into the project, or name its folder in the project's settings.",
        )

    def _by(self, relative: str, written: Path) -> str:
        if PurePosixPath(relative).is_absolute() or PureWindowsPath(relative).anchor:
            return "by an absolute path"
        if not written.is_relative_to(self.root):
            return "by “..”"
        return "by a symbolic link"

    def _read(self, path: Path, relative: str, limit: int) -> bytes:
        descriptor = os.open(path, _OPEN)
        with open(descriptor, "rb", buffering=0) as file:  # noqa: PTH123 - it is open already
            status = os.fstat(descriptor)
            if not stat.S_ISREG(status.st_mode):
                raise StoreError(path, "this is not a file", "Only files can be included.")
            opened = opened_path(descriptor, path)
            if opened is None or not self.holds(opened):
                raise Outside(path, f"it leads out of the project {self._by(relative, path)}")
            # one byte more than allowed: the file may have grown since
            return _read_all(file.read, limit + 1)

    def _rules_above(self, folder: Path) -> tuple[Rules | None, str]:
        """The rules that hold for a folder, and its path from where they begin; None: left out."""
        top = self._top_of(folder)
        names = folder.relative_to(top).parts if top and folder.is_relative_to(top) else ()
        start = top if names and top else folder
        rules, inner = Rules(self._reader(start)), ""
        for name in names:
            rules = rules.inside(inner)
            if rules.leaves_out(inner + name, folder=True):
                return None, ""
            inner += f"{name}/"
        return rules, inner

    def _reader(self, start: Path) -> Callable[[str], bytes | None]:
        def read(name: str) -> bytes | None:
            path = start / name
            try:
                # a link could lead anywhere, and git does not follow one here either
                if not stat.S_ISREG(path.lstat().st_mode):
                    return None
                return self._read(path, name, IGNORE_LIMIT)
            except (OSError, StoreError):
                return None

        return read


class _Walk:
    """One walk; ``prefix`` stands before the names that it tells, ``inner`` before the rules'."""

    def __init__(
        self, sources: Sources, pattern: Pattern, prefix: str, inner: str, kinds: FileKinds
    ) -> None:
        self._sources = sources
        self._kinds = kinds
        self._pattern = pattern
        self._prefix = prefix
        self._inner = inner

    def below(self, folder: Path, way: str, rules: Rules, states: States) -> Iterator[Entry]:
        try:
            with os.scandir(folder) as found:
                entries = sorted(found, key=lambda entry: entry.name)
        except OSError as error:
            yield Entry(self._prefix + way.rstrip("/"), why=reason(error))
            return
        for entry in entries:
            after = self._pattern.step(states, entry.name)
            if after:
                yield from self._met(entry, way + entry.name, rules, after)

    def here(self, folder: Path, rules: Rules) -> tuple[tuple[str, ...], tuple[Entry, ...]]:
        with os.scandir(folder) as found:
            entries = sorted(found, key=lambda entry: entry.name)
        folders: list[str] = []
        files: list[Entry] = []
        for entry in entries:
            inside = entry.is_dir(follow_symlinks=False)
            if rules.leaves_out(self._inner + entry.name, folder=inside):
                continue
            if inside:
                folders.append(self._prefix + entry.name)
            else:
                link = entry.is_symlink()
                path = Path(entry.path)
                told = self._linked(path, entry.name) if link else self._file(entry, entry.name)
                files.append(told)
        return tuple(folders), tuple(files)

    def _met(
        self, entry: os.DirEntry[str], way: str, rules: Rules, states: States
    ) -> Iterator[Entry]:
        link = entry.is_symlink()
        folder = entry.is_dir(follow_symlinks=False)
        if rules.leaves_out(self._inner + way, folder=folder):
            return
        if folder:
            if self._pattern.goes_on(states):
                inside = rules.inside(f"{self._inner}{way}/")
                yield from self.below(Path(entry.path), f"{way}/", inside, states)
        elif self._pattern.ends(states) and self._kinds.fit(entry.name):
            yield self._linked(Path(entry.path), way) if link else self._file(entry, way)

    def _file(self, entry: os.DirEntry[str], way: str) -> Entry:
        name = self._prefix + way
        try:
            name.encode()
        except UnicodeEncodeError:
            return Entry(name.encode("utf-8", "replace").decode(), why="its name is not UTF-8")
        try:
            return self._told(name, entry.stat(follow_symlinks=False))
        except OSError as error:
            return Entry(name, why=reason(error))

    def _linked(self, path: Path, way: str) -> Entry:
        name = self._prefix + way
        target = real(path)
        if not self._sources.holds(target):
            return Entry(name, why="it leads out of the project by a symbolic link")
        try:
            status = target.stat()
        except OSError as error:
            return Entry(name, why=reason(error))
        if stat.S_ISDIR(status.st_mode):
            return Entry(name, why="it is a link to a folder")
        return self._told(name, status)

    def _told(self, name: str, status: os.stat_result) -> Entry:
        if not stat.S_ISREG(status.st_mode):
            return Entry(name, why="this is not a file")
        huge = status.st_size > self._sources.limit
        why = self._sources.too_large(self._sources.root, status.st_size).reason if huge else ""
        return Entry(name, status.st_size, _mark(status), why, huge)


def _mark(status: os.stat_result) -> Mark:
    return (status.st_mtime_ns, status.st_ino)


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False


def _read_all(read: Callable[[int], bytes | None], most: int) -> bytes:
    """Up to so many bytes: a raw read may bring fewer than it was asked for."""
    parts: list[bytes] = []
    while most > 0:
        part = read(most)
        if not part:
            break
        parts.append(part)
        most -= len(part)
    return b"".join(parts) if len(parts) != 1 else parts[0]
