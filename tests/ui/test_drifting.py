"""Changes since the last send, on their way into the composer."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.app.lookout import MOST, Lookout
from vibekoder.app.places import Places
from vibekoder.ui.chip_faces import faces


def test_the_changes_of_several_files_come_together_and_can_be_taken_back(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    for name in ("a.py", "b.py"):
        (root / name).write_text("one\n", encoding="utf-8")
    server.reply(stream(["Seen"]))
    person.composer.set_text("<!-- include: a.py -->\n<!-- include: b.py -->")
    person.press("Ctrl+Return")
    person.rest()
    for name in ("a.py", "b.py"):
        (root / name).write_text("two\n", encoding="utf-8")
    person.press("Ctrl+Alt+B")
    person.until(lambda: person.composer.text().count("-one\n+two") == 2)
    assert any("The changes of 2 files" in one for one in person.notices())
    person.press("Ctrl+Z")
    assert person.composer.text() == ""


def test_a_past_include_shows_in_the_text_that_its_file_has_changed(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    file = root / "a.py"
    file.write_text("one\n", encoding="utf-8")
    server.reply(stream(["Seen"]))
    person.composer.set_text("<!-- include: a.py -->")
    person.press("Ctrl+Return")
    person.rest()
    file.write_text("one\ntwo\n", encoding="utf-8")
    request = person.window.composing.request(person.widget)
    told = lambda: [one.state for one in faces(request.outlook).values()]
    person.until(lambda: told() == ["+1 −0 since sent"])
    assert person.window.status.drifted.text() == "1 piece changed"
    (word,) = faces(request.outlook)
    assert word in person.editor.part_texts()[1]
    assert not person.window.grab().isNull()
    file.unlink()
    person.until(lambda: told() == ["changed since sent"])


def test_a_change_between_the_reading_and_the_watch_is_told_as_well(
    person: Person, root: Path, server: ScriptedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = root / "a.py"
    file.write_text("one\n", encoding="utf-8")
    watch, changed = Lookout.follow, list[Places]()

    def follow(lookout: Lookout, places: Places) -> bool:
        if places.files and not changed and person.tab.session.slices and not person.tab.runs:
            changed.append(places)
            file.write_text("one\ntwo\n", encoding="utf-8")
        return watch(lookout, places)

    monkeypatch.setattr(Lookout, "follow", follow)
    server.reply(stream(["Seen"]))
    person.composer.set_text("<!-- include: a.py -->")
    person.press("Ctrl+Return")
    person.rest()
    request = person.window.composing.request(person.widget)
    told = lambda: [one.state for one in faces(request.outlook).values()]
    person.until(lambda: told() == ["+1 −0 since sent"])
    assert changed


def test_of_very_many_files_the_last_one_shows_as_well_that_it_has_changed(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    files = [root / f"src/{number:04}.py" for number in range(MOST + 100)]
    files[0].parent.mkdir()
    for file in files:
        file.write_text("one\n", encoding="utf-8")
    server.reply(stream(["Seen"]))
    person.composer.set_text("<!-- include: src/*.py -->")
    person.press("Ctrl+Return")
    person.rest()
    request = person.window.composing.request(person.widget)
    person.until(lambda: request.outlook.whole and len(request.outlook.pieces) == 1)
    assert request.outlook.changed == 0
    files[-1].write_text("two\n", encoding="utf-8")
    person.until(lambda: person.window.status.drifted.text() == "1 piece changed")
