"""A session that keeps a secret is saved, and it is said."""

from __future__ import annotations

import pytest

from tests.app.room import Room
from tests.support.builders import file_text
from tests.support.plants import planted
from vibekoder.app.leak_watch import LeakWatch
from vibekoder.app.tab import Tab
from vibekoder.app.writer import Writer
from vibekoder.core.edits import Edit

SECRET = planted()["Stripe"][1]


@pytest.fixture
def tab(room: Room) -> Tab:
    return room.open(room.write(file_text("u aaaaaa: One", "a bbbbbb: Two")))


def write_in(room: Room, tab: Tab, text: str) -> None:
    at = len(tab.desk.shown(1).rstrip("\n"))
    tab.edit(Edit(1, at, 1, at, text))
    tab.save()
    room.rest(tab)


def said(room: Room) -> list[str]:
    return [one for one in room.titles if "secret" in one]


def test_a_secret_in_a_session_is_saved_and_told_once(room: Room, tab: Tab) -> None:
    write_in(room, tab, f" {SECRET}")
    room.until(lambda: said(room))
    write_in(room, tab, " more")
    room.until(lambda: not room.workspace.looking.writer.busy)
    assert said(room) == ["001.md holds what looks like a secret"]
    assert SECRET in tab.path.read_text("utf-8")
    assert SECRET not in repr(room.notices)
    assert [one.slice_id for one in tab.exposed] == ["aaaaaa"]


def told_and_saved(room: Room, tab: Tab) -> list[str]:
    """What happens, in its order."""
    order: list[str] = []
    room.workspace.notice.connect(
        lambda one: order.append("told") if "secret" in one.title else None
    )
    tab.saved.connect(lambda: order.append("saved"))
    return order


def test_what_was_typed_is_told_before_it_is_on_the_disk(room: Room, tab: Tab) -> None:
    order = told_and_saved(room, tab)
    write_in(room, tab, f" {SECRET}")
    room.until(lambda: "saved" in order)
    assert order == ["told", "saved"]


def test_however_much_comes_at_once_it_is_told_before(room: Room, tab: Tab) -> None:
    order = told_and_saved(room, tab)
    write_in(room, tab, "\nmany words" * 300_000 + f" {SECRET}")
    room.until(lambda: "saved" in order)
    assert order == ["told", "saved"]


def test_a_send_saves_nothing_that_was_not_looked_at(room: Room, tab: Tab) -> None:
    order = told_and_saved(room, tab)
    tab.runLeft.connect(lambda _: order.append("left"))
    tab.edit(Edit(0, 0, 0, 0, f"{SECRET}\n"))
    room.ask(tab)
    assert order[:2] == ["told", "left"]


def test_a_secret_is_found_in_what_was_clean_before(room: Room, tab: Tab) -> None:
    write_in(room, tab, "\nmany words" * 1000)
    write_in(room, tab, " and more")
    assert said(room) == []
    write_in(room, tab, f" {SECRET}")
    room.until(lambda: said(room))
    assert [one.slice_id for one in tab.exposed] == ["aaaaaa"]


def test_the_notice_goes_when_the_secret_does(room: Room, tab: Tab) -> None:
    write_in(room, tab, f" {SECRET}")
    room.until(lambda: said(room))
    tab.undo()
    tab.save()
    room.until(lambda: f"exposed:{tab.path}" in room.over)
    assert tab.exposed == ()


def test_what_the_project_allows_is_not_told(room: Room, tab: Tab) -> None:
    write_in(room, tab, f" {SECRET}")
    room.until(lambda: said(room))
    mark = tab.exposed[0].mark
    settings = room.root / "vibekoder.toml"
    text = settings.read_text("utf-8")
    settings.write_text(f'{text}[secrets]\nallow = ["{mark}"]\n', "utf-8")
    room.change(lambda project: type(project).open(project.root))
    tab.save()
    room.until(lambda: tab.exposed == ())


def test_a_session_without_a_secret_says_nothing(room: Room, tab: Tab) -> None:
    write_in(room, tab, " and a word")
    room.until(lambda: not room.workspace.looking.writer.busy)
    assert said(room) == []


@pytest.mark.logs
def test_looking_that_fails_stops_nothing(
    room: Room, tab: Tab, caplog: pytest.LogCaptureFixture
) -> None:
    class Broken(Writer):
        def submit(self, job: object, done: object, failed: object) -> None:
            failed(ValueError("broken"))  # pyright: ignore

    broken = Broken("broken", tab)
    watch = LeakWatch(tab, broken, frozenset, tab)
    watch.look()
    assert "looking for secrets" in caplog.text
    caplog.clear()
    broken.close()
