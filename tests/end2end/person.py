"""Somebody in front of the real window: keys go in, what can be read comes out."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, Qt, QTimer
from PySide6.QtGui import QHelpEvent, QInputMethodEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QDialogButtonBox,
    QFileDialog,
    QMenu,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from vibekoder.app.tab import Tab
from vibekoder.bootstrap import Program
from vibekoder.cli.main import Open
from vibekoder.core.session import Session, Slice, parse
from vibekoder.store import journal
from vibekoder.store.paths import State
from vibekoder.ui.application import make_app
from vibekoder.ui.editor.banners import BannerState
from vibekoder.ui.editor.editor import SessionEditor
from vibekoder.ui.main_window import MainWindow
from vibekoder.ui.session_tab import SessionTabWidget
from vibekoder.ui.sheets.sheet import Sheet
from vibekoder.ui.shell import Shell
from vibekoder.ui.slice_states import BRIEF_MS

KEY = "sk-test-0123456789abcdef"
PATIENCE = 10_000
TURN_MS = 2
ROUND = 60


def write_project(root: Path, base_url: str, **more: Any) -> Path:
    """A project whose default backend is OpenAI-compatible at this address."""
    root.mkdir(parents=True, exist_ok=True)
    lines = ['id = "p1"', 'backend = "scripted"', "[backends.scripted]", 'kind = "openai"']
    lines += ['title = "Scripted"', f'base_url = "{base_url}"', 'model = "test-model"']
    lines += ['key_variable = "SCRIPTED_KEY"', *(f"{key} = {more[key]}" for key in more)]
    (root / "vibekoder.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return root


class Person:
    """One run of the program on one project, driven as a person drives it."""

    def __init__(
        self,
        qtbot: QtBot,
        wish: Open,
        state: State,
        environ: Mapping[str, str] | None = None,
        shell: Shell | None = None,
    ) -> None:
        self.qtbot = qtbot
        self.state = state
        self.codes: list[int] = []
        own = {**os.environ, "SCRIPTED_KEY": KEY} if environ is None else environ
        self.program = Program(make_app(), wish, state, own, shell=shell)
        self.program.over.connect(self.codes.append)
        self.program.start()
        if self.window.workspace is not None:
            # what happens to run on this machine is no part of a test
            self.window.workspace.connections.places = ()
        self.window.activateWindow()
        self.until(lambda: self.window.isActiveWindow() or self.codes)
        if wish.project is not None and self.window.workspace is not None:
            self.until(lambda: self.window.current is not None or self.codes or self.notices())

    # keys and pointer

    def press(self, *keys: str) -> None:
        """Press each of these, where the focus is."""
        for one in keys:
            QTest.keySequence(self.focus, QKeySequence(one))

    def type(self, text: str) -> None:
        """Type a text where the focus is; a line end is Return, what no key has is composed."""
        for char in text:
            if char == "\n":
                QTest.keyClick(self.focus, Qt.Key.Key_Return)
            elif char.isascii():
                QTest.keyClicks(self.focus, char)
            else:
                composed = QInputMethodEvent()
                composed.setCommitString(char)
                QCoreApplication.sendEvent(self.focus, composed)

    def tab_to(self, wanted: QWidget) -> None:
        """Press Tab until this has the focus; a round through the window is long enough."""
        for _ in range(ROUND):
            if wanted.hasFocus():
                return
            self.press("Tab")
        raise AssertionError("Tab does not lead there")

    def ready(self) -> None:
        """Wait for a session that is shown, the caret in its composer."""
        self.until(lambda: self.window.current is not None)
        self.until(lambda: self.composer.prompt.hasFocus())

    def new_session(self) -> None:
        """Ctrl+T, and wait for the tab."""
        before = len(self.window.tabs.widgets)
        self.press("Ctrl+T")
        self.until(lambda: len(self.window.tabs.widgets) == before + 1)
        self.until(lambda: self.composer.prompt.hasFocus())

    def send(self, prompt: str) -> None:
        """Write a prompt in the composer and send it, by keys alone."""
        self.press("Ctrl+L")
        self.type(prompt)
        self.press("Ctrl+Return")

    def ask(self, prompt: str = "Hello") -> Slice | None:
        """Send, wait for the end and the save; the answer, if there is one."""
        self.send(prompt)
        self.rest()
        return self.answer

    def retry(self) -> None:
        """Retry the last slice, and wait for the end."""
        self.choose(self.last, "Retry")
        self.rest()

    def statuses(self) -> list[str]:
        """What this tab's requests go through from now on, as it happens."""
        seen: list[str] = []
        self.tab.runAdded.connect(lambda run: run.statusChanged.connect(seen.append))
        return seen

    def choose(self, part: int, label: str) -> None:
        """An act of a slice, by the keyboard: the slice's menu at the caret."""
        self.editor.setFocus()
        self.editor.set_caret(part, len(self.tab.desk.shown(part)) - 1)
        QTest.keyClick(self.editor, Qt.Key.Key_Menu)
        menu = self.menu()
        for _ in menu.actions():
            QTest.keyClick(menu, Qt.Key.Key_Down)
            chosen = menu.activeAction()
            if chosen is not None and chosen.text().startswith(label):
                QTest.keyClick(menu, Qt.Key.Key_Return)
                return
        raise AssertionError(f"{label} is not in the menu")

    def press_act(self, label: str) -> None:
        """Click with the pointer where the tool tip tells that this would be done."""
        viewport = self.editor.viewport()
        for y in range(4, viewport.height(), 8):
            for x in range(viewport.width() - 4, 0, -12):
                place = QPoint(x, y)
                tip = QHelpEvent(QEvent.Type.ToolTip, place, viewport.mapToGlobal(place))
                QCoreApplication.sendEvent(viewport, tip)
                if QToolTip.text().startswith(label):
                    QToolTip.hideText()
                    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
                    return
        raise AssertionError(f"nothing in view says {label}")

    def press_notice(self, action: str) -> None:
        """Press a button of a notice, once there is one."""
        cards = self.window.notices
        self.until(lambda: any(action in one.buttons for one in cards.cards))
        card = next(one for one in cards.cards if action in one.buttons)
        QTest.mouseClick(card.buttons[action], Qt.MouseButton.LeftButton)

    def choose_file(self, path: Path) -> None:
        """Name a file in the dialog that is open, and accept it."""
        self.until(lambda: self.shell.findChildren(QFileDialog))
        dialog = self.shell.findChildren(QFileDialog)[0]
        dialog.selectFile(str(path))
        buttons = dialog.findChild(QDialogButtonBox)
        assert buttons is not None
        QTest.mouseClick(buttons.buttons()[0], Qt.MouseButton.LeftButton)

    def menu(self) -> QMenu:
        """The menu that has popped up."""
        self.until(lambda: isinstance(QApplication.activePopupWidget(), QMenu))
        found = QApplication.activePopupWidget()
        assert isinstance(found, QMenu)
        return found

    def click_in(self, part: int, point: int) -> None:
        """Click into the text of a slice, after scrolling there if need be."""
        block = self.block_at(part, point)
        cursor = self.editor.textCursor()
        cursor.setPosition(block)
        place = self.editor.cursorRect(cursor).center()
        assert self.editor.viewport().rect().contains(place), "the place is not in view"
        QTest.mouseClick(self.editor.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def block_at(self, part: int, point: int) -> int:
        """The document's position of a place in plain text without stand-ins."""
        before = "".join(self.editor.part_texts()[:part]) + self.editor.part_texts()[part][:point]
        return len(before.encode("utf-16-le")) // 2

    # waiting

    def until(self, condition: Callable[[], object], timeout: int = PATIENCE) -> None:
        """Let the program run until this holds."""
        deadline = time.monotonic() + timeout / 1000
        while not condition():
            if time.monotonic() > deadline:
                raise TimeoutError(f"it did not come about in {timeout} ms")
            self.qtbot.wait(TURN_MS)

    def rest(self, timeout: int = PATIENCE) -> None:
        """Wait until nothing runs, everything is saved, and what changed is shown."""
        self.until(lambda: not self.workspace.runs, timeout)
        self.until(lambda: all(not tab.writer.busy for tab in self.workspace.all_tabs), timeout)
        self.settle(timeout)

    def settle(self, timeout: int = PATIENCE) -> None:
        """Wait until what the window gathers, to show it together, is shown."""

        def shown() -> bool:
            timers = self.window.findChildren(QTimer)
            return not any(one.isActive() and one.interval() == BRIEF_MS for one in timers)

        self.until(shown, timeout)

    def shows(self, text: str, part: int = -1) -> None:
        """Wait until a slice of the editor shows this text."""
        self.until(lambda: text in self.editor.part_texts()[part])

    def saved(self) -> None:
        """Ctrl+S, and wait until all of it is on the disk."""
        self.press("Ctrl+S")
        self.until(lambda: not self.tab.writer.busy and not self.tab.desk.dirty)

    # what is there

    @property
    def window(self) -> MainWindow:
        return self.program.window

    @property
    def shell(self) -> Shell:
        """What the desktop knows of the window."""
        return self.program.shell

    @property
    def focus(self) -> QWidget:
        """Where keys go."""
        return QApplication.focusWidget() or self.shell

    @property
    def workspace(self) -> Any:
        assert self.window.workspace is not None
        return self.window.workspace

    @property
    def widget(self) -> SessionTabWidget:
        """The shown tab."""
        assert self.window.current is not None
        return self.window.current

    @property
    def tab(self) -> Tab:
        return self.widget.tab

    @property
    def editor(self) -> SessionEditor:
        return self.widget.editor

    @property
    def composer(self) -> Any:
        return self.widget.composer

    @property
    def path(self) -> Path:
        return self.tab.path

    @property
    def answer(self) -> Slice | None:
        """The answer below the last prompt, as the file has it."""
        slices = self.on_disk().slices
        return slices[-1] if slices and slices[-1].role == "assistant" else None

    @property
    def last(self) -> int:
        """The index of the last slice in the editor."""
        return len(self.editor.part_texts()) - 1

    @property
    def box(self) -> Any:
        """The state box of the last slice: what stands beside the text."""
        box = self.banner().box
        assert box is not None
        return box

    def banner(self, part: int = -1) -> BannerState:
        """What a slice's banner shows; -1 is the last slice."""
        return self.editor.state(part % len(self.editor.part_texts()))

    def acts(self, part: int = -1) -> list[str]:
        """The words of what can be done with a slice."""
        at = part % len(self.editor.part_texts())
        return [act.label for act in self.editor.acts(at)]

    def notices(self) -> list[str]:
        """What the window has said so far, title and text."""
        return [f"{one.notice.title} {one.notice.text}" for one in self.window.notices.log]

    def sheet(self) -> Any:
        """The sheet that is open."""
        self.until(lambda: any(not one.isHidden() for one in self.shell.findChildren(Sheet)))
        return next(one for one in self.shell.findChildren(Sheet) if not one.isHidden())

    def on_disk(self, path: Path | None = None) -> Session:
        """The session as its file has it."""
        return parse((path or self.path).read_bytes())

    @staticmethod
    def files_with(text: str, *folders: Path) -> list[Path]:
        """Every file below these folders that holds a text."""
        files = [path for folder in folders for path in folder.rglob("*") if path.is_file()]
        return [path for path in files if text.encode() in path.read_bytes()]

    def agree(self) -> None:
        """Editor, session and file hold the same text."""
        assert self.editor.session_text() == self.tab.desk.text()
        data = self.path.read_bytes().decode("utf-8")
        assert self.editor.session_text() == data.replace("\r\n", "\n")

    def journals(self) -> list[Path]:
        """The journals of this user."""
        return journal.everywhere(self.state)

    # the end

    def quit(self) -> None:
        """Ctrl+Q, and wait until the window has gone."""
        self.press("Ctrl+Q")
        self.until(lambda: self.codes)

    def close_nets(self) -> None:
        """What the program's own loop does at its end."""
        loop = asyncio._get_running_loop()
        if loop is not None:
            closing = loop.create_task(self.program.nets.aclose())
            self.until(closing.done)

    def leave(self) -> None:
        """End the program however it stands, and take its objects down."""
        if not self.codes:
            self.window.stop_and_save()
            deadline = time.monotonic() + 5
            while not self.codes and time.monotonic() < deadline:
                QTest.qWait(5)
        if not self.codes and self.window.workspace is not None:
            self.window.workspace.abandon()
        self.close_nets()
        self.window.detaching.close_all()
        self.program.setParent(None)
        self.shell.hide()
        self.shell.deleteLater()
        self.program.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
