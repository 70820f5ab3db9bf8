"""What a decoder has read, in order."""

from __future__ import annotations

from vibekoder.core.events import delta, step
from vibekoder.wire.runs import Runs


def test_neighbours_of_one_kind_are_one_event() -> None:
    runs = Runs()
    for kind, text in (("text", "a"), ("text", "b"), ("reasoning", "c"), ("text", "d")):
        runs.add(kind, text)
    assert runs.taken() == [delta("ab"), step("reasoning", "c"), delta("d")]


def test_an_empty_piece_changes_nothing() -> None:
    runs = Runs()
    runs.add("text", "a")
    runs.add("reasoning", "")
    runs.add("text", "b")
    assert runs.taken() == [delta("ab")]
    assert runs.taken() == []


def test_a_step_stands_between_the_texts_around_it() -> None:
    runs = Runs()
    runs.add("text", "a")
    runs.step(step("waiting"))
    runs.add("text", "b")
    assert runs.taken() == [delta("a"), step("waiting"), delta("b")]


def test_half_a_line_end_waits_for_its_other_half() -> None:
    runs = Runs()
    runs.add("text", "a\r")
    assert runs.taken() == [delta("a")]
    runs.add("text", "\n")
    runs.add("reasoning", "b\r")
    assert runs.end() == [delta("\n"), step("reasoning", "b"), step("reasoning", "\n")]
