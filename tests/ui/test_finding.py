"""What is chosen in the palette is done with the session that is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.builders import file_text
from vibekoder.ui.sheets.finder import Finder


@pytest.fixture
def reader(opens: Opens, root: Path) -> Person:
    """Somebody in a project with two sessions and a file, one session open."""
    (root / "sessions").mkdir()
    for number, title in ((1, "Ties in the scheduler"), (2, "Tempo map")):
        text = f"---\ntitle: {title}\n---\n" + file_text("u aaaaaa: One")
        (root / "sessions" / f"00{number}.md").write_text(text, "utf-8")
    (root / "src").mkdir()
    (root / "src" / "clock.py").write_text("tick = 1\n", "utf-8")
    someone = opens(session=root / "sessions" / "001.md")
    someone.ready()
    return someone


def found(person: Person, keys: str = "Ctrl+P") -> Finder:
    """The open finder, once sessions and files are in it."""
    person.press(keys)
    (sheet,) = person.shell.findChildren(Finder)
    person.until(lambda: any(one.text == "src/clock.py" for one in sheet.shown))
    person.until(lambda: any(one.text == "Tempo map" for one in sheet.shown))
    return sheet


def test_a_file_is_included_in_the_prompt(reader: Person) -> None:
    reader.type("Look at this:")
    found(reader)
    reader.type("clock")
    reader.press("Return")
    assert reader.composer.text() == "Look at this:\n<!-- include: src/clock.py -->\n"
    assert reader.composer.prompt.hasFocus()
    reader.press("Ctrl+Z")
    assert reader.composer.text() == "Look at this:"


def test_alt_and_return_open_a_file_in_its_own_program(
    reader: Person, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    found(reader)
    reader.type("clock")
    reader.press("Alt+Return")
    assert opened == [str(root / "src" / "clock.py")]
