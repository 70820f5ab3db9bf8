"""From the first start to the first answer, with the keyboard alone."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.conftest import Opens
from tests.ui.window import choose_folder
from vibekoder.ui.completion_list import CompletionList


def test_a_newcomer_gets_an_answer_by_keys_alone(opens: Opens, tmp_path: Path) -> None:
    (tmp_path / "kettledrum").mkdir()
    (tmp_path / "kettledrum" / "clock.py").write_text("tick = 1\n", encoding="utf-8")
    person = opens(project=None)
    assert person.focus.accessibleName() == "Open a folder"
    person.press("Return")
    choose_folder(person, tmp_path / "kettledrum")
    person.until(lambda: person.focus.accessibleName() == "New session")
    person.press("Return")
    person.ready()
    person.type("What is a tick?\n@clock")
    person.until(lambda: any(one.isVisible() for one in person.shell.findChildren(CompletionList)))
    person.press("Return", "Ctrl+Return")
    person.rest()
    answer = person.answer
    assert answer is not None
    assert answer.status == "complete"
    assert "What is a tick?" in answer.text
    assert "clock.py" in answer.text
    person.agree()


def test_who_answers_and_with_what_is_reached_from_the_first_page(
    opens: Opens, tmp_path: Path
) -> None:
    (tmp_path / "kettledrum").mkdir()
    person = opens(project=None)
    person.press("Ctrl+O")
    choose_folder(person, tmp_path / "kettledrum")
    person.until(lambda: person.focus.accessibleName() == "New session")
    # what happens to run on this machine is no part of a test
    person.workspace.connections.places = ()
    person.press("Tab", "Tab")
    assert person.focus.accessibleName() == "Connect a model"
    person.press("Return")
    person.type("rehears\n")
    person.until(lambda: person.workspace.project.default_backend == "rehearsal")
