"""What the buttons of a notice do in the session's tab."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.core.edits import Edit
from vibekoder.ui.sheets.preflight import PreflightSheet

MISSING = "<!-- include: missing.py -->"


def test_what_is_sent_without_a_piece_is_what_was_refused(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["One"]), stream(["Two"]), stream(["Anew"]))
    person.ask("First")
    person.ask("Second")
    end = len(person.tab.desk.shown(1).rstrip("\n"))
    person.tab.show(person.tab.desk.edit(Edit(1, end, 1, end, f"\n{MISSING}"), 0.0))
    person.choose(2, "Regenerate")
    person.press_notice("without")
    person.until(lambda: len(server.visits) == 3)
    person.rest()
    messages = server.visits[2].json()["messages"]
    assert len(messages) == 1
    assert "missing.py" in messages[0]["content"]


def test_what_went_missing_since_is_not_left_out_without_a_word(
    person: Person, server: ScriptedServer, root: Path
) -> None:
    (root / "b.py").write_text("b = 2\n")
    person.ask(f"Look:\n{MISSING}\n<!-- include: b.py -->\nWhy?")
    (root / "b.py").unlink()
    person.press_notice("without")
    person.until(lambda: any("b.py -->: there is no such file" in one for one in person.notices()))
    person.rest()
    assert not server.visits


def test_a_refusal_is_withdrawn_when_its_prompt_is_another_one(person: Person) -> None:
    person.ask(f"Look:\n{MISSING}\nWhy?")
    person.until(lambda: person.window.notices.cards)
    assert person.path.name in person.notices()[-1]
    person.press("Ctrl+L")
    person.type("!")
    assert not person.window.notices.cards


def test_the_line_that_cannot_be_had_is_gone_to(person: Person, server: ScriptedServer) -> None:
    person.ask(f"Look:\n{MISSING}\nWhy?")
    person.press_notice("line")
    assert person.composer.prompt.textCursor().selectedText() == MISSING
    assert person.composer.prompt.hasFocus()


def test_the_line_of_an_earlier_slice_is_gone_to_in_the_text(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["One"]))
    person.ask("First")
    end = len(person.tab.desk.shown(1).rstrip("\n"))
    person.tab.show(person.tab.desk.edit(Edit(1, end, 1, end, f"\n{MISSING}"), 0.0))
    person.ask("Second")
    person.press_notice("line")
    assert person.editor.textCursor().block().text() == MISSING
    assert person.editor.hasFocus()


@pytest.fixture
def small(root: Path) -> None:
    """A model that reads 2,000 tokens, and a file that has more."""
    toml = root / "vibekoder.toml"
    toml.write_text(toml.read_text() + '\n[models."test-model"]\ncontext = 2000\n')
    (root / "huge.py").write_text("value = call(argument, other)\n" * 900)


@pytest.mark.usefixtures("small")
class TestSmallWindow:
    """What is longer than the model reads."""

    def test_it_is_refused_and_sent_without_its_largest_piece(
        self, person: Person, server: ScriptedServer
    ) -> None:
        server.reply(stream(["Fine"]))
        person.ask("<!-- include: huge.py -->\nWhy is it so?")
        assert not server.visits
        assert any("does not fit" in one for one in person.notices())
        person.press_notice("lighten")
        person.until(lambda: len(server.visits) == 1)
        person.rest()
        (message,) = server.visits[0].json()["messages"]
        assert "value = call" not in message["content"]
        assert "\\<!-- include: huge.py -->" in person.on_disk().slices[0].text

    def test_an_earlier_slice_gives_up_its_piece_and_takes_it_back(
        self, person: Person, server: ScriptedServer, root: Path
    ) -> None:
        server.reply(stream(["One"]), stream(["Two"]))
        (root / "some.py").write_text("value = call(argument, other)\n" * 250)
        person.ask("<!-- include: some.py -->\nWhy is it so?")
        person.composer.set_text("many own words here " * 400)
        person.press("Ctrl+Return")
        person.until(person.notices)
        assert len(server.visits) == 1
        person.press_notice("lighten")
        person.until(lambda: len(server.visits) == 2)
        person.rest()
        assert "value = call" not in server.visits[1].json()["messages"][0]["content"]
        assert "\\<!-- include" in person.tab.session.slices[0].text

    def test_it_can_be_looked_at(self, person: Person) -> None:
        person.composer.set_text("many own words here " * 900)
        person.press("Ctrl+Return")
        person.until(person.notices)
        person.press_notice("preflight")
        assert isinstance(person.sheet(), PreflightSheet)
