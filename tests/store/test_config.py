from pathlib import Path

import pytest

from vibekoder.core import settings
from vibekoder.core.errors import FormatError
from vibekoder.core.settings import Layer
from vibekoder.store.config import load, save, save_keys


def test_without_a_file_everything_is_as_shipped(tmp_path: Path) -> None:
    values, problems = load(tmp_path / "settings.toml")

    assert values[settings.THEME] == "system"
    assert problems == ()


def test_a_saved_setting_is_there_after_a_restart(tmp_path: Path) -> None:
    path = tmp_path / "config" / "settings.toml"

    save(path, settings.THEME, "dark")
    save(path, settings.ZOOM, 1.1)
    now = save(path, settings.PARAMS, {"temperature": 0.5})

    values, _ = load(path)
    assert values == now
    assert values[settings.THEME] == "dark"
    assert values[settings.ZOOM] == 1.1
    assert values[settings.PARAMS] == {"temperature": 0.5}
    assert settings.THEME.key in values.layers[Layer.APP]


def test_a_setting_that_is_taken_out_is_as_shipped(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\n[ui]\ntheme = "dark" # at night\n')

    values = save(path, settings.THEME, None)

    assert values[settings.THEME] == "system"
    assert path.read_text().startswith("# mine\n")


def test_what_cannot_be_used_is_said_and_the_rest_counts(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('colour = "red"\n[ui]\ntheme = "blue"\n[editor]\nzoom = 2\n')

    values, problems = load(path)

    assert values[settings.ZOOM] == 2.0
    assert problems == (
        "settings.toml: “ui.theme” must be one of system, light, dark.",
        "settings.toml: “colour” is not a setting.",
    )


def test_a_broken_file_does_not_keep_the_program_from_starting(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text("[ui\n")

    values, problems = load(path)

    assert values[settings.THEME] == "system"
    assert "line 1" in problems[0]
    with pytest.raises(FormatError):
        save(path, settings.THEME, "dark")
    assert path.read_text() == "[ui\n"


def test_an_action_gets_other_keys_and_its_usual_ones_back(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('# mine\n[keys]\n"tab.close" = "Ctrl+F4" # as elsewhere\n')

    values = save_keys(path, {"session.new": ["Ctrl+J"], "code.wrap": []})

    assert values[settings.KEYS] == {
        "tab.close": "Ctrl+F4",
        "session.new": ["Ctrl+J"],
        "code.wrap": [],
    }
    assert save_keys(path, {"session.new": None, "code.wrap": None})[settings.KEYS] == {
        "tab.close": "Ctrl+F4"
    }
    assert path.read_text().startswith('# mine\n[keys]\n"tab.close" = "Ctrl+F4" # as elsewhere')


def test_keys_that_stand_in_tables_are_replaced_too(tmp_path: Path) -> None:
    path = tmp_path / "settings.toml"
    path.write_text('[keys.session]\nnew = "Ctrl+J"\nstop = "F8"\n')

    values = save_keys(path, {"session.new": ["Ctrl+K"]})

    assert values[settings.KEYS] == {"session": {"stop": "F8"}, "session.new": ["Ctrl+K"]}
