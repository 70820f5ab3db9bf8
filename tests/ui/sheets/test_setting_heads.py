"""Heads of the settings."""

from __future__ import annotations

from vibekoder.core.settings import KEYS, SETTINGS, Layer
from vibekoder.ui.sheets.setting_heads import HEADS, sections


def test_every_setting_of_a_layer_stands_under_one_head() -> None:
    for layer in (Layer.APP, Layer.PROJECT):
        found = [one.key for _, rest in sections(layer) for one in rest]
        wanted = {one.key for one in SETTINGS if layer in one.scope and one is not KEYS}
        assert len(found) == len(wanted)
        assert set(found) == wanted


def test_no_head_stands_over_nothing() -> None:
    assert all(rest for _, rest in sections(Layer.PROJECT))
    assert {one.key.rpartition(".")[0] for one in SETTINGS} <= HEADS.keys()
