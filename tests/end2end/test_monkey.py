"""Anything in any order on a session of very many slices: one text everywhere, and a way back."""

from __future__ import annotations

import os
import random
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, endless
from vibekoder.app.choice import How

FULL = bool(os.environ.get("VIBEKODER_FULL"))
SLICES, STEPS = (5000, 10_000) if FULL else (120, 60)
LONG = 120_000  # a prompt of thousands of slices is read, stored and sent meanwhile
PIECES = ("word ", "\n", "```py\n", "=={ User }==\n", "a\r\nb", "😀é\u2028", "<!-- include: x -->")


class Monkey:
    """Somebody with dice, who looks after each throw."""

    def __init__(self, person: Person, seed: int) -> None:
        self.person = person
        self.rng = random.Random(seed)
        self.done: list[str] = []
        self.met = 0

    def step(self) -> None:
        """Do one thing; then editor, session and file have one text."""
        deeds: tuple[Callable[[], None], ...] = (
            *(self.write, self.write, self.delete, self.paste, self.undo, self.redo),
            *(self.stream, self.meddle, self.fold, self.raw),
        )
        deed = self.rng.choice(deeds)
        self.done.append(deed.__name__)
        deed()
        self.agree()

    def agree(self) -> None:
        """Editor and session have one text, and so has the file once it is flushed."""
        person = self.person
        before = person.tab.session
        text = self._shown()
        self.met += bool(person.tab.arriving)
        person.saved()
        if person.tab.session is not before:
            text = self._shown()
        if not person.tab.arriving:
            assert person.path.read_bytes().decode().replace("\r\n", "\n") == text, self.done[-5:]

    def _shown(self) -> str:
        text = self.person.editor.session_text()
        assert text == self.person.tab.desk.text(), self.done[-5:]
        return text

    def go(self) -> None:
        editor = self.person.editor
        texts = editor.part_texts()
        part = self.rng.randrange(len(texts))
        editor.setFocus()
        editor.set_caret(part, self.rng.randint(0, len(texts[part])))

    def write(self) -> None:
        self.go()
        self.person.type(self.rng.choice(("some words", "\n", "`x`", "- item\nmore")))

    def delete(self) -> None:
        self.go()
        for _ in range(self.rng.randint(1, 12)):
            self.person.press("Shift+Down")
        self.person.press(self.rng.choice(("Backspace", "Delete")))

    def paste(self) -> None:
        self.go()
        data = QMimeData()
        data.setText("".join(self.rng.choices(PIECES, k=3)))
        self.person.editor.insertFromMimeData(data)

    def undo(self) -> None:
        self.person.editor.setFocus()
        self.person.press("Ctrl+Z")

    def redo(self) -> None:
        self.person.editor.setFocus()
        self.person.press("Ctrl+Shift+Z")

    def fold(self) -> None:
        self.go()
        self.person.press("F9")

    def raw(self) -> None:
        self.person.editor.setFocus()
        self.person.press("Ctrl+/")

    def stream(self) -> None:
        """An answer to some prompt in the middle, while a word is typed elsewhere.

        At times it is waited for; else the next steps meet it while it still arrives.
        """
        person = self.person
        asked = [one.id for one in person.tab.session.slices if one.role == "user" and one.id]
        if asked and not person.tab.arriving:
            person.workspace.send(person.tab, "", How(self.rng.choice(asked)))
            self.write()
            if self.rng.random() < 0.5:
                person.rest(LONG)

    def meddle(self) -> None:
        """Another program writes somewhere into the file, at times before the last words are in."""
        person = self.person
        if self.rng.random() < 0.5:
            self.write()
        lines = person.path.read_bytes().splitlines(keepends=True)
        place = self.rng.randint(1, len(lines)) if lines else 0
        lines.insert(place, b"added elsewhere\n")
        person.path.write_bytes(b"".join(lines))
        person.tab.check_disk()
        person.until(lambda: not person.tab.writer.busy, LONG)


@pytest.mark.parametrize("seed", range(1 if FULL else 2))
@pytest.mark.timeout(36_000 if FULL else 120)
def test_any_steps_leave_one_text_and_the_way_back_to_the_first(
    opens: Opens, root: Path, server: ScriptedServer, seed: int
) -> None:
    server.fallback = endless(rate=40, count=40)
    roles = ("User", "Assistant")
    text = "\n".join(
        f"=={{ {roles[at % 2]} | id=s{at:05d} }}==\nSlice **{at}**\nhas `lines`.\n"
        for at in range(SLICES)
    )
    path = root / "sessions" / "many.md"
    path.parent.mkdir(parents=True)
    path.write_bytes(text.encode())
    person = opens(session=path)
    person.ready()
    monkey = Monkey(person, seed)
    for _ in range(STEPS):
        monkey.step()
    assert monkey.met
    person.rest(LONG)
    before = None
    while person.tab.session is not before:
        before = person.tab.session
        person.tab.undo()
    person.saved()
    assert path.read_bytes() == text.encode()
