"""Templates by keys: chosen, asked about, sent, and made of a session."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.store.paths import settings_file


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


def make_from(person: Person, title: str, *answers: str) -> str:
    """A session made from a template by keys; what is in its composer then."""
    before = person.path
    person.press("Ctrl+Shift+N")
    person.until(lambda: title in [one.text for one in person.sheet().shown])
    person.type(title)
    person.press("Return")
    for number, one in enumerate(answers):
        person.until(lambda: person.focus.accessibleName().endswith("?"))
        person.type(one)
        person.press("Return" if number == len(answers) - 1 else "Tab")
    person.until(lambda: person.path != before)
    person.until(lambda: person.composer.prompt.hasFocus())
    return person.composer.text()


@pytest.mark.parametrize(
    ("title", "answers", "told"),
    [
        ("Plain question", (), ""),
        ("Development with sources", ("Mend it",), "<!-- include: src -->"),
        ("Review of the current diff", (), "<!-- command: git_diff -->"),
        ("Write tests", ("a.py", "test_a.py"), "<!-- include: test_a.py -->"),
        ("Explain", ("a.py",), "<!-- include: a.py -->"),
    ],
)
def test_each_template_that_comes_along_is_made_by_keys(
    person: Person, root: Path, title: str, answers: tuple[str, ...], told: str
) -> None:
    (root / "src").mkdir()
    (root / "src/a.py").write_text("a = 1\n", encoding="utf-8")
    prompt = make_from(person, title, *answers)
    assert told in prompt
    assert "{{" not in prompt
    assert person.on_disk().slices[0].role == "system"
    assert all(one in prompt for one in answers)


def test_a_template_of_the_earlier_program_and_one_of_ones_own_open(
    person: Person, root: Path
) -> None:
    own = settings_file(person.workspace.edge.environ).parent / "templates"
    for folder, name in ((root / "templates", "Old.VKTemplate"), (own, "own.md")):
        folder.mkdir(parents=True, exist_ok=True)
        text = "=={ User | 2024-05-01 09:00:05 }==\nFor {{project}} on {{date}}\n"
        (folder / name).write_text(text, "utf-8")
    for title in ("Old", "own"):
        prompt = make_from(person, title)
        assert prompt.startswith("For project on 20")


def test_the_development_template_can_be_sent_where_there_is_neither_docs_nor_src(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    (root / "main.py").write_text("main = 1\n", encoding="utf-8")
    prompt = make_from(person, "Development with sources", "Add a test")
    assert "include:" not in prompt
    person.until(lambda: any("docs/, src/" in one for one in person.notices()))
    server.reply(stream(["Done"]))
    person.press("Ctrl+Return")
    person.rest()
    said = server.visits[-1].json()["messages"][-1]["content"]
    assert said.startswith("Add a test")
    assert "main.py" in said
    person.press_notice("project")
    assert "settings" in person.sheet().accessibleName().lower()
