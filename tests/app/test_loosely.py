"""What an object made for itself does not keep it alive."""

from __future__ import annotations

import weakref

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Signal

from vibekoder.app.loosely import loosely


class Child(QObject):
    said = Signal(str)


class Parent(QObject):
    def __init__(self) -> None:
        super().__init__()
        self.heard: list[tuple[str, str]] = []
        self.child = Child(self)
        self.child.said.connect(loosely(self.hear, "the child"))

    def hear(self, who: str, what: str) -> None:
        self.heard.append((who, what))


def test_what_is_said_is_heard_with_what_was_given(qapp: object) -> None:
    parent = Parent()
    parent.child.said.emit("hello")
    assert parent.heard == [("the child", "hello")]


def test_a_parent_goes_when_nobody_else_holds_it(qapp: object) -> None:
    parent = Parent()
    known = weakref.ref(parent)
    child = parent.child
    child.deleteLater()
    del parent, child
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert known() is None


def test_what_is_said_to_nobody_is_let_be(qapp: object) -> None:
    heard: list[str] = []

    class Ear:
        def hear(self, what: str) -> None:
            heard.append(what)

    child, ear = Child(), Ear()
    child.said.connect(loosely(ear.hear))
    child.said.emit("one")
    del ear
    child.said.emit("two")
    assert heard == ["one"]
