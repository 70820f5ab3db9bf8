from pathlib import Path

import pytest

from vibekoder.store.paths import State
from vibekoder.store.remembered import load, save


def test_what_was_remembered_is_there_after_a_restart(tmp_path: Path) -> None:
    window = State(tmp_path / "state").window

    save(window, {"tabs": ["/p/001.md"], "zoom": 1.1})

    assert load(window) == {"tabs": ["/p/001.md"], "zoom": 1.1}


def test_at_the_first_start_nothing_is_remembered(tmp_path: Path) -> None:
    assert load(tmp_path / "window.json") == {}


@pytest.mark.parametrize("content", [b"", b"[1]", b'{"tabs": [', b"\xff"])
def test_a_damaged_memory_is_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "window.json").write_bytes(content)

    assert load(tmp_path / "window.json") == {}
