"""A person's own settings: what holds in every project, changed on disk and told at once."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from vibekoder.app.keys import own_keys
from vibekoder.app.watcher import Watcher
from vibekoder.app.writer import Writer
from vibekoder.core import settings
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.settings import Setting, Values
from vibekoder.store import config


class Preferences(QObject):
    """The outermost layer of the settings, read from its file and written there.

    Signals:
        changed(): ``values`` are other ones; emitted after the file holds them.
        failed(object): a change could not be made, or the changed file not be read; the
            VibeKoderError. ``values`` are as before.
        reread(object): another program has changed the file; the sentences about what in it
            cannot be used. ``changed`` came before, if the values are other ones.
    """

    changed = Signal()
    failed = Signal(object)
    reread = Signal(object)

    def __init__(self, path: Path, values: Values, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.values = values
        self._writer = Writer("settings", self)
        self._watcher = Watcher(self)
        self._watcher.fileChanged.connect(self._on_file)

    def watch(self) -> None:
        """Take over what other programs write into the file, from now on."""
        self._watcher.watch_file(self.path)

    def set(self, setting: Setting[Any], value: Any) -> None:
        """Let a setting have this value from now on; None leaves it to what is usual."""
        self._change(lambda: config.save(self.path, setting, value))

    def set_keys(self, action: str, keys: Sequence[str] | None) -> None:
        """Let an action have these keys; None gives back its usual ones."""
        self._change(lambda: config.save_keys(self.path, {action: keys}))

    def reset_keys(self) -> None:
        """Give every action its usual keys back."""
        mine = own_keys(self.values[settings.KEYS])
        self._change(lambda: config.save_keys(self.path, dict.fromkeys(mine)))

    def close(self) -> None:
        """What was changed last is on the disk after this."""
        self._writer.close()

    def _change(self, change: Callable[[], Values]) -> None:
        self._writer.submit(change, self._on_changed, self._on_failed)

    def _on_changed(self, values: Values) -> None:
        self.values = values
        self.changed.emit()

    def _on_file(self, path: Path) -> None:
        self._writer.submit(partial(config.read, path), self._on_read, self._on_failed)

    def _on_read(self, read: tuple[Values, tuple[str, ...]]) -> None:
        # what was written here is told by the system too, and is the same
        if read[0] != self.values:
            self._on_changed(read[0])
            self.reread.emit(read[1])

    def _on_failed(self, problem: BaseException) -> None:
        if not isinstance(problem, VibeKoderError):
            raise problem
        self.failed.emit(problem)
