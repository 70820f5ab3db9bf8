"""A person who does anything at any time: editor, session and file agree all the way."""

from __future__ import annotations

import os
import random
from collections.abc import Callable

import pytest

from tests.end2end.person import Person
from tests.support.server import Answer, ScriptedServer, Visit, endless, failure
from vibekoder.core.session import Slice, parse

SEEDS = 60 if os.environ.get("VIBEKODER_FULL") else 4
STEPS = 60
WORDS = (
    "word",
    "ü🚀",
    "\n",
    "=={ User }==\n",
    "\\",
    "```\n",
    "<!-- include: x -->",
    "</details>\n",
)


class Wanderer:
    """Somebody who types, undoes, sends, stops and scrolls by dice."""

    def __init__(self, person: Person, seed: int) -> None:
        self.person = person
        self.rng = random.Random(seed)
        self.sent = 0
        self.done: list[str] = []

    def step(self) -> None:
        """Do one thing, and look."""
        deeds: list[Callable[[], None]] = [
            *(self.write, self.write, self.undo, self.redo, self.send, self.stop, self.cut),
            *(self.wait, self.wait, self.meddle, self.scroll),
        ]
        deed = self.rng.choice(deeds)
        self.done.append(deed.__name__)
        deed()
        person = self.person
        assert person.editor.session_text() == person.tab.desk.text(), self.done

    def go(self) -> None:
        """Put the caret anywhere."""
        editor = self.person.editor
        texts = editor.part_texts()
        part = self.rng.randrange(len(texts))
        editor.setFocus()
        editor.set_caret(part, self.rng.randint(0, len(texts[part])))

    def write(self) -> None:
        self.go()
        self.person.type("".join(self.rng.choices(WORDS, k=self.rng.randint(1, 4))))

    def cut(self) -> None:
        self.go()
        keys = ("Backspace", "Delete", "Shift+Up", "Shift+Down", "Ctrl+Shift+End", "Return")
        self.person.press(*self.rng.choices(keys, weights=(4, 4, 3, 3, 1, 3), k=3))

    def undo(self) -> None:
        self.person.editor.setFocus()
        self.person.press("Ctrl+Z")

    def redo(self) -> None:
        self.person.editor.setFocus()
        self.person.press("Ctrl+Shift+Z")

    def send(self) -> None:
        if len(self.person.tab.runs) < 3:
            self.sent += 1
            self.person.press("Ctrl+L")
            self.person.composer.set_text("")
            self.person.type(f"prompt {self.sent}")
            self.person.press("Ctrl+Return")

    def stop(self) -> None:
        self.person.press("Esc")

    def scroll(self) -> None:
        bar = self.person.editor.verticalScrollBar()
        bar.setValue(self.rng.randint(0, bar.maximum()))

    def wait(self) -> None:
        person, before = self.person, self.person.editor.session_text()
        if person.tab.runs:
            person.until(lambda: person.editor.session_text() != before or not person.tab.runs)

    def meddle(self) -> None:
        """Another program changes one of the slices."""
        person = self.person
        person.until(lambda: not person.tab.writer.busy)
        session = parse(person.path.read_bytes())
        if not session.slices:
            return
        part = self.rng.choice(session.slices)
        data = person.path.read_bytes()
        changed = f"{part.line}\n{part.raw}".encode("utf-8", "surrogateescape")
        person.path.write_bytes(data.replace(changed, changed.rstrip(b"\n") + b" theirs\n\n", 1))
        person.tab.check_disk()
        person.until(lambda: not person.tab.writer.busy)


@pytest.mark.timeout(60)
@pytest.mark.parametrize("seed", range(SEEDS))
def test_whatever_a_person_does_editor_session_and_file_agree(
    person: Person, server: ScriptedServer, seed: int
) -> None:
    def choose(visit: Visit) -> Answer:
        if visit.number % 4 == 3:
            return failure(400, "no")
        return endless(rate=400, count=20 + visit.number * 30)

    server.choose = choose
    someone = Wanderer(person, seed)
    someone.send()
    for _ in range(STEPS):
        someone.step()
    person.press("Esc", "Esc", "Esc")
    person.rest()
    person.saved()
    person.rest()
    person.agree()
    ids = [one.id for one in person.tab.session.slices if one.id is not None]
    assert len(ids) == len(set(ids))
    assert not person.journals()
    assert all(isinstance(one, Slice) for one in person.on_disk().slices)
