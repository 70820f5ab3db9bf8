"""Templates by keys: chosen, asked about, sent, and made of a session."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream


def test_a_template_asks_and_its_prompt_is_ready_to_be_sent(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    (root / "hello.py").write_text("hello = 1\n", encoding="utf-8")
    before = person.path
    person.press("Ctrl+Shift+N")
    person.until(lambda: person.sheet().model.rows)
    person.type("explain")
    person.press("Return")
    person.until(lambda: person.focus.accessibleName() == "Which file is to be explained?")
    person.type("hello.py\n")
    person.until(lambda: person.path != before)
    person.until(lambda: person.composer.prompt.hasFocus())
    assert "<!-- include: hello.py -->" in person.composer.text()
    server.reply(stream(["It says hello"]))
    person.press("Ctrl+Return")
    person.rest()
    said = server.visits[-1].json()["messages"]
    assert said[0]["role"] == "system"
    assert "hello = 1" in said[1]["content"]


def test_a_template_without_questions_is_one_key_in_the_panel(person: Person) -> None:
    before, panel = person.path, person.window.project
    person.until(lambda: panel.templates.list.rows)
    assert panel.templates_head.accessibleName() == "Templates 5"
    panel.templates.setFocus()
    row = next(at for at, one in enumerate(panel.templates.list.rows) if not one.questions)
    panel.templates.setCurrentIndex(panel.templates.list.index(row))
    person.press("Return")
    person.until(lambda: person.path != before)


def test_a_session_becomes_a_template(person: Person, root: Path, server: ScriptedServer) -> None:
    server.reply(stream(["Yes"]))
    person.ask("Is it so?")
    person.window.trigger("session.save_template")
    person.until(lambda: person.focus.accessibleName() == "Name of the template")
    person.type("My way\n")
    file = root / "templates" / "my-way.md"
    person.until(file.is_file)
    panel = person.window.project
    person.until(lambda: "My way" in [one.title for one in panel.templates.list.rows])
    assert "id=" not in file.read_text("utf-8")
