"""Files under the program's feet: full, gone, or changed by others."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.end2end.conftest import Opens
from tests.end2end.person import PATIENCE, Person
from tests.end2end.streams import paced
from tests.support.disk import no_file_beyond
from tests.support.server import ScriptedServer, endless, stream
from vibekoder.engine.growing import Growing
from vibekoder.store import journal

REASON = "Not a directory"


def replace_by_a_file(folder: Path) -> Path:
    """The folder is elsewhere, and a file has its name: nothing can be written into it."""
    away = folder.rename(folder.with_name(f"{folder.name}-away"))
    folder.write_bytes(b"")
    return away


def put_back(folder: Path, away: Path) -> None:
    """The folder is what it was."""
    folder.unlink()
    away.rename(folder)


def said(person: Person, *words: str) -> bool:
    """Whether some notice has all these words."""
    return any(all(word in one for word in words) for one in person.notices())


# ------------------------------------------------------------------ what cannot be written


def test_an_edit_that_cannot_be_saved_is_said_kept_and_saved_as_soon_as_it_can_be(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask()
    path = person.path
    away = replace_by_a_file(path.parent)
    person.editor.setFocus()
    person.editor.set_caret(1, len(person.editor.part_texts()[1]) - 2)
    person.type(" and more")
    person.press("Ctrl+S")
    person.until(lambda: said(person, f"{path.name} cannot be saved", REASON, str(path.parent)))
    assert "and more" in person.editor.session_text()
    put_back(path.parent, away)
    person.until(lambda: person.tab.problem is None)
    assert b"and more" in path.read_bytes()
    person.until(lambda: not person.window.notices.cards)
    person.agree()


def test_an_answer_whose_folder_is_gone_streams_on_and_is_saved_when_it_is_back(
    person: Person, server: ScriptedServer
) -> None:
    talk = paced("First ", "second ", "third")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("First ")
    path = person.path
    away = replace_by_a_file(path.parent)
    talk.end()
    person.until(lambda: said(person, "cannot be saved", REASON))
    person.shows("First second third")
    assert journaled(person) == talk.text
    put_back(path.parent, away)
    person.rest()
    person.until(lambda: person.tab.problem is None)
    assert person.answer.text == talk.text
    assert not person.journals()
    person.agree()


def test_a_folder_that_was_removed_is_said_and_nothing_in_memory_is_dropped(
    person: Person, server: ScriptedServer
) -> None:
    talk = paced("First ", "second")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("First ")
    folder = person.path.parent
    away = folder.rename(folder.with_name("elsewhere"))
    talk.end()
    person.until(lambda: said(person, "cannot be saved", "gone"))
    assert "First second" in person.editor.session_text()
    assert not folder.exists()
    away.rename(folder)
    person.rest()
    person.until(lambda: person.tab.problem is None)
    assert person.answer.text == talk.text


def test_a_folder_that_was_removed_is_made_again_by_choice(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask()
    data = person.path.read_bytes()
    shutil.rmtree(person.path.parent)
    person.until(lambda: said(person, "cannot be saved", "gone"))
    assert not person.path.parent.exists()
    person.press_notice("anew")
    person.until(person.path.exists)
    assert person.path.read_bytes() == data


def test_a_failing_save_is_told_once_and_again_only_if_somebody_asks(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask()
    away = replace_by_a_file(person.path.parent)
    person.press("Ctrl+S")
    person.until(lambda: said(person, "cannot be saved"))
    with person.qtbot.waitSignal(person.tab.writer.idle, timeout=PATIENCE):
        pass
    told = [one for one in person.notices() if "cannot be saved" in one]
    assert len(told) == 1
    person.press_notice("save")
    person.until(lambda: person.notices().count(told[0]) == 2)
    put_back(person.path.parent, away)


def test_a_prompt_that_cannot_be_saved_is_not_sent_and_stays_in_the_composer(
    person: Person, server: ScriptedServer
) -> None:
    path = person.path
    away = replace_by_a_file(path.parent)
    person.send("Precious words")
    person.until(lambda: said(person, REASON))
    assert not server.visits
    assert person.composer.text() == "Precious words"
    assert not person.tab.session.slices
    put_back(path.parent, away)
    server.reply(stream(["Fine"]))
    person.press("Ctrl+Return")
    person.until(lambda: server.visits)
    person.rest()
    assert person.answer.text == "Fine"


def test_without_a_journal_nothing_is_sent(person: Person, server: ScriptedServer) -> None:
    person.state.journals.write_bytes(b"")
    person.send("Precious words")
    person.until(lambda: said(person, str(person.state.journals)))
    person.rest()
    assert not server.visits
    assert person.composer.text() == "Precious words"
    assert not person.on_disk().slices
    person.agree()


def test_a_full_disk_is_named_the_text_is_shown_all_the_same_and_written_later(
    person: Person, server: ScriptedServer
) -> None:
    talk = paced("First ", "x" * 5000, " third", " end")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("First ")
    with no_file_beyond(4000):
        talk.go()
        person.shows("x" * 5000)
        person.until(lambda: person.banner().box is not None)
        assert "journal of this answer cannot be written" in person.box.title
        assert "No space left on device" in person.box.sentence
        assert str(person.journals()[0].parent) in person.box.sentence
    talk.go()
    person.until(lambda: "x" * 5000 + " third" in journaled(person))
    person.until(lambda: person.banner().box is None)
    talk.end()
    person.rest()
    assert person.answer.text == talk.text
    person.agree()


def test_an_answer_that_no_longer_fits_on_the_disk_is_kept_until_it_does(
    person: Person, server: ScriptedServer
) -> None:
    talk = paced("First ", "x" * 9000)
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("First ")
    before = person.path.read_bytes()
    with no_file_beyond(6000):
        talk.end()
        person.until(lambda: said(person, "cannot be saved", "File too large", str(person.path)))
        assert person.path.read_bytes() == before
        assert talk.text in person.editor.session_text()
    person.rest()
    assert person.answer.text == talk.text
    assert not list(person.path.parent.glob(".*.tmp*"))
    person.agree()


def test_what_cannot_be_saved_here_can_be_saved_elsewhere(
    person: Person, server: ScriptedServer, tmp_path: Path
) -> None:
    server.reply(stream(["Fine"]))
    person.ask()
    away = replace_by_a_file(person.path.parent)
    person.editor.setFocus()
    person.editor.set_caret(1, len(person.editor.part_texts()[1]) - 2)
    person.type(" and more")
    person.press("Ctrl+S")
    person.until(lambda: said(person, "cannot be saved"))
    other = tmp_path / "saved.md"
    person.press_notice("elsewhere")
    person.choose_file(other)
    person.until(other.exists)
    assert "and more" in other.read_text(encoding="utf-8")
    put_back(person.path.parent, away)


# ------------------------------------------------------------------ what others write


def test_what_another_program_writes_while_an_answer_streams_is_merged(
    person: Person, server: ScriptedServer
) -> None:
    talk = paced("First ", "second")
    server.reply(stream(["Fine"]), talk.answer)
    person.ask("One")
    person.send("Two")
    person.shows("First ")
    data = person.path.read_bytes()
    person.path.write_bytes(data.replace(b"\nFine", b"\nFine, and changed elsewhere"))
    person.until(lambda: "changed elsewhere" in person.editor.session_text())
    assert person.editor.session_text() == person.tab.desk.text()
    talk.end()
    person.rest()
    texts = [one.text for one in person.on_disk().slices]
    assert texts == ["One", "Fine, and changed elsewhere", "Two", "First second"]
    person.agree()


def test_a_slice_changed_here_and_there_is_kept_twice_and_said(
    person: Person, server: ScriptedServer
) -> None:
    talk = paced("First ", "second")
    server.reply(talk.answer)
    person.send("Hello")
    person.shows("First ")
    person.editor.setFocus()
    person.editor.set_caret(1, len(person.editor.part_texts()[1]) - 3)
    person.type(" mine")
    data = person.path.read_bytes()
    person.path.write_bytes(data.replace(b"Hello", b"Hello theirs"))
    person.until(lambda: said(person, "changed elsewhere"))
    talk.end()
    person.rest()
    kept = [(one.text, one.get("alt")) for one in person.on_disk().slices]
    mine = next(text for text, alt in kept if alt == "conflict")
    assert "mine" in mine
    assert [text for text, alt in kept if alt != "conflict"] == ["Hello theirs", "First second"]
    person.agree()


def test_a_merge_is_one_step_of_undo(person: Person, server: ScriptedServer) -> None:
    server.reply(stream(["Fine"]))
    person.ask("One")
    before = person.path.read_bytes()
    changed = before.replace(b"One", b"1").replace(b"Fine", b"2")
    person.path.write_bytes(changed)
    person.until(lambda: person.tab.session.slices[0].text == "1")
    person.editor.setFocus()
    person.press("Ctrl+Z")
    person.saved()
    assert person.path.read_bytes() == before
    person.press("Ctrl+Shift+Z")
    person.saved()
    assert person.path.read_bytes() == changed


def test_the_watcher_does_not_take_our_own_saves_for_changes(
    person: Person, server: ScriptedServer
) -> None:
    server.fallback = endless(rate=2000, count=200)
    merged: list[int] = []
    person.tab.merged.connect(merged.append)
    for number in range(4):
        person.ask(f"Prompt {number}")
    assert merged == []


def test_a_file_that_another_program_deleted_is_said_and_its_text_kept(
    person: Person, server: ScriptedServer
) -> None:
    server.reply(stream(["Fine"]))
    person.ask()
    data = person.path.read_bytes()
    person.path.unlink()
    person.until(lambda: said(person, "gone"))
    assert "Fine" in person.editor.session_text()
    person.path.write_bytes(data)
    person.until(lambda: person.tab.problem is None)
    person.agree()


def test_two_windows_on_one_session_each_get_the_others_answer(
    opens: Opens, person: Person, server: ScriptedServer
) -> None:
    path = person.path
    other = opens(session=path)
    mine, theirs = paced("my ", "answer"), paced("their ", "answer")
    server.reply(mine.answer, theirs.answer)
    person.window.activateWindow()
    person.until(person.window.isActiveWindow)
    person.send("Mine")
    person.shows("my ")
    other.window.activateWindow()
    other.until(other.window.isActiveWindow)
    other.send("Theirs")
    other.shows("their ")
    mine.end()
    theirs.end()
    person.rest()
    other.rest()
    for one in (person, other):
        one.until(lambda one=one: len(one.tab.session.slices) == 4)
        texts = {part.text for part in one.tab.session.slices}
        assert texts == {"Mine", "my answer", "Theirs", "their answer"}
    assert person.editor.session_text() == other.editor.session_text()


def test_a_session_that_is_not_utf8_opens_but_is_never_written(
    opens: Opens, root: Path, server: ScriptedServer
) -> None:
    path = root / "sessions" / "old.md"
    path.parent.mkdir()
    path.write_bytes(b"=={ User }==\ncaf\xe9\n")
    person = opens(session=path)
    person.send("Hello")
    person.until(lambda: said(person, "UTF-8"))
    person.until(lambda: person.composer.text() == "Hello")
    assert not server.visits
    assert path.read_bytes() == b"=={ User }==\ncaf\xe9\n"


def journaled(person: Person) -> str:
    """The answer text in the only journal there is."""
    growing = Growing()
    for event in journal.read(person.journals()[0]).events:
        growing.take(event)
    return growing.body()
