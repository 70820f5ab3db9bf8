"""What nothing names goes to the trash when it is old; all else stays for ever."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.support.builders import desk, reopened, sent
from vibekoder.core.errors import StoreError
from vibekoder.engine.desk import Desk
from vibekoder.engine.sweep import Swept, sweep
from vibekoder.store import atomic

NOW = 2_000_000_000.0


def swept(one: Desk, days: float = 40) -> Swept:
    """Sweep when everything is so many days old."""
    for path in one.home.objects.folder.rglob("*"):
        if path.is_file():
            os.utime(path, (NOW - days * 86400, NOW - days * 86400))
    return sweep(one.home.root, one.path.parent, one.home.state, NOW)


@pytest.fixture
def one(tmp_path: Path) -> Desk:
    """A session that has sent a folder of files, long ago."""
    made = desk(tmp_path)
    (made.home.root / "src").mkdir()
    for name in "ab":
        (made.home.root / f"src/{name}.txt").write_text(name * 500)
    sent(made, "<!-- include: src -->")
    return made


def test_what_a_session_a_journal_and_a_receipt_name_stays(one: Desk):
    assert swept(one).moved == ()


def test_a_session_anywhere_in_the_project_keeps_what_it_names(one: Desk):
    name = one.home.objects.put(b"named elsewhere")
    (one.home.root / "notes").mkdir()
    text = f"<!-- include: a @ {name[:12]} -->"
    (one.home.root / "notes/old.VKTemplate").write_text(text)
    (one.home.root / "notes/gone.md").symlink_to("nowhere")
    assert swept(one).moved == ()
    (one.home.root / "notes/old.VKTemplate").unlink()
    assert swept(one).moved == (name,)


def test_an_old_object_that_nothing_names_goes_to_the_trash(one: Desk):
    lost = one.home.objects.put(b"lost")
    found = swept(one)
    assert found.moved == (lost,)
    assert found.place is not None
    assert (found.place / lost[:2] / lost[2:]).read_bytes() == b"lost"
    assert one.home.objects.find(lost) == []


def test_a_young_object_stays(one: Desk):
    one.home.objects.put(b"lost")
    assert swept(one, days=29).moved == ()


def test_everything_goes_with_the_last_text_that_names_it(one: Desk):
    count = swept(one).objects
    one.path.unlink()
    for path in one.home.state.journals.rglob("*.jsonl"):
        path.unlink()
    assert len(swept(one).moved) == count


def test_a_draft_and_the_trash_keep_what_they_name(one: Desk):
    name = one.home.objects.put(b"named")
    one.home.state.drafts.mkdir(parents=True)
    (one.home.state.drafts / "x").write_text(f"<!-- include: a @ {name[:12]} -->")
    (one.home.state.trash / "t").mkdir(parents=True)
    other = one.home.objects.put(b"other")
    (one.home.state.trash / "t/session.md").write_text(
        f"<!-- include: a @ {other[:14].upper()} -->"
    )
    assert swept(one).moved == ()


def test_a_session_that_cannot_be_read_keeps_all(one: Desk, monkeypatch: pytest.MonkeyPatch):
    one.home.objects.put(b"lost")

    def unread(path: Path) -> bytes:
        raise StoreError(path, "it may not be read")

    monkeypatch.setattr(atomic, "read", unread)
    with pytest.raises(StoreError):
        swept(one)


def test_a_damaged_object_that_is_named_stays(one: Desk):
    pin = one.path.read_text().split("@ ")[1][:12]
    (name,) = one.home.objects.find(pin)
    (one.home.objects.folder / name[:2] / name[2:]).write_bytes(b"damaged")
    (one.home.objects.folder / name[:2] / "stray.tmp").write_bytes(b"x")
    assert name not in swept(one).moved


def test_a_session_outside_of_the_project_keeps_what_it_was_sent_with(one: Desk):
    path = one.home.root.parent / "away" / "notes.md"
    path.parent.mkdir()
    path.write_text("")
    sent(reopened(path, one.home), "<!-- include: src/a.txt -->")
    one.path.unlink()
    (name,) = one.home.objects.find(path.read_text().split("@ ")[1][:12])
    assert name not in swept(one).moved
    path.unlink()
    for file in one.home.state.journals.rglob("*.jsonl"):
        file.unlink()
    assert name in swept(one).moved


def test_nothing_goes_while_the_folder_of_such_a_session_is_away(one: Desk):
    path = one.home.root.parent / "away" / "notes.md"
    path.parent.mkdir()
    path.write_text("")
    sent(reopened(path, one.home), "<!-- include: src/a.txt -->")
    one.home.objects.put(b"lost")
    path.parent.rename(path.parent.with_name("unplugged"))
    with pytest.raises(StoreError, match="not there now"):
        swept(one)


def test_what_a_request_keeps_again_meanwhile_stays(one: Desk, monkeypatch: pytest.MonkeyPatch):
    name = one.home.objects.put(b"wanted again")
    write = atomic.write

    def and_put(path: Path, data: bytes) -> str:
        digest = write(path, data)
        if data == b"wanted again":
            one.home.objects.put(data)
            os.utime(one.home.objects.path(name), (NOW, NOW))
        return digest

    monkeypatch.setattr(atomic, "write", and_put)
    found = swept(one)
    assert (found.moved, found.place) == ((), None)
    assert one.home.objects.get(name) == b"wanted again"
    assert not [path for path in one.home.state.trash.rglob("*") if path.is_file()]


def test_in_a_folder_that_a_link_has_led_out_of_the_project_nothing_is_moved(one: Desk):
    away = one.home.root.parent / "away"
    one.path.parent.rename(away)
    one.path.parent.symlink_to(away)
    with pytest.raises(StoreError, match="leads out of the project"):
        sweep(one.home.root, one.path.parent, one.home.state, NOW)


@pytest.mark.parametrize("name", [".objects", ".objects/ab"])
def test_objects_that_a_link_leads_to_stay_where_they_are(one: Desk, name: str):
    link, away = one.path.parent / name, one.home.root.parent / "away"
    link.mkdir(exist_ok=True)
    link.rename(away)
    link.symlink_to(away)
    with pytest.raises(StoreError, match="symbolic link"):
        sweep(one.home.root, one.path.parent, one.home.state, NOW)
