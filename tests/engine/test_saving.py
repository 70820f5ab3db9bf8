"""A session's file is written whole, merged first if others changed it, never over them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import file_text, home, session, texts
from vibekoder.core.errors import SessionChanged, StoreError
from vibekoder.core.session import Session, parse
from vibekoder.engine.saving import SessionFile, Snapshot
from vibekoder.store import atomic
from vibekoder.store.lock import session_lock

ONE = session("u aaaaaa: one", "a bbbbbb: two")


def open_file(folder: Path, content: Session | None = ONE) -> SessionFile:
    place = home(folder)
    path = place.root / "sessions" / "001.md"
    lock = session_lock(place.state, path)
    if content is None:
        return SessionFile(path, Session(), atomic.MISSING, lock)
    data = file_text("u aaaaaa: one", "a bbbbbb: two").encode()
    path.write_bytes(data)
    return SessionFile(path, content, atomic.digest(data), lock)


def snapshot(changed: Session, base: Session = ONE, number: int = 1) -> Snapshot:
    return Snapshot(number, 0, changed, {0: base})


def on_disk(file: SessionFile) -> Session:
    return parse(file.path.read_bytes())


def test_a_change_reaches_the_disk(tmp_path: Path):
    file = open_file(tmp_path)
    changed = session("u aaaaaa: ONE", "a bbbbbb: two")
    saved = file.write(snapshot(changed))
    assert on_disk(file) == saved.session == changed


def test_a_new_session_gets_its_file_and_folder(tmp_path: Path):
    file = open_file(tmp_path, None)
    file.path.parent.rmdir()
    file.write(snapshot(ONE, Session()))
    assert on_disk(file) == ONE


def test_a_new_session_whose_folder_cannot_be_made_says_so(tmp_path: Path):
    file = open_file(tmp_path, None)
    file.path.parent.rmdir()
    file.path.parent.write_text("in the way")
    with pytest.raises(StoreError):
        file.write(snapshot(ONE, Session()))


def test_a_file_that_holds_the_text_already_is_not_touched(tmp_path: Path):
    file = open_file(tmp_path)
    before = file.path.stat()
    file.write(snapshot(ONE))
    assert file.path.stat().st_ino == before.st_ino


def test_what_others_wrote_meanwhile_stays(tmp_path: Path):
    file = open_file(tmp_path)
    file.path.write_text(file_text("u aaaaaa: one", "a bbbbbb: TWO"))
    saved = file.write(snapshot(session("u aaaaaa: ONE", "a bbbbbb: two")))
    assert texts(saved.session) == ["u: ONE", "a: TWO"]
    assert on_disk(file) == saved.session


def test_what_others_write_in_the_last_moment_stays(tmp_path: Path):
    file = open_file(tmp_path)
    rounds: list[Session] = []

    def change(one: Session) -> Session:
        if not rounds:
            file.path.write_text(file_text("u aaaaaa: one", "a bbbbbb: TWO"))
        rounds.append(one)
        return one

    saved = file.write(snapshot(session("u aaaaaa: ONE", "a bbbbbb: two")), change)
    assert texts(saved.session) == ["u: ONE", "a: TWO"]
    assert len(rounds) == 2


def test_a_file_that_never_rests_is_left_alone(tmp_path: Path):
    file = open_file(tmp_path)
    count = iter(range(100))

    def change(one: Session) -> Session:
        file.path.write_text(file_text("u aaaaaa: one", f"a bbbbbb: {next(count)}"))
        return one

    with pytest.raises(StoreError, match="keep changing"):
        file.write(snapshot(session("u aaaaaa: ONE", "a bbbbbb: two")), change)


def test_a_change_is_made_only_to_the_session_it_was_made_for(tmp_path: Path):
    file = open_file(tmp_path)
    mine = snapshot(session("u aaaaaa: ONE", "a bbbbbb: two"))
    expected = file.merged(mine).session
    file.path.write_text(file_text("u aaaaaa: one", "a bbbbbb: TWO"))
    with pytest.raises(SessionChanged):
        file.write(mine, lambda one: one, expected=expected)


def test_a_lost_file_is_not_made_again_by_itself(tmp_path: Path):
    file = open_file(tmp_path)
    file.path.unlink()
    mine = snapshot(session("u aaaaaa: ONE", "a bbbbbb: two"))
    with pytest.raises(StoreError, match="gone"):
        file.write(mine)
    file.forget()
    file.write(mine)
    assert texts(on_disk(file)) == ["u: ONE", "a: two"]


def test_a_file_that_cannot_be_read_is_not_overwritten(tmp_path: Path):
    file = open_file(tmp_path)
    file.path.unlink()
    file.path.mkdir()
    with pytest.raises(StoreError):
        file.write(snapshot(session("u aaaaaa: ONE")))


def test_a_file_that_is_no_text_any_more_is_not_overwritten(tmp_path: Path):
    file = open_file(tmp_path)
    file.path.write_bytes(b"\xff")
    with pytest.raises(StoreError, match="UTF-8"):
        file.write(snapshot(session("u aaaaaa: ONE")))
    assert file.path.read_bytes() == b"\xff"


def test_a_read_only_session_is_never_written(tmp_path: Path):
    file = open_file(tmp_path)
    with pytest.raises(StoreError, match="UTF-8"):
        file.write(snapshot(parse(b"\xff")))
