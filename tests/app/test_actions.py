"""The table of actions."""

from __future__ import annotations

from collections import Counter

import pytest

from vibekoder.app.actions import ACTIONS, MENUS, by_id


def test_every_action_has_a_name_of_its_own_and_stands_in_a_menu() -> None:
    assert len({one.id for one in ACTIONS}) == len(ACTIONS)
    assert {one.menu for one in ACTIONS} == set(MENUS)


def test_no_key_does_two_things() -> None:
    counted = Counter(key for one in ACTIONS for key in one.keys)
    assert [key for key, count in counted.items() if count > 1] == []


def test_an_action_is_a_window_s_or_a_tab_s() -> None:
    assert {one.target for one in ACTIONS} == {"window", "tab"}


def test_an_action_is_found_by_its_id() -> None:
    assert by_id("session.send").keys[0] == "Ctrl+Return"
    with pytest.raises(KeyError):
        by_id("session.fly")
