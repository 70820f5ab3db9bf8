"""Changes since the last send, on their way into the composer."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream


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
