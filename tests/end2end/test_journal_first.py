"""Disk before screen: whatever the editor shows of a running answer is in its journal."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest

from tests.end2end.person import Person
from tests.support.server import Answer, Item, ScriptedServer, endless, openai_stream
from vibekoder.engine.growing import Growing
from vibekoder.store import journal
from vibekoder.ui.session_tab import SessionTabWidget

HARD = "Text 🚀\r\n=={ User }==\n\\=={ x\r\r\n```\nnaïve \u2028 line\n"
HARD += "<details><summary>Tool ·</summary>\n"


class Witness:
    """Looks into the journals whenever an editor has painted or grown."""

    def __init__(self, person: Person, widget: SessionTabWidget) -> None:
        self.looks = 0
        self.unwritten: list[str] = []
        self._person = person
        self._widget = widget
        widget.editor.painted.connect(self.look)
        widget.tab.grew.connect(self.look)

    def look(self) -> None:
        """Compare what is shown with what is in the file now."""
        for run in self._widget.tab.runs.values():
            at = self._widget.tab.session.find(run.slice_id)
            shown = self._widget.editor.part_texts()[at or 0].partition("\n")[2].rstrip("\n")
            paths = [one for one in self._person.journals() if one.stem == run.id]
            if run.running and shown and at is not None:
                self.looks += 1
                written = journaled(paths[0]) if paths else ""
                if not written.startswith(shown):
                    self.unwritten.append(shown[len(written) - 20 :])


def journaled(path: Path) -> str:
    """What a view shows of all that a journal holds now."""
    growing = Growing()
    events = journal.read(path).events
    return "".join(growing.take(event) for event in events)


def hard_stream(seed: int) -> list[bytes]:
    """Reasoning and text full of traps, cut anywhere, as fast as it is taken."""
    rng = random.Random(seed)

    def cut(text: str) -> Iterator[str]:
        while text:
            size = rng.randint(1, 9)
            yield text[:size]
            text = text[size:]

    return openai_stream(cut(HARD * 40), reasoning=cut("Let me\nthink. " * 40))


def slowly(pieces: Iterable[bytes]) -> Answer:
    """A pause after every tenth piece, so that batches are of many sizes."""
    items: list[Item] = []
    for number, piece in enumerate(pieces):
        items += [piece, 0.003] if number % 10 == 0 else [piece]
    return Answer(body=items)


@pytest.mark.parametrize("seed", range(3))
def test_every_character_that_was_shown_was_first_in_the_journal(
    person: Person, server: ScriptedServer, seed: int
) -> None:
    server.reply(slowly(hard_stream(seed)))
    witness = Witness(person, person.widget)
    person.ask()
    assert witness.looks > 10
    assert witness.unwritten == []
    assert person.answer.status == "complete"
    person.agree()


def test_the_same_holds_for_four_answers_in_two_tabs(
    person: Person, server: ScriptedServer
) -> None:
    server.fallback = endless(rate=1500, count=1000)
    witnesses = [Witness(person, person.widget)]
    person.send("One")
    person.send("Two")
    person.new_session()
    witnesses.append(Witness(person, person.widget))
    person.send("Three")
    person.send("Four")
    person.until(lambda: len(server.visits) == 4)
    person.rest()
    assert all(one.looks > 5 for one in witnesses)
    assert [one.unwritten for one in witnesses] == [[], []]


def test_text_between_stop_and_end_is_kept_as_it_was_shown(
    person: Person, server: ScriptedServer
) -> None:
    server.fallback = endless(rate=2000)
    witness = Witness(person, person.widget)
    person.send("Hello")
    person.until(lambda: witness.looks > 10)
    shown = person.editor.part_texts()[-1].partition("\n")[2].rstrip("\n")
    person.press("Esc")
    person.rest()
    assert person.answer.text.startswith(shown)
    assert person.answer.status == "stopped"
    assert witness.unwritten == []
