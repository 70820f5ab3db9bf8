"""What is found out of files and pins once; the rows made of it are tested with the pieces."""

from __future__ import annotations

from pathlib import Path

from vibekoder.core.directives import parse
from vibekoder.core.wild import EVERYTHING
from vibekoder.engine.looks import Looks, State
from vibekoder.store.objects import Objects
from vibekoder.store.sources import Sources


def test_a_lost_object_is_found_when_it_comes_back(tmp_path: Path):
    keep = Objects(tmp_path / ".objects")
    looks = Looks(Sources(tmp_path), keep)
    data = b"words"
    name = Objects(tmp_path / "elsewhere").put(data)
    directive = parse(f"<!-- include: a.txt @ {name[:12]} -->")
    assert directive is not None
    assert looks.pinned(directive).state is State.MISSING
    keep.put(data)
    assert looks.pinned(directive).state is State.PINNED


def test_a_walk_is_remembered_until_it_is_forgotten(tmp_path: Path):
    looks = Looks(Sources(tmp_path), Objects(tmp_path / ".objects"))
    (tmp_path / "a").write_text("x")

    def names() -> list[str]:
        return [entry.name for entry in looks.walk(".", "", EVERYTHING)]

    assert names() == ["a"]
    (tmp_path / "b").write_text("x")
    assert names() == ["a"]
    looks.forget()
    assert names() == ["a", "b"]
