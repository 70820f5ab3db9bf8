"""Calls of tools with the reasoning that led to them, for servers that want both back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from vibekoder.core.events import Event
from vibekoder.wire import loose
from vibekoder.wire.kept import MOST, Kept
from vibekoder.wire.openai_shapes import Said

_LISTED = "reasoning_details"
_SEALED = "reasoning.encrypted"
_GROWING = ("text", "summary")  # the texts of an entry that come in pieces
_ONCE = ("signature", "id", "format")


class Echoed:
    """Keeps reasoning of one ``spelling``, and calls; without a spelling nothing at all."""

    def __init__(self, spelling: str) -> None:
        self._spelling = spelling
        self._reasoning = Kept()
        self._calls: list[_Called] = []
        self._left = MOST

    @property
    def echo(self) -> list[dict[str, Any]]:
        """One object with the members of the message; none without both calls and reasoning."""
        reasoning = self._reasoning.blocks
        if not reasoning or not self._calls or self._left < 0:
            return []
        told = reasoning if self._spelling == _LISTED else reasoning[0]["text"]
        return [{self._spelling: told, "tool_calls": [call.written() for call in self._calls]}]

    def said(self, said: Said) -> None:
        """A delta, or a whole message."""
        if self._spelling == _LISTED:
            for detail in map(loose.fields, said.reasoning_details or ()):
                self._detail(detail)
        elif self._spelling:
            self.texts(self._spelling, [getattr(said, self._spelling) or ""])

    def texts(self, spelling: str, texts: Sequence[str]) -> None:
        """Pieces under one spelling, of reasoning or of something that does not go back."""
        if spelling == self._spelling and (text := "".join(texts)):
            if not self._reasoning.last:
                self._reasoning.begin({"text": ""})
            self._reasoning.text("text", text)

    def call(self, step: Event) -> None:
        """A call, or a piece of its arguments; calls may come interleaved."""
        if not self._spelling:
            return
        data, at = step.data, int(step.data["index"])
        self._calls += [_Called() for _ in range(at + 1 - len(self._calls))]
        call = self._calls[at]
        call.id, call.name = data["id"], data["name"]
        if data.get("whole") is True:
            call.arguments.clear()
        call.arguments.append(data["details"])
        self._left -= len(data["details"])

    def _detail(self, detail: Mapping[str, Any]) -> None:
        last = self._reasoning.last
        named = [name for name in ("type", "index", "id") if detail.get(name) is not None]
        goes_on = all(last.get(name) in (None, detail[name]) for name in named)
        if not last or not goes_on or detail.get("type") == _SEALED:
            self._reasoning.begin(detail)
            return
        for name in _GROWING:
            self._reasoning.text(name, loose.text(detail.get(name)))
        for name in _ONCE:
            self._reasoning.put(name, detail.get(name))


@dataclass(slots=True)
class _Called:
    id: str = ""
    name: str = ""
    arguments: list[str] = field(default_factory=list[str])

    def written(self) -> dict[str, Any]:
        """The call as a message has it; nothing given is an empty object."""
        function = {"name": self.name, "arguments": "".join(self.arguments) or "{}"}
        return {"id": self.id, "type": "function", "function": function}
