"""Tool calls that come in pieces, as steps; the same for every dialect."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from vibekoder.core import events
from vibekoder.core.events import Event
from vibekoder.wire.normal import clean, whole


class Function(msgspec.Struct, gc=False):
    """What a call calls; its arguments are text, or already JSON.

    A tool without a schema has an ``input`` in their place.
    """

    name: str | None = None
    arguments: Any = None
    input: Any = None


class Call(msgspec.Struct, gc=False):
    """A tool call, or a piece of one."""

    index: int | None = None
    id: str | None = None
    function: Function | None = None
    custom: Function | None = None


class Calls:
    """Tool calls that come in pieces, as steps.

    A step carries ``index`` (the call's number), ``id``, ``name`` and a piece of the arguments as
    ``details``; ``whole`` marks arguments that replace what came before.
    """

    def __init__(self) -> None:
        self._known: list[_Known] = []
        self._by_key: dict[object, _Known] = {}

    def __len__(self) -> int:
        return len(self._known)

    def take(self, calls: Sequence[Call]) -> list[Event]:
        """The steps that these entries make."""
        return [step for at, call in enumerate(calls) if (step := self._take(at, call)) is not None]

    def _take(self, position: int, call: Call) -> Event | None:
        # Names and ids are never concatenated: some servers repeat them in every chunk.
        function = call.function or call.custom or Function()
        given: Any = function.input if function.arguments is None else function.arguments
        id_, name = whole(call.id or ""), whole(function.name or "")
        key: object = call.index if call.index is not None else ("", id_ or position)
        known = self._by_key.get(key)
        if known is None or (id_ and known.id and id_ != known.id and name):
            known = self._by_key[key] = _Known(len(self._known))
            self._known.append(known)
        news = not known.begun or (id_ and not known.id) or (name and not known.name)
        known.id, known.name, known.begun = known.id or id_, known.name or name, True
        replaces = not isinstance(given, (str, type(None)))
        details = _json(given) if replaces else clean(given or "")
        if not details and not news:
            return None
        more: dict[str, Any] = {"whole": True} if replaces else {}
        return events.step(
            "tool_calls", details, index=known.at, id=known.id, name=known.name, **more
        )


@dataclass(slots=True)
class _Known:
    """One tool call as far as it is known; its arguments are with whoever got the steps."""

    at: int
    id: str = ""
    name: str = ""
    begun: bool = False


def _json(value: object) -> str:
    try:
        return clean(json.dumps(value, ensure_ascii=False))
    except (ValueError, RecursionError):
        return ""
