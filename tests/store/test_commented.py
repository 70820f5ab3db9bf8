"""The settings file with everything that it could say."""

from __future__ import annotations

import tomllib

import pytest

from vibekoder.core.errors import FormatError
from vibekoder.core.settings import SETTINGS, Kind, Layer, Setting, Values
from vibekoder.store.commented import commented

OURS = [one for one in SETTINGS if Layer.PROJECT in one.scope]

OWN = """\
# mine
backend = "house" # the usual

[limits] # patience
idle = 5

[backends.house]
base_url = "http://llm.example/v1"
"""


def live(text: str) -> str:
    """The file with every comment that could be a value made one."""
    lines = [line.removeprefix("# ") for line in text.split("\n")]
    values = [line for line in lines if line.startswith("[") or (" = " in line and ":" not in line)]
    return "\n".join(values)


@pytest.mark.parametrize("setting", OURS, ids=lambda one: one.key)
def test_a_new_file_speaks_of_every_setting(setting: Setting[object]) -> None:
    assert f"# {setting.key}: {setting.help.split()[0]}" in commented("")


def test_a_new_file_changes_nothing_until_a_sign_is_taken_away() -> None:
    assert tomllib.loads(commented("")) == {}


def test_what_was_made_a_value_is_one_and_the_usual_one() -> None:
    raw = tomllib.loads(live(commented("")))
    values = Values().with_layer(Layer.PROJECT, raw)
    assert not values.problems
    assert all(values[one] == one.default for one in OURS if one.type is not Kind.MAP)
    assert raw["backends"]["house"]["kind"] == "compatible"
    assert raw["commands"]["tests"]["run"][0] == "python"


def test_comments_and_order_of_a_file_survive() -> None:
    text = commented(OWN)
    kept = iter(text.split("\n"))
    assert all(line in kept for line in OWN.split("\n"))
    assert tomllib.loads(text) == tomllib.loads(OWN)


def test_what_is_set_is_not_spoken_of_again() -> None:
    text = commented(OWN)
    assert "# backend:" not in text
    assert "# limits.idle:" not in text
    assert "# [backends" not in text


def test_a_setting_stands_in_the_table_that_is_there() -> None:
    text = commented(OWN)
    inside = text.partition("[limits]")[2].partition("[backends.house]")[0]
    assert "# connect = 15.0" in inside


def test_doing_it_twice_changes_nothing_more() -> None:
    assert commented(commented(OWN)) == commented(OWN)
    assert commented(commented("")) == commented("")


def test_a_line_in_a_text_that_looks_like_a_head_is_none() -> None:
    own = 'name = """\n[limits]\n"""\n[limits]\nidle = 5'
    text = commented(own)
    assert tomllib.loads(text) == tomllib.loads(own)
    assert '"""\n[limits]\n"""' in text


def test_a_file_without_a_last_line_end_gets_one() -> None:
    assert commented('name = "x"').startswith('name = "x"\n\n# ')


def test_a_file_that_is_no_toml_is_left_alone() -> None:
    with pytest.raises(FormatError):
        commented("= nonsense")
