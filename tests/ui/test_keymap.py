"""Which key does what now, as it is shown."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from vibekoder.ui.keymap import Keymap, KeyTip, native_key, normal


def test_a_key_is_asked_for_by_the_action_it_does() -> None:
    keys = Keymap()
    assert keys.native("session.send") == native_key("Ctrl+Return")
    assert keys.native("session.stop_all") == ""
    assert keys.tip("Stop all requests", "session.stop_all") == "Stop all requests"


def test_a_key_of_no_action_is_itself() -> None:
    keys = Keymap()
    keys.use({"session.stop": "F8"})
    assert keys.native("session.stop") == "F8"
    assert keys.native("Esc") == native_key("Esc")


def test_other_keys_are_told_once(qtbot: QtBot) -> None:
    keys, told = Keymap(), list[bool]()
    keys.changed.connect(lambda: told.append(True))
    keys.use({"session.new": "Ctrl+J"})
    keys.use({"session.new": ["Ctrl+J"]})
    assert told == [True]


def test_a_tool_tip_follows_its_key(qtbot: QtBot) -> None:
    keys, widget = Keymap(), QWidget()
    qtbot.addWidget(widget)
    KeyTip(widget, keys, "New session", "session.new")
    keys.use({"session.new": []})
    assert widget.toolTip() == "New session"


def test_a_key_has_one_portable_form() -> None:
    assert normal("shift+ctrl+n") == "Ctrl+Shift+N"
    assert normal("Ctrl+Hello") == ""
    assert normal("Ctrl+K, Ctrl+C") == ""
