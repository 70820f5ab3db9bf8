"""What every method that Qt calls back is wrapped in."""

from __future__ import annotations

import functools
import logging
from collections.abc import Callable
from typing import Any, Concatenate, ParamSpec, TypeVar

log = logging.getLogger(__name__)

Self = TypeVar("Self")
Params = ParamSpec("Params")
Result = TypeVar("Result")


def guarded(
    fallback: Callable[[], Result],
) -> Callable[
    [Callable[Concatenate[Self, Params], Result]], Callable[Concatenate[Self, Params], Result]
]:
    """Log what a Qt override raises and give ``fallback()`` instead.

    Some exceptions that leave an override end the whole process (PySide6 6.11.3 reads a TypeError
    of its own making wrongly), and a painting that failed must not take the text with it.
    """

    def wrap(
        method: Callable[Concatenate[Self, Params], Result],
    ) -> Callable[Concatenate[Self, Params], Result]:
        @functools.wraps(method)
        def call(self: Self, *args: Params.args, **kwargs: Params.kwargs) -> Result:
            try:
                return method(self, *args, **kwargs)
            except Exception:
                log.exception("failed in %s", getattr(method, "__qualname__", method))
                return fallback()

        return call

    return wrap


def nothing(*_: Any) -> None:
    """The fallback of what gives nothing back."""
