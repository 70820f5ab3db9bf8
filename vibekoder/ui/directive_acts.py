"""What can be done with a directive in the text: open its file, see what was sent, pin, copy."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication, QImage, QTextBlock, QTextCursor
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from vibekoder.app.notice import Notice, failed
from vibekoder.app.tab import Tab
from vibekoder.app.tongue import later
from vibekoder.core import contents, directives
from vibekoder.core.directives import Directive, Found
from vibekoder.core.edits import Edit
from vibekoder.core.errors import Refused, VibeKoderError
from vibekoder.core.pasting import backslash_of
from vibekoder.engine.keeping import keep
from vibekoder.engine.resolve import Resolver
from vibekoder.ui.editor.banners import Act
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.look import Look
from vibekoder.ui.reading.pictures import decoded
from vibekoder.ui.sheets import picture

Deed = Callable[[], None]

OPEN: Final = Act("directive.open", later("Open the file"), "file")
SHOW: Final = Act("directive.show", later("Show what was sent"), "receipt")
PIN: Final = Act("directive.pin", later("Pin what it is now"), "pin")
LIVE: Final = Act("directive.live", later("Make live"), "include")
COPY: Final = Act("directive.copy", later("Copy directive"), "copy")


class DirectiveActs(QObject):
    """Acts for the menu of one tab's text; files and objects are read in the tab's thread.

    Signals:
        told(object): a Notice that says why something was not done.
    """

    told = Signal(object)

    def __init__(
        self,
        look: Look,
        tab: Tab,
        editor: SessionEditor,
        acts: Callable[[], bool],
        parent: QWidget,
    ) -> None:
        """``acts`` says whether a directive in the caret's line would act."""
        super().__init__(parent)
        self._look = look
        self._tab = tab
        self._editor = editor
        self._acts = acts

    def at_caret(self) -> list[tuple[Act, Deed]]:
        """What can be done with the directive in the caret's line."""
        block = self._editor.textCursor().block()
        line = block.text()
        if not self._acts():
            return []
        at = backslash_of(line)
        if at is not None:
            return [(LIVE, partial(self._exchange, block, line, line[:at] + line[at + 1 :]))]
        found = next(iter(directives.find(line).found), None)
        if found is None or found.directive is None:
            return []
        copy = partial(QGuiApplication.clipboard().setText, line.strip(" \t"))
        return [*self._of(block, found, found.directive), (COPY, copy)]

    def _of(self, block: QTextBlock, found: Found, one: Directive) -> list[tuple[Act, Deed]]:
        rows: list[tuple[Act, Deed]] = []
        if one.kind == "include" and not one.wild:
            rows.append((OPEN, partial(self._open, one.target)))
        if one.pin is not None:
            live = partial(self._exchange, block, found.line, directives.unpinned(found))
            return [*rows, (SHOW, partial(self._show, one)), (LIVE, live)]
        if one.kind == "include":
            rows.append((PIN, partial(self._pin, block, found, one)))
        return rows

    def _open(self, target: str) -> None:
        sources = self._tab.desk.home.sources()
        self._later(lambda: sources.look(target).path, _open_file)

    def _show(self, one: Directive) -> None:
        resolver = self._resolver()

        def job() -> str | QImage:
            content = resolver.content(one)
            if isinstance(content, contents.Picture):
                try:
                    return decoded(content.image.data)
                except ValueError as problem:
                    raise Refused(str(problem)) from problem
            return "".join(word.text for word in contents.form(one, content))

        self._later(job, partial(self._read, one.named))

    def _pin(self, block: QTextBlock, found: Found, one: Directive) -> None:
        resolver, allowed = self._resolver(), self._tab.desk.home.secrets

        def job() -> str:
            return directives.pinned(found, keep(resolver, one, allowed))

        self._later(job, partial(self._exchange, block, found.line))

    def _later(self, job: Callable[[], object], done: Callable[..., None]) -> None:
        def over(result: object) -> None:
            if isValid(self._editor):
                done(result)

        self._tab.writer.submit(job, over, self._failed)

    def _failed(self, problem: BaseException) -> None:
        if not isinstance(problem, VibeKoderError):
            raise problem
        self.told.emit(failed(self.tr("The directive cannot be followed"), problem))

    def _read(self, title: str, shown: str | QImage) -> None:
        picture.show(self._look, title, shown, self._editor.window())

    def _exchange(self, block: QTextBlock, line: str, new: str) -> None:
        """Write the line anew, if it is still the same, as one step that Ctrl+Z takes back."""
        if not block.isValid() or block.text() != line:
            self.told.emit(Notice("info", self.tr("The line was changed meanwhile")))
            return
        self._editor.setTextCursor(QTextCursor(block))
        part, point = self._editor.caret()
        edit = Edit(part, point, part, point + len(line), new)
        self._tab.edit_all([edit], self.tr("Change a directive"))

    def _resolver(self) -> Resolver:
        home = self._tab.desk.home
        return Resolver(home.sources(), home.objects, self._tab.path, commands=home.commands)


def _open_file(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))
