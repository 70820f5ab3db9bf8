"""Tools that a server of chat completions carries out itself, told beside the text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from vibekoder.core.events import Event
from vibekoder.wire import loose
from vibekoder.wire.steps import Call, Calls, Function

_FIRST = 2**32  # no server numbers the calls that are for us so high


class Executed:
    """Turns them into steps with ``server`` set: what a tool was given, then what it gave.

    Each is told anew with everything known of it; only what is new becomes a step. The number of
    steps so far is its length.
    """

    def __init__(self) -> None:
        self._told: set[int] = set()

    def __len__(self) -> int:
        return len(self._told)

    def take(self, tools: Sequence[object], calls: Calls) -> Iterator[Event]:
        """The steps of these tools; ``calls`` numbers them together with all others."""
        for at, tool in enumerate(map(loose.fields, tools)):
            index = loose.count(tool.get("index"))
            place = _FIRST + 2 * (at if index is None else index)
            name = loose.text(tool.get("name")) or loose.text(tool.get("type")) or "tool"
            told = {place: (name, "arguments"), place + 1: (f"{name}_result", "output")}
            for key, (title, member) in told.items():
                given: object = tool.get(member)
                if given and key not in self._told:
                    self._told.add(key)
                    function = Function(title, given)
                    for step in calls.take([Call(key, None, function)]):
                        yield Event(step.event, {**step.data, "server": True})
