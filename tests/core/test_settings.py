from typing import Any

import pytest

from vibekoder.core import settings
from vibekoder.core.errors import FormatError
from vibekoder.core.settings import SETTINGS, Kind, Layer, Setting, Values, check, unknown


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.key)
def test_every_setting_explains_itself(setting: Setting[Any]) -> None:
    assert setting.title
    assert setting.help.endswith(".")
    assert setting.scope
    assert bool(setting.limits.pattern) == bool(setting.limits.form)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda one: one.key)
def test_every_default_keeps_its_own_limits(setting: Setting[Any]) -> None:
    assert check(setting, setting.default) == setting.default
    assert Values()[setting] == setting.default


def test_every_key_is_there_once() -> None:
    assert len({one.key for one in SETTINGS}) == len(SETTINGS)


def test_an_inner_layer_wins() -> None:
    values = Values()
    for layer in Layer:
        values = values.with_layer(layer, {"model": layer.name})
        assert values[settings.MODEL] == layer.name


def test_outer_layers_win_over_the_default_only() -> None:
    values = (
        Values().with_layer(Layer.SESSION, {"model": "s"}).with_layer(Layer.APP, {"model": "a"})
    )

    assert values[settings.MODEL] == "s"
    assert values.with_layer(Layer.SESSION, {})[settings.MODEL] == "a"


def test_parameters_are_put_together_from_all_layers() -> None:
    values = (
        Values()
        .with_layer(Layer.APP, {"params": {"temperature": 1, "stop": ["a"], "x_unknown": True}})
        .with_layer(Layer.PROJECT, {"params": {"temperature": 0.5, "seed": 7}})
        .with_layer(Layer.SESSION, {"params": {"stop": None, "logit_bias": {"5": -1}}})
        .with_layer(Layer.REQUEST, {"params": {"seed": 8}})
    )

    assert values[settings.PARAMS] == {
        "temperature": 0.5,
        "x_unknown": True,
        "seed": 8,
        "logit_bias": {"5": -1},
    }


def test_what_nobody_set_is_not_a_parameter() -> None:
    assert Values()[settings.PARAMS] == {}


def test_a_setting_inside_a_table_is_found() -> None:
    values = Values().with_layer(Layer.PROJECT, {"limits": {"idle": 30}})

    assert values[settings.IDLE_LIMIT] == 30.0


def test_a_word_where_a_table_should_be_sets_nothing() -> None:
    values = Values().with_layer(Layer.PROJECT, {"limits": "short"})

    assert values[settings.IDLE_LIMIT] == 600.0


def test_a_value_beyond_its_limits_is_left_out_and_complained_about() -> None:
    values = Values().with_layer(Layer.APP, {"editor": {"zoom": 9}, "ui": {"theme": "dark"}})

    assert values[settings.ZOOM] == 1.0
    assert values[settings.THEME] == "dark"
    assert values.problems == ("“editor.zoom” must be a number from 0.7 to 2.5.",)
    assert values.with_layer(Layer.APP, {}).problems == ()


def test_a_setting_of_the_app_cannot_be_set_by_a_project() -> None:
    values = Values().with_layer(Layer.PROJECT, {"ui": {"theme": "dark"}})

    assert values[settings.THEME] == "system"
    assert values.problems == ("“ui.theme” cannot be set here.",)


@pytest.mark.parametrize(
    ("setting", "raw"),
    [
        (settings.MODEL, 5),
        (settings.BACKEND, "My Backend"),
        (settings.THEME, "blue"),
        (settings.THEME, ["dark"]),
        (settings.ZOOM, "1"),
        (settings.ZOOM, True),
        (settings.IDLE_LIMIT, float("nan")),
        (settings.IDLE_LIMIT, -1),
        (settings.INCLUDE_LIMIT, 1.5),
        (settings.INCLUDE_LIMIT, 0),
        (settings.INCLUDE_FOLDERS, "../x"),
        (settings.INCLUDE_FOLDERS, ["../x", 1]),
        (settings.PARAMS, ["temperature"]),
        (settings.SESSIONS_FOLDER, "../elsewhere"),
        (settings.SESSIONS_FOLDER, "a/../b"),
        (settings.SESSIONS_FOLDER, "/tmp"),
        (settings.SESSIONS_FOLDER, "C:\\x"),
        (settings.SESSIONS_FOLDER, ""),
        (settings.SESSIONS_FOLDER, "a//b"),
    ],
)
def test_what_a_setting_cannot_be_is_said(setting: Setting[Any], raw: Any) -> None:
    with pytest.raises(FormatError) as caught:
        check(setting, raw)

    assert setting.key in caught.value.sentence
    assert caught.value.hint == setting.help


@pytest.mark.parametrize(
    ("setting", "raw", "value"),
    [
        (settings.INCLUDE_LIMIT, 12.0, 12),
        (settings.CONNECT_LIMIT, 5, 5.0),
        (settings.INCLUDE_FOLDERS, ["a", "b"], ("a", "b")),
        (settings.SESSIONS_FOLDER, "docs/talks..old/.vk", "docs/talks..old/.vk"),
        (settings.BACKEND, "lm-studio-2", "lm-studio-2"),
    ],
)
def test_what_a_setting_can_be_is_made_its_own_kind(
    setting: Setting[Any], raw: Any, value: Any
) -> None:
    checked = check(setting, raw)

    assert checked == value
    assert type(checked) is type(value)


def test_keys_that_are_no_settings_are_named() -> None:
    tables = {
        "model": "m",
        "modle": "m",
        "editor": {"zoom": 1, "zom": 1},
        "limits": 5,
        "params": {"anything": 1},
        "backends": {},
    }

    assert unknown(tables) == ["modle", "editor.zom", "limits", "backends"]


def test_each_kind_of_value_has_a_setting() -> None:
    assert {one.type for one in SETTINGS} == set(Kind)


def test_a_value_tells_its_layer() -> None:
    values = Values().with_layer(Layer.APP, {"model": "a"}).with_layer(Layer.SESSION, {"model": ""})

    assert values.place(settings.MODEL) is Layer.SESSION
    assert values.place(settings.THEME) is None


def test_one_layer_can_be_that_of_others() -> None:
    other = Values().with_layer(Layer.PROJECT, {"model": "p", "ui": {"theme": "dark"}})
    values = Values().with_layer(Layer.APP, {"model": "a"}).over(Layer.PROJECT, other)

    assert values[settings.MODEL] == "p"
    assert values.problems == ("“ui.theme” cannot be set here.",)
