"""The tools in a response: calls for us to answer, and those that the provider carries out."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from vibekoder.core.events import Event
from vibekoder.wire import loose
from vibekoder.wire.steps import Call, Calls, Function

# Items that are a call for us to answer.
OURS = frozenset({"function_call", "custom_tool_call"})

# Items that are no tools.
SILENT = frozenset({"", "message", "reasoning", "compaction"})

# Where a tool was told in the model's own words; else its other members tell what it was given.
_GIVEN = ("arguments", "input", "action")
_UNTOLD = frozenset(
    {"id", "type", "status", "call_id", "name", "server_label", "container_id", "created_by"}
    | {"result", "results", "output", "outputs", "tools", "error", "approval_request_id"}
)


class Tools:
    """Turns a response's items into steps, by their number; nothing is told twice.

    Steps are those of `vibekoder.wire.steps.Calls`; the provider's own tools carry ``server``.
    """

    def __init__(self) -> None:
        self.waiting = False  # the last thing that came is a call for us to answer
        self._calls = Calls()
        self._begun: dict[int, bool] = {}  # whether it is the provider's own
        self._given: set[int] = set()
        self._closing: dict[int, str] = {}  # what ends the JSON around a program

    def __bool__(self) -> bool:
        return bool(self._calls)

    def begin(self, number: int, item: Mapping[str, Any]) -> list[Event]:
        """An item that begins; what it was given comes later."""
        if loose.text(item.get("type")) in SILENT:
            return []
        return self._steps(number, "", item)

    def piece(self, number: int, text: str, *, code: bool = False) -> list[Event]:
        """A piece of what a tool is given: JSON, or the ``code`` of a program."""
        if not text:
            return []
        if code:
            text = json.dumps(text, ensure_ascii=False)[1:-1]
            if number not in self._closing:
                text, self._closing[number] = '{"code": "' + text, '"}'
        self._given.add(number)
        return self._steps(number, text)

    def whole(self, number: int, given: object, *, code: bool = False) -> list[Event]:
        """All that a tool is given, where its pieces did not come; else their end."""
        if number in self._given:
            closing = self._closing.pop(number, "")
            return self._steps(number, closing) if closing else []
        if not given:
            return []
        self._given.add(number)
        return self._steps(number, {"code": given} if code else given)

    def end(self, number: int, item: Mapping[str, Any]) -> list[Event]:
        """An item that is whole: what of it was not told."""
        if loose.text(item.get("type")) in SILENT:
            return []
        return [*self._steps(number, "", item), *self.whole(number, _given(item))]

    def _steps(
        self, number: int, given: object, item: Mapping[str, Any] | None = None
    ) -> list[Event]:
        known = item or {}
        kind = loose.text(known.get("type"))
        server = self._begun.setdefault(number, bool(kind) and kind not in OURS)
        self.waiting |= not server
        call = Call(
            number,
            loose.text(known.get("call_id")) or loose.text(known.get("id")),
            Function(loose.text(known.get("name")) or kind.removesuffix("_call"), given),
        )
        steps = self._calls.take([call])
        return (
            [Event(one.event, {**one.data, "server": True}) for one in steps] if server else steps
        )


def _given(item: Mapping[str, Any]) -> object:
    """What a tool was given, in the words that the item has for it."""
    for name in _GIVEN:
        if item.get(name):
            return item[name]
    return {name: value for name, value in item.items() if value and name not in _UNTOLD}
