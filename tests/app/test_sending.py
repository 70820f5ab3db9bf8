"""Prompts on their way: where they go, and what keeps them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.app.room import KEY, Room
from tests.support.builders import file_text
from vibekoder.app.tab import Tab
from vibekoder.core import settings
from vibekoder.core.errors import ProjectError
from vibekoder.engine.ledger import Line
from vibekoder.store.projects import Project

TWO = file_text("u aaaaaa: One", "a bbbbbb: Two")


@pytest.fixture
def tab(room: Room) -> Tab:
    """A session of a question and its answer."""
    return room.open(room.write(TWO))


def heard(workspace: object, name: str) -> list[Any]:
    told: list[Any] = []
    getattr(workspace, name).connect(lambda *given: told.append(given[0] if given else None))
    return told


def test_a_prompt_goes_with_the_settings_of_project_and_session(room: Room) -> None:
    head = "---\nmodel: tiny\nparams:\n  seed: 3\n---\n"
    tab = room.open(room.write(file_text("u aaaaaa: One", head=head)))
    call = room.send(tab, "")
    body = call.request.body
    assert b'"tiny"' in body
    assert b'"seed":3' in body.replace(b" ", b"")
    assert ("authorization", f"Bearer {KEY}") in [(k.lower(), v) for k, v in call.request.headers]


def test_a_backend_that_is_not_there_refuses_and_keeps_the_prompt(room: Room) -> None:
    tab = room.open(room.write("---\nbackend: nobody\n---\n" + TWO))
    refused = heard(tab, "refused")
    room.workspace.send(tab, "Hello")
    assert isinstance(refused[0], ProjectError)
    assert room.notices[-1].actions == (("backends", "Open backends"),)
    assert tab.draft == "Hello"
    with pytest.raises(ProjectError):
        room.workspace.choice(tab.session)


def test_a_key_among_the_parameters_is_neither_sent_nor_kept(room: Room) -> None:
    key = "sk-proj-0123456789abcdefABCDEF0123abcdEF"
    tab = room.open(room.write(f"---\nparams:\n  api_key: {key}\n---\n{TWO}"))
    room.workspace.send(tab, "Hello")
    room.until(lambda: room.notices)
    assert "The parameter api_key holds a secret" in room.notices[-1].title
    assert not room.transport.calls
    assert not list((room.workspace.project.sessions / ".objects").rglob("*"))


def test_a_prompt_below_loose_text_is_sent_and_says_what_is_not(room: Room) -> None:
    tab = room.open(room.write("Some notes\n"))
    call = room.send(tab, "Hello")
    assert b"Some notes" not in call.request.body
    assert room.actions("no prompt yet") == ["prompt"]


def test_loose_text_alone_can_be_made_a_prompt(room: Room) -> None:
    tab = room.open(room.write("Some notes\n"))
    room.workspace.sending.offer_prompt(tab)
    assert (room.actions("no prompt yet"), room.notices[-1].key) == (
        ["prompt"],
        f"loose:{tab.path}",
    )


def test_included_files_keep_the_limit_of_the_settings_also_after_a_change(
    room: Room, tab: Tab
) -> None:
    (room.root / "big.txt").write_text("x" * 3000)
    room.change(lambda one: one.save_setting(settings.INCLUDE_LIMIT, 1))
    room.workspace.send(tab, "<!-- include: big.txt -->")
    room.until(lambda: any("include" in title for title in room.titles))
    assert not room.transport.calls
    room.change(lambda one: one.save_setting(settings.INCLUDE_LIMIT, 4))
    assert b"xxx" in room.send(tab, "<!-- include: big.txt -->").request.body


def test_a_request_that_has_no_address_any_more_is_not_copied_and_says_why(room: Room) -> None:
    room.ask(room.new())
    file = room.root / "vibekoder.toml"
    file.write_text(file.read_text("utf-8").replace("server.test", "server.test:0"), "utf-8")
    room.change(lambda _: Project.open(room.root))
    told: list[str] = []
    line = Line("r1", "scripted", "small", room.edge.wall(), receipt="r")
    room.workspace.sending.copy_as_curl(line, told.append)
    assert "The request cannot be copied" in room.titles
    assert not told


def test_a_tab_that_is_closed_stops_its_test(room: Room, tab: Tab) -> None:
    room.workspace.sending.test_connection(tab)
    room.until(lambda: room.transport.calls)
    room.workspace.close_tab(tab)
    room.until(lambda: room.transport.call.cancelled)
    assert tab.trial is None


def test_all_requests_stopped_are_tests_too(room: Room, tab: Tab) -> None:
    room.workspace.sending.test_connection(tab)
    room.until(lambda: room.transport.calls)
    tab.stop_all()
    room.until(lambda: room.titles[-1].endswith(" was not tested"))
