"""Changes of a project: made in order, told, or refused."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest

from tests.app.room import Room, put_back, replaced_by_a_file
from vibekoder.core import settings
from vibekoder.core.errors import VibeKoderError
from vibekoder.core.settings import Setting
from vibekoder.store.projects import Project


def heard(workspace: object, name: str) -> list[Any]:
    told: list[Any] = []
    getattr(workspace, name).connect(lambda *given: told.append(given[0] if given else None))
    return told


def test_a_change_of_the_project_is_told_and_one_that_is_refused_changes_nothing(
    room: Room,
) -> None:
    told = heard(room.workspace, "projectChanged")
    before = room.workspace.project
    refused: list[VibeKoderError] = []
    away = replaced_by_a_file(room.root)
    room.workspace.change_later(
        lambda one: one.save_setting(settings.BACKEND, "other"), refused.append
    )
    room.until(lambda: refused)
    put_back(room.root, away)
    assert room.workspace.project is before
    room.change(lambda one: one.save_setting(settings.BACKEND, "rehearsal"))
    assert told == [None]
    assert room.workspace.choice().entry.name == "rehearsal"


def test_changes_that_are_made_at_once_all_hold(room: Room) -> None:
    for setting, value in ((settings.BACKEND, "rehearsal"), (settings.MODEL, "large")):
        room.workspace.change_later(partial(save, setting, value), pytest.fail)
    room.until(lambda: not room.workspace.changes.pending)
    values = room.workspace.project.values
    assert (values[settings.BACKEND], values[settings.MODEL]) == ("rehearsal", "large")


def save(setting: Setting[str], value: str, project: Project) -> Project:
    return project.save_setting(setting, value)


@pytest.mark.logs
def test_a_change_that_our_own_fault_prevents_is_said(room: Room) -> None:
    def fails(_: Project) -> Project:
        raise ValueError("wrong")

    room.change(fails)
    assert room.titles == ["The project's settings could not be changed"]
