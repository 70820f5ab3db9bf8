"""The desktop's own notifications: by its portal where there is one, else by the tray."""

from __future__ import annotations

import logging
import sys
from typing import Any, Final

from PySide6.QtCore import SLOT, QObject, Qt, Signal, Slot
from PySide6.QtDBus import QDBusConnection, QDBusError, QDBusMessage
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QSystemTrayIcon

log = logging.getLogger(__name__)

# the portal takes no unsigned number, which this binding cannot write, and its answer names the
# notification that was pressed: https://flatpak.github.io/xdg-desktop-portal
SERVICE: Final = "org.freedesktop.portal.Desktop"
PATH: Final = "/org/freedesktop/portal/desktop"
PORTAL: Final = "org.freedesktop.portal.Notification"
STAY_MS: Final = 10_000


class Desktop(QObject):
    """Where the desktop is told; this one takes nothing.

    Signals:
        pressed(str): the notification with this key was clicked.
    """

    pressed = Signal(str)

    def tell(self, key: str, title: str, text: str) -> None:
        """Show a notification; a newer one with the same key takes its place."""

    def quiet(self) -> None:
        """The person is back: nothing of it is needed any more."""


class SystemDesktop(Desktop):
    """Tells the desktop this program runs on; where that takes nothing, nothing happens."""

    def __init__(self, icon: QIcon, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._icon = icon
        self._tray: QSystemTrayIcon | None = None
        self._told: dict[str, tuple[str, str]] = {}
        self._newest = ""
        self._listens = False

    def tell(self, key: str, title: str, text: str) -> None:
        """Show a notification; a newer one with the same key takes its place."""
        self._newest = key
        self._told[key] = (title, text)
        if sys.platform.startswith("linux") and self._bus().isConnected():
            self._by_portal(key, title, text)
        else:
            self._by_tray(title, text)

    def quiet(self) -> None:
        """The person is back: nothing of it is needed any more."""
        if self._tray is not None:
            self._tray.hide()
        for key in self._told if self._listens else ():
            self._bus().send(_call("RemoveNotification", [key]))
        self._told.clear()

    def _by_portal(self, key: str, title: str, text: str) -> None:
        bus = self._bus()
        if not self._listens:
            # the stubs ask for bytes, the binding for text
            slot: Any = SLOT("_on_invoked(QDBusMessage)")
            self._listens = bus.connect(SERVICE, PATH, PORTAL, "ActionInvoked", self, slot)
        told: dict[str, Any] = {"title": title, "body": text, "default-action": "open"}
        done: Any = SLOT("_on_taken(QDBusMessage)")
        failed: Any = SLOT("_on_refused(QDBusError,QDBusMessage)")
        bus.callWithCallback(_call("AddNotification", [key, told]), self, done, failed)

    def _by_tray(self, title: str, text: str) -> None:
        if not (QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages()):
            log.debug("the desktop takes no notifications")
            return
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._icon, self)
            self._tray.messageClicked.connect(self._on_tray)
            self._tray.activated.connect(self._on_tray, Qt.ConnectionType.QueuedConnection)
        self._tray.show()
        self._tray.showMessage(title, text, self._icon, STAY_MS)

    def _bus(self) -> QDBusConnection:
        return QDBusConnection.sessionBus()

    @Slot(QDBusMessage)
    def _on_taken(self, _answer: QDBusMessage) -> None:
        log.debug("the portal shows it")

    @Slot(QDBusError, QDBusMessage)
    def _on_refused(self, problem: QDBusError, _call: QDBusMessage) -> None:
        log.info("no portal for notifications: %s", problem.name())
        if self._newest in self._told:
            self._by_tray(*self._told[self._newest])

    @Slot(QDBusMessage)
    def _on_invoked(self, message: QDBusMessage) -> None:
        key = next(iter(message.arguments()), "")
        if key in self._told:
            self.pressed.emit(key)

    def _on_tray(self) -> None:
        self.pressed.emit(self._newest)


def _call(name: str, arguments: list[Any]) -> QDBusMessage:
    message = QDBusMessage.createMethodCall(SERVICE, PATH, PORTAL, name)
    message.setArguments(arguments)
    return message
