"""Which layer a parameter comes from, and whether the model takes it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.app.conftest import Rooms
from tests.app.room import SETTINGS, Room
from vibekoder.app import layers
from vibekoder.app.choice import NOTHING_ELSE, Once
from vibekoder.app.layers import Layered, Said, Where, layered
from vibekoder.core.session import parse

SESSION = "---\nparams: {seed: 7, top_k: null}\n---\n"


def found(room: Room, front: str = "", once: Once = NOTHING_ELSE) -> dict[str, Layered]:
    """All parameters by name."""
    work = room.workspace
    session = parse(front.encode())
    return {one.name: one for one in layered(work.backends, work.project, session, once)}


def project(rooms: Rooms, tmp_path: Path, more: str) -> Room:
    """A project whose file says more."""
    folder = tmp_path / "project"
    folder.mkdir(exist_ok=True)
    (folder / "vibekoder.toml").write_text(SETTINGS + more, encoding="utf-8")
    return rooms()


def test_an_inner_layer_wins_and_all_are_told(rooms: Rooms, tmp_path: Path) -> None:
    room = project(rooms, tmp_path, "params = { seed = 2 }\n[params]\nseed = 1\n")
    seed = found(room, SESSION, Once(params={"seed": 9}))["seed"]
    assert [(one.where, one.value) for one in seed.said] == [
        (Where.PROJECT, 1),
        (Where.BACKEND, 2),
        (Where.SESSION, 7),
        (Where.MESSAGE, 9),
    ]
    assert seed.counts == Said(Where.MESSAGE, 9)
    assert seed.at(Where.SESSION) == Said(Where.SESSION, 7)
    assert seed.outside(Where.SESSION) == Said(Where.BACKEND, 2)
    assert seed.outside(Where.PROJECT) is None


def test_what_nobody_sets_is_listed_without_a_value(room: Room) -> None:
    one = found(room)["temperature"]
    assert (one.said, one.counts, one.at(Where.SESSION)) == ((), None, None)


def test_what_is_not_to_be_sent_is_a_value_too(room: Room) -> None:
    assert found(room, SESSION)["top_k"].counts == Said(Where.SESSION, None)


def test_any_other_name_is_listed_with_what_is_taken(room: Room) -> None:
    odd = found(room, once=Once(params={"odd": 1}))["odd"]
    assert (odd.reason, odd.counts) == ("", Said(Where.MESSAGE, 1))


@pytest.mark.parametrize(
    ("model", "name", "reason"),
    [
        ("reasoning = false", "reasoning_effort", "small does not reason"),
        ("reasoning = true", "reasoning_effort", ""),
    ],
)
def test_what_the_model_cannot_do_says_why(
    rooms: Rooms, tmp_path: Path, model: str, name: str, reason: str
) -> None:
    room = project(rooms, tmp_path, f'[models."small"]\n{model}\n')
    assert found(room)[name].reason == reason


def test_what_the_protocol_lacks_says_so_and_stands_last(room: Room) -> None:
    every = found(room)
    lost = [one for one in every.values() if one.reason]
    assert "scripted has nothing like it" in {one.reason for one in lost}
    assert list(every.values())[-len(lost) :] == lost


def test_a_rehearsal_takes_none(room: Room) -> None:
    told = found(room, once=Once(backend="rehearsal"))
    assert told["seed"].reason == "Rehearsal asks no model"


def test_a_server_that_names_its_parameters_is_believed(room: Room) -> None:
    backends = room.workspace.backends
    facts = backends.facts(room.workspace.project, backends.entries(room.workspace.project)[0], "x")
    told = type(facts)("small", params=("temperature",))
    backends.catalog.keep("http://server.test/v1", [told], 1.0)
    assert found(room)["seed"].reason == "small does not take it"
    assert found(room)["temperature"].reason == ""


@pytest.mark.parametrize(
    "value", [1, 0.5, True, None, "low", "7", "null", ["END", "1"], {"a": {"b": "true"}}]
)
def test_what_a_session_keeps_reads_back_as_it_was(room: Room, value: Any) -> None:
    tab = room.new()
    tab.set_choice({"params": layers.as_front_matter({"odd": value})})
    work = room.workspace
    own = layered(work.backends, work.project, tab.session, NOTHING_ELSE)
    assert layers.own(own, Where.SESSION) == {"odd": value}


def test_a_value_is_set_and_taken_back() -> None:
    one = layers.with_value({"seed": 7}, "top_k", Said(Where.SESSION, None))
    assert one == {"seed": 7, "top_k": None}
    assert layers.with_value(one, "seed", None) == {"top_k": None}
    assert layers.as_front_matter({}) is None


def test_what_gives_way_to_another_says_so_and_stays_where_it_is(
    rooms: Rooms, tmp_path: Path
) -> None:
    entry = '[backends.old]\nkind = "anthropic"\nmodel = "claude-sonnet-4-5"\n'
    room = project(rooms, tmp_path, entry)
    params = {"reasoning_effort": "low", "reasoning_budget": 2000}
    told = found(room, once=Once(backend="old", params=params))
    effort, budget = told["reasoning_effort"], told["reasoning_budget"]
    assert (effort.reason, effort.offered) == ("gives way to another", True)
    assert (budget.reason, told["seed"].offered) == ("", False)
