"""Forking by keys: a new session that begins as this one did, with old or with fresh sources."""

from __future__ import annotations

from pathlib import Path

from tests.end2end.conftest import Opens
from tests.end2end.person import Person
from tests.support.server import ScriptedServer, stream
from vibekoder.store import front_matter

INCLUDE = "<!-- include: hello.py -->"


def ask_about(person: Person, root: Path, server: ScriptedServer) -> Path:
    """A session with a file in it that was sent and has changed since."""
    (root / "hello.py").write_text("old = 1\n", encoding="utf-8")
    server.reply(stream(["Seen"]))
    person.press("Ctrl+L")
    person.composer.set_text(f"Look\n{INCLUDE}")
    person.press("Ctrl+Return")
    person.rest()
    person.until(lambda: person.answer is not None)
    (root / "hello.py").write_text("new = 2\n", encoding="utf-8")
    return person.path


def forks(person: Person, *keys: str) -> None:
    """Press keys and wait for another session, the caret in its composer."""
    before = person.path
    person.press(*keys)
    person.until(lambda: person.path != before)
    person.until(lambda: person.composer.prompt.hasFocus())


def test_a_fork_goes_on_from_the_slice_at_the_caret_with_what_was_sent(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    old = ask_about(person, root, server)
    person.editor.setFocus()
    person.editor.set_caret(1, 0)
    forks(person, "Ctrl+B")
    assert [part.role for part in person.on_disk().slices] == ["user"]
    link = front_matter.read(person.on_disk().head.front)["forked_from"]
    assert link == f"{old.name}#{person.on_disk(old).slices[0].id}"
    server.reply(stream(["Again"]))
    person.ask("And now?")
    assert "old = 1" in str(server.visits[-1].json()["messages"])
    assert len(person.on_disk(old).slices) == 2


def test_a_fork_with_fresh_sources_reads_the_files_of_today(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    old = ask_about(person, root, server)
    before = old.read_bytes()
    person.editor.setFocus()
    person.editor.set_caret(1, 0)
    forks(person, "Ctrl+Shift+B")
    told = next(one for one in person.notices() if "fresh sources" in one)
    assert "1 piece is read as it is on the disk now. About 1 token of later slices" in told
    assert INCLUDE in person.on_disk().slices[0].text
    server.reply(stream(["Fresh"]))
    person.ask("And now?")
    assert "new = 2" in str(server.visits[-1].json()["messages"])
    assert old.read_bytes() == before


def test_a_slices_menu_forks_it(person: Person, root: Path, server: ScriptedServer) -> None:
    old = ask_about(person, root, server)
    person.choose(1, "Fork here")
    person.until(lambda: person.path != old)
    assert len(person.on_disk().slices) == 1


def test_the_banner_has_the_fork_within_reach(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    old = ask_about(person, root, server)
    person.press_act("Fork here")
    person.until(lambda: person.path != old)
    assert len(person.on_disk().slices) == 2


def test_the_panel_shows_the_fork_below_and_the_way_back_leads_there(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    old = ask_about(person, root, server)
    forks(person, "Ctrl+B")
    model = person.window.project.model
    person.until(lambda: [len(row.branch.rails) for row in model.rows] == [0, 1])
    assert [row.path for row in model.rows] == [old, person.path]
    person.window.trigger("session.origin")
    person.until(lambda: person.path == old)
    person.window.trigger("session.origin")
    person.until(lambda: any("not forked from another" in one for one in person.notices()))


def test_what_changed_since_is_appended_to_the_prompt_as_a_difference(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    ask_about(person, root, server)
    person.press("Ctrl+Alt+B")
    person.until(lambda: "-old = 1\n+new = 2" in person.composer.text())
    assert any("1 file" in one and "tokens" in one for one in person.notices())
    server.reply(stream(["I see"]))
    person.press("Ctrl+Return")
    person.rest()
    assert "+new = 2" in server.visits[-1].json()["messages"][-1]["content"]


def test_where_nothing_changed_nothing_is_appended(
    person: Person, root: Path, server: ScriptedServer
) -> None:
    ask_about(person, root, server)
    (root / "hello.py").write_text("old = 1\n", encoding="utf-8")
    person.press("Ctrl+Alt+B")
    person.until(lambda: any("Nothing has changed" in one for one in person.notices()))
    assert person.composer.text() == ""


def test_what_an_old_session_keeps_beside_it_is_in_its_fork(opens: Opens, root: Path) -> None:
    sessions = root / "sessions"
    (sessions / "001/cache").mkdir(parents=True)
    (sessions / "001/cache/1.txt").write_text("as it was then\n")
    old = "=={ User | 2024-05-01 09:00:05 }==\n<!-- cached: cache/1.txt -->\nWhy?\n"
    (sessions / "001.md").write_text(old)
    person = opens(session=sessions / "001.md")
    person.ready()
    person.editor.setFocus()
    person.editor.set_caret(1, 3)
    person.press("Ctrl+B")
    person.until(lambda: person.path.name == "002.md")
    request = person.window.composing.request(person.widget)
    person.until(lambda: request.outlook.whole and request.outlook.pieces)
    (row,) = request.outlook.pieces
    assert row.state == "pinned"
    assert row.tokens
    assert (sessions / "002/cache/1.txt").read_text() == "as it was then\n"
