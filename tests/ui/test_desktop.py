"""Notifications of the desktop, over a real bus of its own where this machine has one."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QIcon

from vibekoder.ui.desktop import Desktop, SystemDesktop

ROOT = Path(__file__).parents[2]

PORTAL = """
import sys
from PySide6.QtCore import QCoreApplication, QTimer
from PySide6.QtDBus import QDBusConnection, QDBusMessage, QDBusVirtualObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication
from vibekoder.ui.desktop import PATH, PORTAL, SERVICE, SystemDesktop

class Fake(QDBusVirtualObject):
    def introspect(self, path):
        return ""

    def handleMessage(self, message, bus):
        print(message.member(), message.arguments()[0], flush=True)
        bus.send(message.createReply([]))
        if message.member() == "AddNotification":
            for key in ("another", message.arguments()[0]):
                signal = QDBusMessage.createSignal(PATH, PORTAL, "ActionInvoked")
                signal.setArguments([key, "open", []])
                bus.send(signal)
        else:
            app.quit()
        return True

app = QApplication(sys.argv)
bus = QDBusConnection.connectToBus(QDBusConnection.BusType.SessionBus, "portal")
fake = Fake()
if "portal" in sys.argv:
    assert bus.registerVirtualObject(PATH, fake)
    assert bus.registerService(SERVICE)
desktop = SystemDesktop(QIcon())

def pressed(key):
    print("pressed", key, flush=True)
    desktop.quiet()

desktop.pressed.connect(pressed)
desktop.tell("/a/001.md", "Ties", "The answer is complete")
QTimer.singleShot(0 if "portal" not in sys.argv else 15000, app.quit)
app.exec()
"""


def on_a_bus(tmp_path: Path, *wanted: str) -> list[str]:
    """What a program says that tells the desktop on a bus of its own."""
    if not (sys.platform.startswith("linux") and shutil.which("dbus-run-session")):
        pytest.skip("no bus can be started here")
    script = tmp_path / "portal.py"
    script.write_text(PORTAL, encoding="utf-8")
    done = subprocess.run(
        ["dbus-run-session", "--", sys.executable, str(script), *wanted],
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=18,
        check=True,
    )
    return done.stdout.splitlines()


def test_the_portal_shows_it_and_tells_of_the_click(tmp_path: Path) -> None:
    assert on_a_bus(tmp_path, "portal") == [
        "AddNotification /a/001.md",
        "pressed /a/001.md",
        "RemoveNotification /a/001.md",
    ]


def test_without_a_portal_nothing_breaks(tmp_path: Path) -> None:
    assert on_a_bus(tmp_path) == []


def test_without_a_bus_and_a_tray_nothing_happens(
    qapp: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "platform", "win32")
    desktop = SystemDesktop(QIcon())
    desktop.tell("/a/001.md", "Ties", "The answer is complete")
    desktop.quiet()


def test_a_desktop_that_takes_nothing_takes_nothing(qapp: object) -> None:
    Desktop().tell("a", "b", "c")
    Desktop().quiet()
