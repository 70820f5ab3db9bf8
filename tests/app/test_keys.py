"""Which keys do which action."""

from __future__ import annotations

import pytest

from vibekoder.app.actions import ACTIONS
from vibekoder.app.keys import bound, own_keys
from vibekoder.ui.keymap import normal


def keys(**own: str | list[str]) -> dict[str, tuple[str, ...]]:
    """Own keys of actions; two underlines stand for the dot."""
    return own_keys({name.replace("__", "."): value for name, value in own.items()})


def test_no_action_shares_a_key_with_another_from_the_start() -> None:
    usual = [normal(key) for one in ACTIONS for key in one.keys]
    assert len(usual) == len(set(usual))
    assert bound({}, normal).complaints == ()


def test_an_own_key_takes_the_place_of_the_usual_ones() -> None:
    now = bound(keys(session__new="ctrl+j"), normal)
    assert now.key("session.new") == "Ctrl+J"
    assert now.owner("Ctrl+T") is None


def test_an_own_key_leaves_the_action_that_usually_has_it() -> None:
    now = bound(keys(session__new="Ctrl+W"), normal)
    owner = now.owner("Ctrl+W")
    assert owner is not None
    assert owner.id == "session.new"
    assert now.key("tab.close") == ""


def test_an_action_may_be_left_without_a_key() -> None:
    assert bound(keys(session__new=[]), normal).key("session.new") == ""


def test_actions_may_be_named_by_tables_and_quotes_win() -> None:
    table = {"session": {"new": "F7", "stop": "F8"}, "session.new": ["F6", ""]}
    assert own_keys(table) == {"session.new": ("F6",), "session.stop": ("F8",)}


@pytest.mark.parametrize(
    ("own", "told"),
    [
        (keys(session__dance="F6"), "“session.dance” is no action that could have a key."),
        (keys(session__new="Ctrl+Nonsense"), "“Ctrl+Nonsense” is no key."),
        (keys(session__new="Ctrl+C"), "“Ctrl+C” is always Copy where text is typed."),
        (keys(session__new="A"), "“A” is needed for typing: add Ctrl or Alt, or take a function"),
        (keys(session__new="F6", tab__close="F6"), "“F6” is the key of New session already."),
    ],
)
def test_a_key_that_cannot_be_had_is_left_out_and_told(
    own: dict[str, tuple[str, ...]], told: str
) -> None:
    now = bound(own, normal)
    assert now.complaints[0].startswith(told)
    assert len(now.complaints) == 1
