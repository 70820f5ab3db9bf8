"""A pin made by hand keeps what is there now, and no secret."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.builders import home
from tests.support.plants import planted
from vibekoder.core import directives
from vibekoder.core.directives import Directive
from vibekoder.core.errors import Refused
from vibekoder.core.leaks import mark_of, scan
from vibekoder.engine.keeping import keep
from vibekoder.engine.prepare import Home
from vibekoder.engine.resolve import Resolver

KEY = planted()["OpenAI"][1]


@pytest.fixture
def place(tmp_path: Path) -> Home:
    return home(tmp_path)


def resolver(place: Home) -> Resolver:
    return Resolver(place.sources(), place.objects, place.root / "sessions/001.md")


def included(target: str) -> Directive:
    found = directives.parse(f"<!-- include: {target} -->")
    assert found is not None
    return found


def test_a_pin_names_what_is_kept(place: Home) -> None:
    (place.root / "a.txt").write_text("words\n")
    pin = keep(resolver(place), included("a.txt"), ())
    (name,) = place.objects.find(pin)
    assert place.objects.get(name) == b"words\n"


@pytest.mark.parametrize("target", ["a.txt", "*.txt", "conf/.env"])
def test_what_holds_a_secret_is_not_kept(place: Home, target: str) -> None:
    (place.root / "a.txt").write_text(f"use {KEY}\n")
    (place.root / "conf").mkdir()
    (place.root / "conf/.env").write_text("DB_PASSWORD=hunter2hunter\n")
    with pytest.raises(Refused, match="looks like a secret"):
        keep(resolver(place), included(target), ())
    assert place.objects.names() == []


def test_one_that_the_project_allows_is_kept(place: Home) -> None:
    text = f"use {KEY}\n"
    (place.root / "a.txt").write_text(text)
    assert keep(resolver(place), included("a.txt"), {mark_of(text, scan(text)[0])})
