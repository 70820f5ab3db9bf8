"""Taking files into a project in the background: what is dropped, pasted, copied from outside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vibekoder.app.writer import Writer
from vibekoder.engine.prepare import Home
from vibekoder.store import taken


@dataclass(frozen=True, slots=True)
class Named:
    """``names`` are the paths that directives name, ``outside`` those that none may name."""

    names: tuple[str, ...] = ()
    outside: tuple[Path, ...] = ()


class Taking(QObject):
    """Names and keeps files; each answer comes later, in the order of the wishes.

    Signals:
        failed(object): something could not be kept; the error that tells why.
    """

    failed = Signal(object)

    def __init__(
        self, home: Callable[[], Home], folder: Callable[[], str], parent: QObject | None = None
    ) -> None:
        """``folder`` is where in the project files are kept."""
        super().__init__(parent)
        self._home = home
        self._folder = folder
        self._writer = Writer("taking", self)

    def name(self, paths: Sequence[Path], done: Callable[[Named], None]) -> None:
        """Find out how directives name these files and folders."""
        sources = self._home().sources()

        def job() -> Named:
            found = [(path, taken.name_of(sources, path)) for path in paths]
            return Named(
                tuple(name for _, name in found if name is not None),
                tuple(path for path, name in found if name is None),
            )

        self._writer.submit(job, done, self.failed.emit)

    def keep(self, stem: str, suffix: str, data: bytes, done: Callable[[str], None]) -> None:
        """Write a new file into the project; its path."""
        sources, folder = self._home().sources(), self._folder()
        self._writer.submit(
            lambda: taken.keep(sources, folder, stem, suffix, data), done, self.failed.emit
        )

    def copy(self, paths: Sequence[Path], done: Callable[[tuple[str, ...]], None]) -> None:
        """Copy files from outside into the project; their paths there."""
        sources, folder = self._home().sources(), self._folder()
        self._writer.submit(
            lambda: tuple(taken.copy(sources, folder, path) for path in paths),
            done,
            self.failed.emit,
        )

    def close(self) -> None:
        """Finish what is being written, and end its thread."""
        self._writer.close()
