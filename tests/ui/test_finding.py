"""What is chosen in the palette is done with the session that is shown."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QDesktopServices

from tests.end2end.person import Person
from tests.ui.window import finder


def test_a_file_is_included_in_the_prompt(seeker: Person) -> None:
    seeker.type("Look at this:")
    finder(seeker)
    seeker.type("clock")
    seeker.press("Return")
    assert seeker.composer.text() == "Look at this:\n<!-- include: src/clock.py -->\n"
    assert seeker.composer.prompt.hasFocus()
    seeker.press("Ctrl+Z")
    assert seeker.composer.text() == "Look at this:"


def test_alt_and_return_open_a_file_in_its_own_program(
    seeker: Person, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toLocalFile()))
    finder(seeker)
    seeker.type("clock")
    seeker.press("Alt+Return")
    assert opened == [str(root / "src" / "clock.py")]
