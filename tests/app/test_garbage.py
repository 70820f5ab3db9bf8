"""Cycles are collected here, when there are enough of them."""

from __future__ import annotations

import gc
import weakref

from vibekoder.app.garbage import Garbage, sweep


class Node:
    """Something that can hold itself."""


def cycles(count: int) -> weakref.ref[Node]:
    nodes = [Node() for _ in range(count)]
    for node in nodes:
        node.itself = node  # type: ignore[attr-defined]
    return weakref.ref(nodes[0])


def test_python_collects_nothing_by_itself_any_more(qapp: object) -> None:
    gc.enable()
    Garbage()
    assert not gc.isenabled()


def test_what_is_due_is_collected() -> None:
    gc.collect()
    one = cycles(5000)
    assert sweep() > 0
    assert one() is None


def test_little_is_left_for_later() -> None:
    gc.collect()
    one = cycles(1)
    assert sweep() == 0
    assert one() is not None
