"""Connections to what an object made itself, which do not keep that object alive."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from weakref import WeakMethod


def loosely(method: Callable[..., object], *given: Any) -> Callable[..., None]:
    """A slot that calls a bound method with ``given`` first, as long as its object is there.

    A ``partial`` would hold the object: where a child's connection holds the last reference to
    its parent, the child's end destroys the parent, which destroys the child a second time.
    """
    known = WeakMethod(method)

    def slot(*told: Any) -> None:
        found = known()
        if found is not None:
            found(*given, *told)

    return slot
